//! Fashion-MNIST from the folder where Debian's package keeps its original files.

use std::path::Path;

use flate2::read::GzDecoder;
use latent_lab::data::idx;

use crate::files::{Outcome, SHIPPED, balanced, expect_hash, sources, write};

const PACKAGE: &str = "dataset-fashion-mnist";
/// The original files' names, gzipped in the folder, and the SHA-256 of what is in them.
const TRAIN_IMAGES: (&str, &str) =
    ("train-images-idx3-ubyte", "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888");
const TRAIN_LABELS: (&str, &str) =
    ("train-labels-idx1-ubyte", "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9");
const TEST_IMAGES: (&str, &str) =
    ("t10k-images-idx3-ubyte", "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b");
const TEST_LABELS: (&str, &str) =
    ("t10k-labels-idx1-ubyte", "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34");

const TRAIN_PER_CLASS: usize = 160;
const TEST_PER_CLASS: usize = 40;

/// Writes the small set that the page ships, and where it comes from.
pub fn prepare(folder: &Path) -> Outcome<()> {
    let file = |(name, hash): (&str, &str)| -> Outcome<Vec<u8>> {
        let path = folder.join(format!("{name}.gz"));
        let packed = std::fs::read(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut GzDecoder::new(packed.as_slice()), &mut bytes)?;
        expect_hash(name, &bytes, hash)?;
        Ok(bytes)
    };
    let train = balanced(&idx::labelled(&file(TRAIN_IMAGES)?, &file(TRAIN_LABELS)?)?, TRAIN_PER_CLASS);
    let test = balanced(&idx::labelled(&file(TEST_IMAGES)?, &file(TEST_LABELS)?)?, TEST_PER_CLASS);
    let shipped = Path::new(SHIPPED);
    let rows = write(shipped, "fashion", [("train", &train), ("held-out", &test)])?;
    let card = format!(
        "# Where the clothes come from\n\n\
         Fashion-MNIST, by Han Xiao, Kashif Rasul and Roland Vollgraf, Zalando Research 2017 (arXiv:1708.07747): photographs of \
         articles of Zalando's shop, made small and grey, after the pattern of MNIST. Copyright 2017 Zalando SE, MIT licence; \
         these subsets stay under that licence, which is below.\n\n\
         Source: the original IDX files in the Debian package `{PACKAGE}` (0.0~git20200523.55506a9-1, \
         `/usr/share/datasets/fashion-mnist/*.gz`), SHA-256 of what is in them:\n\n\
         | file | SHA-256 |\n| --- | --- |\n{sources}\n\n\
         Made by `cargo run --release --bin prepare -- --fashion /usr/share/datasets/fashion-mnist`, which checks these hashes. {} \
         training images from the official training file, {} held-out images from the official test file: the first \
         {TRAIN_PER_CLASS} and {TEST_PER_CLASS} of each class in the file's order, dealt out class by class. Pixels are unchanged: \
         28 × 28, grey. Classes, by label from 0: {}.\n\n\
         | file | images | bytes | SHA-256 |\n| --- | --- | --- | --- |\n{}\n\n\
         ## Licence\n\n{LICENCE}",
        train.len(),
        test.len(),
        latent_lab::data::clothes::CLASSES.join(", "),
        rows.join("\n"),
        sources = sources([TRAIN_IMAGES, TRAIN_LABELS, TEST_IMAGES, TEST_LABELS]),
    );
    std::fs::write(shipped.join("FASHION.md"), card)?;
    println!("{} training and {} held-out images in {SHIPPED}", train.len(), test.len());
    rows.iter().for_each(|row| println!("{row}"));
    Ok(())
}

const LICENCE: &str = "The MIT License (MIT). Copyright © 2017 Zalando SE, https://tech.zalando.com

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files
(the “Software”), to deal in the Software without restriction, including without limitation the rights to use, copy, modify,
merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED “AS IS”, WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES
OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE
LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN
CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
";
