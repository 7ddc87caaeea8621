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


NAMES = {
    FileKind.PDF: "a PDF",
    FileKind.DOCX: "a Word file",
    FileKind.ODT: "an OpenDocument text",
    FileKind.TXT: "text",
}
_ZIP = b"PK\x03\x04"
_STARTS = {FileKind.PDF: b"%PDF-", FileKind.DOCX: _ZIP, FileKind.ODT: _ZIP}
# What people hand in instead, and what they can do about it.
_INSTEAD = {
    b"\xd0\xcf\x11\xe0": "is a file of an old Word, or protected by a password; save it as .docx without a password",
    b"{\\rtf": "is Rich Text; save it as .docx or .odt",
    b"\xff\xd8\xff": "is a picture; a text that can be selected is needed",
    b"\x89PNG": "is a picture; a text that can be selected is needed",
    b"GIF8": "is a picture; a text that can be selected is needed",
    b"\x1f\x8b": "is packed; unpack it first",
    b"MZ": "is a program",
    b"\x7fELF": "is a program",
}


def kind_of(name: str, content: bytes) -> FileKind:
    """Return what `content` is; of `name` only the end counts. Raises FileRefusedError."""
    if not content:
        raise FileRefusedError("is empty")
    suffix = PurePosixPath(name.replace("\\", "/")).suffix.lower().removeprefix(".")
    instead = next((reason for start, reason in _INSTEAD.items() if content.startswith(start)), None)
    if instead:
        raise FileRefusedError(instead)
    if suffix not in set(FileKind):
        raise FileRefusedError("must be a PDF, Word (.docx), OpenDocument (.odt) or text file (.txt), and be called so")
    kind = FileKind(suffix)
    found = next((other for other, start in _STARTS.items() if content.startswith(start)), FileKind.TXT)
    if content.startswith(_STARTS.get(kind, b"")) and (kind is not FileKind.TXT or found is FileKind.TXT):
        return kind
    raise FileRefusedError(f"is called .{kind} and is not {NAMES[kind]}")
