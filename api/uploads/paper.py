"""What has been read from a file, gathered piece by piece, and as text in the end."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from taxonomy.characters import visible

MAX_TEXT = 100_000  # code points, as a profile takes
MAX_HIDDEN = 2_000  # enough to see what it is
# Ligatures and the positional forms of Arabic letters, in which some PDF files spell words.
_FORMS = re.compile("[\ufb00-\ufb4f\ufb50-\ufdcf\ufdf0-\ufdff\ufe70-\ufefc]")
# Letters of fonts with pictures: bullets, telephones, envelopes.
_PICTURES = re.compile("[\ue000-\uf8ff\ufffc\ufffd\U000f0000-\U0010fffd]")
_SPACES_BEFORE_END = re.compile(r"[^\S\n]+(?=\n|$)")
_BLANK_LINES = re.compile(r"\n{3,}")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file says: its text, the beginning of what nobody would see on paper, pages (of a PDF), and warnings."""

    text: str
    hidden: str
    n_pages: int | None
    warnings: tuple[str, ...]


class FullError(Exception):
    """There is more text than anybody reads; what is on paper stays."""


class Paper:
    """Takes pieces of text in order, until it is full."""

    def __init__(self) -> None:
        self._shown: list[str] = []
        self._hidden: list[str] = []
        self._n_shown = self._n_hidden = 0
        self._warnings: list[str] = []

    def write(self, text: str, *, hidden: bool = False) -> None:
        """Add a piece; `hidden` says that nobody would see it. Raises FullError, after more than enough."""
        if max(self._n_shown, self._n_hidden) > MAX_TEXT:
            raise FullError
        if hidden:
            self._hidden.append(text)
            self._n_hidden += len(text)
        else:
            self._shown.append(text)
            self._n_shown += len(text)

    def end_line(self) -> None:
        """End the line."""
        self.write("\n")
        if self._hidden and self._hidden[-1] != "\n":
            self.write("\n", hidden=True)

    def add_apart(self, text: str, hidden: str) -> None:
        """Add what stands apart from the rest, on lines of its own."""
        if text:
            self.end_line()
            self.write(text + "\n")
        if hidden:
            self.write(hidden + "\n", hidden=True)

    def warn(self, warning: str) -> None:
        """Add a sentence about what was not read."""
        self._warnings.append(warning)

    def read(self, n_pages: int | None = None) -> Reading:
        """Return all of it, cleaned."""
        text, hidden = _tidy("".join(self._shown)), _tidy("".join(self._hidden))
        if hidden:
            self._warnings.append(
                f"{len(hidden):,} characters that nobody would see on paper were left out; they are shown apart"
            )
        if len(text) > MAX_TEXT:
            self._warnings.append(f"the text is longer than {MAX_TEXT:,} characters; only its beginning was read")
        return Reading(text[:MAX_TEXT].rstrip(), hidden[:MAX_HIDDEN], n_pages, tuple(self._warnings))


def _tidy(text: str) -> str:
    seen = visible(_FORMS.sub(_plain, _PICTURES.sub("•", text[: 2 * MAX_TEXT])))
    return _BLANK_LINES.sub("\n\n", _SPACES_BEFORE_END.sub("", seen)).strip()


def _plain(form: re.Match[str]) -> str:
    return unicodedata.normalize("NFKC", form.group())
