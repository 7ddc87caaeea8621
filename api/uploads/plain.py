"""Plain text: UTF-8, or UTF-16 with a byte-order mark as old editors write it."""

from __future__ import annotations

import re

from api.errors import FileRefusedError
from api.uploads.paper import Paper, Reading

_BOM_16 = (b"\xff\xfe", b"\xfe\xff")
_BINARY = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def read_plain(content: bytes) -> Reading:
    """Read a text file; raises FileRefusedError."""
    try:
        text = content.decode("utf-16" if content.startswith(_BOM_16) else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileRefusedError("is no text in UTF-8; choose “UTF-8” as the encoding when saving") from error
    if _BINARY.search(text):
        raise FileRefusedError("is no text: it holds control characters")
    paper = Paper()
    paper.write(text)
    return paper.read()
