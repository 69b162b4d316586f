use super::*;

fn rows(text: &str) -> Vec<Vec<String>> {
    let table = read(text.as_bytes()).unwrap();
    let cell = |row: usize| move |column: &Column| column.cells.get(row).into_owned();
    (0..table.rows()).map(|row| table.columns.iter().map(cell(row)).collect()).collect()
}

fn headings(text: &str) -> Vec<String> {
    read(text.as_bytes()).unwrap().columns.into_iter().map(|column| column.name).collect()
}

#[test]
fn quotes_keep_separators_lines_and_quotes() {
    let text = "\u{feff}file,note\r\n\"a,b.png\",\"he said \"\"hi\"\"\"\r\nc.png,\"two\nlines\"\r\n\r\n";
    assert_eq!(rows(text), [["a,b.png", "he said \"hi\""], ["c.png", "two\nlines"]]);
    assert_eq!(rows("file, note\na.png, \"one, two\"\n"), [["a.png", "one, two"]]);
}

#[test]
fn semicolons_bring_decimal_commas() {
    let table = read(b"name;size\na;3,5\nb;\n").unwrap();
    let value = |row| table.columns[1].cells.value(row, table.decimal_comma);
    assert_eq!((value(0), value(1)), (Value::Number(3.5), Value::Missing));
    assert_eq!(headings("name\tx\na\t1\n"), ["name", "x"]);
}

#[test]
fn separators_are_told_by_several_lines() {
    assert_eq!(rows("name  x\n  a   1\n b  2 \n"), [["a", "1"], ["b", "2"]]);
    assert_eq!(rows("name|x\na|1\nb|\n"), [["a", "1"], ["b", ""]]);
    assert_eq!(rows("| name | x |\n|------|--:|\n| a | 1 |\n| b | 2 |\n"), [["a", "1"], ["b", "2"]]);
    // As databases print it.
    assert_eq!(rows("| name | x\n|      |---\n| a | 1\n"), [["", "a", "1"]]);
    assert_eq!(rows("sep=;\nname;x\na;1\n"), [["a", "1"]]);
    assert_eq!(rows("name, full;x\na, b;1\nc, d;2\n").len(), 2);
    assert_eq!(rows("name\na\nb\n"), [["a"], ["b"]]);
    assert_eq!(rows("\"my file\" x\n\"a b\" 1\n"), [["a b", "1"]]);
}

#[test]
fn comments_before_the_header_are_passed_over() {
    assert_eq!(headings("#Table1\nobjid,ra\n1,2\n"), ["objid", "ra"]);
    assert_eq!(headings("# made by hand, with care\nid,mag\n1,2.5\n"), ["id", "mag"]);
    let table = read(b"id,mag\n1,2\n# a comment\n2,3\n").unwrap();
    assert_eq!((table.rows(), table.notes.len()), (2, 1));
}

#[test]
fn a_header_may_be_a_comment() {
    assert_eq!(headings("# x y\n1.5 2.5\n3 4\n"), ["x", "y"]);
    let table = read(b"#   1 NUMBER     Running object number\n#   2 X_IMAGE    Object position  [pixel]\n#   3 MAG  Magnitudes [mag]\n  1 2.5 17 18\n  2 3.5 18 19\n").unwrap();
    assert_eq!(table.columns.len(), 4);
    let table = read(b"#   1 NUMBER  Running object number\n#   2 MAG_APER  Magnitudes  [mag]\n#   4 X_IMAGE  Position [pixel]\n  1 17 18 2.5\n").unwrap();
    assert_eq!(
        (table.columns[3].name.as_str(), table.columns[3].unit.as_str(), table.columns[1].unit.as_str()),
        ("X_IMAGE", "pixel", "mag")
    );
}

#[test]
fn what_has_no_header_is_numbered() {
    assert_eq!(headings("a.png,1.5\nb.png,2.5\n"), ["column 1", "column 2"]);
    assert_eq!(headings("0,1,2\n3,4,5\n"), ["0", "1", "2"], "pandas numbers columns");
    assert_eq!(headings("7\n3\n"), ["column 1"], "the first label is one too");
    assert_eq!(rows("0,0,0\n1,1,1\n"), [["0", "0", "0"], ["1", "1", "1"]]);
}

#[test]
fn the_columns_of_a_vector_are_named_after_it_in_the_middle_and_at_the_end() {
    let text = "# 1 NUMBER  Running number\n# 2 FLUX  Fluxes [count]\n# 5 MAG  Magnitudes\n1 2.5 3.5 4.5 20.5 21.5\n2 2 3 4 20 21\n";
    let table = read(text.as_bytes()).unwrap();
    let names: Vec<(&str, &str)> =
        table.columns.iter().map(|column| (column.name.as_str(), column.unit.as_str())).collect();
    assert_eq!(
        names,
        [("NUMBER", ""), ("FLUX", "count"), ("FLUX (3)", "count"), ("FLUX (4)", "count"), ("MAG", ""), ("MAG (6)", "")]
    );
}

#[test]
fn units_stand_in_brackets_below_the_header_or_in_ecsv() {
    let table = read(b"id\ttheta [deg]\n1\t20\n").unwrap();
    assert_eq!((table.columns[1].name.as_str(), table.columns[1].unit.as_str()), ("theta", "deg"));
    let table = read(b"#VizieR\nName;PA;Bmag\n ;deg;mag\n---;---;---\nN1;20;17.5\nN2;30;18.5\n").unwrap();
    assert_eq!((table.rows(), table.columns[1].unit.as_str(), table.columns[2].unit.as_str()), (2, "deg", "mag"));
}

#[test]
fn rows_may_have_a_separator_more_or_names() {
    assert_eq!(rows("a,b\n1,2,\n3,4,\n"), [["1", "2"], ["3", "4"]]);
    assert_eq!(headings("\"x\" \"y\"\n\"1\" 2 3\n\"2\" 4 5\n"), ["row", "x", "y"]);
    assert_eq!(headings(",x\n0,5\n"), ["column 1", "x"]);
}

#[test]
fn other_encodings_are_read() {
    let wide: Vec<u8> =
        [0xff, 0xfe].into_iter().chain("n\tx\nä\t1\n".encode_utf16().flat_map(u16::to_le_bytes)).collect();
    assert_eq!(read(&wide).unwrap().columns[0].cells.get(0), "ä");
    assert_eq!(read(b"Gr\xf6\xdfe,x\n1,2\n").unwrap().columns[0].name, "Größe");
}

#[test]
fn what_is_no_table_is_refused_in_words() {
    let complaint = |bytes: &[u8]| read(bytes).unwrap_err().to_string();
    assert!(complaint(b"").contains("no row"));
    assert!(complaint(b"a,b\n").contains("no row"));
    assert!(complaint(b"a,b\n1,2\n1,2,3\n").contains("line 3 of the table has 3 cells"));
    assert!(complaint(b"a,b\n1\n").contains("line 2 of the table has 1 cells"));
    assert!(complaint(b"a,b\n1,\"2\n").contains("begins on line 2"));
    assert!(complaint(b"a,b\n\0,2\n").contains("no text"));
}
