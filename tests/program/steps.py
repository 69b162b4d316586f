# The saved program's terms and its first steps, with ε, order and first weights as the page draws them: `steps.py FOLDER`, where
# the page's numbers lie as NPY files beside the program. Knows the program's functions and nothing of the page.
import argparse
import pathlib
import sys

import numpy as np

folder = pathlib.Path(sys.argv[1])
sys.path.insert(0, str(folder))
import latent_lab  # noqa: E402

given = {name: np.load(folder / f"{name}.npy") for name in ("images", "evaluation", "order", "noise")}
x = given["images"].astype(np.float32) / np.float32(255)

# The terms of the weights in the file, by both backends.
for backend, build in (("PyTorch", latent_lab.build_torch), ("NumPy", latent_lab.build_numpy)):
    tensors, strings = latent_lab.read_safetensors(folder / latent_lab.WEIGHTS)
    terms = latent_lab.both_terms(build(tensors, strings), backend, strings, x, given["evaluation"])
    print(backend, *(float(np.mean(term, dtype=float)) for term in terms))

# Ten steps of training.
latent_lab.order = lambda seed, epoch, count: given["order"][epoch]
latent_lab.noise = lambda seed, step, rows, latent: given["noise"][step]
options = argparse.Namespace(
    epochs=len(given["order"]), batch=given["noise"].shape[1], rate=1e-3, beta=0.5, warm_up=0, schedule="page", seed=0,
    augment=0, log=str(folder / "steps.csv"),
)
network = latent_lab.build_torch(tensors, strings)
latent_lab.train(network, strings, given["images"], given["images"][:0], options, latent_lab.processes(), lambda now: None)
