"""From a document to the passages that are encoded: masked, split, cleaned, with what each says about its content."""

from __future__ import annotations

from dataclasses import dataclass

from matcher.masking import mask
from matcher.status import CUE_WINDOW, is_boilerplate, status_before
from matcher.text import segments, words
from matcher.types import LinkStatus, Mention

__all__ = ["Document", "Passage", "encoder_text", "passages"]

# A text this short is one thought, and is also read as a whole: the words of "welding of pipes, gas and oil" belong
# together. Sentences of vacancies have 25 words at most in nine cases of ten.
WHOLE_TEXT_WORDS = 40
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
    """A part of a document. `text` is what the encoder reads, `mention` is where it stood in the original."""

    mention: Mention
    text: str
    status: LinkStatus
    in_title: bool


def passages(document: Document) -> tuple[str, list[Passage]]:
    """Return the masked text and its passages in order, of which a short text as a whole is the first."""
    masked = mask(document.text)
    parts = [_passage(document, masked, part.start, part.end) for part in segments(masked)]
    # Where one part denies or wishes, the whole says two things at once.
    all_held = all(part.status is LinkStatus.HELD for part in parts)
    if len(parts) > 1 and all_held and not document.title_end and len(words(masked)) <= WHOLE_TEXT_WORDS:
        parts.insert(0, _passage(document, masked, parts[0].mention.start, parts[-1].mention.end))
    return masked, parts


def _passage(document: Document, masked: str, start: int, end: int) -> Passage:
    text = masked[start:end]
    in_title = end <= document.title_end
    status = LinkStatus.HELD
    if not in_title and is_boilerplate(text):
        status = LinkStatus.BOILERPLATE
    elif not in_title:
        # What a passage as a whole is about is named after its first words: "no conduzco camiones".
        opening = words(text)[: CUE_WINDOW - 1]
        status = status_before(masked, start, start + opening[-1].end) if opening else status
    return Passage(Mention(document.text[start:end], start, end), encoder_text(text), status, in_title)


def encoder_text(text: str) -> str:
    """Collapse spaces, and put a text in capitals into lower case."""
    collapsed = " ".join(text.split())
    n_upper = sum(letter.isupper() for letter in collapsed)
    n_cased = n_upper + sum(letter.islower() for letter in collapsed)
    # Up to four letters are more often an abbreviation (HTML, SAP) than a shout.
    if n_cased > 4 and n_upper > CAPITALS_SHARE * n_cased:
        return collapsed.lower()
    return collapsed
