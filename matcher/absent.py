"""An encoder that could not be opened: everything else opens without it, and it is tried again when it is asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from matcher.encoding import Encoder, Role, Span
from matcher.errors import EncoderError, EncodingError
from taxonomy.errors import ArtefactError


class AbsentEncoder:
    """Stands in for the encoder that vectors were made with; opens it as soon as that can be done.

    `id` is what the vectors say. Raises EncodingError with the reason as long as it cannot be opened.
    """

    def __init__(self, encoder_id: str, open_it: Callable[[], Encoder]) -> None:
        self.id = encoder_id
        self._open_it = open_it
        self._opened: Encoder | None = None

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        return self._get().dimensions

    def encode(self, texts: Sequence[str], role: Role) -> NDArray[np.float32]:
        """Encode with the encoder, if it has come."""
        return self._get().encode(texts, role)

    def encode_spans(
        self, texts: Sequence[str], spans: Sequence[Sequence[Span]], role: Role
    ) -> list[NDArray[np.float32]]:
        """Encode with the encoder, if it has come."""
        return self._get().encode_spans(texts, spans, role)

    def _get(self) -> Encoder:
        if self._opened is None:
            try:
                opened = self._open_it()
            except (ArtefactError, EncoderError, OSError, ValueError) as error:
                raise EncodingError(f"the encoder cannot be opened: {error}") from error
            if opened.id != self.id:
                raise EncodingError(f"the encoder is {opened.id}, the vectors were made with {self.id}")
            self._opened = opened
        return self._opened
