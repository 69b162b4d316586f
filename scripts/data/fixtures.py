"""Writes the small files that the tests of the file readers read, with the tools that people write them with.

scripts/data/run fixtures.py        writes them into tests/fixtures/; every value in them follows from its index.
"""

import io
import shutil
import struct
import subprocess
import tempfile
import warnings
import zipfile
from pathlib import Path

import numpy as np
from astropy.io import fits
from astropy.io.votable import from_table, writeto
from astropy.table import Column, MaskedColumn, Table
from numpy.lib import format as npy
from PIL import Image

FOLDER = Path(__file__).resolve().parents[2] / "tests" / "fixtures"
DATE = (2026, 1, 1, 0, 0, 0)


def ramp(*shape):
    """0, 1, 2, … in C order."""
    return np.arange(np.prod(shape)).reshape(shape)


def numpy_files():
    save = lambda name, array: np.save(FOLDER / name, array)
    save("u1.npy", (ramp(3, 5, 6) * 2).astype("u1"))
    save("fortran-f4.npy", np.asfortranarray(ramp(3, 5, 6), dtype="<f4"))
    save("big-i2.npy", (ramp(5, 6) - 7).astype(">i2"))
    save("big-f8.npy", (ramp(5, 6) / 2).astype(">f8"))
    save("u2.npy", (ramp(2, 5, 6) * 1000).astype("<u2"))
    save("i4.npy", (ramp(2, 5, 6) - 100_000).astype("<i4"))
    save("i8.npy", (ramp(2, 5, 6) * 3).astype("<i8"))
    save("bool.npy", ramp(2, 5, 6) % 3 == 0)
    save("colour.npy", ramp(7, 6, 3).astype("u1"))
    save("channels-last.npy", ramp(2, 5, 6, 3).astype("u1"))
    save("channels-first.npy", ramp(2, 3, 5, 6).astype("u1"))
    save("unit-f4.npy", (ramp(2, 5, 6) / 59).astype("<f4"))
    for version in (2, 3):
        with open(FOLDER / f"version-{version}.npy", "wb") as file:
            npy.write_array(file, ramp(3, 5, 6).astype("u1"), version=(version, 0))
    np.save(FOLDER / "object.npy", np.array([{"a": 1}], dtype=object), allow_pickle=True)
    save("record.npy", np.zeros(3, dtype=[("x", "f4"), ("y", "i2")]))
    save("half.npy", ramp(5, 6).astype("f2"))
    images = (ramp(6, 8, 8) % 256).astype("u1")
    sets = dict(images=images, labels=np.array([0, 1, 2, 0, 1, 2]), radius=np.linspace(1, 2, 6))
    np.savez(FOLDER / "set.npz", **sets)
    np.savez_compressed(FOLDER / "set-compressed.npz", **sets)


def value_files():
    """Arrays of values beside images, as data sets hand them out; every value follows from the image's index."""
    images = lambda count: (ramp(count, 8, 8) % 251).astype("u1")
    index = np.arange(12)
    np.savez(
        FOLDER / "one-hot.npz",
        images=images(12),
        labels=np.eye(3, dtype="f4")[index % 3],
        features=index[:, None] + np.arange(5) / 8,
    )
    np.savez(
        FOLDER / "three-parts.npz",
        **{
            f"{part}_{what}": values(count)
            for part, count in [("train", 6), ("val", 5), ("test", 7)]
            for what, values in [("images", images), ("labels", lambda count: (np.arange(count) % 3).astype("u1")[:, None])]
        },
    )
    np.savez(
        FOLDER / "splits.npz",
        train_images=images(6),
        train_labels=(np.arange(6) % 3).astype("u1")[:, None],
        test_images=images(6)[::-1],
        test_labels=(np.arange(6) % 2).astype("u1")[:, None],
    )
    index = np.arange(5)
    np.savez(
        FOLDER / "kinds.npz",
        images=(ramp(5, 8, 8) / 512).astype("f2"),
        objid=587722982000000017 + index.astype("u8"),
        small=index.astype("u8") + 3,
        barred=index % 2 == 0,
        kind=np.array(["spiral", "elliptical", "spiral", "ring", "spiral"]),
        survey=np.array([b"SDSS", b"DES", b"SDSS", b"DES", b"SDSS"]),
        size=(index / 4).astype("f2"),
    )
    np.savez(
        FOLDER / "masked.npz",
        images=(ramp(5, 8, 8) / 320).astype("f4"),
        mask=(ramp(5, 8, 8) % 7 == 0).astype("u1"),
        err=(ramp(5, 8, 8) % 11).astype("f4"),
        redshift=(index / 8).astype("f4"),
    )
    np.save(FOLDER / "bfloat16.npy", np.zeros((5, 6), "V2"))


def fits_files():
    write = lambda name, *units: fits.HDUList(list(units)).writeto(FOLDER / name, overwrite=True)
    write("u2.fits", fits.PrimaryHDU((ramp(5, 6) * 2000).astype("u2")))
    holes = ramp(5, 6).astype("f4")
    holes[1, 2] = np.nan
    write("holes.fits", fits.PrimaryHDU(holes))
    write("cube.fits", fits.PrimaryHDU(ramp(4, 5, 6).astype("f8")))
    write("byte.fits", fits.PrimaryHDU(ramp(5, 6).astype("u1")))
    write("i8.fits", fits.PrimaryHDU(ramp(5, 6).astype("i8")))
    blank = fits.PrimaryHDU(ramp(5, 6).astype("i4"))
    blank.header["BLANK"] = 9
    write("blank.fits", blank)
    scaled = fits.PrimaryHDU((ramp(5, 6) * 0.5 + 10).astype("f4"))
    scaled.scale("int16", bscale=0.5, bzero=10)
    write("scaled.fits", scaled)
    column = fits.Column(name="FLUX", format="E", array=np.arange(4.0))
    table = fits.BinTableHDU.from_columns([column], name="CATALOGUE")
    write("table.fits", fits.PrimaryHDU(), table)
    write(
        "extensions.fits",
        fits.PrimaryHDU(),
        fits.ImageHDU(ramp(5, 6).astype("f4"), name="SCI"),
        table,
        fits.ImageHDU((ramp(6, 7) * 10).astype("i2"), name="ERR"),
    )
    write("degenerate.fits", fits.PrimaryHDU(ramp(1, 2, 5, 6).astype("i2")))


def picture(size, shift=0):
    """Red grows to the right, green downwards, blue is constant."""
    height, width = size
    y, x = np.mgrid[:height, :width]
    rgb = np.stack([x * 255 // (width - 1), y * 255 // (height - 1), np.full_like(x, 40 + shift)], axis=-1)
    return Image.fromarray(rgb.astype("u1"))


def encoded(image, kind, **options):
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def pictures():
    write = lambda name, data: (FOLDER / name).write_bytes(data)
    write("colour.png", encoded(picture((24, 30)), "PNG"))
    write("grey.png", encoded(picture((24, 24)).convert("L"), "PNG"))
    write("photo.jpg", encoded(picture((40, 30)), "JPEG", quality=80))
    write("progressive.jpg", encoded(picture((40, 30)), "JPEG", quality=80, progressive=True))
    write("lossy.webp", encoded(picture((24, 30)), "WEBP", quality=80))
    write("lossless.webp", encoded(picture((24, 30)), "WEBP", lossless=True))
    clear = picture((24, 30)).convert("RGBA")
    clear.putalpha(128)
    write("alpha.webp", encoded(clear, "WEBP", quality=80))


def archive(name, files, method, comment=b""):
    with zipfile.ZipFile(FOLDER / name, "w", method) as packed:
        packed.comment = comment
        for path, data in files.items():
            packed.writestr(zipfile.ZipInfo(path, DATE), data, compress_type=method)


def archives():
    files = {f"stamps/{index}.png": encoded(picture((16, 16), index), "PNG") for index in range(4)}
    files["stamps/broken.png"] = files["stamps/0.png"][:40]
    files["__MACOSX/stamps/._0.png"] = b"furniture"
    files["stamps/properties.csv"] = "file,radius,type\n" + "".join(
        f"{index}.png,{index + 0.5},{'spiral' if index % 2 else 'elliptical'}\n" for index in range(4)
    )
    archive("stored.zip", files, zipfile.ZIP_STORED)
    archive("deflated.zip", files, zipfile.ZIP_DEFLATED, comment=b"with a comment")
    archive("bzip2.zip", {"a.png": files["stamps/0.png"]}, zipfile.ZIP_BZIP2)
    # What an Excel workbook is known by.
    archive("workbook.xlsx", {"[Content_Types].xml": "<x/>", "xl/workbook.xml": "<x/>"}, zipfile.ZIP_STORED)
    # Written to a pipe, so that sizes follow the data.
    class Pipe(io.RawIOBase):
        def __init__(self):
            self.data = bytearray()

        def writable(self):
            return True

        def write(self, piece):
            self.data += piece
            return len(piece)

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as packed:
        for path, data in files.items():
            packed.writestr(zipfile.ZipInfo(path, DATE), data, compress_type=zipfile.ZIP_DEFLATED)
    (FOLDER / "streamed.zip").write_bytes(pipe.data)
    # Python writes no encrypted archives; Info-ZIP does, where it is at hand.
    if shutil.which("zip"):
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "a.png").write_bytes(files["stamps/0.png"])
            (Path(folder) / "b.png").write_bytes(files["stamps/1.png"])
            for name, options in (("encrypted.zip", ["-P", "secret"]), ("info-zip.zip", ["-9"])):
                (FOLDER / name).unlink(missing_ok=True)
                subprocess.run(["zip", "-q", "-X", *options, FOLDER / name, "a.png", "b.png"], cwd=folder, check=True)


def idx_files():
    write = lambda name, dims, kind, data: (FOLDER / name).write_bytes(
        bytes([0, 0, kind, len(dims)]) + struct.pack(f">{len(dims)}I", *dims) + data
    )
    write("images.idx", (4, 8, 8), 0x08, (ramp(4, 8, 8) % 256).astype("u1").tobytes())
    write("labels.idx", (4,), 0x08, bytes([1, 0, 1, 0]))
    write("floats.idx", (2, 5, 6), 0x0D, ramp(2, 5, 6).astype(">f4").tobytes())


def catalogues():
    """The same table of five galaxies in every kind of file that astropy writes; see `catalogue` in tests/tables.rs."""
    index = np.arange(5)
    table = Table()
    table["file"] = [f"obj{4 - row}" for row in index]
    table["objid"] = 587722982000000017 + index
    table["mag"] = MaskedColumn(17 + index / 4, mask=index == 2, unit="mag")
    table["orientation"] = Column((index * 40 + 5.5).astype("f4"), unit="deg")
    table["count"] = MaskedColumn((index * 3).astype("i2"), mask=index == 1, fill_value=-1)
    table["barred"] = index % 2 == 0
    table["type"] = ["spiral", "elliptical", "spiral", "ring", "spiral"]
    ascii_formats = {
        "csv": "ascii.csv", "tsv": "ascii.tab", "ecsv": "ascii.ecsv", "spaces.txt": "ascii.basic",
        "commented.txt": "ascii.commented_header", "bars.txt": "ascii.fixed_width",
        "tbl": "ascii.ipac",
    }
    for ending, kind in ascii_formats.items():
        table.write(FOLDER / f"catalogue.{ending}", format=kind, overwrite=True)
    votable = from_table(table)
    # BINARY has no other way to say that an integer is missing.
    votable.get_first_table().get_field_by_id("count").values.null = -1
    for kind in ("tabledata", "binary", "binary2"):
        writeto(votable, str(FOLDER / f"catalogue-{kind}.vot"), tabledata_format=kind)
    table["flux"] = np.arange(25).reshape(5, 5).astype("f8") / 8
    table.write(FOLDER / "catalogue.fits", overwrite=True)
    columns = [
        fits.Column("file", "8A", array=np.array(table["file"])),
        fits.Column("unsigned", "I", bzero=32768, array=(index + 40_000).astype("u2")),
        fits.Column("long", "K", bzero=2**63, array=np.uint64(2**63 + 5) + index.astype("u8")),
        fits.Column("scaled", "I", array=index.astype("i2")),
        fits.Column("varied", "PE()", array=np.array([np.arange(row + 1.0) for row in index], dtype=object)),
        fits.Column("bits", "3X", array=np.ones((5, 3), bool)),
    ]
    unit = fits.BinTableHDU.from_columns(columns)
    # astropy 8 cannot divide integers by a scale itself.
    unit.header["TSCAL4"], unit.header["TZERO4"] = 0.25, 10
    fits.HDUList([fits.PrimaryHDU(), unit]).writeto(FOLDER / "columns.fits", overwrite=True)
    plain = fits.TableHDU.from_columns(
        [
            fits.Column("file", "A8", array=np.array(table["file"])),
            fits.Column("objid", "I20", array=np.array(table["objid"])),
            fits.Column("mag", "F8.3", array=np.array(table["mag"].filled(np.nan))),
        ]
    )
    fits.HDUList([fits.PrimaryHDU(), plain]).writeto(FOLDER / "catalogue-ascii.fits", overwrite=True)


def tables():
    rows = "".join(f"images.idx[{index}];{str(index + 0.25).replace('.', ',')};{'ab'[index % 2]}\r\n" for index in range(4))
    (FOLDER / "semicolons.csv").write_bytes(("\ufeffName;Größe;Art\r\n" + rows).encode())


if __name__ == "__main__":
    warnings.simplefilter("error")
    FOLDER.mkdir(parents=True, exist_ok=True)
    for make in (numpy_files, value_files, fits_files, pictures, archives, idx_files, tables, catalogues):
        make()
    files = sorted(FOLDER.iterdir())
    print(f"{len(files)} files, {sum(file.stat().st_size for file in files)} bytes in {FOLDER}")
