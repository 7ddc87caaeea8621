"""Word files: the words of page headers, body, footnotes, endnotes and page footers, in this order.

Not read: deleted text, comments, embedded objects, and the second copy for old programs.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress

from api.errors import FileRefusedError
from api.uploads.archive import Archive
from api.uploads.elements import Attributes, Elements, Name
from api.uploads.looks import NO_LOOK, Look, is_shade, number
from api.uploads.paper import FullError, Paper, Reading

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
FALLBACK = ("http://schemas.openxmlformats.org/markup-compatibility/2006", "Fallback")
TYPES = "[Content_Types].xml"
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
PART = "application/vnd.openxmlformats-officedocument.wordprocessingml.{}+xml"
BEFORE, AFTER = ("header",), ("footnotes", "endnotes", "footer")
MACRO = "macroenabled"

_SKIPPED = frozenset(("del", "moveFrom", "instrText", "delText"))
_SPACES = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "sym": "•"}
_OFF = frozenset(("0", "false", "off", "none"))


def read_docx(content: bytes) -> Reading:
    """Read a Word file; raises FileRefusedError."""
    archive = Archive(content)
    types = _Types()
    if TYPES not in archive.names:
        raise FileRefusedError("is no Word file: it does not say what its parts are")
    archive.parse(TYPES, types)
    main = next((name for name, kind in types.parts.items() if kind == MAIN and name in archive.names), None)
    if main is None:
        raise FileRefusedError("is no Word file: it has no text part")
    folder = main.rpartition("/")[0]
    styles = _Styles()
    if f"{folder}/styles.xml" in archive.names:
        archive.parse(f"{folder}/styles.xml", styles)
    paper = Paper()
    told: set[str] = set()
    with suppress(FullError):
        for kind in BEFORE:
            _read_apart(archive, types.named(kind), styles, paper, told)
        archive.parse(main, _Body(styles, paper))
        for kind in AFTER:
            _read_apart(archive, types.named(kind), styles, paper, told)
    if f"{folder}/comments.xml" in archive.names:
        paper.warn("comments in the document were not read")
    return paper.read()


def _read_apart(archive: Archive, names: Iterable[str], styles: _Styles, paper: Paper, told: set[str]) -> None:
    """Write parts that stand apart from the body, each once: first, odd and even pages often have the same header."""
    for name in names:
        if name not in archive.names:
            continue
        apart = Paper()
        with suppress(FullError):
            archive.parse(name, _Body(styles, apart))
        found = apart.read()
        paper.add_apart("" if found.text in told else found.text, found.hidden)
        told.add(found.text)


class _Types(Elements):
    """Reads which part is what, and whether any has macros."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: dict[str, str] = {}

    def named(self, kind: str) -> list[str]:
        """Return the parts of a kind, by name."""
        return sorted(name for name, found in self.parts.items() if found == PART.format(kind))

    def open(self, name: Name, attributes: Attributes) -> None:
        """Note one part."""
        kind = attributes.get((None, "ContentType"), "")
        if MACRO in kind.lower():
            raise FileRefusedError("has macros; save it without them")
        if name[1] == "Override":
            self.parts[attributes.get((None, "PartName"), "").removeprefix("/")] = kind


class _Looking(Elements):
    """Gathers what run properties say."""

    def __init__(self) -> None:
        super().__init__()
        self.look = NO_LOOK

    def note(self, local: str, value: str | None, fill: str | None) -> None:
        """Take in one property."""
        if local in ("vanish", "webHidden", "specVanish"):
            self.look = Look(is_hidden=value not in _OFF).over(self.look)
        elif local == "color":
            self.look = Look(color=value).over(self.look)
        elif local == "sz":
            half_points = number(value)
            self.look = Look(size=half_points / 2 if half_points is not None else None).over(self.look)
        elif local == "shd":
            self.look = Look(is_shaded=is_shade(fill)).over(self.look)
        elif local == "highlight":
            self.look = Look(is_shaded=value not in _OFF).over(self.look)


class _Styles(_Looking):
    """Reads how each style looks."""

    def __init__(self) -> None:
        super().__init__()
        self._own: dict[str, Look] = {}
        self._base: dict[str, str] = {}
        self._style = self._usual = ""
        self.defaults = NO_LOOK

    def open(self, name: Name, attributes: Attributes) -> None:
        """Note a style, what it is based on, or what it says."""
        if name[0] not in (W, STRICT):
            return
        value = attributes.get((name[0], "val"))
        if name[1] == "style":
            self._style, self.look = attributes.get((name[0], "styleId"), ""), NO_LOOK
            if (attributes.get((name[0], "type")), attributes.get((name[0], "default"))) == ("paragraph", "1"):
                self._usual = self._style
        elif name[1] == "basedOn" and value:
            self._base[self._style] = value
        else:
            self.note(name[1], value, attributes.get((name[0], "fill")))

    def close(self, name: Name) -> None:
        """Keep what the style said."""
        if name[1] == "style":
            self._own[self._style] = self.look
        elif name[1] == "rPrDefault":
            self.defaults = self.look

    @property
    def usual(self) -> Look:
        """How a paragraph looks that names no style."""
        return self.look_of(self._usual).over(self.defaults)

    def look_of(self, style: str | None) -> Look:
        """Return how a style looks, with what it is based on."""
        look, seen = NO_LOOK, set[str]()
        while style and style not in seen:
            seen.add(style)
            look = look.over(self._own.get(style, NO_LOOK))
            style = self._base.get(style)
        return look


class _Body(_Looking):
    """Writes the words of a part onto paper."""

    def __init__(self, styles: _Styles, paper: Paper) -> None:
        super().__init__()
        self._styles = styles
        self._paper = paper
        self._inside: list[str] = []
        self._skipped_from = 0
        self._paragraph = NO_LOOK
        self._shades: list[bool] = [False]
        self._in_text = False

    def open(self, name: Name, attributes: Attributes) -> None:
        """Follow the structure."""
        space, local = name
        self._inside.append(local)
        if self._skipped_from:
            return
        if name == FALLBACK or local in _SKIPPED:
            self._skipped_from = self.depth
        elif local in ("tc", "tbl", "txbxContent"):
            # What is behind a text box, or in a styled table, is not known: white text may well be on blue.
            self._shades.append(self._shades[-1] or local == "txbxContent")
        elif space in (W, STRICT):
            self._open_word(local, attributes.get((space, "val")), attributes.get((space, "fill")))

    def _open_word(self, local: str, value: str | None, fill: str | None) -> None:
        if local == "p":
            self._paragraph = self._styles.usual
        elif local == "r":
            self.look = NO_LOOK
        elif local == "t":
            self._in_text = True
        elif local in ("tblStyle", "background"):
            self._shades[-1] = True
        elif local == "pStyle":
            self._paragraph = self._styles.look_of(value).over(self._styles.defaults)
        elif local == "rStyle":
            self.look = self.look.over(self._styles.look_of(value))
        elif self._inside[-3:-1] == ["r", "rPr"]:
            self.note(local, value, fill)
        elif local == "shd":
            self._shade(is_shade(fill))
        elif local in _SPACES and "pPr" not in self._inside:
            self._write(_SPACES[local])

    def _shade(self, shade: bool | None) -> None:  # noqa: FBT001 - three answers
        if "pPr" in self._inside:
            self._paragraph = Look(is_shaded=shade).over(self._paragraph)
        else:
            self._shades[-1] = self._shades[-1] or bool(shade)

    def close(self, name: Name) -> None:
        """Follow the structure back."""
        self._inside.pop()
        local = name[1]
        if self._skipped_from:
            if self.depth < self._skipped_from:
                self._skipped_from = 0
            return
        if local == "t":
            self._in_text = False
        elif local == "p":
            self._paper.end_line()
        elif local in ("tc", "tbl", "txbxContent"):
            self._shades.pop()

    def characters(self, content: str) -> None:
        """Write what a run says."""
        if self._in_text and not self._skipped_from:
            self._write(content)

    def _write(self, text: str) -> None:
        look = self.look.over(self._paragraph)
        if self._shades[-1]:
            look = Look(is_shaded=True).over(look)
        self._paper.write(text, hidden=look.is_unseen)
