//! The saved program makes the same images of a person's files as the page, all of them and no others, and holds the same ones out.

use std::path::{Path, PathBuf};
use std::process::Command;

use latent_lab::data::resample::resized;
use latent_lab::data::turn::Turn;
use latent_lab::data::upload::{Choices, Framing, Gathering, HeldOut};
use latent_lab::data::{Images, Shape};
use latent_lab::model::{Activation, Likelihood};
use latent_lab::protocol::field::Search;
use latent_lab::protocol::galaxies::OwnSet;
use latent_lab::protocol::upload::Look;
use latent_lab::worker::own_set::own_set;

use super::{folder, python, said, save_prepared, spots, vae};

fn driver() -> Command {
    let mut command = python();
    command.arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/program/sets.py"));
    command
}

/// Writes all sets below a folder.
fn sets(name: &str) -> PathBuf {
    let folder = folder(name);
    said(&driver().arg("write").arg(&folder).output().unwrap());
    folder
}

/// The page's set of the files in `data`.
fn page(data: &Path, look: &Look, held_out: HeldOut, cut: Option<Search>) -> OwnSet {
    let framing =
        Framing { crop: look.crop, on_object: look.on_object, side: look.side as usize, turn: Turn::default() };
    let mut gathering = Gathering::new(framing, &look.plane);
    gathering.choose(Choices { held_out, ..Choices::default() });
    let mut files: Vec<_> = std::fs::read_dir(data).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let top = data.parent().unwrap();
    for file in files {
        let name = file.strip_prefix(top).unwrap().to_string_lossy().into_owned();
        gathering.add(&name, std::fs::read(&file).unwrap());
        while gathering.step() {}
    }
    gathering.settle();
    let (side, colour) = gathering.natural_shape();
    own_set(gathering.take(side, colour, look.softening), look, cut)
}

/// As the notebook takes them, `size` pixels a side.
fn sized(set: &OwnSet, size: usize, colour: bool) -> Images {
    let [height, width, channels] = set.shape.map(|size| size as usize);
    let shape = Shape { height, width, channels };
    let images = Images { shape, pixels: set.pixels.0.clone(), labels: vec![0; set.pixels.0.len() / shape.pixels()] };
    resized(&if colour { images } else { images.in_grey() }, size)
}

/// What the program says, what it makes of `data`, and what it holds out.
fn program(place: &Path, data: &Path, set: &OwnSet, size: usize, channels: usize) -> (String, Vec<u8>, Vec<u8>) {
    let images = spots(5);
    save_prepared(place, &vae(Activation::Relu, Likelihood::Bernoulli), &images, &set.preparation);
    let [size, channels] = [size, channels].map(|number| number.to_string());
    let words = said(&driver().arg("read").arg(place).arg(data).args([size, channels]).output().unwrap());
    let array = |name: &str| {
        let bytes = std::fs::read(place.join(name)).unwrap();
        bytes[10 + usize::from(u16::from_le_bytes([bytes[8], bytes[9]]))..].to_vec()
    };
    (words, array("bytes.npy"), array("held.npy"))
}

/// Both make as many images, no byte of which differs by more than 1, and hold out the same ones. What the program says.
fn same(data: &Path, look: &Look, held_out: HeldOut, size: usize, count: usize) -> String {
    let set = page(data, look, held_out, None);
    let colour = set.shape[2] == 3;
    let ours = sized(&set, size, colour);
    let name = data.file_name().unwrap().to_string_lossy().into_owned();
    assert_eq!(ours.len(), count, "the page's {name}");
    let place = folder(&format!("program-{name}-{size}"));
    let (words, theirs, held) = program(&place, data, &set, size, set.shape[2] as usize);
    assert_eq!(theirs.len() / ours.shape.pixels(), count, "the program's {name}: {words}");
    let apart = theirs.iter().zip(&ours.pixels).map(|(a, b)| a.abs_diff(*b)).max();
    assert!(apart <= Some(1), "{name}: {apart:?} of 255");
    let said = &set.held_out.0;
    let every_fifth: Vec<u8> = (0..count).map(|index| u8::from(index % 5 == 4)).collect();
    assert_eq!(&held, if said.is_empty() { &every_fifth } else { said }, "{name}");
    words
}

#[test]
#[ignore = "needs a Python with PyTorch: scripts/test runs it where there is one"]
fn the_program_takes_the_images_that_the_page_takes() {
    let sets = sets("sets");
    let look = Look::default();
    for (name, size, count) in
        [("alone", 24, 2), ("unit", 16, 6), ("beyond", 16, 6), ("filters", 24, 12), ("order", 32, 6), ("packed", 32, 6)]
    {
        same(&sets.join(name), &look, HeldOut::Named, size, count);
    }
    let words = same(&sets.join("labelled"), &look, HeldOut::Named, 32, 40);
    for part in ["labels.npy", "features.npy", "names.npy"] {
        let unused = words.lines().find(|line| line.starts_with("Not used, as values")).unwrap();
        assert!(unused.contains(part), "{words}");
    }
    assert!(words.contains("broken.npy: an array of complex128"), "{words}");
    let words = same(&sets.join("planes"), &look, HeldOut::Named, 24, 6);
    for plane in ["IVAR", "BKG", "VAR"] {
        assert!(words.contains(&format!("6 images of the plane {plane};")), "{words}");
    }
    let look = Look { plane: "BKG".to_owned(), ..look };
    let words = same(&sets.join("chosen"), &look, HeldOut::Named, 24, 6);
    assert!(words.contains("6 images of the plane SCI and unnamed; those of BKG are taken"), "{words}");
}

#[test]
#[ignore = "needs a Python with PyTorch: scripts/test runs it where there is one"]
fn the_program_keeps_as_many_pixels_as_the_page() {
    let large = sets("sets-large").join("large");
    for (side, crop) in [(64, 1.0), (128, 1.0), (128, 0.4)] {
        same(&large, &Look { side, crop, ..Look::default() }, HeldOut::Named, 128, 6);
    }
}

#[test]
#[ignore = "needs a Python with PyTorch: scripts/test runs it where there is one"]
fn the_program_holds_out_what_the_page_holds_out() {
    use latent_lab::data::table::names::Split;
    let sets = sets("sets-parts");
    let look = Look::default();
    for (name, size, count, train) in [("parts", 16, 30, 20), ("folders", 16, 12, 9)] {
        let data = sets.join(name);
        same(&data, &look, HeldOut::Named, size, count);
        same(&data, &look, HeldOut::Joined, size, count);
        same(&data, &look, HeldOut::Only(Split::Train), size, train);
        let set = page(&data, &look, HeldOut::Named, None);
        assert_eq!(set.held_out.0.iter().filter(|held_out| **held_out > 0).count(), count - train);
    }
}

#[test]
#[ignore = "needs a Python with PyTorch: scripts/test runs it where there is one"]
fn the_program_says_that_it_cuts_no_stamps_from_a_field() {
    let data = sets("sets-field").join("large");
    let search = Search { threshold: 2.5, least_area: 7, contrast: 0.01, radii: 6.0, listed: false };
    let set = page(&data, &Look::default(), HeldOut::Named, Some(search));
    let place = folder("program-field");
    program(&place, &data, &set, 16, 1);
    let run = |data: &Path| {
        python().arg(place.join("latent_lab.py")).arg("--data").arg(data).args(["--epochs", "1"]).output().unwrap()
    };
    // It fits the weights' 12 pixels, whatever it was read at above.
    let words = said(&run(&data));
    assert!(words.contains("The page cut its images from a field. This program cuts no stamps"), "{words}");
    let field = place.join("field.npy");
    said(
        &python()
            .args(["-c", "import numpy, sys; numpy.save(sys.argv[1], numpy.random.rand(300, 300))"])
            .arg(&field)
            .output()
            .unwrap(),
    );
    let refused = run(&field);
    let words = String::from_utf8_lossy(&refused.stdout) + String::from_utf8_lossy(&refused.stderr);
    assert!(!refused.status.success());
    assert!(words.contains("field.npy is one image of 300 × 300 pixels. This program cuts no stamps"), "{words}");
    assert!(words.contains("at least 5 are needed to train"), "{words}");
}
