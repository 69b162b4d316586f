# Sets as people have them, written by NumPy, astropy and Pillow: `sets.py write FOLDER`; and what the saved program makes of one:
# `sets.py read PROGRAM DATA SIZE CHANNELS`, with what it holds out, as NPY files beside the program.
import io
import pathlib
import sys
import zipfile

import numpy as np


def write(folder):
    from astropy.io import fits
    from PIL import Image

    random = np.random.default_rng(1)
    y, x = np.mgrid[:128, :128] - 63.5

    def light(side, wide=9.0):
        y, x = np.mgrid[:side, :side] - side / 2 + 0.5
        return 200 * np.exp(-((x - 2) ** 2 + (y + 3) ** 2) / (2 * wide**2)) + random.normal(20, 3, (side, side))

    def place(name):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def planes(name, *called):
        units = [fits.ImageHDU(light(24).astype("f4"), name=plane) for plane in called]
        fits.HDUList([fits.PrimaryHDU(), *units]).writeto(place(name))

    shades = lambda *shape: random.integers(0, 256, shape).astype("u1")
    np.savez(place("labelled/set.npz"), images=shades(40, 32, 32), labels=np.arange(40) % 3, features=random.normal(size=(40, 8)),
             names=np.array([f"n{place}" for place in range(40)]), broken=np.zeros(40, complex))
    np.save(place("alone/a.npy"), light(40))
    np.save(place("alone/b.npy"), light(40) / 300)
    np.savez(place("parts/parts.npz"), x_train=shades(20, 16, 16), y_train=np.arange(20), x_test=shades(10, 16, 16), y_test=np.arange(10))
    np.savez(place("unit/unit.npz"), images=np.where(random.uniform(size=(6, 20, 20)) < 0.1, np.nan, random.uniform(size=(6, 20, 20))))
    np.savez(place("beyond/beyond.npz"), images=random.uniform(size=(6, 20, 20)) * np.arange(1, 7)[:, None, None], flat=np.ones((3, 20, 20)))
    for number in range(6):
        planes(f"planes/m{number}.fits", "SCI", "IVAR", "BKG", "VAR")
        planes(f"filters/m{number}.fits", "F606W", "F814W", "F606W_ERR", "DQ2")
        planes(f"chosen/m{number}.fits", "SCI", "BKG")
        fits.PrimaryHDU((200 * np.exp(-(x**2 + y**2) / (200 + 90 * number)) + random.normal(20, 4, x.shape)).astype("f4")).writeto(
            place(f"large/b{number}.fits"))
        unit = fits.PrimaryHDU(light(48).astype("f4"))
        unit.header["ROWORDER"] = "TOP-DOWN" if number % 2 else "BOTTOM-UP"
        unit.writeto(place(f"order/o{number}.fits"))
        fits.HDUList([fits.PrimaryHDU(), fits.CompImageHDU((light(32) * 50).astype("i4"))]).writeto(place(f"packed/p{number}.fits.fz"))
    with zipfile.ZipFile(place("folders/set.zip"), "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(12):
            picture = Image.fromarray(shades(20, 30, 3)) if number % 2 else Image.fromarray((light(20) * 200).astype("u2"))
            packed = io.BytesIO()
            picture.save(packed, "PNG")
            archive.writestr(f"set/{'Test' if number % 4 == 1 else 'train'}/{number:02}.png", packed.getvalue())
        archive.writestr("__MACOSX/set/._00.png", b"nothing")
        archive.writestr("set/labels.csv", "file,class\n00.png,1\n")


def read(program, data, size, channels):
    sys.path.insert(0, program)
    import latent_lab

    sys.argv = ["latent_lab.py", "--data", data]
    said = latent_lab.options()
    kept = latent_lab.gather(said.data, said.crop, said.held_out)
    images = latent_lab.prepare_all(kept, int(size), int(channels), said.softening, said.values)
    parts = [latent_lab.split_of(found) for found, _ in kept]
    for name, array in (("bytes", images), ("held", latent_lab.is_held_out(parts, said.held_out))):
        np.save(pathlib.Path(program) / f"{name}.npy", array)
    for line in latent_lab.not_repeated():
        print("Not repeated:", line)


if sys.argv[1] == "write":
    write(pathlib.Path(sys.argv[2]))
else:
    read(*sys.argv[2:])
