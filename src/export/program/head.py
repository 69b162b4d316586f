"""A variational autoencoder of the Latent Lab page: repeats one of its reconstructions, evaluates it, and trains it further.

Keep this program beside the weights, {WEIGHTS}.

    python latent_lab.py                                  repeats one of the page's reconstructions
    python latent_lab.py --data stamps/                   evaluates the network on images: a folder, one file, or a ZIP
    python latent_lab.py --data stamps/ --epochs 100      trains it on them; the page reads back the weights that it writes
    torchrun --nproc_per_node 4 latent_lab.py --data stamps/ --epochs 100
                                                          the same on four processes, with the same curve but for rounding;
                                                          torch 1.13 under Python 3.11, as in Debian 12, needs torchrun -r 1 -t 1 …

It takes PyTorch if that is installed, NumPy otherwise; both give the same numbers, and only training needs PyTorch. Pictures are
read by Pillow, FITS files by astropy. To go on from here, call build(): its network has encode(x) and decode(z); load() has
images as bytes.
"""

import argparse
import base64
import contextlib
import gzip
import io
import json
import math
import os
import pathlib
import re
import struct
import sys
import time
import zipfile

import numpy as np

WEIGHTS = "{WEIGHTS}"
# How the page made the network's images of what their files hold, where they came from files.
PREPARATION = {PREPARATION}
# How the page trained on them. Each of these is an option of this program.
SETTINGS = json.loads("""{SETTINGS}""")
# One image the network has seen or not, as bytes, and what the page reconstructed from its posterior mean.
IMAGE = "{IMAGE}"
RECONSTRUCTION = "{RECONSTRUCTION}"
