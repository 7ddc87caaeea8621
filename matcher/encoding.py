"""What an encoder is: text in, unit vectors out."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Protocol

import numpy as np
import numpy.typing as npt

FORMAT = 2  # of the artefact that keeps one
Span = tuple[int, int]


class Role(StrEnum):
    """Which side of a comparison a text is on; models trained for retrieval treat the two differently."""

    QUERY = "query"
    PASSAGE = "passage"


class Encoder(Protocol):
    """Turns texts into vectors whose inner product is their similarity."""

    @property
    def id(self) -> str:
        """Name and content hash: equal ids, equal vectors on the same machine."""

    @property
    def dimensions(self) -> int:
        """Length of a vector."""

    def encode(self, texts: Sequence[str], role: Role) -> npt.NDArray[np.float32]:
        """Return one unit row per text, in order: shape (len(texts), dimensions).

        A row depends on its text and role only, never on the other texts.
        """

    def encode_spans(
        self, texts: Sequence[str], spans: Sequence[Sequence[Span]], role: Role
    ) -> list[npt.NDArray[np.float32]]:
        """Return a unit row for each text as `encode` does, and below it one for each of its spans, in order.

        A span is (start, end) in code points of the text. Its row is the mean of its own tokens, each read in the
        whole text ("late chunking", Guenther et al., 2024), so that parts cost nothing beside the text; a span
        without tokens gets the row of the text. Shapes (1 + number of spans, dimensions). A text's rows depend on
        the text, its spans and the role only.
        """
