#!/usr/bin/env bash
# astropy 8.0.2 (PyPI), io.votable.
#
# VOTable's type "bit" takes a byte for up to eight bits, the first in the byte's highest place (IVOA VOTable 1.4, section 6), so that a
# single true is 0x80. astropy writes truth columns of a table as "bit", true as 0x08, and reads a byte as true if 0x08 is in
# it: its own files come back right, another program that follows the standard finds false everywhere, and a standard's true is
# false for astropy. So a single bit is true for us if any bit of its byte is set.
#
# Seen:
#   true, false as BINARY: 08 00
#   80 00, read back: False False
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check astropy==8.0.2
cat >"$folder/finding.py" <<'PYTHON'
import base64, io, re, sys

from astropy.io.votable import from_table, parse_single_table, writeto
from astropy.table import Table

file = io.BytesIO()
writeto(from_table(Table({"barred": [True, False]})), file, tabledata_format="binary")
text = file.getvalue().decode()
stream = re.search(r'base64">\s*(\S+)', text).group(1)
written = base64.b64decode(stream)
print("true, false as BINARY:", written.hex(" "))
standard = text.replace(stream, base64.b64encode(b"\x80\x00").decode())
read = [bool(value) for value in parse_single_table(io.BytesIO(standard.encode())).array["barred"]]
print("80 00, read back:", *read)
if written != b"\x08\x00" or read != [False, False]:
    print("This has changed.")
    sys.exit(1)
PYTHON
"$folder/venv/bin/python" "$folder/finding.py"
