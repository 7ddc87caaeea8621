"""The parts of a zipped document: its list of entries is looked through before anything is unpacked."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from xml.sax import SAXException
from xml.sax.handler import ContentHandler, feature_namespaces

import defusedxml.sax
from defusedxml.common import DefusedXmlException

from api.errors import FileRefusedError

MAX_ENTRIES = 500
MAX_UNPACKED = 20_000_000
MAX_RATIO = 100
SMALL = 64_000  # below this a ratio says nothing: a blank page packs well
MAX_DEPTH = 200  # elements within elements; a page of tables within tables has some 60

_BAD_PATH = re.compile(r"^[/~]|^[a-z]:|\\|(?:^|/)\.\.(?:/|$)|[\x00-\x1f]", re.IGNORECASE)
_NESTED = re.compile(r"\.(?:zip|jar|7z|rar|gz|doc[xm]?|dot[xm]|xls[xmb]?|ppt[xm]?|od[tspg])$", re.IGNORECASE)
_MACROS = re.compile(r"vbaproject|vbadata|^(?:basic|scripts|macros)/.", re.IGNORECASE)
_DOCTYPES = tuple("<!DOCTYPE".encode(encoding) for encoding in ("ascii", "utf-16-le", "utf-16-be"))
_DAMAGED = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, ValueError, OSError)


class Archive:
    """The parts of a document by name. Raises FileRefusedError, also when made, if they are not what they should be."""

    def __init__(self, content: bytes, *, max_unpacked: int = MAX_UNPACKED) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
        except _DAMAGED as error:
            raise FileRefusedError("is damaged: it cannot be unpacked") from error
        entries = self._zip.infolist()
        self.names = frozenset(entry.filename for entry in entries)
        _check_list(entries, max_unpacked)
        for entry in entries:
            _check_entry(entry)
        for entry in entries:
            _check_content(entry.filename, self.read(entry.filename))

    def read(self, name: str) -> bytes:
        """Unpack one part."""
        try:
            return self._zip.read(name)
        except (*_DAMAGED, KeyError) as error:
            raise FileRefusedError("is damaged: a part of it cannot be unpacked") from error

    def parse(self, name: str, handler: ContentHandler) -> None:
        """Tell `handler` of every element of one part, by namespaces; entities and other files are never followed."""
        parser = defusedxml.sax.make_parser()
        parser.forbid_dtd = True
        parser.setFeature(feature_namespaces, True)  # noqa: FBT003 - the interface of xml.sax
        parser.setContentHandler(handler)
        try:
            parser.parse(io.BytesIO(self.read(name)))
        except (SAXException, DefusedXmlException, LookupError, ValueError, OSError) as error:
            raise FileRefusedError("is damaged: a part of it is no XML") from error


def _check_list(entries: list[zipfile.ZipInfo], max_unpacked: int) -> None:
    if len(entries) > MAX_ENTRIES:
        raise FileRefusedError(f"has {len(entries):,} parts; a document has at most {MAX_ENTRIES}")
    if len({entry.filename.casefold() for entry in entries}) < len(entries):
        raise FileRefusedError("has two parts of one name")
    if sum(entry.file_size for entry in entries) > max_unpacked:
        raise FileRefusedError(f"would unpack to more than {max_unpacked:,} bytes")


def _check_entry(entry: zipfile.ZipInfo) -> None:
    if entry.flag_bits & 0x41:
        raise FileRefusedError("is protected by a password; save it without one")
    if _BAD_PATH.search(entry.filename):
        raise FileRefusedError("has a part that names a place outside of it")
    if _MACROS.search(entry.filename):
        raise FileRefusedError("has macros; save it without them")
    if _NESTED.search(entry.filename):
        raise FileRefusedError("has another file in it; remove it and save again")
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise FileRefusedError("is packed in a way that documents are not")
    if entry.file_size > max(SMALL, MAX_RATIO * entry.compress_size):
        raise FileRefusedError(f"would unpack to more than {MAX_RATIO} times its size")


def _check_content(name: str, content: bytes) -> None:
    if content.startswith(b"PK\x03\x04"):
        raise FileRefusedError("has another file in it; remove it and save again")
    if name.lower().endswith((".xml", ".rels", ".rdf")) and any(doctype in content for doctype in _DOCTYPES):
        raise FileRefusedError("has a part with a document type, which documents of this kind never have")
