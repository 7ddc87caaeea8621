"""What the tables know of a person for a meeting, read in one consistent view."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time

from api import repository
from api.assignments import Assigned, show_assigned
from api.casework_tables import ContestRow, MarkRow
from api.contests import ContestState, contests_of, state_of
from api.interests import interests_of
from api.marks import holding_marks
from api.profiles import check_rankable
from api.tables import ProfileLinkRow, ProfileRow
from api.web.reasons.reading import Whom, whom_of
from api.world import World
from matcher.inputs import ranking_input_from_json
from matcher.types import RankingInput


@dataclass(frozen=True, slots=True)
class File:
    """A stored person; `facts` is what ranking would see. `met_at` is when they were last worked with before today."""

    row: ProfileRow
    name: str
    """what whoever reads is to call the person"""
    links: Sequence[ProfileLinkRow]
    facts: RankingInput
    whom: Whom
    marks: Mapping[str, MarkRow]
    contested: Sequence[ContestRow]
    interested_in: frozenset[str]
    assigned: Assigned
    met_at: datetime | None

    @property
    def id(self) -> str:
        """The profile's id."""
        return self.row.id

    def rankable(self) -> RankingInput:
        """Return what ranking sees; raises RestrictedError where it has to stop for this person."""
        check_rankable(self.row)
        return self.facts


def read_file(world: World, profile_id: str) -> File:
    """Read a person's file; raises NotFoundError."""
    today = datetime.combine(world.now().date(), time(), UTC)
    with world.database.read() as session:
        row = repository.get_profile(session, profile_id)
        facts = ranking_input_from_json(row.ranking_input)
        whom = whom_of(session, row, facts)
        return File(
            row=row,
            name=whom.called_by(world.principal),
            links=repository.get_links(session, profile_id),
            facts=facts,
            whom=whom,
            marks=holding_marks(session, profile_id),
            contested=[each for each in contests_of(session, profile_id) if state_of(each) is ContestState.OPEN],
            interested_in=frozenset(each.vacancy_id for each in interests_of(session, profile_id)),
            assigned=show_assigned(session, profile_id),
            met_at=repository.find_last_ranking(session, profile_id, before=today),
        )
