# ── Images: read, cropped, stretched and resampled as the page does ───────────────────────────────────────────────────

PICTURES = {".png", ".jpg", ".jpeg", ".webp"}
ARRAYS = {".npy", ".npz"}
# The values of an image that become black and white are these quantiles: the sky, and all but its brightest pixels.
LOW, HIGH = 0.1, 0.998
# The page keeps images of at most so many pixels a side, and stretches them at that size.
KEPT_SIDE, SHORTEST_SIDE = {KEPT_SIDE}, {SHORTEST_SIDE}


def tell(words):
    """Says it, once however many processes there are."""
    if os.environ.get("RANK", "0") == "0":
        print(words, flush=True)


def load(path, size, channels, crop, softening, values):
    """All images below `path`, as bytes [images, size · size · channels], in the order of their names."""
    path = pathlib.Path(path)
    files = sorted(file for file in path.rglob("*") if file.is_file()) if path.is_dir() else [path]
    found, left_out = [], []
    for file in files:
        try:
            found += [(file, *image) for image in open_file(file)]
        except Exception as error:  # Whatever a library says of a file: the others are read all the same.
            left_out.append(f"{file}: {error}")
    if values == "auto":
        # One rule for the whole set: floating point numbers are shades only if those of every image lie between 0 and 1.
        unit = all(0 <= np.nanmin(image) and np.nanmax(image) <= 1 for _, image, full in found if full == "float")
        values = "shades" if unit else "measured"
    images = []
    for file, image, full in found:
        try:
            full = {"float": 1.0 if values == "shades" else None}.get(full, full)
            images.append(prepare(image, full, size, channels, crop, softening))
        except ValueError as error:
            left_out.append(f"{file}: {error}")
    if any(full == "float" for _, _, full in found):
        tell(f"Floating point numbers are taken for {values} values (--values)." if values == "measured" else
              "Floating point numbers are taken for shades between 0 and 1 (--values).")
    for line in left_out[:20]:
        tell(f"Left out: {line}")
    if len(left_out) > 20:
        tell(f"Left out: {len(left_out) - 20} more.")
    if not images:
        sys.exit(f"No image in {path} can be used.")
    return np.stack(images).reshape(len(images), -1)


def open_file(file):
    """The images of a file, each [height, width, channels] with what is white in it: a number, None for values that are
    measured, or "float" where only the whole set tells."""
    name = file.name.lower()
    suffix = pathlib.Path(name).suffix
    data = file.read_bytes()
    if suffix in PICTURES:
        return [(picture(file), 255.0)]
    if suffix in ARRAYS:
        loaded = np.load(file, allow_pickle=False)
        arrays = [loaded] if suffix == ".npy" else [loaded[key] for key in loaded.files]
        return [image for array in arrays for image in of_array(array)]
    if ".fit" in name or name.endswith(".fz"):
        return of_fits(file)
    if name.endswith(".gz"):
        data = gzip.decompress(data)
    if data[:2] == b"\0\0" and len(data) > 4 and data[2] == 8 and data[3] in (3, 4):
        sizes = struct.unpack(f">{data[3]}I", data[4 : 4 + 4 * data[3]])
        return of_array(np.frombuffer(data, np.uint8, offset=4 + 4 * data[3]).reshape(sizes))
    raise ValueError("it is no image that is read here")


def picture(file):
    """[height, width, 1 or 3] in 0…255, over black where it is transparent."""
    from PIL import Image, ImageOps

    opened = ImageOps.exif_transpose(Image.open(file))
    if opened.mode.startswith("I"):
        return np.asarray(opened, np.float32)[..., None] / 257
    rgba = np.asarray(opened.convert("RGBA"), np.float32)
    rgb = rgba[..., :3] * (rgba[..., 3:] / 255)
    return rgb[..., :1] if (rgb == rgb[..., :1]).all() else rgb


def of_array(array):
    """Images [images, height, width], with channels last or first, or one image."""
    if array.dtype.kind not in "fiub":
        raise ValueError(f"an array of {array.dtype} holds no images")
    colours = (1, 3, 4)
    if array.ndim == 2:
        array = array[None, ..., None]
    elif array.ndim == 3:
        array = array[None] if array.shape[-1] in colours else array[..., None]
    elif array.ndim == 4 and array.shape[-1] not in colours and array.shape[1] in colours:
        array = np.moveaxis(array, 1, -1)
    if array.ndim != 4 or array.shape[-1] not in colours:
        raise ValueError(f"an array of the shape {array.shape} holds no images")
    full = {"b": 1.0, "f": "float"}.get(array.dtype.kind, 255.0 if array.dtype == np.uint8 else None)
    return [(image[..., :3].astype(np.float32), full) for image in array]


def of_fits(file):
    """Every plane of every image, but those of errors, weights and masks; the first row of a FITS image is its lowest."""
    from astropy.io import fits

    images = []
    with fits.open(file) as units:
        for unit in units:
            aside = unit.name.upper() in ("ERR", "DQ", "WHT", "MASK")
            if not aside and unit.is_image and unit.data is not None and unit.data.ndim >= 2:
                planes = unit.data.reshape(-1, *unit.data.shape[-2:])
                images += [(plane[::-1, :, None].astype(np.float32), None) for plane in planes]
    return images


def prepare(image, full, size, channels, crop, softening):
    """One image as bytes [size, size, channels]; `full` is the value of white, or None: then it is stretched."""
    height, width, _ = image.shape
    shorter = min(height, width)
    if shorter < SHORTEST_SIDE:
        raise ValueError(f"it has {height} × {width} pixels; images need at least {SHORTEST_SIDE} a side")
    side = max(math.floor(shorter * crop + 0.5), SHORTEST_SIDE)
    top, left = (height - side) // 2, (width - side) // 2
    square = resample(image[top : top + side, left : left + side], min(side, KEPT_SIDE))
    if full is not None:
        shades = np.round(np.nan_to_num(square) * (255 / full))
    else:
        finite = np.sort(square[np.isfinite(square)])
        if finite.size == 0 or finite[0] == finite[-1]:
            raise ValueError("it has no contrast")
        low, high = (float(finite[round(quantile * (finite.size - 1))]) for quantile in (LOW, HIGH))
        if high <= low:
            low, high = float(finite[0]), float(finite[-1])
        x = np.clip((np.nan_to_num(square, nan=low).astype(float) - low) / (high - low), 0, 1)
        shades = np.round(np.arcsinh(x / softening) / math.asinh(1 / softening) * 255)
    shades = resample(shades.astype(np.float32), size)
    if shades.shape[-1] != channels:
        # The grey of a pixel is the plain mean of its colours: a picture of the sky has filters, not the eye's colours.
        shades = np.repeat(shades.mean(-1, keepdims=True), channels, -1)
    return np.floor(shades + 0.5).clip(0, 255).astype(np.uint8)


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
