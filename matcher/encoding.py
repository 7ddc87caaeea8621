"""What an encoder is: text in, unit vectors out."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Protocol

import numpy as np
import numpy.typing as npt


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
