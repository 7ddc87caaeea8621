"""Text that comes as HTML: its words and line breaks, without tags, scripts and styles."""

from __future__ import annotations

import html
import re

import nh3

from taxonomy.characters import visible

__all__ = ["MAX_TAGS", "MarkupError", "without_markup"]

# A long vacancy has some hundred tags. Nested n deep, cleaning takes n * n steps (20,000 took four seconds).
MAX_TAGS = 3_000
# Feeds escape a text once or twice on its way; one that still changes after this was made to.
MAX_ROUNDS = 4

_LINE_TAGS = (
    "address article aside blockquote br dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 "
    "header hr li main nav ol p pre section summary table tbody tfoot thead tr ul"
)
_CELL_TAGS = "td th"
_SILENT_TAGS = "head iframe math noscript object script style svg template textarea title"
_INLINE_TAGS = (
    "a abbr acronym applet audio b base basefont bdi bdo big blink body button canvas center cite code col colgroup "
    "data datalist del dfn dir em embed font frame frameset hgroup html i img input ins kbd label legend link map mark "
    "marquee menu meta meter nobr optgroup option output param picture progress q s samp select small source span "
    "strike strong sub sup time track tt u var video wbr xmp"
)
_LINES = frozenset(_LINE_TAGS.split())
_KEPT = _LINES.union(_CELL_TAGS.split())
_SILENT = frozenset(_SILENT_TAGS.split())
# Only what browsers know counts as a tag: "x<y" and "<3" are words of a plain text.
_KNOWN = "|".join(sorted(_KEPT | _SILENT | set(_INLINE_TAGS.split())))
_TAG = re.compile(rf"<(?:/?(?:{_KNOWN})(?![\w-])|!--|!doctype)", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:[a-z][a-z0-9]{1,31}|#[0-9]{1,7}|#x[0-9a-f]{1,6});", re.IGNORECASE)
_AMPERSANDS = re.compile(r"&(?:(?:amp|#0*38|#x0*26);)+", re.IGNORECASE)
_CLEAN_TAG = re.compile(r"</?([a-z0-9]+)>")
_SPACES = re.compile(r"[^\S\n]+")
_BETWEEN_LINES = re.compile(r"\s*\n\s*")


class MarkupError(ValueError):
    """A text cannot be read as HTML within sensible limits; the message says which."""


def without_markup(text: str) -> str:
    """Return the words of `text`, which may be HTML or plain, in one line for each block; entities are decoded.

    What was escaped on its way is decoded until nothing is left to decode, so that reading a stored text again gives
    the same text and the same offsets. Raises MarkupError.
    """
    for _ in range(MAX_ROUNDS):
        read = visible(_read_once(text))
        if read == text:
            return text
        text = read
    raise MarkupError("holds markup within markup")


def _read_once(text: str) -> str:
    if "<" not in text and "&" not in text:
        return text
    text = _AMPERSANDS.sub("&", text)
    n_tags = sum(1 for _ in _TAG.finditer(text))
    if n_tags > MAX_TAGS:
        raise MarkupError(f"holds more than {MAX_TAGS:,} HTML tags")
    return _words_of(text) if n_tags else _ENTITY.sub(_decode, text)


def _decode(entity: re.Match[str]) -> str:
    return html.unescape(entity.group())


def _words_of(text: str) -> str:
    """Return the words of HTML. Line ends count only where no tag breaks a line."""
    cleaned = nh3.clean(text, tags=set(_KEPT), clean_content_tags=set(_SILENT), attributes={})
    if any(tag in _LINES for tag in _CLEAN_TAG.findall(cleaned)):
        cleaned = _CLEAN_TAG.sub(_break, cleaned.replace("\n", " "))
        return _BETWEEN_LINES.sub("\n", _SPACES.sub(" ", html.unescape(cleaned))).strip()
    return _SPACES.sub(" ", html.unescape(_CLEAN_TAG.sub(_break, cleaned))).strip()


def _break(tag: re.Match[str]) -> str:
    return "\n" if tag[1] in _LINES else " "
