//! What all prepared sets share: hashes that are checked, balanced subsets, gzipped IDX files. It knows no set by name.

use std::error::Error;
use std::io::Write;
use std::path::Path;

use flate2::{Compression, GzBuilder};
use latent_lab::data::{Images, idx};
use sha2::{Digest, Sha256};

/// Where the page's data lies.
pub const SHIPPED: &str = "static/data";
const CLASSES: usize = 10;

pub type Outcome<T> = Result<T, Box<dyn Error>>;

/// The first `per_class` images of every class in the file's order, dealt out class by class: 0, 1, …, 9, 0, 1, …
pub fn balanced(images: &Images, per_class: usize) -> Images {
    let of_class = |class: usize| (0..images.len()).filter(move |&index| usize::from(images.labels[index]) == class);
    let classes: Vec<Vec<usize>> = (0..CLASSES).map(|class| of_class(class).take(per_class).collect()).collect();
    images.select((0..per_class).flat_map(|round| classes.iter().filter_map(move |class| class.get(round).copied())))
}

/// Writes sets of labelled grey images gzipped and returns a table row for each file.
pub fn write(folder: &Path, name: &str, sets: [(&str, &Images); 2]) -> Outcome<Vec<String>> {
    std::fs::create_dir_all(folder)?;
    let mut rows = Vec::new();
    for (set, images) in sets {
        let (count, shape) = (images.len() as u32, images.shape);
        let pixels = idx::write(&[count, shape.height as u32, shape.width as u32], &images.pixels);
        let labels = idx::write(&[count], &images.labels);
        for (kind, bytes) in [("images.idx3", pixels), ("labels.idx1", labels)] {
            let name = format!("{name}-{set}-{kind}-ubyte.gz");
            let packed = gzip(&bytes)?;
            std::fs::write(folder.join(&name), &packed)?;
            rows.push(format!("| `{name}` | {count} | {} | `{}` |", packed.len(), hash(&packed)));
        }
    }
    Ok(rows)
}

/// The same bytes for the same content: no time, no name.
fn gzip(bytes: &[u8]) -> Outcome<Vec<u8>> {
    let mut encoder = GzBuilder::new().mtime(0).operating_system(255).write(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?)
}

pub fn expect_hash(what: &str, bytes: &[u8], expected: &str) -> Outcome<()> {
    let found = hash(bytes);
    match found == expected {
        true => Ok(()),
        false => Err(format!("{what} has the SHA-256 {found}, not {expected}: it is not the file we know").into()),
    }
}

fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Rows of a table of files and their SHA-256.
pub fn sources(files: [(&str, &str); 4]) -> String {
    files.map(|(name, hash)| format!("| `{name}` | `{hash}` |")).join("\n")
}
