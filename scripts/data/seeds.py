"""Writes the small files from which the tests of damaged files begin, where no other test has such: a field of the sky that says
where it is, tables of places in it, and the weights of a network.

scripts/data/run seeds.py        writes them into tests/fixtures/.
"""

import json
import struct
from pathlib import Path

import numpy as np
from astropy.io import fits

FOLDER = Path(__file__).resolve().parents[2] / "tests" / "fixtures"


def field():
    """Nine sources on 48 × 48 pixels, with the distortion of SIP."""
    random = np.random.default_rng(1)
    y, x = np.mgrid[:48, :48]
    sky = random.normal(100, 2, x.shape)
    for place in range(9):
        sky += 60 * np.exp(-((x - 9 - 15 * (place % 3)) ** 2 + (y - 9 - 15 * (place // 3)) ** 2) / 5)
    unit = fits.PrimaryHDU(sky.round().astype("i2"))
    unit.header.update(
        CTYPE1="RA---TAN-SIP", CTYPE2="DEC--TAN-SIP", CRPIX1=24.5, CRPIX2=24.5, CRVAL1=53.16, CRVAL2=-27.79,
        CD1_1=-1.4e-5, CD1_2=2.1e-6, CD2_1=1.9e-6, CD2_2=1.5e-5, A_ORDER=2, B_ORDER=2, A_2_0=1e-5, B_1_1=-2e-5,
    )
    unit.writeto(FOLDER / "sip-field.fits", overwrite=True)


def places():
    rows = ["53.16,-27.79,a", "3:32:38.4,-27:47:24,b", ",,c", "359.9,90,d", "-1e300,1e300,e"]
    (FOLDER / "places.csv").write_text("RA,DEC,name\n" + "\n".join(rows) + "\n")
    rows = ["9,9", "24.5,23", ",", "-3,70", "1e300,4", "5,-1e300"]
    (FOLDER / "pixels.csv").write_text("x,y\n" + "\n".join(rows) + "\n")


def network():
    """4 × 4 pixels, three units, two dimensions of z."""
    sizes = {
        "decoder.0": (3, 2), "decoder.1": (16, 3), "encoder.0": (3, 16), "encoder.logvar": (2, 3), "encoder.mu": (2, 3),
    }
    shapes = {f"{name}.{part}": shape[: 1 + (part == "weight")] for name, shape in sizes.items() for part in ("bias", "weight")}
    strings = {"input": "4,4,1", "latent": "2", "activation": "relu", "likelihood": "bernoulli", "dataset": "none"}
    header, data = {"__metadata__": strings}, b""
    for place, (name, shape) in enumerate(shapes.items()):
        values = (np.arange(np.prod(shape)) / 16 - place / 8).astype(("<f4", "<f2", "<f8")[place % 3])
        kind = {2: "F16", 4: "F32", 8: "F64"}[values.itemsize]
        header[name] = {"dtype": kind, "shape": shape, "data_offsets": [len(data), len(data) + values.nbytes]}
        data += values.tobytes()
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    (FOLDER / "network.safetensors").write_bytes(struct.pack("<Q", len(text)) + text + data)


for make in (field, places, network):
    make()
