"""Somebody who may be here already. Nothing is ever merged for that: a person looks and decides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from api import repository
from api import rights_repository as rights
from api.likeness import are_near, contact_form, distinct_words, name_form
from api.names import Names, read_names
from api.rights_tables import IdentityRow
from api.session import Session
from api.tables import ProfileRow


class Likeness(StrEnum):
    """Why two may be one person, the surest first."""

    NUMBER = "number"  # the same id in the same source: it is the same record
    CONTACT = "contact"
    NAME_AND_WORDS = "name and words"
    NAME = "name"  # and nothing that says otherwise, as one of them has no words


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Who is about to be taken up, as far as that tells who it is."""

    name: str | None = None
    contact: str | None = None
    words: str = ""
    source: str = ""
    external_id: str | None = None


@dataclass(frozen=True, slots=True)
class Alike:
    """Somebody who is here already and may be the same person."""

    profile_id: str
    name: str
    likeness: Likeness


def find_alike(session: Session, newcomers: Sequence[Newcomer]) -> list[tuple[Alike, ...]]:
    """Return for each newcomer who may be the same person, the likeliest first.

    Names and contacts are compared by their codes, so the database learns neither; words only of those who share a
    name. A name alone counts where nothing contradicts it: whoever has told nothing yet may be anybody of that name.
    """
    numbers = [(each.source, each.external_id) for each in newcomers if each.external_id is not None]
    numbered = repository.find_profiles(session, numbers) if numbers else {}
    identities = rights.find_identities(
        session,
        filter(None, (name_form(each.name) for each in newcomers)),
        filter(None, (contact_form(each.contact) for each in newcomers)),
    )
    meant = {*(row.id for row in numbered.values()), *(row.id for row in identities)}
    people = _People(session, read_names(session, sorted(meant)))
    return [tuple(_compare(each, numbered, identities, people)) for each in newcomers]


class _People:
    """What those are called who may be meant; opens the words of those who share a name, each once."""

    def __init__(self, session: Session, names: Names) -> None:
        self.names = names
        self._session = session
        self._words: dict[str, frozenset[str]] = {}

    def words(self, profile_id: str) -> frozenset[str]:
        if profile_id not in self._words:
            self._words[profile_id] = distinct_words(repository.get_profile(self._session, profile_id).words)
        return self._words[profile_id]


def _compare(
    who: Newcomer,
    numbered: dict[tuple[str, str], ProfileRow],
    identities: Sequence[IdentityRow],
    people: _People,
) -> list[Alike]:
    found: dict[str, Alike] = {}
    same = numbered.get((who.source, who.external_id or ""))
    if same is not None:
        found[same.id] = Alike(same.id, people.names.of(same.id), Likeness.NUMBER)
    name, contact, told = name_form(who.name), contact_form(who.contact), distinct_words(who.words)
    for row in identities:
        likeness = None
        if contact is not None and row.contact_form == contact:
            likeness = Likeness.CONTACT
        elif name is not None and row.name_form == name:
            likeness = _compare_words(told, people.words(row.id))
        if likeness is not None and row.id not in found:
            found[row.id] = Alike(row.id, people.names.of(row.id), likeness)
    order = list(Likeness)
    return sorted(found.values(), key=lambda each: (order.index(each.likeness), each.profile_id))


def _compare_words(a: frozenset[str], b: frozenset[str]) -> Likeness | None:
    if not a or not b:
        return Likeness.NAME
    return Likeness.NAME_AND_WORDS if a == b or are_near(a, b) else None
