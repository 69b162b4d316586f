"""Writes small PNG, JPEG and WebP files, and what Pillow reads in them, for the tests of the decoders.

scripts/data/run picture_fixtures.py    writes tests/fixtures/picture-*.* and, of all of them, tests/expected/pictures.npz: numbers over black,
                                        from 0 to 255. Pillow cuts colours of 16 bits to 8: of those, what was written.
"""

import io
from pathlib import Path

import numpy as np
import png
from PIL import Image

FOLDER = Path(__file__).resolve().parents[2] / "tests" / "fixtures"
HEIGHT, WIDTH = 19, 23
read = {}


def scene(height=HEIGHT, width=WIDTH, full=255):
    """A galaxy, two stars and noise, in colour."""
    y, x = np.mgrid[:height, :width]
    noise = np.random.default_rng(11).normal(0, 0.03, (height, width, 3))
    galaxy = 0.5 * np.exp(-((x - width * 0.45) ** 2 + (y - height * 0.5) ** 2) / (2 * (width / 8) ** 2))
    image = noise + 0.1 + galaxy[..., None] * [1.0, 0.8, 0.6]
    image[height // 3, width * 2 // 3] = [1.0, 0.2, 0.1]
    image[height * 2 // 3, width // 5] = [0.1, 0.3, 1.0]
    return np.rint(np.clip(image, 0, 1) * full).astype(int)


def over_black(values, opacity, full):
    values, opacity = np.float32(values), np.float32(opacity)
    return values * (opacity[..., None] if values.ndim == 3 else opacity) / np.float32(full) * np.float32(255 / full)


def by_pillow(name):
    """What Pillow reads, over black."""
    image = Image.open(FOLDER / name)
    if image.mode.startswith("I;16"):
        return np.asarray(image).astype("f4") * np.float32(255 / 65535)
    if image.mode == "CMYK":
        return np.asarray(image.convert("RGB")).astype("f4")
    if image.mode == "1":
        return np.asarray(image.convert("L")).astype("f4")
    if image.mode == "P" or "transparency" in image.info:
        image = image.convert("RGBA" if image.mode != "L" else "LA")
    array = np.asarray(image)
    if image.mode in ("RGBA", "LA"):
        colours = array[..., :-1] if image.mode == "RGBA" else array[..., 0]
        return over_black(colours, array[..., -1], 255)
    return array.astype("f4")


def save_png(name, rows, values=None, **options):
    """By pypng, which writes what Pillow does not: 16 bits in colour, few bits, interlaced rows."""
    with open(FOLDER / name, "wb") as file:
        flat = np.asarray(rows).reshape(len(rows), -1)
        png.Writer(flat.shape[1] // options.pop("planes", 1), len(flat), **options).write(file, flat.tolist())
    read[name] = by_pillow(name) if values is None else np.float32(values)
    if values is not None:
        cut = np.asarray(Image.open(FOLDER / name))
        assert np.abs(cut[..., :3].astype(float) - flat.reshape(cut.shape)[..., :3] // 256).max() == 0, name


def save(name, image, **options):
    image.save(FOLDER / name, **options)
    read[name] = by_pillow(name)


def pngs():
    colour, wide = scene(), scene(full=65535)
    opacity = np.random.default_rng(5).integers(0, 256, (HEIGHT, WIDTH))
    grey = dict(greyscale=True)
    for interlaced in (False, True):
        end = f"{'-interlaced' if interlaced else ''}.png"
        save_png(f"picture-rgb8{end}", colour, planes=3, greyscale=False, interlace=interlaced)
        save_png(f"picture-grey16{end}", wide[..., 0], **grey, bitdepth=16, interlace=interlaced)
        exact = wide * np.float32(255 / 65535)
        save_png(f"picture-rgb16{end}", wide, exact, planes=3, greyscale=False, bitdepth=16, interlace=interlaced)
        save_png(f"picture-grey4{end}", colour[..., 0] // 16, **grey, bitdepth=4, interlace=interlaced)
    for bits in (1, 2):
        save_png(f"picture-grey{bits}.png", colour[..., 0] >> (8 - bits), **grey, bitdepth=bits)
    save_png("picture-rgba8.png", np.dstack([colour, opacity]), planes=4, greyscale=False, alpha=True)
    wide_opacity = opacity * 257 - opacity // 3
    exact = over_black(wide, wide_opacity, 65535)
    save_png("picture-rgba16.png", np.dstack([wide, wide_opacity]), exact, planes=4, greyscale=False, alpha=True, bitdepth=16)
    save_png("picture-greya8.png", np.dstack([colour[..., 0], opacity]), planes=2, **grey, alpha=True)
    clear = tuple(int(value) for value in colour[3, 4])
    save_png("picture-clear-colour.png", colour, planes=3, greyscale=False, transparent=clear)
    palette = [(i * 16, 255 - i * 9, (i * 53) % 256, 255 - i * 11) for i in range(16)]
    save_png("picture-palette-clear.png", colour[..., 0] // 16, palette=palette, bitdepth=4)
    save_png("picture-palette.png", colour[..., 0] // 16, palette=[entry[:3] for entry in palette], bitdepth=4, interlace=True)


def jpegs():
    image = Image.fromarray(scene().astype("u1"))
    for sampling, words in enumerate(("444", "422", "420")):
        for progressive in (False, True):
            name = f"picture-{words}{'-progressive' if progressive else ''}.jpg"
            save(name, image, quality=92, subsampling=sampling, progressive=progressive)
    save("picture-restarts.jpg", image, quality=92, restart_marker_blocks=2)
    save("picture-grey.jpg", image.convert("L"), quality=92)
    save("picture-rgb.jpg", image, quality=92, keep_rgb=True)
    inks = np.dstack([255 - scene(), np.full((HEIGHT, WIDTH), 40)]).astype("u1")
    save("picture-cmyk.jpg", Image.fromarray(inks, "CMYK"), quality=92)


def webps():
    colour = scene().astype("u1")
    opacity = np.random.default_rng(5).integers(0, 256, (HEIGHT, WIDTH)).astype("u1")
    image, clear = Image.fromarray(colour), Image.fromarray(np.dstack([colour, opacity]))
    save("picture-lossless.webp", image, lossless=True)
    save("picture-lossless-clear.webp", clear, lossless=True, exact=True)
    save("picture-lossy.webp", image, quality=80)
    save("picture-lossy-clear.webp", clear, quality=80)
    save("picture-animated.webp", image, save_all=True, append_images=[image.rotate(90)], lossless=True)


if __name__ == "__main__":
    for old in FOLDER.glob("picture-*.*"):
        old.unlink()
    pngs()
    jpegs()
    webps()
    # A stack of one image each.
    small = {name: array[None].astype("u1") if (array == np.rint(array)).all() else array[None] for name, array in read.items()}
    np.savez_compressed(FOLDER.parent / "expected" / "pictures.npz", **small)
