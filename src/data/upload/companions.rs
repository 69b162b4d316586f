//! Files that hold the errors, weights or flags of other files' images, told by their names: `g0_wht.fits` beside `g0.fits`, and
//! `mask` beside `images` in an archive of arrays.

use super::Gathering;
use crate::data::fits::is_auxiliary;

impl Gathering {
    /// Leaves out the errors, weights and flags that stand in files of their own beside their images.
    pub(super) fn pass_over_companions(&mut self) {
        let files: Vec<(&str, bool)> =
            self.kept.chunk_by(|a, b| a.file == b.file).map(|own| (own[0].file.as_str(), own.len() > 1)).collect();
        let left: Vec<(String, String)> = companions(&files)
            .into_iter()
            .map(|(file, other)| {
                let why = format!(
                    "its name says errors, weights, flags or the like of {other}; under another name it is taken"
                );
                (file.to_owned(), why)
            })
            .collect();
        for (file, why) in &left {
            self.skip(file, why);
            self.catalogue.pass_over(file);
        }
        let is_left = |file: &str| left.iter().any(|(other, _)| other == file);
        self.kept.retain(|kept| !is_left(&kept.file));
        self.first.retain(|image| !is_left(&image.name.file));
    }
}

/// Of files with images, each with whether it has several, those that belong to another, and which.
///
/// The first or last word of such a name is one of what pipelines call errors, weights and flags. In the same folder or archive
/// there is another name that begins with the rest; if nothing is left, it has several images, and so has the other.
fn companions<'a>(files: &[(&'a str, bool)]) -> Vec<(&'a str, &'a str)> {
    let named: Vec<(&str, Vec<String>, &str, bool)> = files
        .iter()
        .map(|&(file, several)| {
            let (folder, name) = file.rsplit_once('/').unwrap_or(("", file));
            (folder, words(name), file, several)
        })
        .collect();
    let mut found = Vec::new();
    for (folder, words, file, several) in &named {
        let Some(rest) = rest(words) else { continue };
        let is_other = |(other_folder, other, _, other_several): &&(&str, Vec<String>, &str, bool)| {
            let fits = if rest.is_empty() { *several && *other_several } else { other.starts_with(rest) };
            other_folder == folder && self::rest(other).is_none() && fits
        };
        if let Some((_, _, other, _)) = named.iter().find(is_other) {
            found.push((*file, *other));
        }
    }
    found
}

/// In capitals, without what the name ends in.
fn words(name: &str) -> Vec<String> {
    let plain = [".gz", ".fz"].iter().find_map(|packed| name.strip_suffix(packed)).unwrap_or(name);
    let stem = plain.rsplit_once('.').map_or(plain, |(stem, _)| stem).to_ascii_uppercase();
    stem.split(|letter: char| !letter.is_ascii_alphanumeric()).map(str::to_owned).collect()
}

/// The words but the first or last, which says what the file holds; nothing if neither does.
fn rest(words: &[String]) -> Option<&[String]> {
    let (last, before) = words.split_last()?;
    if is_auxiliary(last) {
        return Some(before);
    }
    words.split_first().filter(|(first, _)| is_auxiliary(first)).map(|(_, rest)| rest)
}

#[cfg(test)]
mod tests {
    use super::companions;

    #[test]
    fn errors_weights_and_flags_are_told_by_their_names() {
        let names = |files: &[(&'static str, bool)]| companions(files);
        assert_eq!(
            names(&[("a.npz/err.npy", true), ("a.npz/images.npy", true), ("a.npz/mask.npy", true)]),
            [("a.npz/err.npy", "a.npz/images.npy"), ("a.npz/mask.npy", "a.npz/images.npy")]
        );
        assert_eq!(names(&[("g0.fits", false), ("g0_wht.fits", false)]), [("g0_wht.fits", "g0.fits")]);
        assert_eq!(names(&[("g0_sci.fits.gz", false), ("mask-g0.png", false)]), [("mask-g0.png", "g0_sci.fits.gz")]);
    }

    #[test]
    fn a_word_alone_is_no_reason() {
        let none: [(&str, &str); 0] = [];
        assert_eq!(companions(&[("mask.npy", true), ("err.npy", true)]), none, "there is nothing that they belong to");
        assert_eq!(companions(&[("noise.fits", false), ("g0.fits", false)]), none);
        assert_eq!(companions(&[("g1_wht.fits", false), ("g0.fits", false)]), none);
        assert_eq!(companions(&[("a/g0.fits", false), ("b/g0_wht.fits", false)]), none);
        assert_eq!(companions(&[("white.png", false), ("whites.png", false), ("g1.png", false)]), none);
    }
}
