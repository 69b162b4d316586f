//! Which file a cell names: by path, file name, or file name without its ending, and never one of several by chance.

use std::collections::HashMap;

/// Endings of packed files, then of files with images, in small letters.
const PACKED: [&str; 3] = [".gz", ".fz", ".bz2"];
const ENDINGS: [&str; 14] = [
    ".png", ".jpg", ".jpeg", ".webp", ".fits", ".fit", ".fts", ".npy", ".npz", ".idx", ".tif", ".tiff", ".gif", ".bmp",
];

/// The files that cells may name.
pub struct Index {
    paths: Vec<Vec<String>>,
    by_stem: HashMap<String, Vec<usize>>,
}

/// What a cell names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    Nothing,
    /// The place of the path.
    One(usize),
    /// Several files fit as well as one another.
    Several(Vec<usize>),
}

impl Index {
    pub fn new<'a>(paths: impl IntoIterator<Item = &'a str>) -> Self {
        let paths: Vec<Vec<String>> = paths.into_iter().map(parts).collect();
        let mut by_stem: HashMap<String, Vec<usize>> = HashMap::new();
        for (index, path) in paths.iter().enumerate() {
            by_stem.entry(stem(last(path))).or_default().push(index);
        }
        Self { paths, by_stem }
    }

    /// The file that `cell` of a table in `folder` names. Folders decide between files of the same name, from the last to the
    /// first, then the table's own folder, then the ending.
    pub fn find(&self, cell: &str, folder: &str) -> Found {
        let wanted = parts(cell);
        let Some(candidates) = self.by_stem.get(&stem(last(&wanted))).filter(|_| !last(&wanted).is_empty()) else {
            return Found::Nothing;
        };
        let folder = parts(folder);
        let score = |index: usize| {
            let path = &self.paths[index];
            let same = |(a, b): &(&String, &String)| a.eq_ignore_ascii_case(b);
            let alike = folders(&wanted).iter().rev().zip(folders(path).iter().rev()).take_while(same).count();
            let beside = folders(path) == folder;
            (alike, beside, last(path).eq_ignore_ascii_case(last(&wanted)), last(path) == last(&wanted))
        };
        let scored: Vec<_> = candidates.iter().map(|index| (score(*index), *index)).collect();
        let Some(best) = scored.iter().map(|(score, _)| *score).max() else { return Found::Nothing };
        let mut found: Vec<usize> =
            scored.into_iter().filter(|(score, _)| *score == best).map(|(_, index)| index).collect();
        match (found.len(), found.pop()) {
            (1, Some(one)) => Found::One(one),
            (_, Some(last)) => {
                found.push(last);
                Found::Several(found)
            }
            _ => Found::Nothing,
        }
    }
}

/// The folders of a path and its file name, which comes last and may be empty.
fn parts(path: &str) -> Vec<String> {
    path.trim().replace('\\', "/").split('/').filter(|part| *part != ".").map(str::to_owned).collect()
}

fn folders(parts: &[String]) -> &[String] {
    parts.split_last().map_or(&[], |(_, folders)| folders)
}

fn last(parts: &[String]) -> &str {
    parts.last().map_or("", String::as_str)
}

/// A file's name in small letters without its endings.
pub fn stem(file: &str) -> String {
    let lower = file.to_lowercase();
    let unpacked = without(&lower, &PACKED);
    without(unpacked, &ENDINGS).to_owned()
}

fn without<'a>(name: &'a str, endings: &[&str]) -> &'a str {
    let stripped = endings.iter().find_map(|ending| name.strip_suffix(ending));
    stripped.filter(|stem| !stem.is_empty()).unwrap_or(name)
}

/// A cell ends as the names of files with images do.
pub fn has_ending(cell: &str) -> bool {
    let lower = cell.trim().to_lowercase();
    stem(&lower) != lower
}

/// The folder of a file, without a slash at its end.
pub fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// A part of the data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Split {
    Train,
    Validation,
    Test,
}

impl Split {
    pub fn words(self) -> &'static str {
        match self {
            Self::Train => "train",
            Self::Validation => "validation",
            Self::Test => "test",
        }
    }
}

/// The part that a word names, as data sets call them.
pub fn split_of(word: &str) -> Option<Split> {
    match word.trim().to_lowercase().as_str() {
        "train" | "training" => Some(Split::Train),
        "val" | "valid" | "validation" | "dev" => Some(Split::Validation),
        "test" | "testing" | "t10k" | "holdout" | "held-out" | "heldout" | "eval" => Some(Split::Test),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endings_do_not_matter_and_dots_in_names_do() {
        let index = Index::new(["ngc0.fits.gz", "sky/NGC1.fits", "J0123.45.png", "J0123.67.png"]);
        assert_eq!(index.find("ngc0", ""), Found::One(0));
        assert_eq!(index.find(" ngc1.jpg ", ""), Found::One(1));
        assert_eq!(index.find("J0123.67", ""), Found::One(3));
        assert_eq!(index.find("J0123", ""), Found::Nothing);
        assert_eq!(index.find("", ""), Found::Nothing);
        assert_eq!(index.find("sky/", ""), Found::Nothing);
    }

    #[test]
    fn the_path_decides_between_files_of_one_name() {
        let index = Index::new(["set/a/1.png", "set/b/1.png", "set/b/2.png", "set/b/2.jpg"]);
        assert_eq!(index.find("b/1.png", ""), Found::One(1));
        assert_eq!(index.find("./a\\1.png", ""), Found::One(0));
        assert_eq!(index.find("/home/me/a/1", ""), Found::One(0));
        assert_eq!(index.find("1.png", "set/b"), Found::One(1));
        assert_eq!(index.find("1.png", "set"), Found::Several(vec![0, 1]));
        assert_eq!(index.find("c/1.png", "other"), Found::Several(vec![0, 1]));
        assert_eq!((index.find("2.jpg", ""), index.find("2", "")), (Found::One(3), Found::Several(vec![2, 3])));
    }
}
