"""Changing a stored profile: what it says then is read before the transaction that writes it begins."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from api import repository
from api.bodies import ProfileLine, read_body
from api.errors import ConflictError
from api.profiles import line_of, write_profile
from api.tables import ProfileLinkRow, ProfileRow
from api.world import World


@dataclass(frozen=True, slots=True)
class Changed:
    """A profile as it was written, with the line that it is of, and its links."""

    row: ProfileRow
    line: ProfileLine
    links: tuple[ProfileLinkRow, ...]


def change(world: World, profile_id: str, amend: Callable[[dict[str, Any]], dict[str, Any]]) -> Changed:
    """Write what `amend` makes of the line as it was given, and read it again; answers to links stay.

    Raises NotFoundError, InvalidInputError, and ConflictError where somebody else changed it meanwhile.
    """
    with world.database.read() as session:
        row = repository.get_profile(session, profile_id)
        version, given = row.version, line_of(row)
    line = read_body(ProfileLine, amend(given))
    [read] = world.reader.read_profiles([line])
    with world.database.write() as session:
        row = repository.get_profile(session, profile_id)
        if row.version != version:
            raise ConflictError("the profile was changed at the same time; read it again")
        return Changed(row, line, write_profile(session, row, line, read, world.now()))
