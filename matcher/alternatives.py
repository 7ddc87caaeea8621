"""What else the words of a link could mean: its runners-up, for whoever checks the proposal."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from matcher.types import Mention

__all__ = ["N_ALTERNATIVES", "Meaning", "Meanings"]

# A person who says no to a proposal picks another at a glance; more than three are a search.
N_ALTERNATIVES = 3


@dataclass(frozen=True, slots=True)
class Meaning:
    """What the words `mention` of passage number `passage` say for the concept at `row`.

    `value` orders meanings, higher is surer; it is in the caller's unit (log-odds in linking).
    """

    passage: int
    row: int
    value: float
    mention: Mention


class Meanings:
    """All meanings that were weighed while one text was read, by passage."""

    def __init__(self, meanings: Iterable[Meaning]) -> None:
        self._by_passage: dict[int, list[Meaning]] = {}
        for meaning in meanings:
            self._by_passage.setdefault(meaning.passage, []).append(meaning)

    def beside(self, chosen: Meaning, linked_elsewhere: Collection[int] = (), n: int = N_ALTERNATIVES) -> list[Meaning]:
        """Return the `n` best other concepts that the words of `chosen` could mean, by value, then by row.

        The same words are those of its passage that overlap its own. A concept among `linked_elsewhere`, proposed for
        other words of the text, is what those mean.
        """
        best: dict[int, Meaning] = {}
        for meaning in self._by_passage.get(chosen.passage, ()):
            if meaning.row == chosen.row or meaning.row in linked_elsewhere:
                continue
            if not _overlap(meaning.mention, chosen.mention):
                continue
            known = best.get(meaning.row)
            if known is None or _order(meaning) < _order(known):
                best[meaning.row] = meaning
        return sorted(best.values(), key=_order)[:n]


def _order(meaning: Meaning) -> tuple[float, int, int, int]:
    return -meaning.value, meaning.row, meaning.mention.start, meaning.mention.end


def _overlap(a: Mention, b: Mention) -> bool:
    return a.start < b.end and b.start < a.end
