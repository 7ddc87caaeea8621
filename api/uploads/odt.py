"""OpenDocument texts: the words of page headers, body, notes and page footers.

Not read: deleted text, comments, objects.
"""

from __future__ import annotations

import re
from contextlib import suppress

from api.errors import FileRefusedError
from api.uploads.archive import Archive
from api.uploads.elements import Attributes, Elements, Name
from api.uploads.looks import NO_LOOK, Look, is_shade, number
from api.uploads.paper import FullError, Paper, Reading

TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
STYLE = "urn:oasis:names:tc:opendocument:xmlns:style:1.0"
TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
DRAW = "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"
OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
FO = "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"
MIMETYPES = (b"application/vnd.oasis.opendocument.text", b"application/vnd.oasis.opendocument.text-template")
MANIFEST = "META-INF/manifest.xml"
MAX_REPEATED_SPACES = 100

_NEVER = frozenset(((TEXT, "tracked-changes"), (OFFICE, "annotation"), (DRAW, "object")))
_APART = _NEVER | {(TEXT, "note")}
_NOTES = frozenset(((TEXT, "note-body"),))
_HEADERS, _FOOTERS = (
    frozenset((STYLE, f"{place}{page}") for page in ("", "-left", "-first")) for place in ("header", "footer")
)
_ENDING = frozenset(((TEXT, "p"), (TEXT, "h")))
_COLLAPSED = re.compile(r"[ \t\r\n]+")


def read_odt(content: bytes) -> Reading:
    """Read an OpenDocument text; raises FileRefusedError."""
    archive = Archive(content)
    if "mimetype" not in archive.names or archive.read("mimetype").strip() not in MIMETYPES:
        raise FileRefusedError("is no OpenDocument text")
    if MANIFEST in archive.names:
        archive.parse(MANIFEST, _Manifest())
    if "content.xml" not in archive.names:
        raise FileRefusedError("is no OpenDocument text: it has no text part")
    paper = Paper()
    body = _Body(paper)
    if "styles.xml" in archive.names:
        archive.parse("styles.xml", _Styles(body.styles))
    with suppress(FullError):
        _read_apart(archive, "styles.xml", body, paper, _HEADERS)
        archive.parse("content.xml", body)
        _read_apart(archive, "content.xml", body, paper, _NOTES)
        _read_apart(archive, "styles.xml", body, paper, _FOOTERS)
    return paper.read()


def _read_apart(archive: Archive, part: str, body: _Body, paper: Paper, within: frozenset[Name]) -> None:
    """Write what a part says within some elements, which stand apart from the body."""
    if part not in archive.names:
        return
    apart = Paper()
    with suppress(FullError):
        archive.parse(part, _Within(apart, body.styles, within))
    found = apart.read()
    paper.add_apart(
        "\n".join(dict.fromkeys(found.text.splitlines())), found.hidden
    )  # left and right often have the same


class _Manifest(Elements):
    """Looks whether the document is encrypted."""

    def open(self, name: Name, attributes: Attributes) -> None:  # noqa: ARG002 - only names count
        """Refuse what cannot be read without a password."""
        if name[1] == "encryption-data":
            raise FileRefusedError("is protected by a password; save it without one")


class _Styles(Elements):
    """Reads how each style looks into `styles`, by family and name."""

    def __init__(self, styles: dict[tuple[str, str], Look]) -> None:
        super().__init__()
        self.styles = styles
        self._key = ("", "")

    def open(self, name: Name, attributes: Attributes) -> None:
        """Note a style or what it says."""
        if name == (STYLE, "style"):
            family = attributes.get((STYLE, "family"), "")
            self._key = (family, attributes.get((STYLE, "name"), ""))
            parent = (family, attributes.get((STYLE, "parent-style-name"), ""))
            self.styles[self._key] = self.styles.get(parent, NO_LOOK)
        elif name[0] == STYLE and name[1].endswith("-properties") and self._key in self.styles:
            display = attributes.get((TEXT, "display"))
            look = Look(
                is_hidden=None if display is None else display == "none",
                color=attributes.get((FO, "color")),
                size=_points(attributes.get((FO, "font-size"))),
                is_shaded=is_shade(attributes.get((FO, "background-color"))),
            )
            self.styles[self._key] = look.over(self.styles[self._key])

    def close(self, name: Name) -> None:
        """Leave a style."""
        if name == (STYLE, "style"):
            self._key = ("", "")


def _points(size: str | None) -> float | None:
    """Read `10pt`; sizes relative to another style are not followed."""
    return number(size) if size and size.endswith("pt") else None


class _Body(_Styles):
    """Writes the words of the body onto paper; its own styles come before them."""

    def __init__(self, paper: Paper, skipped: frozenset[Name] = _APART) -> None:
        super().__init__({})
        self._paper = paper
        self._skipped = skipped
        self._looks = [NO_LOOK]
        self._skipped_from = 0
        self._n_open_texts = 0

    def open(self, name: Name, attributes: Attributes) -> None:
        """Follow the structure."""
        super().open(name, attributes)
        self._looks.append(self._look_of(name, attributes).over(self._looks[-1]))
        if not self._skipped_from and name in self._skipped:
            self._skipped_from = self.depth
        if self._skipped_from:
            return
        if name in _ENDING:
            self._n_open_texts += 1
        elif name == (TEXT, "s"):
            n_spaces = number(attributes.get((TEXT, "c"), "1")) or 1
            self._write(" " * min(int(n_spaces), MAX_REPEATED_SPACES))
        elif name == (TEXT, "tab"):
            self._write("\t")
        elif name == (TEXT, "line-break"):
            self._write("\n")

    def _look_of(self, name: Name, attributes: Attributes) -> Look:
        space, local = name
        if space == DRAW:  # what is behind a text box is not known: white text may well be on blue
            return Look(is_shaded=True)
        if local in ("hidden-paragraph", "hidden-text"):
            return Look(is_hidden=True)
        if attributes.get((TEXT, "display")) == "none" and space == TEXT:
            return Look(is_hidden=True)
        family = {"p": "paragraph", "h": "paragraph", "span": "text", "table-cell": "table-cell", "table": "table"}
        style = attributes.get((TABLE if space == TABLE else TEXT, "style-name"), "")
        return self.styles.get((family.get(local, ""), style), NO_LOOK)

    def close(self, name: Name) -> None:
        """Follow the structure back."""
        super().close(name)
        self._looks.pop()
        if self._skipped_from:
            if self.depth < self._skipped_from:
                self._skipped_from = 0
            return
        if name in _ENDING:
            self._n_open_texts -= 1
            self._paper.end_line()

    def characters(self, content: str) -> None:
        """Write what stands in paragraphs and headings."""
        if self._n_open_texts and not self._skipped_from:
            self._write(_COLLAPSED.sub(" ", content))

    def _write(self, text: str) -> None:
        self._paper.write(text, hidden=self._looks[-1].is_unseen)


class _Within(_Body):
    """Writes the words within some elements only."""

    def __init__(self, paper: Paper, styles: dict[tuple[str, str], Look], within: frozenset[Name]) -> None:
        super().__init__(paper, _NEVER)
        self.styles = dict(styles)
        self._within = within
        self._n_within = 0

    def open(self, name: Name, attributes: Attributes) -> None:
        """Follow the structure."""
        self._n_within += name in self._within
        super().open(name, attributes)

    def close(self, name: Name) -> None:
        """Follow the structure back."""
        super().close(name)
        self._n_within -= name in self._within

    def _write(self, text: str) -> None:
        if self._n_within:
            super()._write(text)
