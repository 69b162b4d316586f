"""Writes what the tests of the search of a field compare with: catalogues of sep, and pixels of astropy.wcs.

scripts/data/run field.py          writes tests/fixtures/field-*.csv, field-deep.npy and wcs.txt

The simulated fields are not kept: tests/field.rs makes the same values by the same formula.
"""

import csv
import pathlib
import warnings

import numpy as np
import sep
from astropy.io import fits
from astropy.wcs import WCS

from galaxies import read

FOLDER = pathlib.Path(__file__).resolve().parents[2] / "tests" / "fixtures"
WIDTH, HEIGHT = 640, 600
FIELDS = {"sparse": (1, 300), "crowded": (2, 1100)}
DEEP = slice(300, 600), slice(400, 800)
THRESHOLD, LEAST_AREA, LEVELS, CONTRAST = 1.5, 5, 32, 0.005


def mixed(number):
    """The last step of MurmurHash3."""
    number = number.astype(np.uint32)
    for shift, factor in [(16, 0x85EBCA6B), (13, 0xC2B2AE35)]:
        number = (number ^ (number >> np.uint32(shift))) * np.uint32(factor)
    return number ^ (number >> np.uint32(16))


def uniform(seed, number):
    """In [0, 1), by seed and number."""
    start = mixed(np.uint32(seed) * np.ones(1, np.uint32))
    return mixed(np.asarray(number, np.uint32) ^ start) / 2.0**32


def simulated(seed, count):
    """Moffat profiles on a sloping sky, with noise that grows to the right."""
    y, x = np.mgrid[:HEIGHT, :WIDTH].astype(float)
    index = np.arange(WIDTH * HEIGHT).reshape(HEIGHT, WIDTH) * 12
    noise = sum(uniform(seed, index + k) for k in range(12)) - 6
    field = 100 + 0.03 * x + 0.00005 * y * y + noise * (3 + 0.003 * x)
    for source in range(count):
        u = uniform(seed + 100, np.arange(6) + 6 * source)
        peak, size, ratio = 4 * 500 ** (u[2] ** 2), 1.5 + 4 * u[3] ** 2, 0.35 + 0.65 * u[4]
        cos = 2 * u[5] - 1
        sin = np.sqrt(1 - cos * cos)
        dx, dy = x - u[0] * WIDTH, y - u[1] * HEIGHT
        square = (cos * dx + sin * dy) ** 2 + ((cos * dy - sin * dx) / ratio) ** 2
        wing = 1 + square / (size * size)
        field += peak / (wing * wing * wing)
    return field.astype(np.float32)


def catalogue(name, field):
    """What sep finds, with the noise at each source."""
    background = sep.Background(field)
    noise = background.rms()
    found = sep.extract(
        field - background.back(),
        THRESHOLD,
        err=noise,
        minarea=LEAST_AREA,
        deblend_nthresh=LEVELS,
        deblend_cont=CONTRAST,
        filter_type="conv",
    )
    with open(FOLDER / f"field-{name}.csv", "w", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(["x", "y", "a", "b", "area", "light", "noise"])
        for t in found:
            sigma = noise[int(round(t["y"])), int(round(t["x"]))]
            table.writerow([*(f"{t[key]:.2f}" for key in "xyab"), t["npix"], f"{t['flux']:.1f}", f"{sigma:.3f}"])
    print(name, len(found))


BASE = {"NAXIS": 2, "NAXIS1": 900, "NAXIS2": 700, "CRPIX1": 450.5, "CRPIX2": 349.0}
TAN = {"CTYPE1": "RA---TAN", "CTYPE2": "DEC--TAN"}
CD = {"CD1_1": -1.4e-5, "CD1_2": 2.1e-6, "CD2_1": 1.9e-6, "CD2_2": 1.5e-5}
SIP = {"A_ORDER": 2, "A_2_0": 2.2e-5, "A_1_1": -5.1e-6, "B_ORDER": 3, "B_0_2": 2.9e-5, "B_2_1": 1.1e-9}
HEADERS = {
    "cd": TAN | CD | {"CRVAL1": 53.16, "CRVAL2": -27.79},
    "pc": TAN | {"PC1_1": 0.8, "PC1_2": -0.6, "PC2_1": 0.6, "PC2_2": 0.8, "CDELT1": -2e-4, "CDELT2": 2e-4, "CRVAL1": 0.01, "CRVAL2": 41.2},
    "crota": TAN | {"CROTA2": 33.0, "CDELT1": -3e-4, "CDELT2": 2e-4, "CRVAL1": 359.99, "CRVAL2": 2.0},
    "cdelt": TAN | {"CDELT1": -3e-4, "CDELT2": 3e-4, "CRVAL1": 120.0, "CRVAL2": 60.0},
    "swapped": {"CTYPE1": "DEC--TAN", "CTYPE2": "RA---TAN", "CDELT1": 3e-4, "CDELT2": 2e-4, "CRVAL1": 10.0, "CRVAL2": 200.0},
    "turned": TAN | CD | {"CRVAL1": 150.1, "CRVAL2": 2.2, "LONPOLE": 150.0},
    "pole": TAN | {"CDELT1": -3e-3, "CDELT2": 3e-3, "CRVAL1": 30.0, "CRVAL2": 90.0},
    "sip": {"CTYPE1": "RA---TAN-SIP", "CTYPE2": "DEC--TAN-SIP"} | CD | SIP | {"CRVAL1": 202.5, "CRVAL2": 47.2},
}


def sky():
    lines = []
    for name, cards in HEADERS.items():
        cards = BASE | cards
        lines += [f"[{name}]"] + [f"{key} = {value}" for key, value in cards.items()]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            wcs = WCS(fits.Header(cards))
        for x, y in [(0, 0), (449.5, 348), (899, 699), (12.25, 650.5), (700, 3)]:
            first, second = wcs.all_pix2world(x, y, 0)
            ra, dec = (second, first) if name == "swapped" else (first, second)
            lines.append(f"{x} {y} {ra:.12f} {dec:.12f}")
    (FOLDER / "wcs.txt").write_text("\n".join(lines) + "\n")


def main():
    for name, (seed, count) in FIELDS.items():
        catalogue(name, simulated(seed, count))
    deep = np.round(read().mean(axis=2)[DEEP]).astype(np.uint8)
    np.save(FOLDER / "field-deep.npy", deep)
    catalogue("deep", deep.astype(np.float32))
    sky()


if __name__ == "__main__":
    main()
