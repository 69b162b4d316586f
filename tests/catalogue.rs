//! Catalogues of colours: what is read, what is refused, and what the page ships.
#![cfg(not(target_arch = "wasm32"))]

use std::fs;
use std::io::Write;
use std::path::Path;

use flate2::{Compression, write::GzEncoder};
use latent_lab::data::catalogue::{Catalogue, CatalogueError};

/// Two galaxies in g, r, i.
fn file() -> Vec<u8> {
    let columns: [[i16; 2]; 4] = [[500, -20], [300, 1000], [20_000, 17_500], [1234, 5]];
    let mut file = b"g-r r-i i redshift\n".to_vec();
    file.extend(columns.iter().flatten().flat_map(|value| value.to_le_bytes()));
    file
}

fn close(found: &[f32], wanted: &[f32]) -> bool {
    found.len() == wanted.len() && found.iter().zip(wanted).all(|(a, b)| (a - b).abs() < 1e-5)
}

#[test]
fn columns_become_galaxies() {
    let catalogue = Catalogue::read(&file()).unwrap();
    assert_eq!(catalogue.bands, ["g", "r", "i"]);
    assert_eq!((catalogue.len(), catalogue.dimensions()), (2, 2));
    assert!(close(&catalogue.colours, &[0.5, 0.3, -0.02, 1.0]));
    assert!(close(&catalogue.magnitudes, &[20.0, 17.5]) && close(&catalogue.redshifts, &[0.1234, 0.0005]));
    // The colours are differences of the magnitudes.
    assert!(close(&catalogue.spectra(), &[20.8, 20.3, 20.0, 18.48, 18.5, 17.5]));
    let second = catalogue.filter(|galaxy| galaxy == 1);
    assert!(second.len() == 1 && close(second.row(0), &[-0.02, 1.0]) && close(&second.redshifts, &[0.0005]));
}

#[test]
fn packed_and_plain_are_the_same() {
    let mut packer = GzEncoder::new(Vec::new(), Compression::fast());
    packer.write_all(&file()).unwrap();
    let packed = packer.finish().unwrap();
    assert_eq!(Catalogue::read(&packed).unwrap(), Catalogue::read(&file()).unwrap());
    assert!(matches!(Catalogue::read(&packed[..packed.len() / 2]), Err(CatalogueError::Gzip(_))));
}

#[test]
fn what_is_no_catalogue_is_refused_in_words() {
    let cut = &file()[..file().len() - 1];
    for (bytes, wanted) in [
        (&b""[..], "does not begin with a line"),
        (&b"\xff\xfe\n"[..], "does not begin with a line"),
        (&[b'u'; 4000][..], "does not begin with a line"),
        (&b"g-r redshift\n"[..], "should be colours"),
        (&b"g-r u-g i redshift\n1234567890"[..], "should be colours"),
        (&b"u-g i redshift\n123456"[..], "should be colours"),
        (&b"g-r r-i i redshift\n"[..], "cut short"),
        (cut, "cut short"),
    ] {
        let error = Catalogue::read(bytes).unwrap_err().to_string();
        assert!(error.contains(wanted), "{error}");
    }
}

#[test]
fn the_shipped_catalogues_are_galaxies() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("static/data");
    for (name, galaxies, bands, faintest, farthest) in
        [("sdss-colours", 9804, "ugriz", 19.1, 0.6), ("deep-colours", 16_772, "ugrizy", 25.4, 3.0)]
    {
        let catalogue = Catalogue::read(&fs::read(folder.join(format!("{name}.i16.gz"))).unwrap()).unwrap();
        assert_eq!((catalogue.len(), catalogue.bands.concat().as_str()), (galaxies, bands));
        assert!(catalogue.magnitudes.iter().all(|i| (11.0..faintest).contains(i)));
        assert!(catalogue.redshifts.iter().all(|z| (0.0..farthest).contains(z)));
        assert!(catalogue.colours.iter().all(|colour| colour.abs() < 5.0));
    }
}
