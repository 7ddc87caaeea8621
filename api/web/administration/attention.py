"""What needs attention first: the state of the installation in sentences, each with what to do. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from markupsafe import Markup

from api.status import StatusAnswer
from api.web.speech import Speech

BACKUP_AGE = timedelta(days=7)
BEHIND = 2_000
"""vacancies beside the index, from which laying it out anew is worth a look"""


@dataclass(frozen=True, slots=True)
class Alert:
    """Something to look at: how urgent (`refused` before `caution`), what it is, what to do, and where."""

    level: str
    what: Markup
    todo: Markup
    path: str = ""


def alerts(status: StatusAnswer, speech: Speech, now: datetime) -> list[Alert]:
    """Return what needs attention, the most urgent first."""
    found = [*_of_record(status, speech), *_of_service(status, speech), *_of_work(status, speech)]
    found += _of_upkeep(status, speech, now)
    return sorted(found, key=lambda alert: alert.level != "refused")


def _of_record(status: StatusAnswer, speech: Speech) -> Iterator[Alert]:
    say, say_n = speech.say, speech.say_n
    if status.chain.fits is False:
        yield Alert(
            "refused",
            say("The record of actions does not fit: entries were changed or are missing."),
            say(
                "Run %(command)s to see which, keep the database as it is, and open an incident.",
                command=_code("immerse audit verify"),
            ),
            "/administration/audit",
        )
    if status.n_overdue:
        yield Alert(
            "refused",
            say_n(
                "The report of %(n)s incident is overdue.",
                "The reports of %(n)s incidents are overdue.",
                status.n_overdue,
            ),
            say("Report now, and note that it was done."),
            "/administration/incidents",
        )
    elif status.n_incidents:
        yield Alert(
            "caution",
            say_n(
                "%(n)s incident still has to be reported.",
                "%(n)s incidents still have to be reported.",
                status.n_incidents,
            ),
            say("Look by when, and to whom."),
            "/administration/incidents",
        )


def _of_service(status: StatusAnswer, speech: Speech) -> Iterator[Alert]:
    say = speech.say
    if status.disk.is_low:
        yield Alert(
            "refused",
            say("The disk is nearly full: nothing new is stored."),
            say("Make room on the disk of the data folder; work goes on by itself then."),
        )
    if status.is_stopped:
        yield Alert("caution", say("Ranking is stopped."), say("Start it again once the reason is gone."), "#ranking")
    if status.index.behind_since is not None:
        yield Alert(
            "refused",
            say("Changes of vacancies cannot be followed: lists show vacancies as they were."),
            say("Look into the log of the service for the reason; the database may not answer."),
        )
    elif status.degraded is not None:
        yield Alert(
            "caution",
            say("The language model does not work: concepts are found by their names alone."),
            say("Run %(command)s, or look into the log for the reason.", command=_code("immerse model build")),
        )


def _of_work(status: StatusAnswer, speech: Speech) -> Iterator[Alert]:
    say, say_n = speech.say, speech.say_n
    n_stale = sum(status.to_relink.values())
    if n_stale:
        yield Alert(
            "caution",
            say_n(
                "%(n)s text was read with another taxonomy or encoder.",
                "%(n)s texts were read with another taxonomy or encoder.",
                n_stale,
            ),
            say(
                "Run %(command)s when few people work; answers that people gave are kept.",
                command=_code("immerse relink"),
            ),
            "/administration/taxonomy",
        )
    if status.n_contests:
        yield Alert(
            "caution",
            say_n(
                "%(n)s objection of a person has no answer yet.",
                "%(n)s objections of people have no answer yet.",
                status.n_contests,
            ),
            say("Ask the caseworkers to answer."),
        )
    if status.n_keys_ending:
        yield Alert(
            "caution",
            say_n(
                "%(n)s key of a program expires within 30 days.",
                "%(n)s keys of programs expire within 30 days.",
                status.n_keys_ending,
            ),
            say("Make a new one in time."),
            "/administration/users#keys",
        )


def _of_upkeep(status: StatusAnswer, speech: Speech, now: datetime) -> Iterator[Alert]:
    say, backed_up = speech.say, status.database.backed_up_at
    if backed_up is None or now - backed_up > BACKUP_AGE:
        yield Alert(
            "caution",
            say("No recent backup is known here."),
            say(
                "Make one with %(command)s, and keep a copy of the keys in another place.",
                command=_code("immerse database backup"),
            ),
        )
    if not status.index.is_published or status.index.n_behind > BEHIND:
        yield Alert(
            "caution",
            say("The index on the disk is missing or old; starting again would take longer."),
            say("Nothing has to be done at once; look whether the disk can be written."),
        )
    if status.is_starter:
        yield Alert(
            "caution",
            say("The starter set of ESCO is in use: many occupations are missing."),
            say("Run %(command)s to get the official release.", command=_code("immerse taxonomy fetch")),
            "/administration/taxonomy",
        )


def _code(command: str) -> Markup:
    return Markup('<code dir="ltr" translate="no">%s</code>') % command
