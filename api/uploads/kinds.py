"""What a file is, by its first bytes and by the end of its name, which must agree."""

from __future__ import annotations

from enum import StrEnum
from pathlib import PurePosixPath

from api.errors import FileRefusedError


class FileKind(StrEnum):
    """The files that are read; the value is also how their names end."""

    PDF = "pdf"
    DOCX = "docx"
    ODT = "odt"
    TXT = "txt"
    XLSX = "xlsx"
    ODS = "ods"
    CSV = "csv"
    TSV = "tsv"


class Purpose(StrEnum):
    """What a file is read for: a .txt file may be a CV, or cells parted by tabs."""

    TEXT = "text"
    TABLE = "table"


WANTED = {
    Purpose.TEXT: (FileKind.PDF, FileKind.DOCX, FileKind.ODT, FileKind.TXT),
    Purpose.TABLE: (FileKind.XLSX, FileKind.ODS, FileKind.CSV, FileKind.TSV, FileKind.TXT),
}
_MUST_BE = {
    Purpose.TEXT: "must be a PDF, Word (.docx), OpenDocument (.odt) or text file (.txt), and be called so",
    Purpose.TABLE: "must be a spreadsheet (.xlsx, .ods) or a text file with cells (.csv, .tsv, .txt), and be called so",
}
NAMES = {
    FileKind.PDF: "a PDF",
    FileKind.DOCX: "a Word file",
    FileKind.ODT: "an OpenDocument text",
    FileKind.TXT: "text",
    FileKind.XLSX: "an Excel file",
    FileKind.ODS: "an OpenDocument spreadsheet",
    FileKind.CSV: "text",
    FileKind.TSV: "text",
}
_ZIP = b"PK\x03\x04"
_STARTS = {FileKind.PDF: b"%PDF-", FileKind.DOCX: _ZIP, FileKind.ODT: _ZIP, FileKind.XLSX: _ZIP, FileKind.ODS: _ZIP}
# What people hand in instead, and what they can do about it.
_INSTEAD = {
    b"\xd0\xcf\x11\xe0": (
        "is a file of an old Word or Excel, or protected by a password; save it as .docx or .xlsx without a password"
    ),
    b"{\\rtf": "is Rich Text; save it as .docx or .odt",
    b"\xff\xd8\xff": "is a picture; a text that can be selected is needed",
    b"\x89PNG": "is a picture; a text that can be selected is needed",
    b"GIF8": "is a picture; a text that can be selected is needed",
    b"\x1f\x8b": "is packed; unpack it first",
    b"MZ": "is a program",
    b"\x7fELF": "is a program",
}


def kind_of(name: str, content: bytes, purpose: Purpose = Purpose.TEXT) -> FileKind:
    """Return what `content` is, of the kinds that are read for `purpose`; raises FileRefusedError.

    Of `name` only the end counts.
    """
    if not content:
        raise FileRefusedError("is empty")
    suffix = PurePosixPath(name.replace("\\", "/")).suffix.lower().removeprefix(".")
    instead = next((reason for start, reason in _INSTEAD.items() if content.startswith(start)), None)
    if instead:
        raise FileRefusedError(instead)
    if suffix not in WANTED[purpose]:
        raise FileRefusedError(_MUST_BE[purpose])
    kind = FileKind(suffix)
    start = _STARTS.get(kind)
    is_other = any(content.startswith(other) for other in _STARTS.values())
    if content.startswith(start) if start else not is_other:
        return kind
    raise FileRefusedError(f"is called .{kind} and is not {NAMES[kind]}")
