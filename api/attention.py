"""Why somebody's file wants attention. Pure: how it stands and what is known in, reasons out."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from enum import StrEnum

from api.casework_repository import Standing
from matcher.intake import ReadWith
from matcher.types import RankingInput

# What is read from words is best confirmed in the next talk, and talks are two to four weeks apart.
PROPOSED_FOR = timedelta(days=14)
# Somebody whom nobody has worked with for longer than that has been lost sight of.
NO_CONTACT_FOR = timedelta(days=42)


class Fact(StrEnum):
    """What is often asked for, and unknown until somebody has asked the person."""

    PERMISSION = "permission"
    LANGUAGES = "languages"
    TRAVEL = "travel"  # where they live, or how far they go to work


class Stale(StrEnum):
    """Why a file wants attention, in the order in which it is shown."""

    CONTACT = "contact"  # nobody has worked with the person for six weeks
    PROPOSALS = "proposals"  # nobody has confirmed for two weeks what was read from words
    FACTS = "facts"  # what vacancies often ask for is unknown
    RELEASE = "release"  # read with an older release, or another encoder


def unknown_facts(facts: RankingInput) -> tuple[Fact, ...]:
    """Return what nobody has asked the person."""
    lacking = {
        Fact.PERMISSION: not facts.permissions,
        Fact.LANGUAGES: not facts.languages,
        Fact.TRAVEL: facts.home is None or facts.travel is None,
    }
    return tuple(fact for fact, is_lacking in lacking.items() if is_lacking)


def stale_of(
    standing: Standing, n_proposed: int, unknown: Collection[Fact], now: datetime, read_with: ReadWith
) -> tuple[Stale, ...]:
    """Say why a file wants attention: `n_proposed` concepts nobody has confirmed, `unknown` nobody has asked for."""
    reasons = {
        Stale.CONTACT: now - standing.contact_at > NO_CONTACT_FOR,
        Stale.PROPOSALS: n_proposed > 0 and now - standing.updated_at > PROPOSED_FOR,
        Stale.FACTS: bool(unknown),
        Stale.RELEASE: standing.read_with != read_with,
    }
    return tuple(reason for reason, holds in reasons.items() if holds)
