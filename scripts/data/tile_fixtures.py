"""Writes tile-compressed FITS images, and what astropy reads in them, for the tests of the reader.

scripts/data/run tile_fixtures.py    writes tests/expected/tiles.fits.gz with an extension a case, tiles.npz with their images as
                                     float32, in order, and into tests/fixtures/ a small file of each algorithm.
"""

import gzip
import io
import warnings
from pathlib import Path

import numpy as np
from astropy.io import fits

FOLDER = Path(__file__).resolve().parents[2] / "tests" / "fixtures"
EXPECTED = FOLDER.parent / "expected"
HEIGHT, WIDTH = 20, 24
ALGORITHMS = ("RICE_1", "GZIP_1", "GZIP_2", "HCOMPRESS_1", "PLIO_1")
warnings.simplefilter("ignore")


def scene(height=HEIGHT, width=WIDTH):
    y, x = np.mgrid[:height, :width]
    galaxy = 900 * np.exp(-((x - width / 2) ** 2 + (y - height / 2) ** 2) / 40)
    return galaxy + np.random.default_rng(1).normal(100, 5, (height, width))


def cases():
    """Data and options."""
    image = scene()
    short, long, byte = image.astype("i2"), (image * 1000).astype("i4"), np.clip(image / 5, 0, 255).astype("u1")
    for name in ALGORITHMS:
        of = dict(compression_type=name)
        yield byte, of
        yield short, of
        yield (image * 60).astype("u2"), of if name != "PLIO_1" else dict(compression_type="RICE_1")
        yield short, dict(tile_shape=(HEIGHT, WIDTH), **of)
        yield short, dict(tile_shape=(8, 5), **of)
        if name == "PLIO_1":
            continue
        yield long, of
        yield short - 300, of
        values = image.astype("f4")
        values[2, :9] = 0
        if name != "HCOMPRESS_1":
            values[11, 5:9] = np.nan
        for method in (-1, 1, 2):
            dithered = dict(quantize_method=method, dither_seed=42, **of)
            yield values, dithered
            yield image, dithered
    for name in ("GZIP_1", "GZIP_2"):
        yield image.astype("f4"), dict(compression_type=name, quantize_level=0)
        yield image, dict(compression_type=name, quantize_level=0)
    # A row that cannot be made into integers, and more numbers in a tile than there are random ones.
    odd = image.astype("f4")
    odd[4] = np.random.default_rng(2).random(WIDTH) * 1e-30
    yield odd, dict(compression_type="RICE_1", quantize_level=4)
    wide = np.random.default_rng(3).normal(50, 3, (4, 2_700)).astype("f4")
    yield wide, dict(compression_type="RICE_1", tile_shape=wide.shape, quantize_level=1, quantize_method=1, dither_seed=10_000)
    for scale in (2, 9):
        for smooth in (False, True):
            yield short, dict(compression_type="HCOMPRESS_1", hcomp_scale=scale, hcomp_smooth=smooth, tile_shape=(HEIGHT, WIDTH))
    mask = np.zeros((HEIGHT, WIDTH), "i2")
    mask[5:9, 3:20], mask[15:, 21], mask[12] = 7, 1, np.arange(WIDTH) * 300
    yield mask, dict(compression_type="PLIO_1")
    cube = np.stack([short, short[::-1], -short])
    yield cube, dict(compression_type="RICE_1")
    yield cube, dict(compression_type="GZIP_2", tile_shape=(2, 9, 16))


def main():
    written = fits.HDUList([fits.PrimaryHDU()] + [fits.CompImageHDU(data, **options) for data, options in cases()])
    buffer = io.BytesIO()
    written.writeto(buffer)
    (EXPECTED / "tiles.fits.gz").write_bytes(gzip.compress(buffer.getvalue(), mtime=0))
    buffer.seek(0)
    with fits.open(buffer) as read:
        images = {f"{index:02}": hdu.data.astype("f4").reshape((-1, *hdu.data.shape[-2:])) for index, hdu in enumerate(read) if index}
    np.savez_compressed(EXPECTED / "tiles.npz", **images)
    for name in ALGORITHMS:
        hdu = fits.CompImageHDU(scene(8, 9).astype("i2"), compression_type=name)
        hdu.writeto(FOLDER / f"tiles-{name.lower().replace('_', '-')}.fits", overwrite=True)
    dithered = fits.CompImageHDU(scene(8, 9).astype("f4"), compression_type="RICE_1", quantize_method=2, dither_seed=3)
    dithered.writeto(FOLDER / "tiles-dithered.fits", overwrite=True)
    for name in ("tiles.fits.gz", "tiles.npz"):
        print(name, (EXPECTED / name).stat().st_size)


if __name__ == "__main__":
    main()
