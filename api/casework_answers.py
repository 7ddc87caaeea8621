"""What the API answers about casework: who looks after whom, marks, and objections."""

from __future__ import annotations

from datetime import datetime

from api.access_tables import UserRow
from api.answer import Answer
from api.assignments import Assigned
from api.casework_tables import ContestRow, InterestRow
from api.contests import ContestedLink, ContestedMatch, ContestState, state_of
from api.marks import Marked, MarkKind
from taxonomy.types import Kind


class CaseworkerAnswer(Answer):
    """Somebody who may look after people."""

    id: str
    name: str


class CaseworkersAnswer(Answer):
    """Those of an organisation, by name."""

    caseworkers: list[CaseworkerAnswer]


class HandOverAnswer(Answer):
    """That a person was handed over."""

    given_by: CaseworkerAnswer | None
    """who looked after them before, if anybody did"""
    given_to: CaseworkerAnswer | None
    note: str
    by: str
    """the pseudonym of whoever handed over, as in the record"""
    at: datetime


class AssignmentAnswer(Answer):
    """Who looks after a person, and how it came to that."""

    profile: str
    caseworker: CaseworkerAnswer | None
    """null where nobody in particular does"""
    since: datetime | None
    hand_overs: list[HandOverAnswer]
    """newest first"""


class MarkAnswer(Answer):
    """What a caseworker wants with a vacancy in somebody's list."""

    id: str
    vacancy: str
    kind: MarkKind
    reason: str
    by: str
    """the pseudonym of whoever marked it, as in the record"""
    at: datetime
    undone_at: datetime | None
    holds: bool
    """false where it was undone, or a later mark about the same vacancy took its place"""


class MarksAnswer(Answer):
    """All marks in a profile's list, newest first."""

    marks: list[MarkAnswer]


class ContestAnswer(Answer):
    """An objection, and what was answered."""

    id: str
    match: ContestedMatch | None
    link: ContestedLink | None
    words: str
    by_person: bool
    """whether the person wrote it, else a caseworker did for them"""
    by: str
    at: datetime
    state: ContestState
    answer: str | None
    answered_by: str | None
    answered_at: datetime | None


class ContestsAnswer(Answer):
    """All objections about a profile, newest first."""

    contests: list[ContestAnswer]


class InterestAnswer(Answer):
    """A vacancy that a person is interested in."""

    vacancy: str
    at: datetime
    ended_at: datetime | None


class InterestsAnswer(Answer):
    """What a person is interested in now, newest first."""

    interests: list[InterestAnswer]


def show_caseworker(row: UserRow) -> CaseworkerAnswer:
    """Show a caseworker."""
    return CaseworkerAnswer(id=row.id, name=row.name)


def show_assignment(found: Assigned) -> AssignmentAnswer:
    """Show who looks after a person."""

    def name(user_id: str | None) -> CaseworkerAnswer | None:
        return None if user_id is None else CaseworkerAnswer(id=user_id, name=found.names.get(user_id, ""))

    return AssignmentAnswer(
        profile=found.profile_id,
        caseworker=name(found.row.user_id) if found.row else None,
        since=found.row.since if found.row else None,
        hand_overs=[
            HandOverAnswer(
                given_by=name(step.from_user_id),
                given_to=name(step.to_user_id),
                note=step.note,
                by=step.actor,
                at=step.at,
            )
            for step in found.hand_overs
        ],
    )


def show_mark(marked: Marked) -> MarkAnswer:
    """Show a mark."""
    row = marked.row
    return MarkAnswer(
        id=row.id,
        vacancy=row.vacancy_id,
        kind=MarkKind(row.kind),
        reason=row.reason,
        by=row.actor,
        at=row.at,
        undone_at=row.undone_at,
        holds=marked.holds,
    )


def show_contest(row: ContestRow) -> ContestAnswer:
    """Show an objection."""
    match = ContestedMatch(trace=row.trace_id, vacancy=row.vacancy_id) if row.trace_id and row.vacancy_id else None
    return ContestAnswer(
        id=row.id,
        match=match,
        link=ContestedLink(kind=Kind(row.kind), uri=row.uri) if row.kind and row.uri else None,
        words=row.words,
        by_person=row.by_person,
        by=row.actor,
        at=row.at,
        state=state_of(row),
        answer=row.answer,
        answered_by=row.answered_by,
        answered_at=row.answered_at,
    )


def show_interest(row: InterestRow) -> InterestAnswer:
    """Show what a person is interested in."""
    return InterestAnswer(vacancy=row.vacancy_id, at=row.at, ended_at=row.ended_at)
