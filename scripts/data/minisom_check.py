"""Compares our self-organizing maps with those of MiniSom: same galaxies, size, epochs, radius and learning rate at the start.

    scripts/data/run minisom_check.py        prints the table of bench/SOM.md, and fails where ours is worse than allowed

Our side is `cargo test --test minisom`, which trains and prints; it also decides the settings. MiniSom shrinks its radius in one of
three ways, of which it is allowed the best for each map: to a third of it (its default), to 1 hyperbolically, to 1 linearly.
"""

import gzip
import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
from minisom import MiniSom

ROOT = Path(__file__).parents[2]
SHRINKING = {"asymptotic_decay": "to a third", "inverse_decay_to_one": "to 1, hyperbolic", "linear_decay_to_one": "to 1, linear"}
# Our quantization error may be so much worse than MiniSom's best.
ALLOWED = 1.02


def ours():
    """The lines that our side prints, in fields."""
    # Optimized as the page is; the other crates always are.
    environment = {**os.environ, "CARGO_PROFILE_DEV_OPT_LEVEL": "3"}
    command = ["cargo", "test", "--locked", "--quiet", "--test", "minisom", "--", "--ignored", "--nocapture"]
    run = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    return [line.split("MAP ", 1)[1].split() for line in run.stdout.splitlines() if "MAP " in line]


def colours(name):
    """The colours of a catalogue, [galaxies, colours], mag."""
    header, body = gzip.open(ROOT / "static" / "data" / f"{name}-colours.i16.gz").read().split(b"\n", 1)
    columns = header.decode().split()
    table = np.frombuffer(body, "<i2").reshape(len(columns), -1)
    return table[[index for index, column in enumerate(columns) if "-" in column]].T * 1e-3


def main():
    worse = False
    print("| galaxies | map | epochs | ours: quantization | topographic | seconds | MiniSom, radius | quantization | topographic | seconds | ours / MiniSom |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |")
    for name, columns, rows, epochs, radius, rate, seed, fit, fold, seconds in ours():
        data = colours(name)
        found = []
        for shrinking, words in SHRINKING.items():
            som = MiniSom(int(columns), int(rows), data.shape[1], sigma=float(radius), learning_rate=float(rate),
                          sigma_decay_function=shrinking, random_seed=int(seed))
            som.random_weights_init(data)
            began = time.perf_counter()
            som.train(data, int(epochs) * len(data), random_order=True)
            took = time.perf_counter() - began
            found.append((som.quantization_error(data), som.topographic_error(data), took, words))
        error, torn, took, words = min(found)
        ratio = float(fit) / error
        worse = worse or ratio > ALLOWED or float(seconds) > took
        print(f"| {name}, {len(data)} | {columns} × {rows} | {epochs} | {float(fit):.4f} | {float(fold):.3f} | {float(seconds):.2f} "
              f"| {words} | {error:.4f} | {torn:.3f} | {took:.2f} | {ratio:.3f} |", flush=True)
    sys.exit("Ours is worse than allowed." if worse else 0)


main()
