"""The process that reads one file: bytes on standard input, what they say as JSON on standard output.

It runs with nothing but a purpose and a kind of file as its arguments, confined before it reads the first byte.
"""

from __future__ import annotations

import codecs
import json
import sys
from collections.abc import Callable
from dataclasses import asdict
from importlib import import_module
from typing import Literal, overload

from api.errors import FileRefusedError
from api.uploads.confining import bound, close
from api.uploads.kinds import FileKind, Purpose
from api.uploads.paper import Reading
from api.uploads.table import Table

# Only the parser that is needed is imported.
READERS = {
    Purpose.TEXT: {
        FileKind.PDF: ("api.uploads.pdf", "read_pdf"),
        FileKind.DOCX: ("api.uploads.docx", "read_docx"),
        FileKind.ODT: ("api.uploads.odt", "read_odt"),
        FileKind.TXT: ("api.uploads.plain", "read_plain"),
    },
    Purpose.TABLE: {
        FileKind.XLSX: ("api.uploads.sheets", "read_workbook"),
        FileKind.ODS: ("api.uploads.sheets", "read_workbook"),
        FileKind.CSV: ("api.uploads.sheets", "read_separated"),
        FileKind.TSV: ("api.uploads.sheets", "read_separated"),
        FileKind.TXT: ("api.uploads.sheets", "read_separated"),
    },
}
# Codecs are modules, which cannot be opened later: of text, of XML, of the names in archives.
CODECS = (
    "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp437", "iso8859-1", "cp1251", "cp1252", "cp1253", "cp1256",
    "ascii",
)  # fmt: skip
TOO_MUCH = "needs more memory to be read than any file of its kind does"


def main() -> None:
    """Read standard input as the kind of file that the last argument name."""
    bound()
    read = load_reader(Purpose(sys.argv[-2]), FileKind(sys.argv[-1]))
    content = sys.stdin.buffer.read()
    close()
    try:
        answer = asdict(read(content))
    except FileRefusedError as error:
        answer = {"refused": error.reason}
    except (MemoryError, RecursionError):
        answer = {"refused": TOO_MUCH}
    sys.stdout.buffer.write(json.dumps(answer).encode())


@overload
def load_reader(purpose: Literal[Purpose.TEXT], kind: FileKind) -> Callable[[bytes], Reading]: ...
@overload
def load_reader(purpose: Literal[Purpose.TABLE], kind: FileKind) -> Callable[[bytes], Table]: ...
@overload
def load_reader(purpose: Purpose, kind: FileKind) -> Callable[[bytes], Reading | Table]: ...
def load_reader(purpose: Purpose, kind: FileKind) -> Callable[[bytes], Reading | Table]:
    """Import the reader of a kind of file, and all that it will need while it reads; raises KeyError."""
    for name in CODECS:
        codecs.lookup(name)
    module, function = READERS[purpose][kind]
    reader: Callable[[bytes], Reading | Table] = getattr(import_module(module), function)
    return reader
