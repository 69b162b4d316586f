# ── What is asked for ────────────────────────────────────────────────────────────────────────────────────────────────


def reconstruct(network, backend, image):
    """The mean image of the posterior mean of one image, all in 0…1."""
    if backend == "NumPy":
        mu, _ = network.encode(image[None])
        return mu[0], network.decode(mu)[0]
    import torch

    with torch.no_grad():
        mu, _ = network.encode(torch.tensor(image[None]))
        return mu[0].numpy(), network.decode(mu)[0].numpy()


def repeat():
    """Repeats the page's reconstruction."""
    network, backend, strings = build()
    image = np.frombuffer(base64.b64decode(IMAGE), np.uint8)
    expected = np.frombuffer(base64.b64decode(RECONSTRUCTION), np.uint8)
    mu, mean = reconstruct(network, backend, image.astype(np.float32) / 255)
    shades = np.clip(np.floor(mean * 255 + 0.5), 0, 255).astype(np.uint8)
    np.save(pathlib.Path(__file__).with_name("latent-lab-reconstruction.npy"), shades.reshape(shape(strings)))
    off = int(np.abs(shades.astype(int) - expected.astype(int)).max())
    print(f"{backend}: z = {np.array2string(mu, precision=4)}, input {strings['input']}, latent {strings['latent']}")
    print(f"Largest difference from the page's reconstruction: {off} of 255")
    if off > 1:
        sys.exit("This is not the reconstruction that the page made.")
    print("The same reconstruction as on the page, to within rounding.")


def not_repeated():
    """What the page did to its images and this program does not, in words."""
    usual = {"crop centre": ("middle",), "turn": ("none",), "taken away": ("nothing",), "held out": HELD_OUT}
    changed = [name for name, known in usual.items() if PREPARATION.get(name) and PREPARATION[name] not in known]
    return [f"{name}: {PREPARATION[name]}" for name in changed]


def options():
    # As the page took floating point numbers, if it did; else what the numbers suggest.
    stretched = {"none": "shades", "asinh": "measured"}.get(PREPARATION.get("stretch"), "auto")
    words = argparse.ArgumentParser(description=__doc__.split("\n")[0], epilog="What is not said is as it was on the page.")
    add = words.add_argument
    add("--data", metavar="FOLDER|FILE", help="images: PNG, JPEG, WebP, FITS, NPY, NPZ, IDX, or a ZIP of them; none: repeat the page's reconstruction")
    add("--epochs", type=int, default=0, help="0: evaluate only")
    add("--weights", default=str(pathlib.Path(__file__).with_name(WEIGHTS)), metavar="FILE", help="to begin with")
    add("--out", metavar="FILE", help="for the weights; trained-… beside those it began with, if not given")
    add("--fresh", action="store_true", help="begin with a network that has learned nothing")
    add("--hidden", type=lambda text: [int(width) for width in text.split(",") if width], help="widths, such as 512,128; with --fresh")
    add("--latent", type=int, help="dimensions of z; with --fresh")
    add("--size", type=int, help="pixels a side; with --fresh")
    add("--channels", type=int, choices=(1, 3), help="grey or colour; with --fresh")
    add("--batch", type=int, default=SETTINGS["batch"], help="images a step, over all processes")
    add("--rate", type=float, default=SETTINGS["rate"], help="learning rate of Adam")
    add("--beta", type=float, default=SETTINGS["beta"], help="weight of the KL")
    add("--warm-up", type=int, default=SETTINGS["warm_up"], help="steps over which β rises from 0")
    add("--schedule", choices=("page", "shipped"), default="page", help="page: constant rate; shipped: a rise, then half a cosine")
    add("--seed", type=int, default=SETTINGS["seed"])
    add("--augment", type=int, choices=(0, 1), default=int(SETTINGS["augment"]), help="1: each image in one of its 8 symmetries")
    add("--crop", type=float, default=float(PREPARATION.get("crop") or 1), help="share of the shorter side, about the middle")
    add("--softening", type=float, default=float(PREPARATION.get("softening") or 0.1), help="of the asinh stretch of measured values")
    add("--values", choices=("auto", "shades", "measured"), default=stretched, help="what floating point numbers are, and pictures of more than 8 bits; FITS is measured")
    add("--held-out", choices=sorted(set(HELD_OUT.values())), default=HELD_OUT.get(PREPARATION.get("held out"), "names"),
        help="names: as files and folders are named (x_test, test/ …), every fifth if they say nothing; fifth: every fifth, whatever "
        "their names say; train, validation, test: every fifth of that part alone")
    add("--log", metavar="FILE", help="both terms of every step, as CSV")
    said = words.parse_args()
    if (said.hidden is not None or said.latent or said.size or said.channels) and not said.fresh:
        words.error("--hidden, --latent, --size and --channels shape a new network: add --fresh")
    if said.batch < 1 or said.epochs < 0 or not 0 < said.crop <= 1 or said.softening <= 0:
        words.error("--batch must be at least 1, --epochs at least 0, --crop in 0…1 and --softening positive")
    return said


def main():
    said = options()
    if not said.data:
        return repeat()
    tensors, strings = read_safetensors(said.weights)
    if said.fresh:
        height, width, channels = shape(strings)
        side = said.size or height
        width = side if said.size else width
        strings["input"] = f"{side},{width},{said.channels or channels}"
        strings["latent"] = str(said.latent or strings["latent"])
        hidden = said.hidden
        if hidden is None:
            hidden = [len(tensors[name + ".bias"]) for name in hidden_layers(tensors, "encoder")]
        tensors = fresh(strings, hidden, said.seed)
    height, width, channels = shape(strings)
    if height != width:
        sys.exit(f"The network takes images of {height} × {width} pixels; this program prepares square ones.")
    if not_repeated():
        tell(f"The page prepared its images in ways that this program does not repeat ({'; '.join(not_repeated())}).")
    if PREPARATION.get("detection threshold [sigma]"):
        tell("The page cut its images from a field. " + NO_FIELD)
    kept = gather(said.data, said.crop, said.held_out)
    images = prepare_all(kept, height, channels, said.softening, said.values)
    held = is_held_out([split_of(found) for found, _ in kept], said.held_out)
    if not said.epochs:
        try:
            network, backend = build_torch(tensors, strings), "PyTorch"
        except ImportError:
            network, backend = build_numpy(tensors, strings), "NumPy"
        terms = evaluate(network, backend, strings, images)
        print(f"{backend}: ELBO {-terms.sum():.4f} nats an image over {len(images)} images "
              f"(reconstruction {terms[0]:.4f}, KL {terms[1]:.4f})")
        return None
    if len(images) < FEWEST_IMAGES:
        sys.exit(f"{len(images)} of its images can be used, and at least {FEWEST_IMAGES} are needed to train.")
    try:
        shared = processes()
    except ImportError:
        sys.exit("Training needs PyTorch: python -m pip install torch. Without it this program evaluates (--epochs 0).")
    weights = pathlib.Path(said.weights)
    out = pathlib.Path(said.out) if said.out else weights.with_name(f"trained-{weights.name}")
    strings["dataset"] = pathlib.Path(said.data).resolve().name
    if shared.rank == 0:
        print(f"{(~held).sum()} images to train on, {held.sum()} held out; {shared.count} "
              f"{'process' if shared.count == 1 else 'processes'} on {shared.device}", flush=True)
    network = build_torch(tensors, strings)
    train(network, strings, images[~held], images[held], said, shared, lambda now: write_safetensors(out, now, strings))
    if shared.rank == 0:
        print(f"{out}: the page reads it back by “Bring a network”.")
    return None


if __name__ == "__main__":
    main()
