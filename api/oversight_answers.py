"""What the API answers about decisions, incidents and the stop switch."""

from __future__ import annotations

from datetime import date, datetime

from api.answer import Answer
from api.incidents import IncidentKind
from api.match_decisions import FollowUpKind, Verdict


class FollowUpAnswer(Answer):
    """What happened after a decision."""

    id: str
    kind: FollowUpKind
    day: date
    by: str


class DecisionAnswer(Answer):
    """What was decided about a match."""

    id: str
    profile: str
    trace: str
    vacancy: str | None
    rank: int | None
    verdict: Verdict
    reason: str
    by: str
    """the pseudonym of whoever decided, as in the record"""
    at: datetime
    holds: bool
    """false where a later decision about the same vacancy took its place"""
    follow_ups: list[FollowUpAnswer]


class DecisionsAnswer(Answer):
    """All decisions about a profile, newest first."""

    decisions: list[DecisionAnswer]


class ReferralsAnswer(Answer):
    """The people whom caseworkers put forward for a vacancy, by the decision that did it."""

    vacancy: str
    referrals: list[DecisionAnswer]


class SwitchAnswer(Answer):
    """Whether ranking is stopped, why, and since when."""

    stopped: bool
    reason: str | None
    since: datetime | None
    everywhere: bool
    """whether it is stopped for the whole installation, by whoever runs it"""


class IncidentAnswer(Answer):
    """An incident, and by when it has to be reported."""

    id: str
    kind: IncidentKind
    what: str
    detected_at: datetime
    due_at: datetime | None
    reported_at: datetime | None
    overdue: bool
    by: str


class IncidentsAnswer(Answer):
    """All incidents, newest first."""

    incidents: list[IncidentAnswer]
