"""What a sheet is made from: one ranking, kept, and what was decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Query

from api import __version__
from api.marks import MarkKind, holding_marks
from api.match_decisions import Decided, Verdict, decisions_of
from api.names import KNOW_NAMES
from api.speaking import MOST
from api.web.page import Page
from api.web.reasons.acting import show_decision
from api.web.reasons.reading import Kept, Whom, find_reasons, rank, teller_of
from api.web.reasons.sheet import MAX_VACANCIES, Entry, Made, Sheet, Side, column_of
from api.web.speech import LANGUAGES, speech_in
from api.world import World


@dataclass(frozen=True, slots=True)
class Printing:
    """How a sheet is wanted: in which languages, and with the name or a code.

    Where `languages` is empty, it is in `first`, and beside it in the person's own.
    """

    first: str
    languages: tuple[str, ...] = ()
    named: bool = False

    def languages_for(self, whom: Whom) -> tuple[str, ...]:
        """Return the languages of the columns, one or two."""
        return self.languages or tuple(dict.fromkeys((self.first, whom.language or self.first)))


async def _read(
    page: Page,
    language: Annotated[Sequence[str], Query(max_length=MOST)] = (),
    named: Annotated[bool, Query()] = False,  # noqa: FBT002 - a word of the address
) -> Printing:
    chosen = tuple(dict.fromkeys(each for each in language if each in LANGUAGES))
    return Printing(page.language, chosen, named and page.is_for(*KNOW_NAMES))


Printed = Annotated[Printing, Depends(_read)]


def read_sheet(world: World, whom: Whom, vacancy_ids: Sequence[str], asked: Printing) -> Sheet:
    """Rank once more, keep it, and return these vacancies as a sheet shows them; raises NotFoundError."""
    kept, languages = rank(world, whom), asked.languages_for(whom)
    with world.database.read() as session:
        holding = {each.row.vacancy_id: each for each in decisions_of(session, whom.id) if each.holds}
    entries = [_entry(world, whom, kept, each, holding.get(each), languages) for each in vacancy_ids]
    if len(entries) > 1:
        entries = [entry.shortened(len(entries)) for entry in entries]
    made = Made(world.now().date(), kept.trace, kept.listed.stamp, __version__)
    sides = tuple(Side(each, speech_in(each)) for each in languages)
    return Sheet(whom.name if asked.named else None, whom.code, sides, tuple(entries), made)


def find_chosen(world: World, profile_id: str) -> list[str]:
    """Return the vacancies that were put forward, newest first, then those kept on top or added, as many as fit."""
    with world.database.read() as session:
        holding = [each.row for each in decisions_of(session, profile_id) if each.holds and each.row.vacancy_id]
        marks = holding_marks(session, profile_id)
    refused = {row.vacancy_id for row in holding if row.verdict == Verdict.REJECT}
    forward = [row.vacancy_id for row in holding if row.verdict != Verdict.REJECT]
    pinned = [each for each, mark in marks.items() if mark.kind != MarkKind.HIDE and each not in refused]
    return list(dict.fromkeys(each for each in (*forward, *pinned) if each))[:MAX_VACANCIES]


def _entry(
    world: World, whom: Whom, kept: Kept, vacancy_id: str, decided: Decided | None, languages: Sequence[str]
) -> Entry:
    found = find_reasons(world, whom, vacancy_id, kept)
    tellers = [(speech_in(language), teller_of(world, language)) for language in languages]
    told = [(speech, teller.tell(found)) for speech, teller in tellers]
    columns = [
        column_of(speech, reasons, None if decided is None else show_decision(speech, decided))
        for speech, reasons in told
    ]
    return Entry(told[0][1].offer, tuple(columns))
