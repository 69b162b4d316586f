# ── Images: cropped, stretched and resampled as the page does ────────────────────────────────────────────────────────

# The values of an image that become black and white are these quantiles: the sky, and all but its brightest pixels.
LOW, HIGH = 0.1, 0.998
# The page keeps images of at most so many pixels a side, and stretches them at that size; a set has one of these sizes.
KEPT_SIDE, SHORTEST_SIDE = int(PREPARATION.get("largest side kept") or {KEPT_SIDE}), {SHORTEST_SIDE}
SIDES = 16, 32, 64, 128
# An image alone, of at least so many pixels a side, is a field of the sky rather than a stamp.
SHORTEST_FIELD = {SHORTEST_FIELD}
# Fewer are not trained on.
FEWEST_IMAGES = {FEWEST_IMAGES}
NO_FIELD = ("This program cuts no stamps from a field of the sky. Cut them yourself and give a folder of them; where the page cut its "
            "own is in its codes as CSV: x, y and stamp_side, in pixels from 0. There the sky is taken away and neighbours are painted over.")


def tell(words):
    """Says it, once however many processes there are."""
    if os.environ.get("RANK", "0") == "0":
        print(words, flush=True)


def load(path, size, channels, crop, softening, values):
    """All images of `path` as bytes [images, size · size · channels], in the order of their names."""
    return prepare_all(gather(path, crop), size, channels, softening, values)


def gather(path, crop, held_out="names"):
    """The images of a file or folder that can be used, each with its square. `held_out` may name the only part that is wanted."""
    reading = read_all(path, PREPARATION.get("plane") or SCIENCE)
    if held_out in SPLITS.values():
        reading.found = [found for found in reading.found if split_of(found) == held_out]
    kept = []
    for found in reading.found:
        try:
            kept.append((found, cut(found, crop)))
        except ValueError as error:
            reading.left_out.append(f"{found.name}: {error}")
    say_left_out(reading)
    if not kept:
        sys.exit(f"No image in {path} can be used.")
    height, width = kept[0][0].image.shape[:2]
    if len(kept) == 1 and min(height, width) >= SHORTEST_FIELD:
        tell(f"{kept[0][0].name} is one image of {height} × {width} pixels. " + NO_FIELD)
    return kept


def prepare_all(kept, size, channels, softening, values):
    """The images that were gathered, as bytes [images, size · size · channels]."""
    floats = [found.image for found, _ in kept if found.kind == "float"]
    white = {"bytes": 255.0} if values == "measured" else {"bytes": 255.0, "fine": 255.0, "float": 1.0}
    # One rule for the whole set: floating point numbers are shades only if those of every image lie between 0 and 1.
    inside = lambda image: ((image >= 0) & (image <= 1) | ~np.isfinite(image)).all()
    if values == "auto" and not all(inside(image) for image in floats):
        del white["float"]
    if floats:
        tell("Floating point numbers are taken for shades between 0 and 1 (--values)." if "float" in white else
             "Floating point numbers are taken for measured values (--values).")
    largest = max(len(square) for _, square in kept)
    side = next((side for side in SIDES if side >= largest), SIDES[-1])
    images = [prepare(square, white.get(found.kind), side, size, channels, softening) for found, square in kept]
    return np.stack(images).reshape(len(images), -1)


def is_held_out(parts, rule):
    """Of images that files and folders say to be of these parts: all that are not for training; every nth if nothing is said."""
    said = np.array([part not in (None, "train") for part in parts])
    if rule == "names" and said.any() and not said.all():
        return said
    return np.arange(len(parts)) % HELD_OUT_EVERY == HELD_OUT_EVERY - 1


def say_left_out(reading):
    for called, count in reading.planes.items():
        tell(f"Left out: {count} images of the plane {called}; those of {reading.plane} are taken.")
    if reading.unused:
        tell(f"Not used, as values and not images: {', '.join(reading.unused[:5])}"
             f"{f' and {len(reading.unused) - 5} more' if len(reading.unused) > 5 else ''}.")
    for line in reading.left_out[:20]:
        tell(f"Left out: {line}")
    if len(reading.left_out) > 20:
        tell(f"Left out: {len(reading.left_out) - 20} more.")


def cut(found, crop):
    """The square in the middle of an image [height, width, channels], made no larger than the page keeps it."""
    image = found.image
    height, width, _ = image.shape
    shorter = min(height, width)
    if shorter < SHORTEST_SIDE:
        raise ValueError(f"it has {height} × {width} pixels; images need at least {SHORTEST_SIDE} a side")
    # In 32 bits, as on the page.
    side = max(math.floor(np.float32(shorter) * np.float32(crop) + np.float32(0.5)), SHORTEST_SIDE)
    top, left = (height - side) // 2, (width - side) // 2
    square = resample(image[top : top + side, left : left + side], min(side, KEPT_SIDE))
    finite = square[np.isfinite(square)]
    if finite.size == 0 or found.kind != "bytes" and finite.min() == finite.max():
        raise ValueError("it has no contrast")
    return square


def prepare(square, full, side, size, channels, softening):
    """A square as bytes [size, size, channels], by way of the set's `side`; `full` is the value of white, or None: then it is
    stretched."""
    if full is not None:
        shades = np.round(np.nan_to_num(square) * (255 / full)).clip(0, 255)
    else:
        finite = np.sort(square[np.isfinite(square)])
        low, high = (float(finite[math.floor(quantile * (finite.size - 1) + 0.5)]) for quantile in (LOW, HIGH))
        if high <= low:
            low, high = float(finite[0]), float(finite[-1])
        x = np.clip((np.nan_to_num(square, nan=low).astype(float) - low) / (high - low), 0, 1)
        shades = np.round(np.arcsinh(x / softening) / math.asinh(1 / softening) * 255)
    whole = lambda shades: np.floor(shades + 0.5).clip(0, 255).astype(np.float32)
    shades = whole(resample(shades.astype(np.float32), side))
    if shades.shape[-1] != channels:
        # The grey of a pixel is the plain mean of its colours: a picture of the sky has filters, not the eye's colours.
        shades = np.repeat(whole(shades.mean(-1, keepdims=True)), channels, -1)
    return whole(resample(shades, size)).astype(np.uint8)


def resample(image, side):
    """A square [from, from, channels] as [side, side, channels]: area means where that is smaller, bilinear where it is larger.
    What is not a finite number has no weight."""
    start = len(image)
    if start == side:
        return np.where(np.isfinite(image), image, np.nan)
    scale, places, sources = start / side, np.arange(side)[:, None], np.arange(start)[None]
    if side > start:
        centres = np.clip((places + 0.5) * scale - 0.5, 0, start - 1)
        taps = np.clip(1 - np.abs(centres - sources), 0, None)
    else:
        taps = np.clip(np.minimum(sources + 1, (places + 1) * scale) - np.maximum(sources, places * scale), 0, None)
        taps[taps < 1e-4] = 0
    known = np.isfinite(image)
    both = lambda values: np.einsum("yr,rcd,xc->yxd", taps, values, taps, optimize=True)
    weight = both(known.astype(float))
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(weight > 0, both(np.where(known, image, 0).astype(float)) / weight, np.nan).astype(np.float32)


def symmetry(image, number):
    """One of the eight symmetries of a square image [size, size, channels]: mirrored, turned upside down, transposed."""
    if image.shape[0] != image.shape[1]:
        return image
    image = image[:, ::-1] if number & 1 else image
    image = image[::-1] if number & 2 else image
    return image.swapaxes(0, 1) if number & 4 else image
