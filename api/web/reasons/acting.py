"""What was decided and marked about a match, and what can be done next. Pure: rows in, words out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from api.casework_tables import MarkRow
from api.marks import MarkKind
from api.match_decisions import Decided, FollowUpKind, Verdict
from api.web.speech import Speech, mark
from matcher.types import Group

VERDICTS = {
    Verdict.ACCEPT: mark("Has been put forward"),
    Verdict.OVERRIDE: mark("Has been put forward against the list"),
    Verdict.REJECT: mark("Not for this person"),
}
HAPPENED = {
    FollowUpKind.CONTACTED: mark("Contacted"),
    FollowUpKind.APPLIED: mark("Applied"),
    FollowUpKind.INTERVIEW: mark("Interview"),
    FollowUpKind.HIRED: mark("Hired"),
    FollowUpKind.STILL_THERE: mark("Still there after three months"),
    FollowUpKind.ENDED: mark("Ended"),
}
MARKS = {
    MarkKind.PIN: mark("Kept on top of the list"),
    MarkKind.HIDE: mark("Hidden from the list"),
    MarkKind.ADD: mark("Added to the list"),
}
# Offered while a reason is typed; whatever else is written is as good.
USUAL = (
    mark("The person does not want it."),
    mark("The way is too long, or there is no transport."),
    mark("The hours do not go with family or school."),
    mark("The text was read wrongly."),
    mark("The employer was asked and agrees."),
    mark("The person can do more than the profile says."),
    mark("The person has applied there before."),
)
# Notices by what a form did; those about a missing reason stand beside the field.
DONE = {
    "accept": mark("Put forward. Note what happens next below."),
    "override": mark("Put forward against the list, with your reason."),
    "reject": mark("Noted that this is not for this person."),
    "noted": mark("Noted what happened."),
    "pin": mark("Kept on top of the list."),
    "hide": mark("Hidden from the list."),
    "add": mark("Added to the list."),
    "unmarked": mark("The mark is taken back."),
}
REFUSED = {
    "reason": mark("Write the reason first, in at most 500 characters."),
    "day": mark("Choose a day that is not in the future."),
}


@dataclass(frozen=True, slots=True)
class Happened:
    """What happened after a decision, and when."""

    name: str
    day: date


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision as it is shown; `is_forward` is whether the person is put forward by it."""

    id: str
    name: str
    reason: str
    at: datetime
    by_reader: bool
    holds: bool
    is_forward: bool
    happened: tuple[Happened, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """The mark that holds."""

    id: str
    kind: MarkKind
    name: str
    reason: str
    at: datetime
    by_reader: bool


@dataclass(frozen=True, slots=True)
class Acting:
    """What was done about a match, newest first, and what can be done.

    `follows_list` is whether putting somebody forward follows the list, so that no reason is needed.
    """

    decisions: tuple[Decision, ...]
    mark: Mark | None
    follows_list: bool
    is_listed: bool
    next_ones: tuple[tuple[str, str], ...]
    usual: tuple[str, ...]
    today: date
    notice: str | None
    refused: str | None
    """what is wrong with the field named `refused_field`"""
    refused_field: str

    @property
    def standing(self) -> Decision | None:
        """The decision that holds."""
        return next((decision for decision in self.decisions if decision.holds), None)


@dataclass(frozen=True, slots=True)
class Rows:
    """What is stored about a match, and the pseudonym of whoever reads."""

    decided: Sequence[Decided]
    mark: MarkRow | None
    reader: str | None


def show_acting(speech: Speech, rows: Rows, *, group: Group | None, is_listed: bool, today: date, done: str) -> Acting:
    """Return what was done and what can be done about a vacancy of that group (None: it is not open)."""
    return Acting(
        decisions=tuple(show_decision(speech, each, rows.reader) for each in rows.decided),
        mark=None if rows.mark is None else _mark(speech, rows.mark, rows.reader),
        follows_list=is_listed and group in {Group.READY_NOW, Group.ONE_STEP_AWAY},
        is_listed=is_listed,
        next_ones=tuple((kind.value, str(speech.say(name))) for kind, name in HAPPENED.items()),
        usual=tuple(str(speech.say(reason)) for reason in USUAL),
        today=today,
        notice=speech.notice(DONE, done),
        refused=speech.notice(REFUSED, done),
        refused_field=done if done in REFUSED else "",
    )


def show_decision(speech: Speech, decided: Decided, reader: str | None = None) -> Decision:
    """Show a decision to whoever has the pseudonym `reader`."""
    row, verdict = decided.row, Verdict(decided.row.verdict)
    return Decision(
        id=row.id,
        name=str(speech.say(VERDICTS[verdict])),
        reason=row.reason,
        at=row.at,
        by_reader=row.actor == reader,
        holds=decided.holds,
        is_forward=verdict is not Verdict.REJECT,
        happened=tuple(
            Happened(str(speech.say(HAPPENED[FollowUpKind(each.kind)])), each.day) for each in decided.follow_ups
        ),
    )


def _mark(speech: Speech, row: MarkRow, reader: str | None) -> Mark:
    kind = MarkKind(row.kind)
    return Mark(row.id, kind, str(speech.say(MARKS[kind])), row.reason, row.at, row.actor == reader)
