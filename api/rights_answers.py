"""What the API answers about people's rights."""

from __future__ import annotations

from datetime import datetime

from api.answer import Answer


class ErasureAnswer(Answer):
    """The receipt for erasing a person: nothing of the person, so it can be kept and shown."""

    id: str
    profile: str
    at: datetime
    reason: str
    counts: dict[str, int]
    """rows that were deleted, by table; of `trace`, rankings whose content was"""
