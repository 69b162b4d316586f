//! The answers with figures, settings and tables as one HTML file that needs nothing beside it.

/// A figure: its pictures, and its caption as text.
pub struct Figure {
    /// What each picture shows in words, and the picture as a data URL.
    pub pictures: Vec<(String, String)>,
    pub caption: String,
}

/// A table: its caption, and rows of cells, the first of them the header.
pub struct Table {
    pub caption: String,
    pub rows: Vec<Vec<String>>,
}

/// All that is handed in.
pub struct Report {
    pub title: String,
    /// Of whoever hands it in; may be empty.
    pub author: String,
    pub date: String,
    /// Names and values of the settings, the seed among them, and of the readings.
    pub settings: Vec<(String, String)>,
    pub readings: Vec<(String, String)>,
    /// Question and answer.
    pub answers: Vec<(String, String)>,
    pub figures: Vec<Figure>,
    /// What is missing among the figures, in a sentence; may be empty.
    pub figures_lack: &'static str,
    pub tables: Vec<Table>,
}

const STYLE: &str = "body{max-width:52rem;margin:2rem auto;padding:0 1rem;font:1rem/1.5 Georgia,serif;color:#1c1e21;background:#fff}\
h1,h2,h3,table,dl,figcaption{font-family:system-ui,sans-serif}\
.answer{white-space:pre-wrap;padding:.6rem 1rem;background:#f3f3ef;border-radius:6px}\
figure{margin:1.5rem 0}figure img{max-width:24rem;width:100%;margin:0 .5rem .5rem 0;vertical-align:top}\
figcaption{color:#565b63;font-size:.85rem}\
table{border-collapse:collapse;font-size:.85rem;margin:1rem 0}caption{text-align:left;color:#565b63}\
td,th{padding:.15rem .6rem;border-bottom:1px solid #d9d9d3;text-align:left}\
dl{display:grid;grid-template-columns:max-content 1fr;gap:.1rem 1.2rem;font-size:.9rem}dd{margin:0}";

/// The file. Nothing that a person wrote is taken for markup, and no script is in it.
pub fn html(report: &Report) -> String {
    let title = escape(&report.title);
    let by = if report.author.is_empty() { String::new() } else { format!("{}, ", escape(&report.author)) };
    let mut page = format!(
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; style-src 'unsafe-inline'\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>{title}</title>\
         <style>{STYLE}</style></head>\n<body><h1>{title}</h1>\n<p>{by}{}</p>\n",
        escape(&report.date)
    );
    page += "<h2>Answers</h2>\n";
    for (question, answer) in &report.answers {
        let answer = if answer.trim().is_empty() { "(no answer)" } else { answer };
        page += &format!("<h3>{}</h3>\n<div class=\"answer\">{}</div>\n", escape(question), escape(answer));
    }
    for (heading, pairs) in [("Settings", &report.settings), ("Readings", &report.readings)] {
        let items: String = pairs
            .iter()
            .map(|(name, value)| format!("<dt>{}</dt><dd>{}</dd>\n", escape(name), escape(value)))
            .collect();
        page += &format!("<h2>{heading}</h2>\n<dl>\n{items}</dl>\n");
    }
    page += "<h2>Tables</h2>\n";
    report.tables.iter().for_each(|shown| page += &table(shown));
    page += "<h2>Figures</h2>\n";
    if !report.figures_lack.is_empty() {
        page += &format!("<p>{}</p>\n", escape(report.figures_lack));
    }
    report.figures.iter().for_each(|shown| page += &figure(shown));
    page + "</body></html>\n"
}

fn table(table: &Table) -> String {
    let row = |(index, cells): (usize, &Vec<String>)| {
        let tag = if index == 0 { "th" } else { "td" };
        let cells: String = cells.iter().map(|cell| format!("<{tag}>{}</{tag}>", escape(cell))).collect();
        format!("<tr>{cells}</tr>\n")
    };
    let rows: String = table.rows.iter().enumerate().map(row).collect();
    format!("<table><caption>{}</caption>\n{rows}</table>\n", escape(&table.caption))
}

fn figure(figure: &Figure) -> String {
    let pictures: String = figure
        .pictures
        .iter()
        .map(|(words, url)| format!("<img alt=\"{}\" src=\"{}\">\n", escape(words), escape(url)))
        .collect();
    format!("<figure>{pictures}<figcaption>{}</figcaption></figure>\n", escape(&figure.caption))
}

fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe += "&amp;",
            '<' => safe += "&lt;",
            '>' => safe += "&gt;",
            '"' => safe += "&quot;",
            other => safe.push(other),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_person_wrote_is_never_markup() {
        let report = Report {
            title: "T".into(),
            author: "A <b>".into(),
            date: String::new(),
            settings: vec![("Seed".into(), "7".into())],
            readings: vec![],
            answers: vec![("1?".into(), "<script>alert(1)</script>\n& so".into()), ("2?".into(), " ".into())],
            figures: vec![Figure {
                pictures: vec![("a \"b\"".into(), "data:image/png;base64,AA".into())],
                caption: "c".into(),
            }],
            figures_lack: "Axes & lines.",
            tables: vec![Table { caption: "t".into(), rows: vec![vec!["h<".into()], vec!["1".into()]] }],
        };
        let page = html(&report);
        assert!(!page.contains("<script") && page.contains("&lt;script&gt;alert(1)&lt;/script&gt;\n&amp; so"));
        assert!(page.contains("(no answer)") && page.contains("<dt>Seed</dt><dd>7</dd>"));
        assert!(page.contains("alt=\"a &quot;b&quot;\" src=\"data:image/png;base64,AA\""));
        assert!(page.contains("<p>Axes &amp; lines.</p>"));
        assert!(page.contains("<th>h&lt;</th>") && page.contains("<td>1</td>"));
    }
}
