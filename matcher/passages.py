"""From a document to what is encoded and linked: masked, split, cleaned, with what each part says of its content."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matcher.masking import mask
from matcher.status import CUE_WINDOW, is_boilerplate, status_before
from matcher.text import sentences_of, words
from matcher.types import LinkStatus, Mention

__all__ = ["Document", "Passage", "Split", "encoder_text", "split"]

# A text this short is read as a whole, whatever marks are in it. Sentences of vacancies have 25 words at most in nine
# cases of ten.
WHOLE_TEXT_WORDS = 40
# Words of a unit at most: with two tokens a word, which Ukrainian has, they fit into the encoder's 128.
MAX_UNIT_WORDS = 50
# Passages of a document at most; a CV of forty close pages has about two thousand. What comes after is not read, and
# told as not understood: fifty thousand lines of one letter would keep a core busy for minutes.
MAX_PASSAGES = 3000
# Encoders read capitals as other words ("SOLDADOR" is far from "soldador"); a text with more than this share of
# capitals among its letters is shouted, not German.
CAPITALS_SHARE = 0.6


@dataclass(frozen=True, slots=True)
class Document:
    """A text to link. Its first `title_end` code points are a title; `language` is ISO 639-1 or None if unknown."""

    text: str
    language: str | None = None
    title_end: int = 0

    @classmethod
    def titled(cls, title: str, text: str, language: str | None = None) -> Document:
        """Join a title and a text by a line break; offsets count from the start of the title."""
        return cls(f"{title}\n{text}", language, len(title))


@dataclass(frozen=True, slots=True)
class Passage:
    """A part of a document: `mention` is where it stood in the original, `span` where it is in the text of its unit."""

    mention: Mention
    unit: int
    span: tuple[int, int]
    status: LinkStatus
    in_title: bool


@dataclass(frozen=True, slots=True)
class Split:
    """A document as it is read: masked, as the texts that the encoder gets (`units`), and as passages of these.

    A passage that is a whole unit has the unit's own length as its span. `unread` is the end of a document that has
    more than `MAX_PASSAGES`; `masked` ends before it.
    """

    masked: str
    units: tuple[str, ...]
    passages: tuple[Passage, ...]
    unread: Mention | None = None

    @property
    def titled(self) -> bool:
        """Whether a title decides what the text is about."""
        return any(part.in_title for part in self.passages)


def split(document: Document) -> Split:
    """Mask a document and cut it into units (sentences, or a short text as a whole) and passages (clauses).

    Clauses are read in their unit. A unit of several clauses, all held, is a passage, too, and comes before them:
    the words of "welding of pipes, gas and oil" belong together. Where one part denies or wishes, the whole says two
    things at once.
    """
    masked = mask(document.text)
    units: list[str] = []
    found: list[Passage] = []
    for clauses in _units(document, masked):
        if len(found) >= MAX_PASSAGES:
            start = clauses[0].start
            unread = Mention(document.text[start:], start, len(document.text))
            return Split(masked[:start], tuple(units), tuple(found), unread)
        text, spans = _unit_text(masked, clauses)
        parts = [
            _passage(document, masked, clause, len(units), span) for clause, span in zip(clauses, spans, strict=True)
        ]
        if len(parts) > 1 and all(part.status is LinkStatus.HELD for part in parts):
            start, end = parts[0].mention.start, parts[-1].mention.end
            whole = Mention(document.text[start:end], start, end)
            found.append(Passage(whole, len(units), (0, len(text)), LinkStatus.HELD, parts[0].in_title))
        units.append(text)
        found.extend(parts)
    return Split(masked, tuple(units), tuple(found))


def _units(document: Document, masked: str) -> list[list[Mention]]:
    """Return the clauses of each unit: those of one sentence; of a short text without a title all of them."""
    sentences = sentences_of(masked)
    if sentences and not document.title_end and len(words(masked)) <= WHOLE_TEXT_WORDS:
        return [[clause for sentence in sentences for clause in sentence]]
    return [part for sentence in sentences for part in _readable(sentence)]


def _readable(sentence: Sequence[Mention]) -> list[list[Mention]]:
    """Cut a sentence between clauses where it has more words than the encoder reads at once."""
    parts: list[list[Mention]] = [[]]
    n_words = 0
    for clause in sentence:
        n = len(clause.text.split())
        if parts[-1] and n_words + n > MAX_UNIT_WORDS:
            parts.append([])
            n_words = 0
        parts[-1].append(clause)
        n_words += n
    return parts


def _unit_text(masked: str, clauses: Sequence[Mention]) -> tuple[str, list[tuple[int, int]]]:
    """Return the unit as the encoder reads it, and where its clauses are there."""
    pieces: list[str] = []
    spans: list[tuple[int, int]] = []
    length = 0
    for clause, following in zip(clauses, [*clauses[1:], None], strict=True):
        text = " ".join(masked[clause.start : clause.end].split())
        spans.append((length, length + len(text)))
        # The marks between clauses are part of the sentence.
        between = "" if following is None else " ".join(masked[clause.end : following.start].split()) + " "
        pieces.append(text + between)
        length += len(text) + len(between)
    joined = "".join(pieces)
    read = encoder_text(joined)
    # Lower case can have another length in a few scripts; the spans then cannot be told any more.
    return read, spans if len(read) == len(joined) else [(0, len(read))] * len(spans)


def _passage(document: Document, masked: str, clause: Mention, unit: int, span: tuple[int, int]) -> Passage:
    start, end = clause.start, clause.end
    text = masked[start:end]
    in_title = end <= document.title_end
    status = LinkStatus.HELD
    if not in_title and is_boilerplate(text):
        status = LinkStatus.BOILERPLATE
    elif not in_title:
        # What a passage as a whole is about is named after its first words: "no conduzco camiones".
        opening = words(text)[: CUE_WINDOW - 1]
        status = status_before(masked, start, start + opening[-1].end) if opening else status
    return Passage(Mention(document.text[start:end], start, end), unit, span, status, in_title)


def encoder_text(text: str) -> str:
    """Collapse spaces, and put a text in capitals into lower case."""
    collapsed = " ".join(text.split())
    n_upper = sum(letter.isupper() for letter in collapsed)
    n_cased = n_upper + sum(letter.islower() for letter in collapsed)
    # Up to four letters are more often an abbreviation (HTML, SAP) than a shout.
    if n_cased > 4 and n_upper > CAPITALS_SHARE * n_cased:
        return collapsed.lower()
    return collapsed
