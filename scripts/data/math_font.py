"""Makes static/fonts/mathematics.woff2: of DejaVu Math TeX Gyre what the formulas of index.html need.

    scripts/data/run math_font.py [FONT.ttf]

The font is that of Debian's package fonts-dejavu-extra 2.37. The new one has another name, as its licence asks.
"""

import hashlib
import html
import re
import sys
import unicodedata
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

SOURCE = "/usr/share/fonts/truetype/dejavu/DejaVuMathTeXGyre.ttf"
SHA256 = "f9111561cce123a3b7bdbc230c671b4152265dd1ca6179bc8fac242a6dad0df1"
NAME = "Lecture Mathematics"
ROOT = Path(__file__).resolve().parents[2]
# Letters that a teacher may come to use, upright; the browser writes a lone one in mathematical italic.
USUAL = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 ()[]|+−=<>,.:/∑∫√"


def characters() -> set[str]:
    page = (ROOT / "index.html").read_text()
    formulas = re.findall(r"<math.*?</math>", page, flags=re.S)
    used = set("".join(html.unescape(re.sub(r"<[^>]*>", "", formula)) for formula in formulas)) | set(USUAL)
    italic = [chr(code) for code in range(0x1D434, 0x1D714) if "MATHEMATICAL ITALIC" in unicodedata.name(chr(code), "")]
    return used | set(italic) | {"ℎ"}


def main() -> None:
    source = Path(sys.argv[1] if len(sys.argv) > 1 else SOURCE)
    found = hashlib.sha256(source.read_bytes()).hexdigest()
    if found != SHA256:
        sys.exit(f"{source} is another file: SHA-256 {found}, expected {SHA256}.")
    font = TTFont(source)
    options = subset.Options(flavor="woff2", layout_features=["*"], drop_tables=["FFTM"])
    subsetter = subset.Subsetter(options)
    subsetter.populate(text="".join(sorted(characters())))
    subsetter.subset(font)
    for record in font["name"].names:
        if record.nameID in (1, 3, 4, 16):
            record.string = NAME
        elif record.nameID == 6:
            record.string = NAME.replace(" ", "")
    target = ROOT / "static/fonts/mathematics.woff2"
    subset.save_font(font, str(target), options)
    print(f"{target.relative_to(ROOT)}: {target.stat().st_size} bytes")


if __name__ == "__main__":
    main()
