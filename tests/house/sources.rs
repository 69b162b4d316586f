//! The sources as the rules of the house read them: code alone, by file and line.

use std::fs;
use std::path::{Path, PathBuf};

/// A source file without its comments, string contents and test modules; line numbers are kept.
pub struct Source {
    pub path: String,
    pub lines: Vec<String>,
}

pub fn sources() -> Vec<Source> {
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
pub fn code(line: &str) -> String {
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
