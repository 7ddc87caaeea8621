"""Taking up a person: the profile, and beside it who somebody is and what they agreed to, in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from api import repository
from api.assignments import assign_maker
from api.audit import About, tell
from api.bodies import ProfileLine
from api.errors import ConflictError
from api.importing import identify
from api.profiles import write_profile
from api.rights import note_consent, note_identity
from api.rights_bodies import ConsentGiven, IdentityGiven
from api.tables import ProfileLinkRow, ProfileRow
from api.world import World


@dataclass(frozen=True, slots=True)
class TakenUp:
    """A person who is stored now, and what was understood."""

    row: ProfileRow
    links: tuple[ProfileLinkRow, ...]


def take_up(
    world: World, line: ProfileLine, identity: IdentityGiven | None = None, consents: Sequence[ConsentGiven] = ()
) -> TakenUp:
    """Store a person; the caseworker who does so looks after them. Raises ConflictError where the source has the id."""
    source, external_id = identify(line)
    [read] = world.reader.read_profiles([line])
    now = world.now()
    with world.database.write() as session:
        if known := repository.find_external(session, source, external_id):
            raise ConflictError(f"external_id: exists in this source as {known.id}")
        row = repository.new_profile(source, external_id, now)
        links = write_profile(session, row, line, read, now)
        assign_maker(session, world.principal, row.id, now)
        if identity is not None and (identity.name or identity.contact):
            note_identity(session, row, identity, now)
        for consent in consents:
            note_consent(session, row, consent, now)
        tell(session, about=About("profile", row.id))
    return TakenUp(row, links)
