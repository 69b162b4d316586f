"""Writes the small files that the tests of orientation, planes and measures read, with the tools that people write them with.

scripts/data/run sky_fixtures.py        writes them into tests/fixtures/.
"""

from pathlib import Path

import numpy as np
import sep
from astropy.io import fits
from PIL import Image

FOLDER = Path(__file__).resolve().parents[2] / "tests" / "fixtures"


def turned_pictures():
    """A picture that is to be turned before it is seen: 6 in a PNG, 8 in a JPEG, 5 in a WebP."""
    y, x = np.mgrid[:24, :40]
    picture = Image.fromarray(np.stack([x * 6, y * 10, np.full_like(x, 40)], axis=-1).astype("u1"))
    for name, orientation, options in [
        ("turned.png", 6, {}),
        ("turned.jpg", 8, {"quality": 95}),
        ("turned.webp", 5, {"lossless": True}),
    ]:
        exif = Image.Exif()
        exif[0x0112] = orientation
        picture.save(FOLDER / name, exif=exif, **options)


SIDE = 64


def light(radius, n=0.5, q=1.0, angle=0.0, centre=(31.5, 31.5)):
    """A Sérsic profile with a peak of about 100; n = 0.5 is Gaussian. The angle is anticlockwise from up; rows run down."""
    fine = 5
    y, x = (np.mgrid[: SIDE * fine, : SIDE * fine] + 0.5) / fine - 0.5
    x, y = x - centre[0], centre[1] - y
    s, c = np.sin(np.radians(angle)), np.cos(np.radians(angle))
    r = np.hypot((-s * x + c * y), (c * x + s * y) / q)
    b = {0.5: np.log(2), 1.0: 1.678, 4.0: 7.669}[n]
    image = np.exp(-b * (r / radius) ** (1 / n))
    image = image.reshape(SIDE, fine, SIDE, fine).mean(axis=(1, 3))
    return 100 * image / image.max()


def measured(image):
    """Half-light radius, axis ratio, concentration, log light, angle by sep: of the source in the middle of a clean image."""
    sep.set_extract_pixstack(1000000)
    border = np.ones(image.shape, bool)
    border[4:-4, 4:-4] = False
    sky = np.median(image[border])
    rms = 1.4826 * np.median(abs(image[border] - sky))
    image = np.ascontiguousarray(image - sky)
    table = sep.extract(image, 2 * rms, minarea=8, deblend_cont=1.0)
    source = table[[np.argmax(table["npix"])]]
    ellipse = [source[name] for name in ("x", "y", "a", "b", "theta")]
    kron, _ = sep.kron_radius(image, *ellipse, 6.0)
    flux, _, _ = sep.sum_ellipse(image, *ellipse, np.maximum(2.5 * kron, 3.5), subpix=5)
    radii, _ = sep.flux_radius(image, source["x"], source["y"], 6 * source["a"], [0.2, 0.5, 0.8], normflux=flux, subpix=5)
    r20, r50, r80 = radii[0]
    # sep's angle is from x towards larger y, which here is down.
    angle = (-np.degrees(source["theta"][0]) - 90) % 180
    return r50, (source["b"] / source["a"])[0], 5 * np.log10(r80 / r20), np.log10(flux[0]), angle


def linear_galaxies():
    """Stamps of linear values, each a known galaxy with something in its way, and what sep measures without that."""
    rng = np.random.default_rng(0)
    noise = lambda: rng.normal(0, 3, (SIDE, SIDE))
    round_ = light(5 * np.sqrt(2 * np.log(2)))
    tilted = light(6, q=0.5, angle=40)
    disk, bulge = light(7, n=1.0, q=0.7, angle=110), light(5, n=4.0)
    y, x = np.mgrid[:SIDE, :SIDE]
    star = 400 * np.exp(-0.5 * ((x - 45.5) ** 2 + (y - 31.5) ** 2) / 1.5**2)
    barred = tilted + noise()
    clean = [round_ + noise(), 1e-13 * (round_ + noise() + 500), tilted + noise(), barred, 5 * disk + noise(), 20 * bulge + noise()]
    shown = [image.copy() for image in clean]
    shown[2] += star
    shown[3][30:33] = np.nan
    shown[4] = np.minimum(shown[4], 300)
    np.save(FOLDER / "linear-galaxies.npy", np.stack(shown).astype("<f4"))
    lines = [f"# sep {sep.__version__}", "half_light_radius,axis_ratio,concentration,brightness,position_angle"]
    lines += [",".join(f"{value:.5f}" for value in measured(image)) for image in clean]
    (FOLDER / "linear-galaxies.csv").write_text("\n".join(lines) + "\n")


def planes():
    """A calibrated exposure as HST's pipelines write it, and an image whose first row is the highest."""
    ramp = np.arange(30).reshape(5, 6)
    units = [fits.PrimaryHDU(), fits.ImageHDU(ramp.astype("f4"), name="SCI"), fits.ImageHDU(ramp.astype("f4") / 9, name="ERR")]
    units.append(fits.ImageHDU((ramp % 2).astype("i2"), name="DQ"))
    fits.HDUList(units).writeto(FOLDER / "flt0.fits", overwrite=True)
    image = fits.PrimaryHDU(ramp.astype("f4"))
    image.header["ROWORDER"] = "TOP-DOWN"
    image.writeto(FOLDER / "top-down.fits", overwrite=True)


if __name__ == "__main__":
    for make in (planes, turned_pictures, linear_galaxies):
        make()
