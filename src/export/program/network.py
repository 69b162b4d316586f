# ── The network ──────────────────────────────────────────────────────────────────────────────────────────────────────


def hidden_layers(tensors, part):
    """Names of the numbered layers of the encoder or decoder, in order."""
    count = sum(name.startswith(part) and name.endswith(".weight") and name.split(".")[1].isdigit() for name in tensors)
    return [f"{part}.{index}" for index in range(count)]


def build_numpy(tensors, strings):
    """The network as functions of arrays [batch, …]."""

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

        def output(self, z):
            """The decoder's last layer, [batch, pixels]: logits of Bernoulli pixels, means of Gaussian ones."""
            *hidden, last = hidden_layers(tensors, "decoder")
            h = z
            for name in hidden:
                h = activate(linear(name, h))
            return linear(last, h)

        def decode(self, z):
            """Mean image [batch, pixels] of codes [batch, latent]."""
            out = self.output(z)
            return 1 / (1 + np.exp(-out)) if strings.get("likelihood") == "bernoulli" else out

    return Network()


def build_torch(tensors, strings):
    """The network as a torch module; its parameters have the names of the file."""
    import torch
    from torch import nn

    activations = {"relu": nn.ReLU(), "tanh": nn.Tanh()}
    gelu = nn.GELU(approximate="none" if strings.get("gelu") == "erf" else "tanh")
    activation = activations.get(strings["activation"], gelu)
    sigma = float(strings.get("sigma", 0))

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

        def output(self, z):
            *hidden, last = hidden_layers(tensors, "decoder")
            h = z
            for name in hidden:
                h = activation(self.layer(name)(h))
            return self.layer(last)(h)

        def decode(self, z):
            out = self.output(z)
            return torch.sigmoid(out) if strings.get("likelihood") == "bernoulli" else out

        def forward(self, x, eps):
            """Both terms of the negative ELBO, nats, [batch] each: −log p(x|z) summed over pixels, at a draw
            z = mu + sigma · eps, and the KL summed over latent dimensions."""
            mu, logvar = self.encode(x)
            plain = "logvar" not in self.encoder
            z = mu if plain else mu + torch.exp(0.5 * logvar) * eps
            out = self.output(z)
            if sigma:
                constant = 0.5 * math.log(2 * math.pi * sigma**2) * x.shape[1]
                reconstruction = ((x - out) ** 2).sum(1) * (0.5 / sigma**2) + constant
            else:
                reconstruction = (torch.relu(out) - x * out + torch.log1p(torch.exp(-out.abs()))).sum(1)
            kl = torch.zeros_like(reconstruction) if plain else 0.5 * (mu**2 + logvar.exp() - 1 - logvar).sum(1)
            return reconstruction, kl

    return Network()


def build(path=None):
    """The network with its weights, by PyTorch if it is installed, and the name of what it runs on."""
    tensors, strings = read_safetensors(path or pathlib.Path(__file__).with_name(WEIGHTS))
    try:
        return build_torch(tensors, strings), "PyTorch", strings
    except ImportError:
        return build_numpy(tensors, strings), "NumPy", strings


def both_terms(network, backend, strings, x, eps):
    """The two terms of the negative ELBO as arrays [batch], of images x [batch, pixels] and draws eps [batch, latent]."""
    if backend == "PyTorch":
        import torch

        device = next(network.parameters()).device
        with torch.no_grad():
            terms = network(*(torch.tensor(array, device=device) for array in (x, eps)))
        return tuple(term.cpu().numpy() for term in terms)
    mu, logvar = network.encode(x)
    plain = np.isneginf(logvar).all()
    out = network.output(mu if plain else mu + np.exp(0.5 * logvar) * eps)
    sigma = float(strings.get("sigma", 0))
    if sigma:
        constant = 0.5 * math.log(2 * math.pi * sigma**2) * x.shape[1]
        reconstruction = ((x - out) ** 2).sum(1) * (0.5 / sigma**2) + constant
    else:
        reconstruction = (np.maximum(out, 0) - x * out + np.log1p(np.exp(-np.abs(out)))).sum(1)
    return reconstruction, np.zeros(len(x)) if plain else 0.5 * (mu**2 + np.exp(logvar) - 1 - logvar).sum(1)
