"""Tables of one kind of thing: skills, occupations, and the groups above them."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from taxonomy.columns import Arrays, StringColumn, string_column
from taxonomy.errors import UnknownConceptError
from taxonomy.labels import LabelColumns, labels_from_arrays
from taxonomy.types import ENGLISH, Kind, Label


class ConceptTable:
    """The skills or the occupations of a release: dense rows, ordered by URI."""

    def __init__(self, kind: Kind, uris: StringColumn, labels: LabelColumns, descriptions: StringColumn) -> None:
        self.kind = kind
        self._uris = uris
        self._labels = labels
        self._descriptions = descriptions
        self._rows: dict[str, int] | None = None

    @classmethod
    def from_arrays(cls, kind: Kind, arrays: Arrays, languages: tuple[str, ...]) -> ConceptTable:
        """Read the columns saved under the plural of `kind`."""
        prefix = f"{kind}s"
        return cls(
            kind,
            string_column(arrays, f"{prefix}.uris"),
            labels_from_arrays(arrays, f"{prefix}.labels", languages),
            string_column(arrays, f"{prefix}.descriptions"),
        )

    def __len__(self) -> int:
        return len(self._uris)

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages in which this table has labels, sorted."""
        return tuple(code for code, n in self._labels.counts().items() if n)

    def uri(self, row: int) -> str:
        """Return the URI of `row`; IndexError outside 0 to len - 1."""
        return self._uris[row]

    def find_row(self, uri: str) -> int | None:
        """Return the row of `uri`, or None if this release does not have it."""
        if self._rows is None:
            self._rows = {known: row for row, known in enumerate(self._uris)}
        return self._rows.get(uri)

    def row(self, uri: str) -> int:
        """Return the row of `uri`; raises UnknownConceptError if this release does not have it."""
        row = self.find_row(uri)
        if row is None:
            raise UnknownConceptError(self.kind, uri)
        return row

    def label(self, row: int, language: str = ENGLISH) -> Label:
        """Return the preferred label in `language`, else in English, else in any language; its `language` tells which.

        A concept without any label answers its URI, with an empty language.
        """
        return self._labels.best(row, language) or Label(self.uri(row), "", official=False)

    def labels(self, row: int, language: str | None = None) -> tuple[Label, ...]:
        """All labels of `row`, or those in one language; preferred ones first."""
        return self._labels.of(row, language)

    def iter_labels(
        self, languages: Collection[str] | None = None, *, preferred_only: bool = False
    ) -> Iterator[tuple[int, Label]]:
        """(row, label) by row, then language, then preferred first; all languages if None."""
        return self._labels.iterate(languages, preferred_only=preferred_only)

    def description(self, row: int) -> str:
        """Return the description, in English where there is one; empty where there is none."""
        return self._descriptions[row]

    def label_counts(self, *, preferred_only: bool = False) -> dict[str, int]:
        """How many labels (or preferred labels) each language of the release has in this table."""
        return self._labels.counts(preferred_only=preferred_only)


class Groups:
    """ISCO groups, or skill groups: index, URI, code ("2654", "S1.2.3"; may be empty) and labels."""

    def __init__(self, what: str, uris: StringColumn, codes: StringColumn, labels: LabelColumns) -> None:
        self._what = what
        self._labels = labels
        self.uris = tuple(uris)
        self.codes = tuple(codes)
        self._index = {code: i for i, code in enumerate(self.codes) if code}

    @classmethod
    def from_arrays(cls, what: str, prefix: str, arrays: Arrays, languages: tuple[str, ...]) -> Groups:
        """Read the columns saved under `prefix`; `what` names the thing in error messages."""
        return cls(
            what,
            string_column(arrays, f"{prefix}.uris"),
            string_column(arrays, f"{prefix}.codes"),
            labels_from_arrays(arrays, f"{prefix}.labels", languages),
        )

    def __len__(self) -> int:
        return len(self.uris)

    def index(self, code: str) -> int:
        """Return the index of `code`; raises UnknownConceptError if this release does not have it."""
        if code not in self._index:
            raise UnknownConceptError(self._what, code)
        return self._index[code]

    def label(self, code: str, language: str = ENGLISH) -> Label:
        """Return the label of `code`, falling back like a concept's; without any label, the code itself."""
        return self.label_at(self.index(code), language)

    def label_at(self, index: int, language: str = ENGLISH) -> Label:
        """Return the label of the group at `index`; without any label, its code or URI."""
        own = self.codes[index] or self.uris[index]
        return self._labels.best(index, language) or Label(own, "", official=False)

    def label_counts(self, *, preferred_only: bool = False) -> dict[str, int]:
        """How many labels (or preferred labels) each language of the release has in this table."""
        return self._labels.counts(preferred_only=preferred_only)
