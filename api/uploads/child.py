"""The process that reads one file: bytes on standard input, what they say as JSON on standard output.

It runs with nothing but a kind of file as its argument, confined before it reads the first byte.
"""

from __future__ import annotations

import codecs
import json
import sys
from collections.abc import Callable
from dataclasses import asdict
from importlib import import_module

from api.errors import FileRefusedError
from api.uploads.confining import bound, close
from api.uploads.kinds import FileKind
from api.uploads.paper import Reading

# Only the parser that is needed is imported.
READERS = {
    FileKind.PDF: ("api.uploads.pdf", "read_pdf"),
    FileKind.DOCX: ("api.uploads.docx", "read_docx"),
    FileKind.ODT: ("api.uploads.odt", "read_odt"),
    FileKind.TXT: ("api.uploads.plain", "read_plain"),
}
# Codecs are modules, which cannot be opened later: of text, of XML, of the names in archives.
CODECS = ("utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp437", "iso8859-1", "cp1252", "ascii")
TOO_MUCH = "needs more memory to be read than any CV does"


def main() -> None:
    """Read standard input as the kind of file that the last argument names."""
    bound()
    kind = FileKind(sys.argv[-1])
    read = load_reader(kind)
    content = sys.stdin.buffer.read()
    close()
    try:
        answer = asdict(read(content))
    except FileRefusedError as error:
        answer = {"refused": error.reason}
    except (MemoryError, RecursionError):
        answer = {"refused": TOO_MUCH}
    sys.stdout.buffer.write(json.dumps(answer).encode())


def load_reader(kind: FileKind) -> Callable[[bytes], Reading]:
    """Import the reader of a kind of file, and all that it will need while it reads."""
    for name in CODECS:
        codecs.lookup(name)
    module, function = READERS[kind]
    reader: Callable[[bytes], Reading] = getattr(import_module(module), function)
    return reader
