"""The wordings of several languages with the labels of one taxonomy."""

from __future__ import annotations

from matcher.messages import Term
from matcher.wording.wording import Wording, wording_of
from taxonomy.taxonomy import Taxonomy
from taxonomy.types import Label

__all__ = ["Wordings"]


class Wordings:
    """Wordings by language; remembers labels, since finding the best of many costs more than ranking."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        self._taxonomy = taxonomy
        self._wordings: dict[str, Wording] = {}

    def get(self, language: str) -> Wording:
        """Return the wording of one of `LANGUAGES`; raises KeyError for another."""
        if language not in self._wordings:
            self._wordings[language] = wording_of(language).with_labels(self._label)
        return self._wordings[language]

    def _label(self, term: Term, language: str) -> Label:
        table = self._taxonomy.table(term.kind)
        row = table.find_row(term.uri)
        return Label(term.label, "", official=False) if row is None else table.label(row, language)
