# ── Weights: to and from a safetensors file ──────────────────────────────────────────────────────────────────────────


def read_safetensors(path):
    """The tensors of a file as float32 arrays by name, and its strings."""
    data = pathlib.Path(path).read_bytes()
    (length,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8 : 8 + length])
    strings = header.pop("__metadata__", {})
    kinds = {"F16": "<f2", "F32": "<f4", "F64": "<f8"}
    tensors = {}
    for name, entry in header.items():
        begin, end = (8 + length + offset for offset in entry["data_offsets"])
        array = np.frombuffer(data[begin:end], dtype=kinds[entry["dtype"]])
        tensors[name] = array.reshape(entry["shape"]).astype(np.float32)
    return tensors, strings


def write_safetensors(path, tensors, strings):
    """The same in reverse, all as 32-bit numbers, in the order of the names: whole, or not at all."""
    header, begin = {"__metadata__": strings}, 0
    arrays = {name: np.ascontiguousarray(tensors[name], dtype="<f4") for name in sorted(tensors)}
    for name, array in arrays.items():
        end = begin + array.nbytes
        header[name] = {"dtype": "F32", "shape": list(array.shape), "data_offsets": [begin, end]}
        begin = end
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    partly = pathlib.Path(f"{path}.part")
    partly.write_bytes(struct.pack("<Q", len(text)) + text + b"".join(array.tobytes() for array in arrays.values()))
    partly.replace(path)


def fresh(strings, hidden, seed):
    """Tensors of a network that has learned nothing: uniform weights of variance 2 / inputs where a relu or gelu follows,
    1 / inputs elsewhere, a hundredth of that for the logarithm of the variance; biases of 0."""
    pixels, latent = math.prod(shape(strings)), int(strings["latent"])
    layers = {}
    for part, widths in (("encoder", [pixels, *hidden]), ("decoder", [latent, *reversed(hidden), pixels])):
        for index, (inputs, outputs) in enumerate(zip(widths, widths[1:])):
            last = part == "decoder" and index == len(hidden)
            layers[f"{part}.{index}"] = outputs, inputs, 1 if last or strings["activation"] == "tanh" else 2
    inputs = hidden[-1] if hidden else pixels
    layers["encoder.mu"] = latent, inputs, 1
    layers["encoder.logvar"] = latent, inputs, 0.01
    tensors = {}
    for number, (name, (outputs, inputs, variance)) in enumerate(sorted(layers.items())):
        bound = math.sqrt(3 * variance / inputs)
        random = np.random.default_rng([seed, 2, number])
        tensors[name + ".weight"] = random.uniform(-bound, bound, (outputs, inputs)).astype(np.float32)
        tensors[name + ".bias"] = np.zeros(outputs, np.float32)
    return tensors


def shape(strings):
    """Height, width and channels of an image."""
    return tuple(int(size) for size in strings["input"].split(","))
