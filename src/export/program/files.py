# ── Files: which images they hold, and which of them are held out, as the page has it ─────────────────────────────────

# FITS planes that hold science, all together, and words in the names of those that hold errors, weights or flags.
SCIENCE = "{SCIENCE}"
AUXILIARY = set(json.loads("""{AUXILIARY}"""))
# An image has no shorter side, one in an array of its own is at most so many times as long, and rows of values are no longer.
LEAST_SIDE, LONGEST_SHAPE, MOST_COLUMNS = 4, 8, 256
SPLITS = {word: part for part, words in {
    "train": "train training", "validation": "val valid validation dev",
    "test": "test testing t10k holdout held-out heldout eval",
}.items() for word in words.split()}
# What the page says of which images it held out, and what that is called here.
HELD_OUT = {"as named": "names", "every fifth": "names", "every fifth of all": "fifth"}
HELD_OUT.update({f"every fifth of {part} alone": part for part in ("train", "validation", "test")})


class Found:
    """An image of a file: [height, width, channels], and what its values are: "bytes" or "fine", of which 255 is white; "float",
    which the whole set decides on; "measured"."""

    def __init__(self, file, name, stack, image, kind):
        self.file, self.name, self.stack, self.image, self.kind = file, name, stack, image, kind


class Reading:
    """All images of some files. What is passed over is said."""

    def __init__(self, plane):
        self.plane, self.found, self.left_out, self.unused, self.planes = plane, [], [], [], {}
        # Stacks by name, with their numbers of images; and those of one image that may be rows of values instead.
        self.stacks, self.flat = {}, []

    def add(self, name, data, inside=False):
        """The images in the bytes of a file, which tell what it is, whatever its name says."""
        self.file = name
        try:
            if data[:2] == b"\x1f\x8b":
                data = gzip.decompress(data)
            if data[:4] in (b"PK\3\4", b"PK\5\6"):
                self.archive(name, data, inside)
            elif data[:8] == b"\x89PNG\r\n\x1a\n" or data[:3] == b"\xff\xd8\xff" or data[:4] + data[8:12] == b"RIFFWEBP":
                image = picture(data)
                self.found.append(Found(name, name, None, image, "bytes" if (image == image.round()).all() else "fine"))
            elif data[:6] == b"\x93NUMPY":
                self.array(name, np.load(io.BytesIO(data), allow_pickle=False))
            elif data[:9] == b"SIMPLE  =":
                self.fits(name, data)
            elif data[:2] == b"\0\0" and len(data) > 4 and data[2] in IDX and 1 <= data[3] <= 8:
                sizes = struct.unpack(f">{data[3]}I", data[4 : 4 + 4 * data[3]])
                self.array(name, np.frombuffer(data, IDX[data[2]], math.prod(sizes), 4 + 4 * data[3]).reshape(sizes))
            else:
                raise ValueError("it is no image that is read here, and tables are not used here")
        except Exception as error:  # Whatever a library says of a file: the others are read all the same.
            self.left_out.append(f"{name}: {error}")

    def archive(self, name, data, inside):
        if inside:
            raise ValueError("a ZIP archive inside another archive is not opened; unpack it first")
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for entry in archive.infolist():
                path = f"{name}/{entry.filename}"
                if is_furniture(entry.filename):
                    continue
                try:
                    packed = archive.read(entry)
                except Exception as error:
                    self.left_out.append(f"{path}: {error}")
                else:
                    self.add(path, packed, True)

    def array(self, name, array):
        """Images of an array, or rows of values, which are not used."""
        shape = array.shape
        if array.dtype.kind not in "fiubSU" or array.dtype.kind == "f" and array.itemsize > 8:
            raise ValueError(f"an array of {array.dtype} is not read here")
        flat = all(size == 1 for size in shape[1:])
        if array.dtype.kind in "SU" or flat:
            if not shape or any(size != 1 for size in shape[2:]):
                raise ValueError(f"its array has the shape {shape}, which is neither images nor one row of values an image")
            self.unused.append(name)
            return
        long = lambda *sizes: min(sizes) >= LEAST_SIDE
        colours = (1, 3, 4)
        if len(shape) == 2:
            if not long(*shape) or max(shape) > min(shape) * LONGEST_SHAPE:
                if shape[1] > MOST_COLUMNS:
                    raise ValueError(f"its array has the shape {shape}; if they are images, save x.reshape(-1, height, width)")
                self.unused.append(name)
                return
            self.flat.append((name, shape))
            images = array[None, ..., None]
        elif len(shape) == 3 and shape[2] in (3, 4) and min(shape[:2]) > 4:
            images = array[None]
        elif len(shape) == 3 and long(*shape[1:]):
            images = array[..., None]
        elif len(shape) == 4 and shape[3] in colours and long(*shape[1:3]):
            images = array
        elif len(shape) == 4 and shape[1] in colours and long(*shape[2:]):
            images = np.moveaxis(array, 1, -1)
        else:
            raise ValueError(f"its array has the shape {shape}, which is neither images nor one row of values an image")
        scale = {"b": 255}.get(array.dtype.kind, 1)
        kind = {"b": "bytes", "f": "float"}.get(array.dtype.kind, "bytes" if array.dtype == np.uint8 else "measured")
        self.stack(name, [image[..., :3].astype(np.float32) * np.float32(scale) for image in images], kind)

    def fits(self, name, data):
        """The planes of a FITS file that the page would take: science is what is called SCI or nothing, or else all that is not
        known to hold errors, weights or flags. Of every cube all planes; its first row is the lowest if it does not say otherwise."""
        from astropy.io import fits

        with fits.open(io.BytesIO(data)) as units:
            units = [(place, unit) for place, unit in enumerate(units) if unit.is_image and unit.data is not None]
            units = [(place, str(unit.header.get("EXTNAME", "")).strip().upper(), unit) for place, unit in units if unit.data.ndim > 1]
            plain = lambda called: called in ("", "SCI", "PRIMARY")
            any_plain = any(plain(called) for _, called, _ in units)
            taken = []
            for place, called, unit in units:
                is_science = plain(called) if any_plain else not is_auxiliary(called)
                called = SCIENCE if plain(called) else called
                planes = unit.data.reshape(-1, *unit.data.shape[-2:])
                if is_science if self.plane == SCIENCE else called == self.plane:
                    top_down = str(unit.header.get("ROWORDER", "")).strip().upper() == "TOP-DOWN"
                    planes = planes if top_down else planes[:, ::-1]
                    part = (unit.name and f"extension {place} ({unit.name})") if place else "primary array"
                    taken.append((part or f"extension {place}", [plane[..., None].astype(np.float32) for plane in planes]))
                else:
                    self.planes[called] = self.planes.get(called, 0) + len(planes)
            if not units:
                raise ValueError("it holds no image")
            for part, images in taken:
                self.stack(f"{name}, {part}" if len(taken) > 1 else name, images, "measured")

    def stack(self, name, images, kind):
        self.stacks[name] = len(images)
        for place, image in enumerate(images):
            self.found.append(Found(self.file, f"{name}[{place}]" if len(images) > 1 else name, name, image, kind))

    def settle(self):
        """Takes out arrays of two dimensions that have a row for each image of a stack: they are values of those."""
        several = {stack: count for stack, count in self.stacks.items() if count > 1}
        values = set()
        for name, (rows, columns) in self.flat:
            part = split_in(name)
            beside = any(count == rows and part in (None, split_in(stack)) for stack, count in several.items())
            if beside and columns <= MOST_COLUMNS:
                values.add(name)
        self.unused += sorted(values)
        files = {}
        for found in self.found:
            files[found.file] = files.get(found.file, 0) + 1
        beside = companions(files)
        self.left_out += [f"{file}: its name says errors, weights, flags or the like of {other}" for file, other in beside.items()]
        self.found = [found for found in self.found if found.stack not in values and found.file not in beside]


# Types of values by the third byte of an IDX file.
IDX = {8: ">u1", 9: ">i1", 11: ">i2", 12: ">i4", 13: ">f4", 14: ">f8"}


def read_all(path, plane):
    """The images of a file, or of all files below a folder in the order of their names, and of archives among them."""
    path, reading = pathlib.Path(path).resolve(), Reading(plane)
    files = sorted(file for file in path.rglob("*") if file.is_file()) if path.is_dir() else [path]
    for file in files:
        name = file.relative_to(path.parent).as_posix()
        if not is_furniture(name):
            reading.add(name, file.read_bytes())
    reading.settle()
    return reading


def is_furniture(name):
    """A folder, or one of the files that systems leave behind for themselves."""
    last = name.rsplit("/", 1)[-1]
    return not last or last[0] == "." or name.startswith("__MACOSX/") or last.lower() in ("thumbs.db", "desktop.ini")


def is_auxiliary(called):
    return any(word.rstrip("0123456789") in AUXILIARY for word in re.split("[^A-Z0-9]", called))


def companions(files):
    """Of files and how many images each has, those that hold the errors, weights or flags of another by the first or last word of
    their names, and that other: its name begins with the other words, or it has several images too if there are none."""
    words, found = {}, {}
    for file in files:
        stem = re.sub(r"\.(gz|fz)$", "", file.rsplit("/", 1)[-1])
        words[file] = re.split("[^A-Z0-9]", stem.rsplit(".", 1)[0].upper())

    def rest(file):
        if is_auxiliary(words[file][-1]):
            return words[file][:-1]
        return words[file][1:] if is_auxiliary(words[file][0]) else None

    for file, count in files.items():
        left = rest(file)
        for other in files if left is not None else ():
            fits = words[other][: len(left)] == left if left else min(count, files[other]) > 1
            if fits and rest(other) is None and file.rpartition("/")[0] == other.rpartition("/")[0]:
                found.setdefault(file, other)
    return found


def split_in(name):
    """The part of the data that a file's own name says it is, or None."""
    stem = re.sub(r"(?<=.)\.(gz|fz|bz2)$", "", name.rsplit("/", 1)[-1].lower())
    stem = re.sub(r"(?<=.)\.(png|jpe?g|webp|fits|fit|fts|np[yz]|idx|tiff?|gif|bmp)$", "", stem)
    return next((SPLITS[word] for word in re.split(r"[\W_]+", stem) if word in SPLITS), None)


def split_of(found):
    """That of an image: what its stack's name says, or the innermost folder that says anything."""
    folders = [SPLITS[folder] for folder in found.name.lower().split("/")[:-1] if folder in SPLITS]
    return (found.stack and split_in(found.stack)) or (folders[-1] if folders else None)


def picture(data):
    """[height, width, 1 or 3] in 0…255, over black where it is transparent."""
    from PIL import Image, ImageOps

    opened = ImageOps.exif_transpose(Image.open(io.BytesIO(data)))
    if opened.mode.startswith("I"):
        return np.asarray(opened, np.float32)[..., None] / 257
    rgba = np.asarray(opened.convert("RGBA"), np.float32)
    rgb = rgba[..., :3] * (rgba[..., 3:] / 255)
    return rgb[..., :1] if (rgb == rgb[..., :1]).all() else rgb
