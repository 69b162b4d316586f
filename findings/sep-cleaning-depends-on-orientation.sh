#!/usr/bin/env bash
# sep 1.4.1 (PyPI, the code of SExtractor as a library), with NumPy 2.4.6.
#
# How many sources an image has depends on how it lies. Detection finds the same in an image, in it turned upside down and in its
# mirror image; the cleaning that follows by default leaves other numbers of them. The pixels that are to make up a source's least
# area are selected in the order of the rows: the one after the first of them is passed over, however bright it is, and of a source
# that has no more than them it is the first that counts, not the faintest. We select them in the same way, in data::field, so as
# to leave what SExtractor leaves: of the deep field's sources one in thirty is another one otherwise.
#
# Seen:
#   as it is: 1401 found, 437 after cleaning
#   upside down: 1401 found, 428 after cleaning
#   mirrored: 1401 found, 436 after cleaning
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/python"
"$folder/python/bin/pip" install --quiet --disable-pip-version-check sep==1.4.1 numpy==2.4.6
cat >"$folder/see.py" <<'PYTHON'
import numpy as np
import sep

random = np.random.default_rng(0)
y, x = np.mgrid[:600, :600]
noise = random.normal(0, 1, (600, 600))
for axis in (0, 1):
    noise = noise + np.roll(noise, 1, axis) + np.roll(noise, -1, axis)
sky = noise / noise.std()
for _ in range(100):
    (left, top), peak, size = random.uniform(0, 600, 2), 30 * 10 ** random.random(), random.uniform(3, 6)
    sky += peak / (1 + ((x - left) ** 2 + (y - top) ** 2) / size**2) ** 1.5

def count(image, clean):
    image = np.ascontiguousarray(image, np.float32)
    return len(sep.extract(image, 1.2, err=1.0, minarea=5, deblend_cont=1.0, clean=clean))

counts = []
for name, image in [("as it is", sky), ("upside down", sky[::-1]), ("mirrored", sky[:, ::-1])]:
    counts.append((count(image, False), count(image, True)))
    print(f"{name}: {counts[-1][0]} found, {counts[-1][1]} after cleaning")
found, cleaned = zip(*counts)
raise SystemExit(0 if len(set(found)) == 1 and len(set(cleaned)) > 1 else "This has changed.")
PYTHON
"$folder/python/bin/python" "$folder/see.py"
