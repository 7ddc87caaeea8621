"""What becomes of a concept when another release is put in use: it stays, it is mapped, or its words stay.

A concept that the new release does not have is mapped by ESCO's own word for it where a release says what takes its
place (in either direction, so that going back finds the way), else by an equal label: same language, case and accents
aside, and only where all languages that know such a label agree on one concept. A label that the other concept had
before, beside the one that is gone, is a homonym and shows no move: pharmacists are called chemists, and no chemist is
one. Anything less sure is left to people.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum

from taxonomy.search import fold
from taxonomy.taxonomy import Taxonomy
from taxonomy.types import ENGLISH, Kind, Label

MAX_CHAIN = 10  # replacements of replacements; more would be a circle


PREFIXES = {kind: f"http://data.europa.eu/esco/{kind}/" for kind in Kind}


def kind_of(text: str) -> Kind | None:
    """Say which kind of concept a text is the URI of; None where it is no such URI."""
    return next((kind for kind, prefix in PREFIXES.items() if text.startswith(prefix)), None)


class How(StrEnum):
    """How a concept of one release is known in another, surest first."""

    KEPT = "kept"  # the release has it
    REPLACED = "replaced"  # a release says what takes its place
    LABEL = "label"  # one concept has its preferred label as its own
    ALTERNATIVE = "alternative"  # one concept has its preferred label among its alternative ones
    WORDS = "words"  # none of these: only its words are left


@dataclass(frozen=True, slots=True)
class Moved:
    """A concept of the release before, by URI and label, and the URI it has now; None where only words are left."""

    kind: Kind
    uri: str
    label: str
    how: How
    to: str | None


class Change:
    """From one release to another.

    `before` is None where the release before is no longer here; then an alternative label is too little to go by.
    """

    def __init__(self, before: Taxonomy | None, after: Taxonomy) -> None:
        self._before = before
        self._after = after
        self._known: dict[tuple[Kind, str], Moved] = {}
        self._labelled: dict[Kind, dict[tuple[str, str], set[tuple[str, bool]]]] = {}
        back: dict[str, set[str]] = defaultdict(set)
        for obsolete, current in (before.replacements if before else {}).items():
            back[current].add(obsolete)
        self._back = {current: next(iter(old)) for current, old in back.items() if len(old) == 1}

    def of(self, kind: Kind, uri: str, label: str = "") -> Moved:
        """Say what becomes of a concept; `label` is what it was shown by, for where its release is not here."""
        key = (kind, uri)
        if key not in self._known:
            self._known[key] = self._find(kind, uri, label)
        return self._known[key]

    def _find(self, kind: Kind, uri: str, label: str) -> Moved:
        names = self._names(kind, uri, label)
        shown = next((name.text for name in names if name.language == ENGLISH), names[0].text if names else uri)
        if self._has(kind, uri):
            return Moved(kind, uri, shown, How.KEPT, uri)
        replaced = self._replaced(kind, uri)
        if replaced:
            return Moved(kind, uri, shown, How.REPLACED, replaced)
        for how in (How.LABEL, How.ALTERNATIVE) if self._before else (How.LABEL,):
            found = self._called(kind, names, preferred=how is How.LABEL)
            if found:
                return Moved(kind, uri, shown, how, found)
        return Moved(kind, uri, shown, How.WORDS, None)

    def _has(self, kind: Kind, uri: str) -> bool:
        return self._after.table(kind).find_row(uri) is not None

    def _names(self, kind: Kind, uri: str, label: str) -> list[Label]:
        """Return the preferred labels of a concept in all languages, as far as anybody still knows them."""
        table = self._before.table(kind) if self._before else None
        row = table.find_row(uri) if table else None
        if table is None or row is None:
            return [Label(label, ENGLISH)] if label else []
        return [name for name in table.labels(row) if name.preferred]

    def _replaced(self, kind: Kind, uri: str) -> str | None:
        """Follow what the releases say, forwards by the one after, backwards by the one before."""
        for _ in range(MAX_CHAIN):
            following = self._after.replacements.get(uri) or self._back.get(uri)
            if following is None:
                return None
            if self._has(kind, following):
                return following
            uri = following
        return None

    def _called(self, kind: Kind, names: list[Label], *, preferred: bool) -> str | None:
        """Return the one concept that is called so by now; None where there is none, or more than one."""
        labelled = self._labels(kind)
        found = {
            uri
            for name in names
            for uri, is_preferred in labelled.get(_key(name), ())
            if is_preferred == preferred and not self._was_called(kind, uri, name)
        }
        return found.pop() if len(found) == 1 else None

    def _was_called(self, kind: Kind, uri: str, name: Label) -> bool:
        """Whether the concept had this label in the release before."""
        table = self._before.table(kind) if self._before else None
        row = table.find_row(uri) if table else None
        if table is None or row is None:
            return False
        return any(_key(label) == _key(name) for label in table.labels(row))

    def _labels(self, kind: Kind) -> dict[tuple[str, str], set[tuple[str, bool]]]:
        if kind not in self._labelled:
            table = self._after.table(kind)
            labelled: dict[tuple[str, str], set[tuple[str, bool]]] = defaultdict(set)
            for row, label in table.iter_labels():
                labelled[_key(label)].add((table.uri(row), label.preferred))
            self._labelled[kind] = labelled
        return self._labelled[kind]


def _key(label: Label) -> tuple[str, str]:
    return label.language, fold(label.text)
