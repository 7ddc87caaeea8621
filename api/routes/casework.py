"""Casework around somebody's list: who looks after them, what is marked, objected to, and of interest to them."""

from __future__ import annotations

from fastapi import APIRouter, status

from api.assignments import HandOver, hand_over, list_caseworkers, show_assigned
from api.casework_answers import (
    AssignmentAnswer,
    CaseworkersAnswer,
    ContestAnswer,
    ContestsAnswer,
    InterestAnswer,
    InterestsAnswer,
    MarkAnswer,
    MarksAnswer,
    show_assignment,
    show_caseworker,
    show_contest,
    show_interest,
    show_mark,
)
from api.contests import ContestLine, ContestReply, answer_contest, contest, contests_of
from api.interests import InterestLine, be_interested, end_interest, interests_of
from api.marks import Marked, MarkLine, mark, marks_of, undo_mark
from api.state import Here

router = APIRouter(prefix="/v1", tags=["casework"])


# --- who looks after whom --------------------------------------------------------------------


@router.get("/caseworkers")
def read_caseworkers(world: Here) -> CaseworkersAnswer:
    """List the users whom people can be handed over to."""
    with world.database.read() as session:
        return CaseworkersAnswer(caseworkers=[show_caseworker(row) for row in list_caseworkers(session)])


@router.get("/profiles/{profile_id}/assignment")
def read_assignment(profile_id: str, world: Here) -> AssignmentAnswer:
    """Say who looks after this person, and how they were handed over."""
    with world.database.read() as session:
        return show_assignment(show_assigned(session, profile_id))


@router.put("/profiles/{profile_id}/assignment")
def assign(profile_id: str, said: HandOver, world: Here) -> AssignmentAnswer:
    """Hand a person over to a colleague, with a note for them; null for nobody in particular."""
    with world.database.write() as session:
        hand_over(session, profile_id, said, world.principal, world.now())
        session.flush()
        return show_assignment(show_assigned(session, profile_id))


# --- marks -----------------------------------------------------------------------------------


@router.post("/profiles/{profile_id}/marks", status_code=status.HTTP_201_CREATED)
def add_mark(profile_id: str, said: MarkLine, world: Here) -> MarkAnswer:
    """Pin, hide or add a vacancy for this person, in place of what was marked about it before."""
    with world.database.write() as session:
        return show_mark(Marked(mark(session, profile_id, said, world.principal, world.now()), holds=True))


@router.get("/profiles/{profile_id}/marks")
def list_marks(profile_id: str, world: Here) -> MarksAnswer:
    """List what was marked in this person's list, newest first, and what of it holds."""
    with world.database.read() as session:
        return MarksAnswer(marks=[show_mark(each) for each in marks_of(session, profile_id)])


@router.delete("/profiles/{profile_id}/marks/{mark_id}")
def take_mark_back(profile_id: str, mark_id: str, world: Here) -> MarkAnswer:
    """Undo a mark; it stays in the list of marks."""
    with world.database.write() as session:
        return show_mark(Marked(undo_mark(session, profile_id, mark_id, world.now()), holds=False))


# --- contests --------------------------------------------------------------------------------


@router.post("/profiles/{profile_id}/contests", status_code=status.HTTP_201_CREATED)
def add_contest(profile_id: str, said: ContestLine, world: Here) -> ContestAnswer:
    """Object to a match of a kept ranking, or to what was understood; a caseworker answers."""
    with world.database.write() as session:
        return show_contest(contest(session, profile_id, said, world.principal, world.now()))


@router.get("/profiles/{profile_id}/contests")
def list_contests(profile_id: str, world: Here) -> ContestsAnswer:
    """List what was objected to about this person, newest first, with the answers."""
    with world.database.read() as session:
        return ContestsAnswer(contests=[show_contest(row) for row in contests_of(session, profile_id)])


@router.post("/profiles/{profile_id}/contests/{contest_id}/answer")
def reply_to_contest(profile_id: str, contest_id: str, said: ContestReply, world: Here) -> ContestAnswer:
    """Answer an objection, once."""
    with world.database.write() as session:
        return show_contest(answer_contest(session, profile_id, contest_id, said, world.principal, world.now()))


# --- interests -------------------------------------------------------------------------------


@router.post("/profiles/{profile_id}/interests", status_code=status.HTTP_201_CREATED)
def add_interest(profile_id: str, said: InterestLine, world: Here) -> InterestAnswer:
    """Note that this person is interested in a vacancy: a signal to the caseworker, who decides."""
    with world.database.write() as session:
        return show_interest(be_interested(session, profile_id, said.vacancy, world.now()))


@router.get("/profiles/{profile_id}/interests")
def list_interests(profile_id: str, world: Here) -> InterestsAnswer:
    """List what this person is interested in now, newest first."""
    with world.database.read() as session:
        return InterestsAnswer(interests=[show_interest(row) for row in interests_of(session, profile_id)])


@router.delete("/profiles/{profile_id}/interests/{vacancy_id}")
def take_interest_back(profile_id: str, vacancy_id: str, world: Here) -> InterestAnswer:
    """Note that this person is not interested in a vacancy any more."""
    with world.database.write() as session:
        return show_interest(end_interest(session, profile_id, vacancy_id, world.now()))
