//! Tables and arrays beside images: which image each row belongs to, what each column is used for, and what is said of it.
#![cfg(not(target_arch = "wasm32"))]
mod gathering;

use gathering::{classes, fixture, gathered, names, of, said, values};
use latent_lab::data::idx;
use latent_lab::data::table::Role;
use latent_lab::data::upload::{Choices, ColumnChoice, Gathering, HeldOut, Own, TableChoice, too_large};

fn take(gathering: &Gathering) -> Own {
    gathering.take(8, false, 0.1)
}

/// Files of one image each, with these names.
fn images(names: &[&str]) -> Vec<(String, Vec<u8>)> {
    names.iter().map(|name| ((*name).to_owned(), fixture("holes.fits"))).collect()
}

fn with(images: Vec<(String, Vec<u8>)>, tables: &[(&str, &str)]) -> Gathering {
    let tables = tables.iter().map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec()));
    let files: Vec<(String, Vec<u8>)> = images.into_iter().chain(tables).collect();
    gathered(&files.iter().map(|(name, bytes)| (name.as_str(), bytes.clone())).collect::<Vec<_>>())
}

/// IDX images and labels of the length that MNIST's two parts have here.
fn mnist(count: u8, first_label: u8) -> (Vec<u8>, Vec<u8>) {
    let pixels = (0..64 * u32::from(count)).map(|value| (value % 251) as u8).collect::<Vec<_>>();
    let labels: Vec<u8> = (0..count).map(|index| (index + first_label) % 10).collect();
    (idx::write(&[count.into(), 8, 8], &pixels), idx::write(&[count.into()], &labels))
}

fn by_order(tables: usize) -> Choices {
    Choices { tables: vec![TableChoice { by_order: true, ..TableChoice::default() }; tables], ..Choices::default() }
}

#[test]
fn rows_find_their_images_whatever_the_endings_and_the_order() {
    let files = images(&["ngc0.fits.gz", "ngc1.fits.gz", "ngc2.fits.gz"]);
    let gathering = with(files, &[("t.csv", "id,mag\nngc2,12.5\nngc1,11.5\nngc0,10.5\n")]);
    assert_eq!(values(&take(&gathering), "mag"), [10.5, 11.5, 12.5]);
    assert!(said(&gathering, "t.csv").contains("3 of 3 images matched by file name in the column “id”"));
}

#[test]
fn identifiers_leave_as_they_came_and_numbers_that_cannot_be_read_are_said_to_be_such() {
    let table = "file,TIC,specobj,abundance,loss\n\
        a,123456781,1237648720142532813,0.2*,10%\n\
        b,123456783,-9999,0.3,20%\n\
        c,123456785,1237648720142532815,0.4*,30%\n";
    let gathering = with(images(&["a.fits", "b.fits", "c.fits"]), &[("t.csv", table)]);
    let own = take(&gathering);
    let text = |name: &str| own.texts.iter().find(|text| text.name == name).unwrap().cells.clone();
    assert_eq!(text("TIC"), ["123456781", "123456783", "123456785"]);
    assert_eq!(text("specobj"), ["1237648720142532813", "-9999", "1237648720142532815"]);
    let used = gathering.used();
    let note = |name: &str| used.tables[0].columns.iter().find(|column| column.name == name).unwrap().note.clone();
    assert_eq!(note("abundance"), "only 1 of its 3 cells can be read as numbers, and “0.2*” cannot");
    assert_eq!(note("loss"), "only 0 of its 3 cells can be read as numbers, and “10%” cannot");
}

#[test]
fn rows_go_by_order_only_if_nothing_looks_like_names_and_the_person_says_so() {
    let table = "mag,size\n1,5.5\n2,6.5\n3,7.5\n";
    let mut gathering = with(images(&["c.fits", "a.fits", "b.fits"]), &[("t.csv", table)]);
    assert_eq!(gathering.used().tables[0].by_order, Some(false));
    assert!(said(&gathering, "t.csv").contains("if they are in the same order, say so below"));
    assert!(said(&gathering, "t.csv").contains("(the first is c.fits, the last b.fits)"));
    assert!(take(&gathering).properties.is_empty());
    gathering.choose(by_order(1));
    assert_eq!(values(&take(&gathering), "size"), [5.5, 6.5, 7.5]);
    assert!(said(&gathering, "t.csv").contains("taken in the order of the images, as you chose"));
    // A column of names that name none of the images.
    let mut gathering = with(images(&["c.fits", "a.fits"]), &[("t.csv", "name,mag\nx7,1\nx9,2\n")]);
    gathering.choose(by_order(1));
    assert_eq!(gathering.used().tables[0].by_order, None);
    assert!(said(&gathering, "t.csv").contains(
        "“name” looks like names, but none of them is that of an image: “x7” is none, “c.fits” would be one"
    ));
    assert!(take(&gathering).properties.is_empty());
    let gathering = with(images(&["a.fits"]), &[("t.csv", "mag\n1\n2\n")]);
    assert!(said(&gathering, "t.csv").contains("it has 2 rows for 1 images, so it is left out"));
}

#[test]
fn classes_that_happen_to_be_names_of_files_name_none() {
    let table = "class,x\n0,1.5\n1,2.5\n0,3.5\n1,4.5\n0,5.5\n";
    let gathering = with(images(&["0.fits", "1.fits", "2.fits"]), &[("t.csv", table)]);
    assert!(said(&gathering, "t.csv").contains("no row names a file of the images, and it has 5 rows for 3 images"));
}

#[test]
fn counts_that_happen_to_be_names_of_files_name_none() {
    let files = images(&["1.fits", "2.fits", "3.fits", "4.fits", "5.fits", "6.fits", "7.fits", "8.fits"]);
    let table: String = (0..9).map(|row| format!("{},{}.5\n", 12 + 11 * row % 97, row)).collect();
    let gathering = with(files.clone(), &[("t.csv", &format!("count,x\n{table}3,9.5\n"))]);
    assert!(said(&gathering, "t.csv").contains("it has 10 rows for 8 images"), "{}", said(&gathering, "t.csv"));
    // Half of the files: a table of a part of them.
    let gathering = with(files, &[("t.csv", "number,x\n1,1.5\n2,2.5\n3,3.5\n4,4.5\n90,0.5\n")]);
    assert!(said(&gathering, "t.csv").contains("“number”"), "{}", said(&gathering, "t.csv"));
}

#[test]
fn labels_of_two_stacks_of_one_length_go_by_name() {
    let ((train, train_labels), (test, test_labels)) = (mnist(60, 0), mnist(60, 5));
    let files = [
        ("t10k-labels-idx1-ubyte", test_labels.clone()),
        ("train-labels-idx1-ubyte", train_labels),
        ("train-images-idx3-ubyte", train.clone()),
        ("t10k-images-idx3-ubyte", test.clone()),
    ];
    let own = take(&gathered(&files));
    let labels = classes(&own, "labels");
    assert_eq!((labels.len(), &labels[..3], &labels[60..63]), (120, &["0", "1", "2"][..], &["5", "6", "7"][..]));
    assert_eq!(own.held_out.map(|held_out| (held_out[59], held_out[60])), Some((false, true)));
    // Without a part of the data in its name the array may belong to either.
    let files = [("labels.idx", test_labels), ("train-images.idx", train), ("t10k-images.idx", test)];
    let gathering = gathered(&files);
    assert!(take(&gathering).properties.is_empty());
    assert!(said(&gathering, "labels.idx").contains("it may belong to train-images.idx or t10k-images.idx"));
}

#[test]
fn parts_of_the_data_are_held_out_joined_or_chosen() {
    let mut gathering = of(&["splits.npz"]);
    let own = take(&gathering);
    assert_eq!(classes(&own, "labels"), ["0", "1", "2", "0", "1", "2", "0", "1", "0", "1", "0", "1"]);
    assert_eq!(own.held_out.unwrap().iter().filter(|held_out| **held_out).count(), 6);
    assert_eq!(own.images.image(0)[..2], [0, 1]);
    let options: Vec<String> = gathering.used().splits.options.into_iter().map(|(_, words)| words).collect();
    assert_eq!(options.len(), 4);
    assert_eq!(options[0], "as the files say: 6 to train on, 6 held out (test)");
    gathering.choose(Choices { held_out: HeldOut::Joined, ..Choices::default() });
    assert_eq!(take(&gathering).held_out, None);
    let test = gathering.used().splits.options[3].0;
    gathering.choose(Choices { held_out: test, ..Choices::default() });
    let own = take(&gathering);
    assert_eq!((own.images.len(), classes(&own, "labels")), (6, vec!["0", "1", "0", "1", "0", "1"]));
    let folders = ["sky/train/a.fits", "sky/train/b.fits", "sky/train/c.fits", "sky/train/d.fits", "sky/test/e.fits"];
    assert_eq!(take(&with(images(&folders), &[])).held_out, Some(vec![false, false, false, false, true]));
    let table = [("t.csv", "file,split\na,train\nb,val\nc,test\nd,train\ne,train\nf,train\n")];
    let files = ["a.fits", "b.fits", "c.fits", "d.fits", "e.fits", "f.fits"];
    assert_eq!(take(&with(images(&files), &table)).held_out, Some(vec![false, true, true, false, false, false]));
    // Three to train on are too few: all are joined, and that is said.
    let few = with(images(&files[..5]), &[("t.csv", "file,split\na,train\nb,val\nc,test\nd,train\ne,train\n")]);
    assert_eq!(take(&few).held_out, None);
    assert!(few.used().splits.options[0].1.ends_with("(the files leave 3 to train on, too few)"));
}

#[test]
fn missing_values_are_counted_and_sentinels_proposed() {
    let table = "file,mag,z\na,17.5,0.5\nb,--,-99\nc,N.A.,0.25\nd,n/a,0.75\ne,…,1\nf,18.5,9999\n";
    let mut gathering =
        with(images(&["a.fits", "b.fits", "c.fits", "d.fits", "e.fits", "f.fits"]), &[("t.csv", table)]);
    let columns = gathering.used().tables.remove(0).columns;
    assert_eq!((columns[1].missing, columns[1].least_median_most), (4, Some([17.5, 18.0, 18.5])));
    assert_eq!((columns[2].missing, columns[2].sentinels.as_str()), (2, "−99 (1×), 9999 (1×)"));
    let own = take(&gathering);
    assert_eq!(names(&own), ["mag", "z"]);
    assert!(values(&own, "mag")[1..5].iter().all(|value| value.is_nan()) && values(&own, "z")[1].is_nan());
    let keep = ColumnChoice { keep_sentinels: true, ..ColumnChoice::default() };
    let columns = vec![ColumnChoice::default(), ColumnChoice::default(), keep];
    gathering.choose(Choices { tables: vec![TableChoice { columns, by_order: false }], ..Choices::default() });
    assert_eq!(values(&take(&gathering), "z")[1], -99.0);
}

#[test]
fn angles_are_known_by_name_and_roles_can_be_changed() {
    let table =
        "file,orientation,PA [deg],theta,phi_deg,width\na,10,350,-1.5,170,5\nb,170,20,1.5,3,6\nc,90,100,0.5,90,7\n";
    let mut gathering = with(images(&["a.fits", "b.fits", "c.fits"]), &[("t.csv", table)]);
    let own = take(&gathering);
    let periods: Vec<f32> = own.properties.iter().map(|property| property.period).collect();
    assert_eq!(periods, [180.0, 360.0, 180.0, 180.0, 0.0]);
    assert!((values(&own, "theta")[1] - 1.5_f32.to_degrees()).abs() < 1e-4);
    assert_eq!(own.properties[2].unit, "°");
    assert!(gathering.used().tables[0].columns[3].note.contains("turned into degrees"));
    let role = |role| ColumnChoice { role, ..ColumnChoice::default() };
    let columns = vec![role(None), role(Some(Role::FullTurn)), role(Some(Role::LeaveOut)), role(Some(Role::Number))];
    gathering.choose(Choices { tables: vec![TableChoice { columns, by_order: false }], ..Choices::default() });
    let own = take(&gathering);
    assert_eq!((own.properties[0].period, names(&own)[1], own.properties[1].period), (360.0, "theta", 0.0));
    assert_eq!(values(&own, "theta")[1], 1.5);
}

#[test]
fn one_hot_labels_single_columns_and_rows_of_features_are_no_images() {
    let gathering = of(&["one-hot.npz"]);
    let own = take(&gathering);
    assert_eq!(own.images.len(), 12);
    assert_eq!(classes(&own, "labels")[..4], ["0", "1", "2", "0"]);
    assert_eq!(names(&own), ["labels", "features 1", "features 2", "features 3", "features 4", "features 5"]);
    assert_eq!(values(&own, "features 3")[11], 11.25);
    assert!(
        said(&gathering, "labels.npy")
            .contains("3 columns of zeros with a single one in each row are taken for a class")
    );
}

#[test]
fn every_kind_of_value_is_read_and_long_integers_stay_exact() {
    let gathering = of(&["kinds.npz"]);
    let own = take(&gathering);
    assert_eq!(own.images.len(), 5);
    assert_eq!(own.texts[0].name, "objid");
    assert_eq!(own.texts[0].cells[0], "587722982000000017");
    assert_eq!(own.texts[0].cells[4], "587722982000000021");
    assert_eq!(values(&own, "small"), [3.0, 4.0, 5.0, 6.0, 7.0]);
    assert_eq!(classes(&own, "barred"), ["True", "False", "True", "False", "True"]);
    assert_eq!(classes(&own, "kind"), ["spiral", "elliptical", "spiral", "ring", "spiral"]);
    assert_eq!(classes(&own, "survey"), ["SDSS", "DES", "SDSS", "DES", "SDSS"]);
    assert_eq!(values(&own, "size"), [0.0, 0.25, 0.5, 0.75, 1.0]);
}

#[test]
fn identifiers_of_nineteen_digits_are_text_from_the_table_to_the_set() {
    let table = "#Table1\nobjid,specobjid,r\n587722982000000017,1237648720142532813,17.25\n587722982000000018,1237648720142532814,16.5\n";
    let gathering = with(images(&["587722982000000018.fits", "587722982000000017.fits"]), &[("skyserver.csv", table)]);
    let own = take(&gathering);
    assert_eq!(own.texts[0].cells, ["587722982000000018", "587722982000000017"]);
    assert_eq!(own.texts[1].cells, ["1237648720142532814", "1237648720142532813"]);
    assert_eq!(values(&own, "r"), [16.5, 17.25]);
}

#[test]
fn the_path_decides_between_files_of_one_name_or_none_gets_the_row() {
    let files = || images(&["set/a/1.fits", "set/b/1.fits", "set/b/2.fits"]);
    let own = take(&with(files(), &[("t.csv", "file,x\na/1.fits,0.5\nb/1.fits,1.5\n")]));
    assert_eq!(values(&own, "x")[..2], [0.5, 1.5]);
    let gathering = with(files(), &[("t.csv", "file,x\n1.fits,0.5\n2.fits,1.5\n")]);
    let own = take(&gathering);
    assert!(values(&own, "x")[0].is_nan() && values(&own, "x")[1].is_nan() && values(&own, "x")[2] == 1.5);
    assert!(
        said(&gathering, "t.csv")
            .contains("fit several files alike and are left out: 1, such as “1.fits” (set/a/1.fits or set/b/1.fits)")
    );
}

#[test]
fn rows_that_repeat_and_files_of_several_images_are_said() {
    let table = "file,x\ncube.fits,1.5\nother,2.5\ncube.fits,3.5\n";
    let gathering = gathered(&[("cube.fits", fixture("cube.fits")), ("t.csv", table.as_bytes().to_vec())]);
    assert_eq!(values(&take(&gathering), "x"), [1.5; 4]);
    let words = said(&gathering, "t.csv");
    assert!(
        words.contains("rows that name no image: 1; rows that name an image once more, of which the first counts: 1")
    );
    let table = "file,x\nextensions,2.5\n";
    let gathering = gathered(&[("extensions.fits", fixture("extensions.fits")), ("t.csv", table.as_bytes().to_vec())]);
    assert!(values(&take(&gathering), "x").iter().all(|value| *value == 2.5));
}

#[test]
fn more_properties_or_classes_than_are_used_are_said() {
    let heading: Vec<String> = (0..40).map(|column| format!("x{column}")).collect();
    let row =
        |file: &str| format!("{file},{}\n", (0..40).map(|column| format!("{column}.5")).collect::<Vec<_>>().join(","));
    let table = format!("file,{}\n{}{}", heading.join(","), row("a"), row("b").replace(".5", ".25"));
    let gathering = with(images(&["a.fits", "b.fits"]), &[("t.csv", &table)]);
    assert_eq!(take(&gathering).properties.len(), 32);
    let columns = gathering.used().tables.remove(0).columns;
    assert_eq!(columns.iter().filter(|column| column.note.contains("32 properties are the most")).count(), 8);
    let files: Vec<String> = (0..150).map(|index| format!("f{index}.fits")).collect();
    let rows: String = (0..150).map(|index| format!("f{index},type {}\n", index % 73)).collect();
    let table = format!("file,class\n{rows}");
    let gathering = with(images(&files.iter().map(String::as_str).collect::<Vec<_>>()), &[("t.csv", &table)]);
    assert_eq!(take(&gathering).properties[0].classes.len(), 70);
    assert!(gathering.used().tables[0].columns[1].note.contains("the 4 rarest are together called “other”"));
}

/// Five galaxies from a table that astropy wrote; its rows are in the reverse order of the images.
fn catalogue(name: &str) -> Gathering {
    let mut files = images(&["obj0.fits", "obj1.fits", "obj2.fits", "obj3.fits", "obj4.fits"]);
    files.push((name.to_owned(), fixture(name)));
    with(files, &[])
}

#[test]
fn the_same_table_is_read_from_every_kind_of_file() {
    for name in [
        "catalogue.csv",
        "catalogue.tsv",
        "catalogue.ecsv",
        "catalogue.spaces.txt",
        "catalogue.commented.txt",
        "catalogue.bars.txt",
        "catalogue.tbl",
        "catalogue-tabledata.vot",
        "catalogue-binary.vot",
        "catalogue-binary2.vot",
        "catalogue.fits",
    ] {
        let gathering = catalogue(name);
        let own = take(&gathering);
        assert_eq!(own.images.len(), 5, "{name}: {:?}", gathering.summary());
        assert!(said(&gathering, name).contains("5 of 5 images matched by file name in the column “file”"), "{name}");
        let ids = &own.texts.iter().find(|text| text.name == "objid").unwrap().cells;
        assert_eq!((ids[4].as_str(), ids[0].as_str()), ("587722982000000017", "587722982000000021"), "{name}");
        let mag = values(&own, "mag");
        assert!(mag[2].is_nan() && [mag[4], mag[3], mag[1], mag[0]] == [17.0, 17.25, 17.75, 18.0], "{name}: {mag:?}");
        assert_eq!(values(&own, "orientation"), [165.5, 125.5, 85.5, 45.5, 5.5], "{name}");
        assert_eq!(own.properties.iter().find(|one| one.name == "orientation").unwrap().period, 180.0, "{name}");
        let count = values(&own, "count");
        assert!(count[3].is_nan() && count[2] == 6.0 && count[0] == 12.0, "{name}: {count:?}");
        assert_eq!(classes(&own, "barred"), ["True", "False", "True", "False", "True"], "{name}");
        assert_eq!(classes(&own, "type"), ["spiral", "ring", "spiral", "elliptical", "spiral"], "{name}");
        let unit = &gathering.used().tables[0].columns[2].unit;
        let has_units = [".ecsv", ".tbl", ".vot", ".fits"].iter().any(|end| name.ends_with(end));
        assert_eq!(unit, if has_units { "mag" } else { "" }, "{name}");
    }
}

#[test]
fn columns_of_binary_tables_are_offset_scaled_and_split() {
    let own = take(&catalogue("catalogue.fits"));
    assert_eq!(values(&own, "flux 3"), [2.75, 2.125, 1.5, 0.875, 0.25]);
    let gathering = catalogue("columns.fits");
    let own = take(&gathering);
    assert_eq!(values(&own, "unsigned"), [40_004.0, 40_003.0, 40_002.0, 40_001.0, 40_000.0]);
    assert_eq!(values(&own, "scaled"), [11.0, 10.75, 10.5, 10.25, 10.0]);
    assert_eq!(own.texts.iter().find(|text| text.name == "long").unwrap().cells[4], "9223372036854775813");
    for column in ["varied", "bits"] {
        assert!(said(&gathering, "columns.fits").contains(&format!("the column “{column}” is left out")), "{column}");
    }
    let own = take(&catalogue("catalogue-ascii.fits"));
    assert_eq!(own.texts.iter().find(|text| text.name == "objid").unwrap().cells[0], "587722982000000021");
    assert!(values(&own, "mag")[2].is_nan() && values(&own, "mag")[3] == 17.25);
}

#[test]
fn labels_of_three_parts_in_one_archive_are_one_class() {
    let gathering = of(&["three-parts.npz"]);
    let own = take(&gathering);
    assert_eq!(names(&own), ["labels"]);
    assert_eq!(classes(&own, "labels")[11..14], ["0", "1", "2"], "those of the tests too");
}

#[test]
fn types_of_other_standards_and_tables_like_another_are_read() {
    let votable = r#"<?xml version="1.0"?><VOTABLE version="1.2"><RESOURCE>
        <TABLE ID="one"><FIELD name="name" datatype="string"/><FIELD name="counts" datatype="unsignedInt"/><FIELD name="odd" datatype="quad"/>
        <DATA><TABLEDATA><TR><TD>holes.fits</TD><TD>7</TD><TD>1.5</TD></TR></TABLEDATA></DATA></TABLE>
        <TABLE ref="one"><DATA><TABLEDATA><TR><TD>other.fits</TD><TD>8</TD><TD>2.5</TD></TR></TABLEDATA></DATA></TABLE>
        </RESOURCE></VOTABLE>"#;
    let gathering = with(images(&["holes.fits", "other.fits"]), &[("t.xml", votable)]);
    let used = gathering.used();
    let columns =
        |table: usize| used.tables[table].columns.iter().map(|column| column.name.clone()).collect::<Vec<_>>();
    assert_eq!([columns(0), columns(1)], [["name", "counts", "odd"], ["name", "counts", "odd"]]);
    assert!(said(&gathering, "t.xml").contains("the column “odd” has a type that no column has, and is read as text"));
    // Packed, nobody knows how long its cells are.
    let packed = votable
        .replace("TABLEDATA>", "BINARY>")
        .replace("<TR>", "<STREAM encoding='base64'>")
        .replace("</TR>", "</STREAM>");
    let refused = with(images(&["holes.fits"]), &[("t.xml", &packed)]);
    let why = &refused.summary().skipped[0].why;
    assert!(why.contains("a column has a type or a size that no column has"), "{why}");
}

#[test]
fn what_stands_for_no_value_may_be_said_of_another_column() {
    let votable = r#"<VOTABLE version="1.3"><RESOURCE><TABLE>
        <FIELD name="name" datatype="char" arraysize="*"/>
        <FIELD name="a" datatype="int"><VALUES ID="none" null="-9"/></FIELD><FIELD name="b" datatype="int"><VALUES ref="none"/></FIELD>
        <DATA><TABLEDATA><TR><TD>holes.fits</TD><TD>1</TD><TD>-9</TD></TR></TABLEDATA></DATA></TABLE></RESOURCE></VOTABLE>"#;
    let used = with(images(&["holes.fits"]), &[("t.xml", votable)]).used();
    let missing: Vec<usize> = used.tables[0].columns.iter().map(|column| column.missing).collect();
    assert_eq!(missing, [0, 0, 1]);
}

#[test]
fn what_is_not_read_says_what_to_do() {
    let why = |bytes: &[u8]| gathered(&[("file", bytes.to_vec())]).summary().skipped.remove(0).why;
    assert!(
        why(b"\x89HDF\r\n\x1a\n")
            .contains("an HDF5 file, which is not read here: this line of Python makes an NPZ file")
    );
    // Of a file that is larger than those that are read, the first bytes know a way on.
    let large = |head: &[u8]| too_large(2700 << 20, head).to_string();
    assert!(large(b"\x89HDF\r\n\x1a\n").contains("numpy.savez"));
    assert_eq!(large(b"SIMPLE  ="), "it has 2700 MB; files of up to 512 MB are read");
    assert!(why(b"PAR1....").contains("pandas.read_parquet('NAME.parquet').to_csv('NAME.csv', index=False)"));
    assert!(
        why(b"7z\xbc\xaf\x27\x1c")
            .contains("it is a 7-Zip archive, which is not read here: unpack it and pack the files as ZIP")
    );
    let votable = String::from_utf8(fixture("catalogue-binary.vot")).unwrap();
    assert!(why(votable.replace("BINARY>", "FITS>").as_bytes()).contains("a FITS file, which is not read"));
    assert!(why(votable.replace("<STREAM", "<STREAM href=\"a.bin\"").as_bytes()).contains("in another file"));
    assert!(why(&votable.as_bytes()[..1000]).contains("damaged or cut short"));
    let refused = "<VOTABLE version=\"1.4\"><RESOURCE><INFO name=\"QUERY_STATUS\" value=\"ERROR\">no table gaia</INFO></RESOURCE></VOTABLE>";
    assert!(why(refused.as_bytes()).contains("a server answered: “no table gaia”"));
    // Text by what it holds, whatever its ending.
    assert!(why(b"[{\"name\": \"g0\",\n \"mag\": 1}]\n").contains("pandas.read_json"));
    assert!(why(b"\\begin{table}\na & b \\\\\n").contains("format='latex'"));
    assert!(why(b"Read me first.\nThis is prose of some length.\n").contains("it is text, but no table"));
}

#[test]
fn a_table_in_text_needs_no_known_ending() {
    let gathering = gathered(&[("catalogue", b"name,mag\ng0,1.5\ng1,2.5\n".to_vec())]);
    let summary = gathering.summary();
    assert!(summary.skipped.is_empty(), "{:?}", summary.skipped);
    assert!(said(&gathering, "catalogue").contains("2 rows"), "{:?}", summary.tables);
}
