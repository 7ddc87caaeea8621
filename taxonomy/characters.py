"""Text without what nobody can see: control characters, and characters that only steer how others are drawn.

They change what a program reads and not what a person checks: a direction override turns a word round on the page, tag
characters spell whole sentences, a zero-width space parts a word from its label.
"""

from __future__ import annotations

import re
import unicodedata

__all__ = ["MAX_MARKS", "has_stacked_marks", "visible"]

# UAX #15, stream-safe text: no word of any language needs more marks on one letter, and putting n of them into
# canonical order takes n * n steps (50,000 took five seconds).
MAX_MARKS = 30

# Default_Ignorable_Code_Point of the Unicode character database, but for the joiners: zero-width spaces, direction
# controls, tags, variation selectors, fillers. Also the marks of interlinear annotation, which viewers hide.
_IGNORABLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_CONTROLS = "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"
_BREAKING = "\r\x0b\x0c\x85\u2028\u2029"
_UNSEEN = re.compile(f"[{_CONTROLS}{_IGNORABLE}]")
_LINE_ENDS = re.compile(f"\r\n|[{_BREAKING}]")
# In these scripts joiners tell words apart: Arabic and its neighbours, Brahmic scripts, Mongolian.
_JOINED = "\u0600-\u08ff\u0900-\u0dff\u1000-\u109f\u1780-\u18af"
_STRAY_JOINERS = re.compile(f"(?<![{_JOINED}])[\u200c\u200d]+|[\u200c\u200d]+(?![{_JOINED}\u200c\u200d])")
_JOINERS = re.compile("([\u200c\u200d])[\u200c\u200d]+")
# Marks are no word characters, so a run of them is found without asking for the class of every letter.
_MARKED = re.compile(rf"[^\w\s\x00-\x7f]{{{MAX_MARKS + 1},}}")
# Whatever any of the above looks for; most texts have none of it.
_SUSPECT = re.compile(rf"[{_CONTROLS}{_IGNORABLE}{_BREAKING}\u200c\u200d]|{_MARKED.pattern}")


def visible(text: str) -> str:
    """Return `text` in NFC with line feeds as its only line ends, and without characters that nobody can see.

    Of more than MAX_MARKS marks on one letter the first stay. Doing it twice changes nothing more.
    """
    if not _SUSPECT.search(text):
        return unicodedata.normalize("NFC", text)
    seen = _UNSEEN.sub("", _LINE_ENDS.sub("\n", text))
    seen = _JOINERS.sub(r"\1", _STRAY_JOINERS.sub("", seen))
    # Once more, since some marks are two in NFC.
    return _MARKED.sub(_with_few_marks, unicodedata.normalize("NFC", _MARKED.sub(_with_few_marks, seen)))


def has_stacked_marks(text: str) -> bool:
    """Whether a letter carries more than MAX_MARKS marks."""
    return any(_with_few_marks(run) != run.group() for run in _MARKED.finditer(text))


def _with_few_marks(run: re.Match[str]) -> str:
    kept = []
    n_marks = 0
    for character in run.group():
        n_marks = n_marks + 1 if unicodedata.combining(character) else 0
        if n_marks <= MAX_MARKS:
            kept.append(character)
    return "".join(kept)
