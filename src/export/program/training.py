# ── Training: one process, or several that share every batch ─────────────────────────────────────────────────────────

# In sets that are not split otherwise, every nth image is held out, as on the page.
HELD_OUT_EVERY = 5
# The shipped networks' schedule: steps over which the learning rate rises, before half a cosine takes it down to 0.
RATE_WARM_UP = 200


def order(seed, epoch, count):
    """The order of the images in an epoch: a function of the seed and the epoch alone."""
    return np.random.default_rng([seed, 0, epoch]).permutation(count)


def noise(seed, step, rows, latent):
    """The ε of a step [rows, latent], for the whole batch, however many processes share it."""
    return np.random.default_rng([seed, 1, step]).standard_normal((rows, latent), dtype=np.float32)


def symmetries(seed, step, rows):
    """Which of the eight symmetries each image of a step is seen in."""
    return np.random.default_rng([seed, 3, step]).integers(0, 8, rows)


def batch(images, size, chosen, numbers):
    """Images by their places, as numbers in 0…1, [batch, pixels], each in its symmetry."""
    rows = images[chosen]
    if numbers is not None:
        turned = [symmetry(row.reshape(size), number) for row, number in zip(rows, numbers)]
        rows = np.stack(turned).reshape(len(rows), -1) if turned else rows
    return rows.astype(np.float32) / np.float32(255)


def evaluate(network, backend, strings, images, seed=0):
    """Means of both terms over images, nats an image, one ε each, the same at every evaluation."""
    total = np.zeros(2)
    eps = noise(seed, -1 % 2**32, len(images), int(strings["latent"]))
    for start in range(0, len(images), 500):
        x = batch(images, None, slice(start, start + 500), None)
        total += [float(np.sum(term, dtype=float)) for term in both_terms(network, backend, strings, x, eps[start : start + 500])]
    return total / len(images)


class Alone:
    """One process of one. Under torchrun, Shared takes its place."""

    rank, count, device = 0, 1, "cpu"

    def sum(self, values):
        return values


class Shared:
    """One process of those that torchrun started, on any number of machines."""

    def __init__(self):
        import torch
        from torch import distributed

        nccl = torch.cuda.is_available() and distributed.is_nccl_available()
        distributed.init_process_group("nccl" if nccl else "gloo")
        self.rank, self.count = distributed.get_rank(), distributed.get_world_size()
        self.device = f"cuda:{os.environ.get('LOCAL_RANK', 0)}" if nccl else "cpu"
        if nccl:
            torch.cuda.set_device(self.device)

    def sum(self, values):
        """The sums of these numbers over all processes."""
        import torch
        from torch import distributed

        tensor = torch.tensor(values, dtype=torch.float64, device=self.device)
        distributed.all_reduce(tensor)
        return tensor.cpu().numpy()


def processes():
    """How this process shares its work."""
    import torch

    if int(os.environ.get("WORLD_SIZE", 1)) > 1:
        return Shared()
    alone = Alone()
    alone.device = "cuda" if torch.cuda.is_available() else "cpu"
    return alone


def schedule(options, step, steps):
    """Learning rate and β of a step, counted from 1, of so many."""
    rate = options.rate
    if options.schedule == "shipped":
        rate *= min(step / RATE_WARM_UP, 1) * 0.5 * (1 + math.cos(math.pi * step / steps))
    return rate, options.beta * min(step / max(options.warm_up, 1), 1)


def train(network, strings, images, held_out, options, shared, keep):
    """Trains for so many epochs; `keep` is called after each.

    The loss is that of the page: −log p(x|z) summed over pixels plus β times the KL summed over latent dimensions, mean over the
    batch, nats. Every process draws the whole batch and the whole ε and takes its share of the rows, so that the number of
    processes changes nothing but the rounding.
    """
    import torch

    network = network.to(shared.device)
    model = network
    if shared.count > 1:
        model = torch.nn.parallel.DistributedDataParallel(network)
    adam = torch.optim.Adam(network.parameters(), lr=options.rate, betas=(0.9, 0.999), eps=1e-8)
    size, latent = shape(strings), int(strings["latent"])
    rows = min(options.batch, len(images))
    batches = len(images) // rows
    steps = options.epochs * batches
    began, total, told = time.monotonic(), np.zeros(2), contextlib.ExitStack()
    log = None
    if options.log and shared.rank == 0:
        log = told.enter_context(open(options.log, "w"))
        print("step,reconstruction,kl,beta,rate", file=log)
    with told:
        for step in range(steps):
            epoch, place = divmod(step, batches)
            chosen = order(options.seed, epoch, len(images))[place * rows : (place + 1) * rows]
            eps = noise(options.seed, step, rows, latent)
            numbers = symmetries(options.seed, step, rows) if options.augment else None
            mine = slice(shared.rank, None, shared.count)
            x = torch.tensor(batch(images, size, chosen[mine], None if numbers is None else numbers[mine]), device=shared.device)
            reconstruction, kl = model(x, torch.tensor(eps[mine], device=shared.device))
            rate, beta = schedule(options, step + 1, steps)
            for group in adam.param_groups:
                group["lr"] = rate
            adam.zero_grad()
            # The processes' gradients are averaged: so many times its share of the sum, each.
            ((reconstruction + beta * kl).sum() * (shared.count / rows)).backward()
            terms = shared.sum([float(term.detach().double().sum()) for term in (reconstruction, kl)]) / np.float64(rows)
            if not np.isfinite(terms).all():
                sys.exit(f"The run diverged at batch {step + 1}: its loss is no longer a number. Take a smaller --rate; "
                         "the weights of the last whole epoch are kept.")
            adam.step()
            total += terms
            if log:
                print(f"{step + 1},{terms[0]:.9g},{terms[1]:.9g},{beta:.6g},{rate:.6g}", file=log, flush=True)
            if place == batches - 1 and shared.rank == 0:
                means, total = total / batches, np.zeros(2)
                words = f"epoch {epoch + 1:4}  training {means[0]:9.3f} + {means[1]:7.3f} nats"
                if len(held_out):
                    here = evaluate(network, "PyTorch", strings, held_out)
                    words += f"   held-out ELBO {-here.sum():9.3f}"
                print(f"{words}   {time.monotonic() - began:6.1f} s", flush=True)
                keep({name: value.detach().cpu().numpy() for name, value in network.state_dict().items()})
            elif place == batches - 1:
                total = np.zeros(2)
