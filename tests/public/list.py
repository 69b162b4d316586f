"""What astropy finds in the real files that it, and other packages, come with: a line of tab-separated words for each image and column."""
import os
import sys
import warnings

import astropy
import numpy
from astropy.io import fits
from astropy.table import Table

warnings.simplefilter("ignore")
FOLDERS = [
    (os.path.dirname(astropy.__file__), folder)
    for folder in [
        "io/fits/tests/data", "io/votable/tests/data", "io/ascii/tests/data", "io/misc/tests/data", "nddata/tests/data", "wcs/tests/data",
        "modeling/tests/data", "cosmology/data",
    ]
] + [(os.path.dirname(numpy.__file__), "lib/tests/data")]
try:
    import matplotlib

    FOLDERS.append((matplotlib.get_data_path(), "sample_data"))
except ImportError:
    pass


def say(*words):
    print(*words, sep="\t")


def image(path, number, data):
    """Height, width, images; how many values are numbers; their sum, and their sum weighted by their row, counted from the top."""
    values = numpy.asarray(data, dtype="f4").astype("f8").reshape(-1, *data.shape[-2:])
    known = numpy.isfinite(values)
    values = numpy.where(known, values, 0)
    rows = numpy.arange(values.shape[1], 0, -1)[None, :, None]
    say("image", path, number, values.shape[1], values.shape[2], values.shape[0], known.sum(), values.sum(), (values * rows).sum())


def table(path, number, found):
    """Rows; of each column of single numbers its name, least and most, how many cells have one, its place and how many columns there are."""
    say("table", path, number, len(found), len(found.columns))
    for place, name in enumerate(found.colnames):
        column = found[name]
        kind = getattr(column, "dtype", None)
        if kind is None or kind.kind not in "iuf" or column.ndim != 1:
            continue
        values = numpy.ma.asarray(column).astype("f8").filled(numpy.nan)
        known = values[numpy.isfinite(values)]
        if len(known) > 0:
            say("column", path, number, name, known.min(), known.max(), len(known), place, len(found.colnames))


for base, folder in FOLDERS:
    place = os.path.join(base, folder)
    for name in sorted(os.listdir(place)) if os.path.isdir(place) else []:
        path = os.path.join(place, name)
        if not os.path.isfile(path) or name.endswith((".py", ".pyc")):
            continue
        say("file", path)
        kind = name.removesuffix(".gz").rsplit(".", 1)[-1]
        try:
            if kind == "fits":
                for number, unit in enumerate(fits.open(path)):
                    if isinstance(unit, (fits.BinTableHDU, fits.TableHDU)) and not isinstance(unit, fits.CompImageHDU):
                        table(path, number, Table.read(path, hdu=number))
                    elif unit.data is not None and unit.data.ndim >= 2 and not isinstance(unit, fits.GroupsHDU):
                        image(path, number, unit.data)
            elif kind in ("xml", "vot"):
                table(path, 0, Table.read(path, format="votable", table_id=0, use_names_over_ids=True))
            elif kind == "ecsv":
                table(path, 0, Table.read(path, format="ascii.ecsv"))
            elif kind in ("csv", "dat", "txt", "tab", "rdb"):
                table(path, 0, Table.read(path, format="ascii"))
        except Exception:
            say("refused", path)
