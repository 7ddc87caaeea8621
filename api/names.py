"""What people are called, wherever somebody reads about them.

By name where it is kept, else by what the organisation calls them, else by the start of the id. Those who may not know
names are told the code: the same without the name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from api import casework_repository as rows
from api.principals import Role
from api.session import Session

KNOW_NAMES = (Role.CASEWORKER, Role.PERSON)  # others work with codes
OF_AN_ID = 8  # characters that tell one person of an organisation from the others


@dataclass(frozen=True, slots=True)
class Names:
    """What some people are called, by the ids of profiles."""

    kept: Mapping[str, str]
    """names, of those whose name is kept"""
    external: Mapping[str, str | None]
    """what the organisation calls them"""

    def of(self, profile_id: str) -> str:
        """Return what somebody is called by those who may know names."""
        return self.kept.get(profile_id) or self.code(profile_id)

    def code(self, profile_id: str) -> str:
        """Return what somebody is called by all others."""
        return self.external.get(profile_id) or profile_id[:OF_AN_ID]


def read_names(session: Session, ids: Sequence[str]) -> Names:
    """Return what these people are called, however many they are; nothing else of their files is opened."""
    return Names(rows.map_names(session, ids), rows.map_external_ids(session, ids))
