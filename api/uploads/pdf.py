"""PDF: the text of each page as PDFium reads it, told apart by whether the drawn page shows it.

PDFium (the reader of Chrome) and not a parser in Python: it puts Arabic into reading order, survives broken files, and
can draw. A page is drawn once, small, in grey; a word without a trace in the picture is hidden, whatever hid it: white
on white, behind a box, off the page, render mode 3. Words that a scanner laid invisibly over its picture stay, as the
picture shows them. Scripts, attached files and form fields are not read; this build of PDFium runs no scripts.
"""

from __future__ import annotations

import ctypes
import re
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import groupby

import pypdfium2 as pdfium
import pypdfium2.raw as native

from api.errors import FileRefusedError
from api.uploads.looks import TINY
from api.uploads.paper import FullError, Paper, Reading

MAX_PAGES = 60
MAX_PIXELS = 1_000_000  # twice a page of A4 at 72 dots an inch
# Of 255: paler than that against what is around it, nobody reads it.
CONTRAST = 24
MARGIN = 2  # pixels around a letter in which its paper is seen
COLUMN = 5  # lines, at least
LETTERS = 2
BELOW = -4.0  # points: half of a line of letters is on the page, the lowest of its margin
_BRACKETS = re.compile(r"\)([^()]*)\(")
_SPAN = re.compile(r"(?<!\d)(\d{4})(\s?[-–]\s?)(\d{4})(?!\d)")
_REPLACED_HYPHEN = 2  # PDFium's own sign for a hyphen that only parts a word at a line end


def read_pdf(content: bytes) -> Reading:
    """Read a PDF; raises FileRefusedError."""
    try:
        document = pdfium.PdfDocument(content)
    except pdfium.PdfiumError as error:
        if error.err_code == native.FPDF_ERR_PASSWORD:
            raise FileRefusedError("is protected by a password; save it without one") from error
        raise FileRefusedError("is damaged: it cannot be opened as a PDF") from error
    n_pages = len(document)
    if n_pages > MAX_PAGES:
        raise FileRefusedError(f"has {n_pages:,} pages; at most {MAX_PAGES} are read")
    paper = Paper()
    with suppress(FullError):
        for index in range(n_pages):
            _read_page(document, index, paper)
    if document.get_formtype() != native.FORMTYPE_NONE:
        paper.warn("what is typed into form fields was not read")
    if document.count_attachments():
        paper.warn("files attached to the PDF were not read")
    reading = paper.read(n_pages)
    if not reading.text:
        hidden = " that anybody would see" if reading.hidden else ""
        raise FileRefusedError(f"holds no text{hidden}; a scan or photo has to be turned into text first")
    return reading


def _read_page(document: pdfium.PdfDocument, index: int, paper: Paper) -> None:
    try:
        page = document[index]
        text_page = page.get_textpage()
    except pdfium.PdfiumError:
        paper.warn(f"page {index + 1} is damaged and was not read")
        return
    picture = _Picture(page)
    lines = list(_lines(_words(text_page)))
    if _is_spelled_down(lines):
        text_page.close()
        filler = _lay_a_line(document, page)
        text_page = page.get_textpage()
        lines = list(_lines(_words(text_page, filler)))
    for line in lines:
        turn = _turned if _runs_left("".join(word.text for word in line)) else str
        for is_seen, words in groupby(line, lambda word: word.is_seen(picture)):
            paper.write(turn("".join(word.text for word in words)), hidden=not is_seen)
    paper.end_line()
    text_page.close()
    page.close()


@dataclass(frozen=True, slots=True)
class _Letter:
    text: str
    box: tuple[float, float, float, float]  # left, bottom, right, top, in points
    height: float


@dataclass(frozen=True, slots=True)
class _Word:
    """Letters up to the next space, and that space."""

    letters: list[_Letter]
    space: str

    @property
    def text(self) -> str:
        return "".join(letter.text for letter in self.letters) + self.space

    def is_seen(self, picture: _Picture) -> bool:
        """Whether most of its letters left a trace; a space follows what is around it."""
        n_seen = sum(letter.height >= TINY and picture.shows(letter.box) for letter in self.letters)
        return 2 * n_seen >= len(self.letters)


def _words(text_page: pdfium.PdfTextPage, filler: int = 0) -> Iterator[_Word]:
    """Yield the words of a page in reading order; a word parted by a hyphen at a line end is whole again.

    Letters of the object at the address `filler` are left out.
    """
    letters: list[_Letter] = []
    was_parted = False
    for index in range(text_page.count_chars()):
        code = native.FPDFText_GetUnicode(text_page, index)
        if code == _REPLACED_HYPHEN or native.FPDFText_IsHyphen(text_page, index) == 1:
            was_parted = True
            continue
        text = chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else ""
        if not text or (was_parted and text in "\r\n"):
            continue
        was_parted = False
        if text.isspace():
            yield _Word(letters, text)
            letters = []
            continue
        if not filler or _address(native.FPDFText_GetTextObject(text_page, index)) != filler:
            letters.append(_letter(text_page, index, text))
    yield _Word(letters, "")


def _letter(text_page: pdfium.PdfTextPage, index: int, text: str) -> _Letter:
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    native.FPDFText_GetCharBox(text_page, index, left, right, bottom, top)
    loose = native.FS_RECTF()
    native.FPDFText_GetLooseCharBox(text_page, index, loose)
    box = (left.value, bottom.value, right.value, top.value)
    return _Letter(text, box, max(abs(loose.top - loose.bottom), abs(loose.right - loose.left)))


def _lines(words: Iterator[_Word]) -> Iterator[list[_Word]]:
    line: list[_Word] = []
    for word in words:
        line.append(word)
        if word.space in "\r\n":
            yield line
            line = []
    yield line


def _is_spelled_down(lines: list[list[_Word]]) -> bool:
    """Whether most lines are single letters, so that a line seems to have been taken for a column.

    PDFium decides that by how much of the width and of the height of a page is covered, and a page with one line of
    several words, or with a full stop as its first object as Arabic has it, covers more of its own height.
    """
    lengths = [sum(len(word.letters) for word in line) for line in lines]
    return len(lengths) > COLUMN and 2 * sum(length <= LETTERS for length in lengths) > len(lengths)


def _lay_a_line(document: pdfium.PdfDocument, page: pdfium.PdfPage) -> int:
    """Cover the whole width with letters at the lower edge of the page; they are never read."""
    filler = native.FPDFPageObj_NewTextObj(document, b"Helvetica", 12.0)
    text = ("M" * int(page.get_width() / 9 + 2) + "\0").encode("utf-16-le")
    native.FPDFText_SetText(filler, (ctypes.c_ushort * (len(text) // 2)).from_buffer_copy(text))
    native.FPDFPageObj_Transform(filler, 1, 0, 0, 1, 0, BELOW)
    native.FPDFPage_InsertObject(page, filler)
    return _address(filler)


def _address(pointer: object) -> int:
    return ctypes.cast(pointer, ctypes.c_void_p).value or 0  # type: ignore[arg-type]  # any pointer


def _runs_left(line: str) -> bool:
    """Whether most letters of a line are of a script that runs from right to left."""
    directions = [unicodedata.bidirectional(character) for character in line]
    return sum(d in ("R", "AL") for d in directions) > directions.count("L")


def _turned(text: str) -> str:
    """Undo what PDFium leaves as drawn in such a line: brackets face the wrong way, and a span of years runs back."""
    return _SPAN.sub(_in_order, _BRACKETS.sub(r"(\1)", text))


def _in_order(span: re.Match[str]) -> str:
    last, between, first = span.groups()
    return f"{first}{between}{last}" if int(first) < int(last) else span.group()


class _Picture:
    """A page as it would be printed, in grey."""

    def __init__(self, page: pdfium.PdfPage) -> None:
        self._page = page
        width, height = page.get_size()
        scale = min(1.0, (MAX_PIXELS / max(width * height, 1.0)) ** 0.5)
        bitmap = page.render(scale=scale, grayscale=True, draw_annots=False, limit_image_cache=True)
        self._width, self._height, self._stride = bitmap.width, bitmap.height, bitmap.stride
        self._pixels = bytes(bitmap.buffer)
        bitmap.close()

    def shows(self, box: tuple[float, float, float, float]) -> bool:
        """Whether there is any contrast within and just around a box given in points."""
        (x0, y1), (x1, y0) = self._pixel(box[0], box[1]), self._pixel(box[2], box[3])
        left, right = max(min(x0, x1) - MARGIN, 0), min(max(x0, x1) + MARGIN, self._width)
        top, bottom = max(min(y0, y1) - MARGIN, 0), min(max(y0, y1) + MARGIN, self._height)
        rows = [self._pixels[y * self._stride + left : y * self._stride + right] for y in range(top, bottom)]
        rows = [row for row in rows if row]
        return bool(rows) and max(map(max, rows)) - min(map(min, rows)) >= CONTRAST

    def _pixel(self, x: float, y: float) -> tuple[int, int]:
        column, row = ctypes.c_int(), ctypes.c_int()
        native.FPDF_PageToDevice(self._page, 0, 0, self._width, self._height, 0, x, y, column, row)
        return column.value, row.value
