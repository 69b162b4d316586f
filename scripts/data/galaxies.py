"""Cuts the galaxy stamps of static/data out of the Hubble eXtreme Deep Field.

    scripts/data/run galaxies.py            writes static/data/galaxies* and GALAXIES.md

Sources are found by sep (the code of SExtractor as a library). A stamp is a square about one galaxy whose side follows the
galaxy's own size; other sources in it are painted over with sky. Left out are stars, fragments of bigger galaxies, what the
image's edge cuts, and what neighbours hide.
"""

import gzip
import hashlib
import importlib.metadata
import io
import pathlib

import numpy as np
import sep
import skimage
from PIL import Image
from scipy import ndimage

SOURCE = "hubble_deep_field.jpg"
SOURCE_HASH = "3a19c5dd8a927a9334bb1229a6d63711b1c0c767fb27e2286e7c84a3e2c2f5f4"
OUT = pathlib.Path(__file__).parents[2] / "static/data"

THRESHOLD = 2.0  # standard deviations of the sky
LEAST_AREA = 36  # pixels above the threshold
DEBLEND_CONTRAST = 0.02  # a peak with less of a source's light than this is a knot of it, not a neighbour
SIDE_IN_RADII = 5.0  # side of a stamp, in half-light radii
SIDE_IN_EXTENTS = 1.15  # but at least this many times the extent of the pixels above the threshold
SIZE = 32
GREENEST = 1.0  # of a source's green light over its red or blue: above it is a flaw of the picture
MOST_REACH = 8.0  # of the aperture for the total light, in standard deviations of the light
LEAST_RADIUS = 1.75  # half-light radius, pixels: what is smaller is as small as the point spread function
SPIKED_STARS = [(253, 166), (754, 578), (405, 16), (132, 234)]  # seen in the picture by their diffraction spikes
STAR_RADIUS = 0.43  # half-light radius of a star without spikes, in radii of its area above the threshold
LEAST_FILLED = 0.1  # share of a stamp that is above the threshold: less is a scatter of specks
MOST_HIDDEN = 0.3  # share of a stamp that other sources may cover
HELD_OUT_FROM = 0.8  # sources to the right of this share of the image's width are held out
SEED = 0
SHEET_COLUMNS = 24
SHEET_COLOURS = 64


def read():
    """The image, [height, width, 3], 0 to 255."""
    path = pathlib.Path(skimage.__file__).parent / "data" / SOURCE
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != SOURCE_HASH:
        raise SystemExit(f"{path} has the SHA-256 {found}, not {SOURCE_HASH}: it is not the image we know")
    return np.asarray(Image.open(path).convert("RGB")).astype(np.float32)


class Sources:
    """What sep finds in the mean of the colours: light without its background, segmentation map, half-light radii."""

    def __init__(self, image):
        grey = np.ascontiguousarray(image.mean(axis=2))
        background = sep.Background(grey, bw=64, bh=64)
        self.light = grey - background.back()
        self.colour_of_sky = np.median(image, axis=(0, 1))
        self.table, self.seg = sep.extract(
            self.light,
            THRESHOLD * background.globalrms,
            minarea=25,
            deblend_nthresh=32,
            deblend_cont=DEBLEND_CONTRAST,
            segmentation_map=True,
        )
        t, own = self.table, {"seg_id": np.arange(1, len(self.table) + 1), "segmap": self.seg}
        ellipse = (t["x"], t["y"], t["a"], t["b"], t["theta"])
        kron, _ = sep.kron_radius(self.light, *ellipse, 6.0, **own)
        # 2.5 Kron radii, at least 3.5 standard deviations of the light: SExtractor's AUTO aperture.
        reach = np.clip(2.5 * np.nan_to_num(kron), 3.5, MOST_REACH)
        self.flux, _, _ = sep.sum_ellipse(self.light, *ellipse, reach, subpix=5, **own)
        self.r50, _ = sep.flux_radius(
            self.light, t["x"], t["y"], 6.0 * t["a"], 0.5, normflux=self.flux, subpix=5, **own
        )

    def is_star(self, i):
        """One with spikes, or a round bright source with more of its light in the middle than galaxies have."""
        t = self.table[i]
        if any(np.hypot(t["x"] - x, t["y"] - y) < 5 for x, y in SPIKED_STARS):
            return True
        isophote = np.sqrt(t["npix"] / np.pi)
        return t["peak"] > 170 and t["b"] / t["a"] > 0.8 and self.r50[i] < STAR_RADIUS * isophote

    def is_artefact(self, i, image):
        """Green, which no galaxy is."""
        red, green, blue = (image[self.seg == i + 1] - self.colour_of_sky).mean(axis=0)
        return green > GREENEST * max(red, blue)

    def is_fragment(self, i):
        """A quarter or more of its outline borders on one source that has 1.5 times its light or more."""
        t = self.table[i]
        window = slice(max(t["ymin"] - 3, 0), t["ymax"] + 4), slice(max(t["xmin"] - 3, 0), t["xmax"] + 4)
        own = self.seg[window] == i + 1
        around = self.seg[window][ndimage.binary_dilation(own, iterations=2) & ~own]
        bright = [n for n in np.unique(around[around > 0]) if self.flux[n - 1] > 1.5 * self.flux[i]]
        return any((around == n).mean() > 0.25 for n in bright)

    def side(self, i):
        t = self.table[i]
        # Twice the way to the farthest edge: a lopsided galaxy fits too.
        extent = 2 * max(t["x"] - t["xmin"], t["xmax"] - t["x"], t["y"] - t["ymin"], t["ymax"] - t["y"])
        return max(SIDE_IN_RADII * self.r50[i], SIDE_IN_EXTENTS * extent)


def cleaned(sources, i, image, window, rng):
    """The window with other sources painted over, and the share that they covered."""
    seg = sources.seg[window]
    own = seg == i + 1
    others = ndimage.binary_dilation((seg > 0) & ~own, iterations=2) & ~own
    pixels = image[window].copy()
    sky = pixels[~ndimage.binary_dilation(seg > 0, iterations=3)]
    if len(sky) < 30:
        sky = image[~ndimage.binary_dilation(sources.seg > 0, iterations=3)]
    noise = rng.multivariate_normal(np.zeros(3), np.cov(sky.T), size=own.shape)
    # The image's noise is smooth over about a pixel; smoothed noise is made as strong as it was.
    smooth = ndimage.gaussian_filter(noise, (0.6, 0.6, 0))
    smooth *= noise.std() / max(smooth.std(), 1e-6)
    pixels[others] = np.clip(np.median(sky, axis=0) + smooth, 0, 255)[others]
    return pixels, others.mean()


def resampled(pixels, left, top, side):
    """The square of this side at (left, top) as bytes, [SIZE, SIZE, 3]."""
    box = (left, top, left + side, top + side)
    resize = lambda channel: Image.fromarray(channel).resize((SIZE, SIZE), Image.Resampling.BICUBIC, box=box)  # noqa: E731
    channels = [np.asarray(resize(pixels[:, :, c])) for c in range(3)]
    return np.clip(np.round(np.stack(channels, axis=2)), 0, 255).astype(np.uint8)


def cut(image):
    """Every kept galaxy as (x, y, side, bytes), and how many sources were left out for each reason."""
    sources, rng = Sources(image), np.random.default_rng(SEED)
    height, width = sources.light.shape
    kept, dropped = [], {}
    for i, t in enumerate(sources.table):
        side = sources.side(i)
        # Pixel centres are whole numbers for sep; here the first pixel's edge is 0.
        x, y = t["x"] + 0.5, t["y"] + 0.5
        left, top = x - side / 2, y - side / 2
        outside = left < 0 or top < 0 or left + side > width or top + side > height
        reasons = [
            (f"fewer than {LEAST_AREA} pixels above {THRESHOLD:g}σ", lambda: t["npix"] < LEAST_AREA),
            ("no larger than a point", lambda: sources.r50[i] < LEAST_RADIUS),
            ("stars", lambda: sources.is_star(i)),
            ("flaws of the picture", lambda: sources.is_artefact(i, image)),
            ("fragments of a brighter source", lambda: sources.is_fragment(i)),
            ("cut by the image's edge", lambda: outside),
            ("a scatter of specks", lambda: t["npix"] < LEAST_FILLED * side * side),
        ]
        reason = next((why for why, holds in reasons if holds()), None)
        if reason is None:
            x0, y0 = int(max(left - 3, 0)), int(max(top - 3, 0))
            window = slice(y0, int(top + side + 4)), slice(x0, int(left + side + 4))
            pixels, hidden = cleaned(sources, i, image, window, rng)
            if hidden <= MOST_HIDDEN:
                kept.append((x, y, side, resampled(pixels, left - x0, top - y0, side)))
                continue
            reason = "hidden by neighbours"
        dropped[reason] = dropped.get(reason, 0) + 1
    return kept, dropped


def packed(content):
    """Gzipped, the same bytes for the same content: no time, no name."""
    buffer = io.BytesIO()
    with gzip.GzipFile(fileobj=buffer, mode="wb", filename="", mtime=0, compresslevel=9) as file:
        file.write(content)
    return buffer.getvalue()


def idx(images):
    return bytes([0, 0, 8, images.ndim]) + b"".join(n.to_bytes(4, "big") for n in images.shape) + images.tobytes()


def sheet(images):
    """All stamps in rows, few colours so that it is a small file."""
    rows = -(-len(images) // SHEET_COLUMNS)
    canvas = np.zeros((rows * SIZE, SHEET_COLUMNS * SIZE, 3), np.uint8)
    for n, stamp in enumerate(images):
        top, left = n // SHEET_COLUMNS * SIZE, n % SHEET_COLUMNS * SIZE
        canvas[top : top + SIZE, left : left + SIZE] = stamp
    buffer = io.BytesIO()
    few = Image.fromarray(canvas).quantize(SHEET_COLOURS, dither=Image.Dither.NONE)
    few.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def main():
    image = read()
    kept, dropped = cut(image)
    border = HELD_OUT_FROM * image.shape[1]
    regions = {
        "train": [galaxy for galaxy in kept if galaxy[0] < border],
        "held-out": [galaxy for galaxy in kept if galaxy[0] >= border],
    }
    lines = ["id,region,x,y,side"]
    for region, galaxies in regions.items():
        for x, y, side, _ in galaxies:
            lines.append(f"{len(lines)},{region},{x:.2f},{y:.2f},{side:.2f}")
    stamps = {region: np.stack([galaxy[3] for galaxy in galaxies]) for region, galaxies in regions.items()}
    files = {f"galaxies-{region}-images.idx4-ubyte.gz": packed(idx(images)) for region, images in stamps.items()}
    files["galaxies.csv.gz"] = packed("".join(line + "\n" for line in lines).encode())
    files["galaxies.png"] = sheet(np.concatenate(list(stamps.values())))
    for name, content in files.items():
        (OUT / name).write_bytes(content)
    (OUT / "GALAXIES.md").write_text(provenance(stamps, kept, dropped, files, image.shape))
    print({region: len(images) for region, images in stamps.items()}, dropped)


def provenance(stamps, kept, dropped, files, shape):
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in ["scikit-image", "sep", "pillow"])
    sides = np.array([galaxy[2] for galaxy in kept])
    reasons = "\n".join(f"| {why} | {count} |" for why, count in sorted(dropped.items(), key=lambda item: -item[1]))
    rows = "\n".join(
        f"| `{name}` | {len(content)} | `{hashlib.sha256(content).hexdigest()}` |" for name, content in files.items()
    )
    return f"""# Where the galaxies come from

The Hubble eXtreme Deep Field (HubbleSite release 2012-37), by NASA, ESA, G. Illingworth, D. Magee and P. Oesch (University of
California, Santa Cruz), R. Bouwens (Leiden University) and the HUDF09 team; public domain, and so are these stamps.

It is a press picture: a colour composite of many exposures, scaled down, stretched and compressed for the eye ({shape[1]} × {shape[0]} pixels,
8 bits a colour, JPEG). Its numbers are not calibrated flux: brightness and colour measured on it order the galaxies, and are
not magnitudes of any photometric system.

Source: `skimage/data/{SOURCE}` in the PyPI package scikit-image, SHA-256 `{SOURCE_HASH}`.
Made by `scripts/data/run galaxies.py`, which checks this hash; made with {versions}.

## How

- Detection by sep in the mean of the three colours without its background: {THRESHOLD:g} standard deviations of the sky, at least
  {LEAST_AREA} pixels, deblending contrast {DEBLEND_CONTRAST:g}.
- A stamp is a square about the source's centre. Its side is {SIDE_IN_RADII:g} half-light radii, or {SIDE_IN_EXTENTS:g} times the extent above the
  threshold where that is more: the galaxy fills the stamp, so its size is in the side and not in the picture. Sides are
  {sides.min():.1f} to {sides.max():.1f} pixels of the image, median {np.median(sides):.1f}; resampled to {SIZE} × {SIZE} (bicubic). Most galaxies are thus enlarged, and
  smoother than their stamps' pixels.
- Other sources in the stamp, and two pixels around them, are painted over with the local sky and noise like its own.
- The right-hand fifth of the image (x ≥ {HELD_OUT_FROM * shape[1]:.0f}) is held out: {len(stamps["held-out"])} galaxies; the rest, {len(stamps["train"])}, is for training. No galaxy is in both.

Left out, each source by the first reason that holds:

| reason | sources |
| --- | --- |
{reasons}

A star without spikes that is larger than the limit, and a knot of a torn galaxy that stands apart from it, may still be among
the stamps. `galaxies.png` shows all of them, training first ({SHEET_COLUMNS} a row, {SHEET_COLOURS} colours).

## Files

IDX files of bytes, `[galaxies, {SIZE}, {SIZE}, 3]`: red, green, blue. `galaxies.csv.gz` has a line a galaxy in the order of the training and
then the held-out file: `id`, `region`, centre `x`, `y` (pixels of the image from its top left corner) and `side` (pixels of the
image; side / {SIZE} is a stamp's pixel scale).

| file | bytes | SHA-256 |
| --- | --- | --- |
{rows}
"""


if __name__ == "__main__":
    main()
