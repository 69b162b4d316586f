//! The rules of dependency of ARCHITECTURE.md, kept by reading the sources: a broken rule names its file and line.
#![cfg(not(target_arch = "wasm32"))]

use std::fs;
use std::path::{Path, PathBuf};

/// A source file without its comments, string contents and test modules; line numbers are kept.
struct Source {
    path: String,
    lines: Vec<String>,
}

fn sources() -> Vec<Source> {
    let mut files = Vec::new();
    collect(Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    files.sort();
    assert!(files.len() > 10, "the sources were not found");
    let tests: Vec<PathBuf> = files.iter().flat_map(|file| test_modules(file)).collect();
    files.iter().filter(|file| !tests.contains(file)).map(|file| read(file)).collect()
}

fn collect(folder: PathBuf, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

/// Files that `file` includes by `#[cfg(test)] mod name;`.
fn test_modules(file: &Path) -> Vec<PathBuf> {
    let text = fs::read_to_string(file).unwrap();
    let stem = file.file_stem().unwrap();
    let folder =
        if stem == "mod" || stem == "lib" { file.parent().unwrap().to_owned() } else { file.with_extension("") };
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    lines
        .windows(2)
        .filter(|pair| pair[0] == "#[cfg(test)]")
        .filter_map(|pair| pair[1].strip_prefix("mod ")?.strip_suffix(';'))
        .map(|name| folder.join(name).with_extension("rs"))
        .collect()
}

fn read(file: &Path) -> Source {
    let text = fs::read_to_string(file).unwrap();
    let mut lines: Vec<String> = text.lines().map(code).collect();
    if let Some(start) = lines.windows(2).position(|pair| pair[0].trim() == "#[cfg(test)]" && pair[1].ends_with('{')) {
        lines.truncate(start);
    }
    let path = file.strip_prefix(env!("CARGO_MANIFEST_DIR")).unwrap();
    Source { path: path.to_str().unwrap().replace('\\', "/"), lines }
}

/// A line without its comment and without what its string literals say.
fn code(line: &str) -> String {
    let mut kept = String::new();
    let mut quoted = false;
    let line = line.replace("'\"'", "' '");
    let mut characters = line.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\\' if quoted => {
                characters.next();
            }
            '"' => {
                quoted = !quoted;
                kept.push('"');
            }
            '/' if !quoted && characters.peek() == Some(&'/') => break,
            _ if quoted => {}
            _ => kept.push(character),
        }
    }
    kept
}

/// Is `path` one of `places`: a file, or a folder (ending in a slash)?
fn within(path: &str, places: &[&str]) -> bool {
    places.iter().any(|place| path == *place || place.ends_with('/') && path.starts_with(place))
}

/// Lines of files chosen by `chosen` that contain one of `words`.
fn offences(chosen: impl Fn(&str) -> bool, words: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for source in sources().iter().filter(|source| chosen(&source.path)) {
        for (number, line) in source.lines.iter().enumerate() {
            if let Some(word) = words.iter().find(|word| line.contains(*word)) {
                found.push(format!("{}:{}: `{word}` in: {}", source.path, number + 1, line.trim()));
            }
        }
    }
    found
}

#[track_caller]
fn none(rule: &str, found: Vec<String>) {
    assert!(found.is_empty(), "{rule}\n{}", found.join("\n"));
}

const BROWSER: &[&str] = &["web_sys", "js_sys", "wasm_bindgen"];
const CORE: &[&str] =
    &["src/rng.rs", "src/data/", "src/export/", "src/model/", "src/train/", "src/latent/", "src/som/", "src/protocol/"];

#[test]
fn the_core_does_not_know_the_browser() {
    none("The core names no browser interface.", offences(|path| within(path, CORE), BROWSER));
    let state = ["src/ui/state.rs", "src/ui/state/"];
    none("The page's state is plain data.", offences(|path| within(path, &state), BROWSER));
}

#[test]
fn the_core_depends_in_one_direction() {
    let above: &[(&str, &[&str])] = &[
        ("src/rng.rs", &["crate::data", "crate::model", "crate::train", "crate::latent"]),
        ("src/data/", &["crate::model", "crate::train", "crate::latent"]),
        ("src/model/", &["crate::train", "crate::latent"]),
        ("src/latent/", &["crate::data", "crate::model", "crate::train", "crate::protocol"]),
        ("src/som/", &["crate::data", "crate::model", "crate::train", "crate::protocol"]),
    ];
    for (place, forbidden) in above {
        none(
            "rng <- data <- model <- train; latent and som take slices.",
            offences(|path| within(path, &[place]), forbidden),
        );
    }
    none(
        "The core serves the page and the worker.",
        offences(|path| within(path, CORE), &["crate::ui", "crate::worker"]),
    );
}

#[test]
fn only_the_model_its_training_and_the_worker_know_candle() {
    let places = [
        "src/model/",
        "src/train/",
        "src/worker/",
        "src/bin/worker.rs",
        "src/bin/pretrain.rs",
        "src/bin/prepare.rs",
        "src/bin/bench/",
    ];
    none(
        "candle stays out of the page.",
        offences(|path| !within(path, &places), &["candle_core", "candle_nn", "candle::"]),
    );
    let page = ["src/ui/", "src/bin/app.rs"];
    none(
        "The page's program links no model.",
        offences(
            |path| within(path, &page),
            &["crate::model", "crate::train", "latent_lab::model", "latent_lab::train"],
        ),
    );
}

#[test]
fn only_the_worker_and_its_client_exchange_messages() {
    let places = ["src/worker/", "src/ui/client.rs", "src/ui/client/"];
    let words = ["post_message", "postMessage", "onmessage", "MessageEvent"];
    none("Messages pass through the worker and ui::client.", offences(|path| !within(path, &places), &words));
}

#[test]
fn only_dom_looks_up_elements() {
    let words = ["get_element_by_id", "query_selector", "get_elements_by"];
    none("Elements are looked up in ui::dom.", offences(|path| path != "src/ui/dom.rs", &words));
}

#[test]
fn only_plot_knows_plotters() {
    none("plotters stays in ui::plot.", offences(|path| !within(path, &["src/ui/plot/"]), &["plotters"]));
}

#[test]
fn errors_are_handled_not_unwrapped() {
    let words = [".unwrap()", ".expect(", "panic!(", "todo!(", "unimplemented!(", "dbg!("];
    none("No unwrap outside tests and the programs' main.", offences(|path| !within(path, &["src/bin/"]), &words));
}

#[test]
fn unsafe_code_stays_in_the_kernels() {
    let words = ["unsafe ", "allow(unsafe_code)"];
    none("unsafe is for SIMD kernels.", offences(|path| !within(path, &["src/model/kernels/"]), &words));
}

#[test]
fn the_page_has_no_id_twice_and_asks_no_other_host() {
    let page = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("index.html")).unwrap();
    let mut ids: Vec<&str> = page.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    ids.sort_unstable();
    let twice: Vec<_> = ids.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0]).collect();
    assert!(twice.is_empty(), "ids used twice: {twice:?}");
    for attribute in ["src=\"http", "src=\"//", "<link rel=\"stylesheet\" href=\"http", "url(http"] {
        assert!(!page.contains(attribute), "index.html loads something from another host: {attribute}");
    }
}

#[test]
fn the_reader_of_sources_sees_code_only() {
    assert_eq!(code("let a = 1; // .unwrap()"), "let a = 1; ");
    assert_eq!(code(r#"say("no \" .unwrap() here").trim()"#), r#"say("").trim()"#);
    assert!(within("src/ui/plot/axes.rs", &["src/ui/plot/"]) && !within("src/ui/plotting.rs", &["src/ui/plot/"]));
}
