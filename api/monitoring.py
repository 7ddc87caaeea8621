"""The monitoring report: what the system was used for in a time, how people used what it said, and whether it changed.

It counts and never lists people. Everything comes from what is kept anyway: the audit chain, kept rankings, decisions.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from statistics import fmean

from api import accountability_repository as rows
from api import repository
from api.accountability_tables import DecisionRow
from api.answer import Answer
from api.audit import Outcome
from api.errors import InvalidInputError, Problem
from api.fairness_report import Judge, Told, report_flips
from api.match_decisions import FollowUpKind, Verdict
from api.profiles import line_of
from api.session import Session
from api.tables import TraceRow
from api.vacancies import ranked_vacancy
from api.world import World
from matcher.types import Group

MOST_TRACES = 5000  # the newest of each half; shares of more hardly differ
FLIPPED = 5  # stored texts, told by four people each: about a second
LONGEST_DAYS = 366


class ActionAnswer(Answer):
    """How often an action was done, refused and failed."""

    action: str
    done: int
    refused: int
    failed: int


class DecisionCounts(Answer):
    """How people used the lists. Shares are of all decisions of the time, null without any."""

    n: int
    accepted: int
    overridden: int
    rejected: int
    override_rate: float | None
    rejection_rate: float | None
    accepted_first: float | None
    """share of accepted matches that stood first: near 1.0, people may only be following the list"""


class ListsAnswer(Answer):
    """What kept rankings looked like; shares and means are null without any."""

    n: int
    empty: float | None
    """share of lists without a match that has a score"""
    ready: float | None
    """share of lists with at least one match that is ready now"""
    best_score: float | None
    """mean points of the best match"""
    made_with: list[str]
    """each combination of taxonomy, encoder, weights and catalogue that lists were made with"""


class FlipsAnswer(Answer):
    """Stored texts told by four made-up people each: how often nothing changed. Null without a text."""

    n: int
    same_input: float | None
    same_list: float | None


class IncidentCounts(Answer):
    """Incidents that became known in the time; overdue are all that should have been reported by now."""

    n: int
    overdue: int


class MonitoringAnswer(Answer):
    """The monitoring report of one organisation for days from `start` to `end`, both included."""

    start: date
    end: date
    actions: list[ActionAnswer]
    n_actions: int
    refusal_rate: float | None
    decisions: DecisionCounts
    follow_ups: dict[FollowUpKind, int]
    lists: ListsAnswer
    lists_before: ListsAnswer
    """the same for the equally long time before: a difference is drift, of people, vacancies or versions"""
    flips: FlipsAnswer
    incidents: IncidentCounts


@dataclass(frozen=True, slots=True)
class Span:
    """A time, from a moment until before another."""

    start: datetime
    end: datetime

    @classmethod
    def of(cls, start: date, end: date) -> Span:
        """Return the days from `start` to `end`; raises InvalidInputError."""
        if not timedelta() <= end - start < timedelta(days=LONGEST_DAYS):
            raise InvalidInputError(
                [Problem("to", f"must be up to {LONGEST_DAYS} days from the first, and not before")]
            )
        return cls(_midnight(start), _midnight(end + timedelta(days=1)))

    def before(self) -> Span:
        """Return the equally long time before."""
        return Span(self.start - (self.end - self.start), self.start)


def monitor(world: World, start: date, end: date) -> MonitoringAnswer:
    """Make the report; raises InvalidInputError for a time that is none."""
    span, now = Span.of(start, end), world.now()
    organisation = world.principal.organisation
    with world.database.read() as session:
        actions = _actions(rows.count_actions(session, organisation, span.start, span.end))
        n_actions = sum(each.done + each.refused + each.failed for each in actions)
        incidents = rows.list_incidents(session)
        happened = rows.list_follow_ups_between(session, span.start.date(), span.end.date())
        return MonitoringAnswer(
            start=start,
            end=end,
            actions=actions,
            n_actions=n_actions,
            refusal_rate=_share(sum(each.refused + each.failed for each in actions), n_actions),
            decisions=count_decisions(rows.list_decisions_between(session, span.start, span.end)),
            follow_ups={kind: sum(row.kind == kind for row in happened) for kind in FollowUpKind},
            lists=_lists(session, span),
            lists_before=_lists(session, span.before()),
            flips=_flips(world, session),
            incidents=IncidentCounts(
                n=sum(span.start <= row.detected_at < span.end for row in incidents),
                overdue=sum(row.due_at is not None and not row.reported_at and now > row.due_at for row in incidents),
            ),
        )


def count_decisions(decisions: Sequence[DecisionRow]) -> DecisionCounts:
    """Count decisions by verdict."""
    n = Counter(row.verdict for row in decisions)
    ranks = [row.rank for row in decisions if row.verdict == Verdict.ACCEPT]
    return DecisionCounts(
        n=len(decisions),
        accepted=n[Verdict.ACCEPT],
        overridden=n[Verdict.OVERRIDE],
        rejected=n[Verdict.REJECT],
        override_rate=_share(n[Verdict.OVERRIDE], len(decisions)),
        rejection_rate=_share(n[Verdict.REJECT], len(decisions)),
        accepted_first=_share(ranks.count(1), len(ranks)),
    )


def _actions(counts: Sequence[tuple[str, str, int]]) -> list[ActionAnswer]:
    by_action: dict[str, Counter[str]] = {}
    for action, outcome, n in counts:
        by_action.setdefault(action, Counter())[outcome] = n
    return [
        ActionAnswer(action=action, done=n[Outcome.DONE], refused=n[Outcome.REFUSED], failed=n[Outcome.FAILED])
        for action, n in by_action.items()
    ]


def _lists(session: Session, span: Span) -> ListsAnswer:
    traces = rows.list_traces_between(session, span.start, span.end, MOST_TRACES)
    lists = [trace.results or [] for trace in traces if trace.packed is not None]  # None: erased
    best = [max(scores) for each in lists if (scores := [e["score"] for e in each if e["score"] is not None])]
    ready = [any(entry["group"] == Group.READY_NOW for entry in each) for each in lists]
    return ListsAnswer(
        n=len(lists),
        empty=_share(len(lists) - len(best), len(lists)),
        ready=_share(sum(ready), len(lists)),
        best_score=fmean(best) if best else None,
        made_with=sorted({_made_with(trace) for trace in traces}),
    )


def _made_with(trace: TraceRow) -> str:
    return ", ".join(f"{part} {trace.stamp[part]}" for part in ("taxonomy", "encoder", "weights", "catalogue"))


def _flips(world: World, session: Session) -> FlipsAnswer:
    current = world.snapshots.find()
    people = [Told(row.id, row.lang, line_of(row)) for row in repository.list_profiles(session, None, FLIPPED).rows]
    if current is None:
        return FlipsAnswer(n=0, same_input=None, same_list=None)
    vacancies = [ranked_vacancy(row) for row in repository.list_open(session)]
    report = report_flips(Judge(current.snapshot, vacancies, current.as_of), world.reader, people)
    return FlipsAnswer(n=report["n_people"], same_input=report["same_input"], same_list=report["same_list"])


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
