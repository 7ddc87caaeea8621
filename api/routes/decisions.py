"""What caseworkers decide about matches, what came of it, and who is put forward for a vacancy."""

from __future__ import annotations

from fastapi import APIRouter, status

from api.accountability_tables import FollowUpRow
from api.audit import actor_of
from api.match_decisions import (
    Decided,
    FollowUpKind,
    FollowUpLine,
    MatchDecision,
    Verdict,
    decide_match,
    decisions_of,
    follow_up,
    referrals_of,
)
from api.oversight_answers import DecisionAnswer, DecisionsAnswer, FollowUpAnswer, ReferralsAnswer
from api.state import Here

router = APIRouter(prefix="/v1", tags=["accountability"])


@router.post("/profiles/{profile_id}/decisions", status_code=status.HTTP_201_CREATED)
def decide(profile_id: str, said: MatchDecision, world: Here) -> DecisionAnswer:
    """Accept, override or reject a match of a kept ranking, before anything of it goes to an employer."""
    with world.database.write() as session:
        row = decide_match(session, profile_id, said, actor_of(session, world.principal), world.now())
    world.measures.decisions.labels(row.verdict).inc()
    return _show(Decided(row, (), holds=True))


@router.get("/profiles/{profile_id}/decisions")
def list_decisions(profile_id: str, world: Here) -> DecisionsAnswer:
    """List what was decided about this person's matches, newest first, and what happened next."""
    with world.database.read() as session:
        return DecisionsAnswer(decisions=[_show(decided) for decided in decisions_of(session, profile_id)])


@router.post("/profiles/{profile_id}/decisions/{decision_id}/follow-ups", status_code=status.HTTP_201_CREATED)
def note_follow_up(profile_id: str, decision_id: str, said: FollowUpLine, world: Here) -> FollowUpAnswer:
    """Note what happened after a decision: contacted, applied, interview, hired, still there, ended."""
    with world.database.write() as session:
        row = follow_up(session, profile_id, decision_id, said, actor_of(session, world.principal), world.now())
        return _show_follow_up(row)


@router.get("/vacancies/{vacancy_id}/referrals")
def list_referrals(vacancy_id: str, world: Here) -> ReferralsAnswer:
    """List the people whom a caseworker decided to put forward for this vacancy: what may go to its employer."""
    with world.database.read() as session:
        return ReferralsAnswer(
            vacancy=vacancy_id, referrals=[_show(decided) for decided in referrals_of(session, vacancy_id)]
        )


def _show(decided: Decided) -> DecisionAnswer:
    row = decided.row
    return DecisionAnswer(
        id=row.id,
        profile=row.profile_id,
        trace=row.trace_id,
        vacancy=row.vacancy_id,
        rank=row.rank,
        verdict=Verdict(row.verdict),
        reason=row.reason,
        by=row.actor,
        at=row.at,
        holds=decided.holds,
        follow_ups=[_show_follow_up(each) for each in decided.follow_ups],
    )


def _show_follow_up(row: FollowUpRow) -> FollowUpAnswer:
    return FollowUpAnswer(id=row.id, kind=FollowUpKind(row.kind), day=row.day, by=row.actor)
