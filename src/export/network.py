"""Rebuilds a variational autoencoder that was trained on the Latent Lab page, and repeats one of its reconstructions.

Keep it beside the weights and run it: python latent-lab-network.py
It takes PyTorch if that is installed, NumPy otherwise; both give the same numbers. To go on from here, call build(),
whose model has encode(x) and decode(z), and train it on data of your own.
"""

import base64
import json
import math
import pathlib
import struct
import sys

import numpy as np

WEIGHTS = "{WEIGHTS}"
# One image the network has seen or not, as bytes, and what the page reconstructed from its posterior mean.
IMAGE = "{IMAGE}"
RECONSTRUCTION = "{RECONSTRUCTION}"


def read_safetensors(path):
    """The tensors of a file as float32 arrays by name, and its strings."""
    data = pathlib.Path(path).read_bytes()
    (length,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8 : 8 + length])
    strings = header.pop("__metadata__", {})
    kinds = {"F16": "<f2", "F32": "<f4"}
    tensors = {}
    for name, entry in header.items():
        begin, end = (8 + length + offset for offset in entry["data_offsets"])
        array = np.frombuffer(data[begin:end], dtype=kinds[entry["dtype"]])
        tensors[name] = array.reshape(entry["shape"]).astype(np.float32)
    return tensors, strings


def hidden_layers(tensors, part):
    """Names of the numbered layers of the encoder or decoder, in order."""
    count = sum(name.startswith(part) and name.endswith(".weight") and name.split(".")[1].isdigit() for name in tensors)
    return [f"{part}.{index}" for index in range(count)]


def build_numpy(tensors, strings):
    """The network as two functions of arrays [batch, …]."""

    def activate(h):
        if strings["activation"] == "relu":
            return np.maximum(h, 0)
        if strings["activation"] == "tanh":
            return np.tanh(h)
        if strings.get("gelu") == "erf":
            return 0.5 * h * (1 + np.vectorize(math.erf)(h / math.sqrt(2))).astype(h.dtype)
        return 0.5 * h * (1 + np.tanh(math.sqrt(2 / math.pi) * (h + 0.044715 * h**3)))

    def linear(name, h):
        return h @ tensors[name + ".weight"].T + tensors[name + ".bias"]

    class Network:
        def encode(self, x):
            """Posterior mean and log variance, [batch, latent] each, of images [batch, pixels] in 0…1."""
            h = x
            for name in hidden_layers(tensors, "encoder"):
                h = activate(linear(name, h))
            mu = linear("encoder.mu", h)
            logvar = linear("encoder.logvar", h) if "encoder.logvar.weight" in tensors else np.full_like(mu, -np.inf)
            return mu, logvar

        def decode(self, z):
            """Mean image [batch, pixels] of codes [batch, latent]."""
            *hidden, last = hidden_layers(tensors, "decoder")
            h = z
            for name in hidden:
                h = activate(linear(name, h))
            out = linear(last, h)
            return 1 / (1 + np.exp(-out)) if strings.get("likelihood") == "bernoulli" else out

    return Network()


def build_torch(tensors, strings):
    """The network as a torch module; its parameters have the names of the file."""
    import torch
    from torch import nn

    activations = {"relu": nn.ReLU(), "tanh": nn.Tanh()}
    gelu = nn.GELU(approximate="none" if strings.get("gelu") == "erf" else "tanh")
    activation = activations.get(strings["activation"], gelu)

    class Network(nn.Module):
        def __init__(self):
            super().__init__()
            for part in ("encoder", "decoder"):
                names = [name[: -len(".weight")] for name in tensors if name.startswith(part) and name.endswith(".weight")]
                layers = {}
                for name in names:
                    outputs, inputs = tensors[name + ".weight"].shape
                    layers[name.split(".")[1]] = nn.Linear(inputs, outputs)
                setattr(self, part, nn.ModuleDict(layers))
            self.load_state_dict({name: torch.tensor(array) for name, array in tensors.items()})

        def layer(self, name):
            part, key = name.split(".")
            return getattr(self, part)[key]

        def encode(self, x):
            h = x
            for name in hidden_layers(tensors, "encoder"):
                h = activation(self.layer(name)(h))
            mu = self.encoder["mu"](h)
            logvar = self.encoder["logvar"](h) if "logvar" in self.encoder else torch.full_like(mu, -math.inf)
            return mu, logvar

        def decode(self, z):
            *hidden, last = hidden_layers(tensors, "decoder")
            h = z
            for name in hidden:
                h = activation(self.layer(name)(h))
            out = self.layer(last)(h)
            return torch.sigmoid(out) if strings.get("likelihood") == "bernoulli" else out

        def forward(self, x):
            """A draw z = mu + sigma * eps through the decoder, with what the loss needs."""
            mu, logvar = self.encode(x)
            z = mu + torch.exp(0.5 * logvar) * torch.randn_like(mu)
            return self.decode(z), mu, logvar

    return Network()


def build(path=None):
    """The network with its weights, by PyTorch if it is installed, and the name of what it runs on."""
    tensors, strings = read_safetensors(path or pathlib.Path(__file__).with_name(WEIGHTS))
    try:
        return build_torch(tensors, strings), "PyTorch", strings
    except ImportError:
        return build_numpy(tensors, strings), "NumPy", strings


def reconstruct(network, backend, image):
    """The mean image of the posterior mean of one image, all in 0…1."""
    if backend == "NumPy":
        mu, _ = network.encode(image[None])
        return mu[0], network.decode(mu)[0]
    import torch

    with torch.no_grad():
        mu, _ = network.encode(torch.tensor(image[None]))
        return mu[0].numpy(), network.decode(mu)[0].numpy()


def main():
    network, backend, strings = build()
    image = np.frombuffer(base64.b64decode(IMAGE), np.uint8)
    expected = np.frombuffer(base64.b64decode(RECONSTRUCTION), np.uint8)
    mu, mean = reconstruct(network, backend, image.astype(np.float32) / 255)
    shades = np.clip(np.floor(mean * 255 + 0.5), 0, 255).astype(np.uint8)
    height, width, channels = (int(size) for size in strings["input"].split(","))
    np.save(pathlib.Path(__file__).with_name("latent-lab-reconstruction.npy"), shades.reshape(height, width, channels))
    off = int(np.abs(shades.astype(int) - expected.astype(int)).max())
    print(f"{backend}: z = {np.array2string(mu, precision=4)}, input {strings['input']}, latent {strings['latent']}")
    print(f"Largest difference from the page's reconstruction: {off} of 255")
    if off > 1:
        sys.exit("This is not the reconstruction that the page made.")
    print("The same reconstruction as on the page, to within rounding.")


if __name__ == "__main__":
    main()
