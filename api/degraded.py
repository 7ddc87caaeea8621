"""Weaker ways of working, which every list, trace and page names. Never silently weaker."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from pydantic import BaseModel


class Mode(StrEnum):
    """The ladder below full, weakest last."""

    LEXICAL = "lexical"  # texts are linked by labels alone
    CACHED = "cached"  # vacancies are those of a while ago
    UNRANKED = "unranked"  # vacancies can only be browsed


REASONS = {
    Mode.LEXICAL: "the language model does not work: concepts are found by their names alone, and some are missed",
    Mode.CACHED: "changes of vacancies cannot be followed: this is how they were on {since:%Y-%m-%d at %H:%M} UTC",
    Mode.UNRANKED: "vacancies are not ranked now; they are listed as they came",
}


class DegradedAnswer(BaseModel):
    """In what weaker way this was made, why, and since when where that is known."""

    mode: Mode
    reason: str
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Degraded:
    """A weaker way of working; None stands for full."""

    mode: Mode
    since: datetime | None = None

    @property
    def reason(self) -> str:
        """Say it in a sentence."""
        return REASONS[self.mode].format(since=self.since.astimezone(UTC) if self.since else "")

    def to_json(self) -> dict[str, str | None]:
        """Return what answers and traces show."""
        since = None if self.since is None else self.since.isoformat()
        return {"mode": self.mode.value, "reason": self.reason, "since": since}


def answer_of(degraded: Degraded | None) -> DegradedAnswer | None:
    """Return what an answer shows; None stands for full."""
    return None if degraded is None else DegradedAnswer.model_validate(degraded.to_json())
