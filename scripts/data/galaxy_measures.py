"""Measures the training galaxies with sep, for the test that holds our own measures against it.

    scripts/data/run galaxy_measures.py     writes tests/fixtures/galaxy-measures.csv

Size, axis ratio, concentration and brightness as SExtractor defines them: FLUX_RADIUS, B/A of the isophotal moments, 5 log of
the radii that hold 80 % and 20 %, FLUX_AUTO. Lengths and light are in pixels of the original image.
"""

import csv
import gzip
import pathlib

import numpy as np
import sep

ROOT = pathlib.Path(__file__).parents[2]


def measure(stamp, scale):
    light = stamp.mean(axis=2) / 255.0
    border = np.ones(light.shape, bool)
    border[2:-2, 2:-2] = False
    sky = np.median(light[border])
    rms = max(1.4826 * np.median(abs(light[border] - sky)), 0.01)
    light = np.ascontiguousarray(light - sky)
    # A stamp was cut about one galaxy, so nothing is taken apart any more.
    table, seg = sep.extract(light, 2 * rms, minarea=8, segmentation_map=True, deblend_cont=1.0)
    middle = (np.array(light.shape) - 1) / 2
    # The source about the middle: of those near it the largest.
    which = np.argmin(np.hypot(table["x"] - middle[1], table["y"] - middle[0]) - 0.5 * np.sqrt(table["npix"]))
    source, own = table[which : which + 1], {"seg_id": np.array([which + 1]), "segmap": seg}
    ellipse = [source[name] for name in ("x", "y", "a", "b", "theta")]
    kron, _ = sep.kron_radius(light, *ellipse, 6.0, **own)
    flux, _, _ = sep.sum_ellipse(light, *ellipse, np.maximum(2.5 * kron, 3.5), subpix=5, **own)
    radii, _ = sep.flux_radius(
        light, source["x"], source["y"], 6 * source["a"], [0.2, 0.5, 0.8], normflux=flux, subpix=5, **own
    )
    r20, r50, r80 = radii[0]
    return r50 * scale, (source["b"] / source["a"])[0], 5 * np.log10(r80 / r20), np.log10(flux[0] * scale**2)


def main():
    data = gzip.decompress((ROOT / "static/data/galaxies-train-images.idx4-ubyte.gz").read_bytes())
    stamps = np.frombuffer(data[20:], np.uint8).reshape(-1, 32, 32, 3)
    places = csv.DictReader(gzip.decompress((ROOT / "static/data/galaxies.csv.gz").read_bytes()).decode().splitlines())
    sides = [float(place["side"]) for place in places if place["region"] == "train"]
    lines = [f"# sep {sep.__version__}", "index,half_light_radius,axis_ratio,concentration,brightness"]
    for index in range(len(stamps)):
        values = measure(stamps[index], sides[index] / stamps.shape[2])
        lines.append(f"{index}," + ",".join(f"{value:.5f}" for value in values))
    out = ROOT / "tests/fixtures/galaxy-measures.csv"
    out.parent.mkdir(exist_ok=True)
    out.write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
