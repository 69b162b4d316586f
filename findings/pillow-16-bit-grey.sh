#!/usr/bin/env bash
# Pillow 12.3.0 (PyPI), with NumPy 2.3.5.
#
# Image.convert("L") does not bring 16-bit greys to 8 bits: it cuts them off. Of 65,536 greys, all from 255 on become the same
# white. convert("RGB") does the same. An astronomer's 16-bit PNG thus turns white without a word, while browsers, which read it
# for us, divide by 256 or 257: a set prepared in Python and one dropped on a page are not the same images.
#
# Seen:
#   mode I;16
#   L of 0 100 255 256 1000 32768 65535: 0 100 255 255 255 255 255
#   RGB, red:                            0 100 255 255 255 255 255
#   share of all 65536 greys that become white: 0.9961
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/python"
"$folder/python/bin/pip" install --quiet --disable-pip-version-check pillow==12.3.0 numpy==2.3.5
cat >"$folder/see.py" <<'PYTHON'
import io
import numpy as np
from PIL import Image

def opened(values):
    """As a 16-bit PNG is read."""
    file = io.BytesIO()
    Image.fromarray(np.array([values], np.uint16)).save(file, "PNG")
    return Image.open(file)

greys = [0, 100, 255, 256, 1000, 32768, 65535]
image = opened(greys)
print("mode", image.mode)
grey = np.array(image.convert("L"))[0].tolist()
print("L of", *greys, end=": ")
print(*grey)
red = np.array(image.convert("RGB"))[0, :, 0].tolist()
print("RGB, red:                           ", *red)
white = (np.array(opened(np.arange(65536)).convert("L")) == 255).mean()
print("share of all 65536 greys that become white:", round(float(white), 4))
cut = [min(value, 255) for value in greys]
raise SystemExit(0 if grey == cut and red == cut and white > 0.99 else "This has changed.")
PYTHON
"$folder/python/bin/python" "$folder/see.py"
