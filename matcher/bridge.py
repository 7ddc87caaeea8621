"""From a text that is somebody's label to its concepts, and from these to all their labels in all languages.

A title in Swedish and a label in English share neither spelling nor many contexts, but the concept of the English label
has a Swedish one, too. So what is asked is compared with that as well, as linking does it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.text import fold
from matcher.vectors import ConceptVectors
from taxonomy.taxonomy import Taxonomy
from taxonomy.types import Kind

__all__ = ["LabelBridge", "LabelledTexts"]


@dataclass(frozen=True, slots=True, eq=False)
class _Named:
    """Which texts are labels of one kind: text `texts[i]` (ascending, repeated) is a label of concept `concepts[i]`."""

    vectors: ConceptVectors
    texts: NDArray[np.int64]
    concepts: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class LabelBridge:
    """A taxonomy with the vectors of its concepts."""

    taxonomy: Taxonomy
    vectors: Mapping[Kind, ConceptVectors]

    def of(self, texts: Sequence[str]) -> LabelledTexts:
        """Find the concepts whose label, in any language, each text is; spelling is compared folded."""
        places: dict[str, list[int]] = {}
        for place, text in enumerate(texts):
            places.setdefault(fold(text), []).append(place)
        named = [
            _Named(vectors, *np.unique(np.array(pairs, dtype=np.int64), axis=0).T)
            for kind, vectors in self.vectors.items()
            if (pairs := list(self._pairs(kind, places)))
        ]
        return LabelledTexts(len(texts), tuple(named))

    def _pairs(self, kind: Kind, places: Mapping[str, Sequence[int]]) -> list[tuple[int, int]]:
        return [
            (place, row)
            for row, label in self.taxonomy.table(kind).iter_labels()
            for place in places.get(fold(label.text), ())
        ]


@dataclass(frozen=True, slots=True)
class LabelledTexts:
    """Some texts, with the concepts of those that are labels."""

    n_texts: int
    named: tuple[_Named, ...]

    def similarities(self, query: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return how alike `query` (1, dimensions) is to the likest concept of each text: (n_texts,), in [-1, 1].

        -1 for a text that is nobody's label.
        """
        best = np.full(self.n_texts, -1, dtype=np.float32)
        for each in self.named:
            np.maximum.at(best, each.texts, each.vectors.similarities(query)[0][each.concepts])
        return best
