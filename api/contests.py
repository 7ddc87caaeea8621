"""What people object to, or caseworkers for them: a match, or what was understood. Works in the caller's transaction.

An objection stays until somebody has answered it in words. What follows from it, such as rejecting a link, is done
where it is always done; the answer says what it was.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import StringConstraints

from api import casework_repository as rows
from api import repository
from api.audit import actor_of
from api.bodies import Remark, Short, Statement
from api.casework_tables import ContestRow
from api.errors import ConflictError, InvalidInputError, NotFoundError, Problem
from api.ordered_ids import make_ordered_id
from api.principals import Principal
from api.session import Session
from taxonomy.types import Kind

Id = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]


class ContestState(StrEnum):
    """How far an objection is."""

    OPEN = "open"
    ANSWERED = "answered"


class ContestedMatch(Statement):
    """A vacancy in a kept ranking."""

    trace: Id
    vacancy: Id


class ContestedLink(Statement):
    """A concept that somebody's words, or facts, were linked to."""

    kind: Kind
    uri: Short


class ContestLine(Statement):
    """An objection: about a match or about a link, in the person's own words."""

    match: ContestedMatch | None = None
    link: ContestedLink | None = None
    words: Remark


class ContestReply(Statement):
    """What is answered to an objection."""

    answer: Remark


def contest(session: Session, profile_id: str, said: ContestLine, by: Principal, now: datetime) -> ContestRow:
    """Write an objection down; raises NotFoundError and InvalidInputError."""
    repository.get_profile(session, profile_id)
    row = ContestRow(
        id=make_ordered_id(),
        profile_id=profile_id,
        words=said.words,
        by_person=by.profile is not None,
        actor=actor_of(session, by),
        at=now,
    )
    match said:
        case ContestLine(match=ContestedMatch(trace=trace, vacancy=vacancy), link=None):
            if repository.get_trace(session, trace).profile_id != profile_id:
                raise NotFoundError("trace", trace)
            repository.get_vacancy(session, vacancy)
            row.trace_id, row.vacancy_id = trace, vacancy
        case ContestLine(match=None, link=ContestedLink(kind=kind, uri=uri)):
            if not any((link.kind, link.uri) == (kind, uri) for link in repository.get_links(session, profile_id)):
                raise NotFoundError("link", uri)
            row.kind, row.uri = kind.value, uri
        case _:
            raise InvalidInputError([Problem("match", "or link is needed, and not both")])
    session.add(row)
    return row


def answer_contest(
    session: Session, profile_id: str, contest_id: str, said: ContestReply, by: Principal, now: datetime
) -> ContestRow:
    """Answer an objection, once; raises NotFoundError and ConflictError."""
    row = rows.get_contest(session, profile_id, contest_id)
    if row.answered_at is not None:
        raise ConflictError("this objection is answered already")
    row.answer, row.answered_by, row.answered_at = said.answer, actor_of(session, by), now
    session.add(row)
    return row


def contests_of(session: Session, profile_id: str) -> Sequence[ContestRow]:
    """Return all objections about a profile, newest first; raises NotFoundError."""
    repository.get_profile(session, profile_id)
    return rows.list_contests(session, profile_id)


def state_of(row: ContestRow) -> ContestState:
    """Say how far an objection is."""
    return ContestState.OPEN if row.answered_at is None else ContestState.ANSWERED
