"""The people for a vacancy, for caseworkers: ranked, with what stands in the way, and who was put forward."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from api import repository
from api.assignments import caseload_of
from api.errors import ImmerseError, NotReadyError, RankingStoppedError
from api.match_decisions import Decided, FollowUpKind, Verdict, referrals_of
from api.matches import rank_people
from api.names import Names, read_names
from api.state import Here
from api.web.page import Page
from api.web.reasons.acting import HAPPENED, VERDICTS
from api.web.vacancies.listing import show_entry
from matcher.types import BlockerState, Group, Match, Relation
from matcher.wording.wording import Wording

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
SHOWN = 50


@dataclass(frozen=True, slots=True)
class Obstacle:
    """What stands in the way of one person, or is not known of them, and the step that removes it."""

    state: BlockerState
    state_name: str
    required: str
    step: str


@dataclass(frozen=True, slots=True)
class Person:
    """One person for the vacancy."""

    id: str
    name: str
    is_mine: bool
    group: Group
    group_name: str
    score: int | None
    confidence: str
    n_covered: int
    n_needed: int
    obstacles: tuple[Obstacle, ...]


@dataclass(frozen=True, slots=True)
class Referral:
    """Somebody who was put forward, and what happened next."""

    id: str
    name: str
    how: str
    at: datetime
    happened: tuple[str, ...]


@router.get("/vacancies/{vacancy_id}/people")
def show_people(vacancy_id: str, world: Here, page: Page, *, mine: bool = False) -> HTMLResponse:
    """Rank the people of the organisation, or of one's own caseload, for a vacancy."""
    with world.database.read() as session:
        row = repository.get_vacancy(session, vacancy_id)
        entry = show_entry(row, world.database.organisation, world.now().date(), 0)
        caseload = caseload_of(session, world.principal)
    matches: Sequence[Match] = ()
    refused: ImmerseError | None = None
    try:
        matches = rank_people(world, vacancy_id, SHOWN, None, caseload if mine else None).found.matches
    except (RankingStoppedError, NotReadyError) as error:
        refused = error
    with world.database.read() as session:
        referrals = referrals_of(session, vacancy_id)
        names = read_names(session, [*(match.id for match in matches), *(each.row.profile_id for each in referrals)])
        mine_ids = caseload or ()
        return page.render(
            "vacancies/people.html",
            entry=entry,
            mine=mine and caseload is not None,
            n_mine=None if caseload is None else len(caseload),  # None where nobody is anybody's in particular
            shown=SHOWN,
            refused=refused,
            people=[_person(match, names.of(match.id), match.id in mine_ids, page.wording) for match in matches],
            referrals=list(_referrals(referrals, names)),
        )


def _person(match: Match, name: str, is_mine: bool, wording: Wording) -> Person:  # noqa: FBT001 - of the values of one
    covered = sum(each.relation is Relation.ESSENTIAL for each in match.covered)
    missing = sum(each.relation is Relation.ESSENTIAL for each in match.missing)
    return Person(
        id=match.id,
        name=name,
        is_mine=is_mine,
        group=match.group,
        group_name=wording.name(match.group),
        score=match.score,
        confidence=wording.name(match.confidence),
        n_covered=covered,
        n_needed=covered + missing,
        obstacles=tuple(
            Obstacle(
                blocker.state,
                wording.name(blocker.state),
                wording.say(blocker.required),
                wording.say(blocker.step) if blocker.step else "",
            )
            for blocker in match.open_blockers
        ),
    )


def _referrals(decided: Iterable[Decided], names: Names) -> Iterable[Referral]:
    for each in decided:
        yield Referral(
            id=each.row.profile_id,
            name=names.of(each.row.profile_id),
            how=VERDICTS[Verdict(each.row.verdict)],
            at=each.row.at,
            happened=tuple(HAPPENED[FollowUpKind(step.kind)] for step in each.follow_ups),
        )
