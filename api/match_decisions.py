"""What caseworkers decide about matches, and what came of it. Works in the caller's transaction.

A ranking proposes; nothing goes to an employer before a person has decided. A decision names the kept ranking that it
is about, so that it can be seen later what was known then.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import StringConstraints

from api import accountability_repository as rows
from api import repository
from api.accountability_tables import DecisionRow, FollowUpRow
from api.bodies import Day, Short, Statement
from api.errors import ConflictError, InvalidInputError, NotFoundError, Problem
from api.session import Session
from api.tables import TraceRow

Id = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]


class Verdict(StrEnum):
    """What a caseworker says about a match."""

    ACCEPT = "accept"  # it is followed up, as the list proposes
    OVERRIDE = "override"  # it is followed up against the list: from outside it, or despite what it says
    REJECT = "reject"  # it is not followed up; without a vacancy, the whole list


class FollowUpKind(StrEnum):
    """What happened next."""

    CONTACTED = "contacted"
    APPLIED = "applied"
    INTERVIEW = "interview"
    HIRED = "hired"
    STILL_THERE = "still_there"  # three months after being hired
    ENDED = "ended"  # it came to nothing, or the work has ended


class MatchDecision(Statement):
    """A decision about a match of a kept ranking; a reason is needed for everything but following the list."""

    trace: Id
    vacancy: Id | None = None
    verdict: Verdict
    reason: Short | None = None


class FollowUpLine(Statement):
    """What happened after a decision."""

    kind: FollowUpKind
    day: Day


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision with what happened next; `holds` is whether no later one took its place."""

    row: DecisionRow
    follow_ups: tuple[FollowUpRow, ...]
    holds: bool


def decide_match(session: Session, profile_id: str, said: MatchDecision, actor: str, now: datetime) -> DecisionRow:
    """Write a decision; raises NotFoundError and InvalidInputError."""
    repository.get_profile(session, profile_id)
    trace = repository.get_trace(session, said.trace)
    if trace.profile_id != profile_id:
        raise NotFoundError("trace", said.trace)
    rank = _rank(trace, said.vacancy)
    _check(said, is_listed=rank is not None)
    if said.vacancy is not None:
        repository.get_vacancy(session, said.vacancy)
    row = DecisionRow(
        id=uuid.uuid4().hex,
        profile_id=profile_id,
        number=rows.count_decisions(session, profile_id) + 1,
        trace_id=said.trace,
        vacancy_id=said.vacancy,
        rank=rank,
        verdict=said.verdict.value,
        reason=said.reason or "",
        actor=actor,
        at=now,
    )
    session.add(row)
    return row


def follow_up(
    session: Session, profile_id: str, decision_id: str, said: FollowUpLine, actor: str, now: datetime
) -> FollowUpRow:
    """Write what happened after a decision; raises NotFoundError, ConflictError and InvalidInputError."""
    decision = rows.get_decision(session, profile_id, decision_id)
    if decision.verdict == Verdict.REJECT:
        raise ConflictError("nothing was followed up: the decision was to reject")
    if said.day > now.date():
        raise InvalidInputError([Problem("day", "lies in the future")])
    row = FollowUpRow(
        id=uuid.uuid4().hex, decision_id=decision_id, kind=said.kind.value, day=said.day, actor=actor, at=now
    )
    session.add(row)
    return row


def decisions_of(session: Session, profile_id: str) -> list[Decided]:
    """Return all decisions about a profile, newest first; raises NotFoundError."""
    repository.get_profile(session, profile_id)
    return _with_follow_ups(session, rows.list_decisions(session, profile_id))


def referrals_of(session: Session, vacancy_id: str) -> list[Decided]:
    """Return the decisions by which people are put forward for a vacancy, in the order in which they were made.

    This is the only list of people that is made for an employer, and it holds nobody about whom no caseworker decided.
    """
    repository.get_vacancy(session, vacancy_id)
    newest = {row.profile_id: row for row in rows.list_decisions_on(session, vacancy_id)}
    forward = [row for row in newest.values() if row.verdict != Verdict.REJECT]
    return _with_follow_ups(session, sorted(forward, key=lambda row: (row.at, row.id)))


def _with_follow_ups(session: Session, decisions: Sequence[DecisionRow]) -> list[Decided]:
    happened: dict[str, list[FollowUpRow]] = {}
    for row in rows.list_follow_ups(session, [decision.id for decision in decisions]):
        happened.setdefault(row.decision_id, []).append(row)
    newest = _newest(decisions)
    return [Decided(row, tuple(happened.get(row.id, ())), row.id in newest) for row in decisions]


def _newest(decisions: Iterable[DecisionRow]) -> set[str]:
    """Return which decisions hold: the last about each vacancy of each profile."""
    ordered = sorted(decisions, key=lambda row: (row.at, row.number))
    return set({(row.profile_id, row.vacancy_id): row.id for row in ordered}.values())


def _rank(trace: TraceRow, vacancy_id: str | None) -> int | None:
    listed = [entry["id"] for entry in (*(trace.results or ()), *(trace.widened or ()))]
    return listed.index(vacancy_id) + 1 if vacancy_id in listed else None


def _check(said: MatchDecision, *, is_listed: bool) -> None:
    problems = []
    if said.vacancy is None and said.verdict is not Verdict.REJECT:
        problems.append(Problem("vacancy", "is needed, unless the whole list is rejected"))
    if said.vacancy is not None and said.verdict is Verdict.ACCEPT and not is_listed:
        problems.append(Problem("vacancy", "is not in this list; going against the list is to override"))
    if said.verdict is not Verdict.ACCEPT and said.reason is None:
        problems.append(Problem("reason", f"is needed to {said.verdict.value}"))
    if problems:
        raise InvalidInputError(problems)
