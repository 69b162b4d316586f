"""Writes the small files that the tests of orientation, planes and measures read, with the tools that people write them with.

scripts/data/run sky_fixtures.py        writes them into tests/fixtures/.
"""

from pathlib import Path

import numpy as np
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


if __name__ == "__main__":
    for make in (turned_pictures,):
        make()
