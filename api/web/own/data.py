"""A person's data and rights in plain words. Pure: rows and answers go in, words come out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from markupsafe import Markup

from api.accountability_tables import AuditEntryRow
from api.casework_tables import ContestRow
from api.principals import Role
from api.rights_answers import ConsentAnswer, RightsAnswer
from api.rights_bodies import Purpose
from api.web.frame.consents import CURRENT, NAMES, TEXTS
from api.web.page import View
from api.web.speech import LANGUAGES, OWN_NAMES, mark, speech_in
from matcher.account import Account

SHOWN_ACCESSES = 40
# Whoever acts in several roles is told by the first.
WHO = {
    Role.CASEWORKER: mark("A caseworker of your organisation"),
    Role.ADMINISTRATOR: mark("An administrator of your organisation"),
    Role.AUDITOR: mark("An auditor of your organisation"),
    Role.SERVICE: mark("A computer program of your organisation"),
}
SOMEBODY = mark("Somebody of your organisation")
# By the beginning of what the record calls an action; longer ones before shorter ones.
WHAT = (
    ("profile.match", mark("%(who)s looked at your matches.")),
    ("profile.read", mark("%(who)s read what is written about you.")),
    ("profile.identify", mark("%(who)s looked at your name and how to reach you, or changed it.")),
    ("profile.create", mark("%(who)s wrote down your profile.")),
    ("profile.change", mark("%(who)s changed your profile.")),
    ("profile.decide", mark("%(who)s answered what the program had read about you.")),
    ("profile.export", mark("%(who)s downloaded your data.")),
    ("profile.invite", mark("%(who)s made a code for you to open this page.")),
    ("profile.break_glass", mark("%(who)s opened your data in an emergency, and gave a reason.")),
    ("profile.accesses", mark("%(who)s looked at this list.")),
    ("match.", mark("%(who)s noted something about a vacancy for you.")),
    ("", mark("%(who)s worked with your data.")),
)


@dataclass(frozen=True, slots=True)
class Agreement:
    """A purpose, the text that is agreed to now, and what the person said last, if anything."""

    purpose: Purpose
    name: str
    text: str
    wording: str
    is_given: bool | None
    """None where they were not asked"""
    at: datetime | None
    read_in: str | None
    """the language in which they were asked, by its own name"""
    read_text: str | None
    """the text as they read it then, where it is another one or in another language"""
    read_language: str | None


@dataclass(frozen=True, slots=True)
class Access:
    """What somebody did with the person's data on one day, and how often."""

    day: date
    said: str
    n: int


@dataclass(frozen=True, slots=True)
class Objection:
    """What the person objected to, and the answer."""

    words: str
    at: datetime
    answer: str | None


@dataclass(frozen=True, slots=True)
class Told:
    """A part of the account of how a list was made."""

    title: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Data:
    """All of the page."""

    is_stopped: bool
    """whether the person objects to being ranked"""
    is_restricted: bool
    is_withdrawn: bool
    agreements: tuple[Agreement, ...]
    accesses: tuple[Access, ...]
    n_own: int
    """how often they used their page themselves"""
    objections: tuple[Objection, ...]
    account: tuple[Told, ...]
    organisation: str
    contact: str

    @property
    def is_ranked(self) -> bool:
        """Whether vacancies are ranked for them."""
        return not (self.is_stopped or self.is_restricted or self.is_withdrawn)


@dataclass(frozen=True, slots=True)
class Organisation:
    """Who keeps the data, and how they are reached."""

    name: str
    contact: str


def view_data(
    page: View,
    rights: RightsAnswer,
    entries: Sequence[AuditEntryRow],
    contests: Sequence[ContestRow],
    account: Account | None,
    organisation: Organisation,
) -> Data:
    """Return a person's data and rights; `account` is None where no list was made that can still be told of."""
    own = [entry for entry in entries if Role.PERSON in _roles(entry)]
    others = [entry for entry in entries if Role.PERSON not in _roles(entry) or len(_roles(entry)) > 1]
    return Data(
        is_stopped=rights.objected_at is not None,
        is_restricted=rights.restricted_at is not None,
        is_withdrawn=rights.withdrawn_at is not None,
        agreements=tuple(_agreement(page, purpose, rights.consents) for purpose in Purpose),
        accesses=tuple(_accesses(page, others))[:SHOWN_ACCESSES],
        n_own=len(own) - sum(entry in others for entry in own),
        objections=tuple(Objection(each.words, each.at, each.answer) for each in contests),
        account=() if account is None else tuple(_account(page, account)),
        organisation=organisation.name,
        contact=organisation.contact,
    )


def _agreement(page: View, purpose: Purpose, record: Sequence[ConsentAnswer]) -> Agreement:
    last = next((line for line in reversed(record) if line.purpose == purpose), None)
    is_other = last is not None and (last.wording, last.language) != (CURRENT, page.language)
    return Agreement(
        purpose=purpose,
        name=page.say(NAMES[purpose]),
        text=page.say(TEXTS[CURRENT][purpose]),
        wording=CURRENT,
        is_given=None if last is None else last.given,
        at=None if last is None else last.at,
        read_in=None if last is None else OWN_NAMES.get(last.language) or page.speech.tongue(last.language),
        read_text=_text_of(last, purpose) if is_other and last is not None else None,
        read_language=None if last is None else last.language,
    )


def _text_of(line: ConsentAnswer, purpose: Purpose) -> str | None:
    """Return the text that somebody was asked with, None where it was one that is not kept here."""
    text = TEXTS.get(line.wording, {}).get(purpose)
    if text is None or line.language not in LANGUAGES:
        return None
    return speech_in(line.language).say(text)


def _roles(entry: AuditEntryRow) -> set[Role]:
    return {Role(role) for role in entry.role.split(",") if role in Role.__members__.values()}


def _accesses(page: View, entries: Sequence[AuditEntryRow]) -> Iterator[Access]:
    """Yield what was done day by day, newest first; the same thing of one day once, with its number."""
    counts: dict[tuple[date, Markup], int] = {}
    for entry in entries:
        roles = _roles(entry)
        who = next((text for role, text in WHO.items() if role in roles), SOMEBODY)
        what = next(text for action, text in WHAT if entry.action.startswith(action))
        said = page.say(what, who=page.say(who))
        counts[entry.at.date(), said] = counts.get((entry.at.date(), said), 0) + 1
    for (day, sentence), n in counts.items():
        yield Access(day, sentence, n)


def _account(page: View, account: Account) -> Iterator[Told]:
    for title, messages in (
        (mark("How your last list was made"), account.made),
        (mark("What was used"), account.used),
        (mark("What was not used"), account.not_used),
        (mark("What decided the order"), account.decided),
        (mark("What you can do"), account.rights),
    ):
        yield Told(page.say(title), tuple(map(page.wording.say, messages)))
