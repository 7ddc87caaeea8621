"""One vacancy for the person themselves, in plain words. Pure: found goes in, words come out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlsplit

from api.casework_tables import ContestRow
from api.matches import Title
from api.tables import VacancyRow
from api.web.own.home import Hurdle, view_hurdle
from api.web.page import View
from api.web.reasons.view import Found, Need, Reasons, Teller
from matcher.talking import Standing
from matcher.types import BlockerState, Group
from matcher.world import World

SHOWN_TEXT = 4_000  # code points of a vacancy's text; longer ones are read at their source


@dataclass(frozen=True, slots=True)
class Contested:
    """What the person said about a match, and the answer."""

    words: str
    at: datetime
    answer: str | None


@dataclass(frozen=True, slots=True)
class Detail:
    """A vacancy as its own page shows it to the person."""

    id: str
    title: str
    place: str | None
    source: str
    address: str | None
    published: date | None
    closes: date | None
    said: tuple[tuple[str, str], ...]
    """what the text says about the work, by name"""
    text: str
    is_cut: bool
    lang: str | None
    group: Group | None
    line: str
    closed: tuple[str, ...]
    """why it is not open, where it is not"""
    has: tuple[Need, ...]
    close: tuple[Need, ...]
    missing: tuple[Need, ...]
    hurdles: tuple[Hurdle, ...]
    met: tuple[str, ...]
    notes: tuple[str, ...]
    below_level: bool
    is_interested: bool
    contested: tuple[Contested, ...]


def view_detail(
    page: View, ground: World, found: Found, row: VacancyRow, contests: Sequence[ContestRow], *, is_interested: bool
) -> Detail:
    """Return a vacancy with what the person has for it, what is close, what is missing, and what removes hurdles."""
    told, match, title = Teller(page.speech, page.wording, (), ground).tell(found), found.match, found.title
    blockers, open_ones = ((), ()) if match is None else (match.blockers, match.open_blockers)
    return Detail(
        id=row.id,
        title=title.title,
        place=title.place,
        source=title.source,
        address=find_address(title, row.external_id),
        published=title.published,
        closes=title.expires,
        said=told.offer.said,
        text=row.text[:SHOWN_TEXT],
        is_cut=len(row.text) > SHOWN_TEXT,
        lang=row.lang,
        group=told.group,
        line=" ".join(side.line for side in told.sides),
        closed=told.why if match is None else (),
        has=_needs(told, Standing.HAS),
        close=_needs(told, Standing.CLOSE),
        missing=_needs(told, Standing.MISSING),
        hurdles=tuple(view_hurdle(page, each) for each in open_ones),
        met=tuple(page.wording.say(each.required) for each in blockers if each.state is BlockerState.MET),
        notes=tuple(note.text for note in told.notes),
        below_level=told.below_level,
        is_interested=is_interested,
        contested=tuple(Contested(each.words, each.at, each.answer) for each in contests if each.vacancy_id == row.id),
    )


def find_address(title: Title, external_id: str | None) -> str | None:
    """Return where a vacancy was published, if what its feed says is an address that is safe to open."""
    return next((text for text in (external_id, title.source) if text and is_safe_address(text)), None)


def is_safe_address(text: str) -> bool:
    """Say whether a text is an address of the web, without credentials or signs that nobody sees."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    is_web = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.username is None
    return is_web and text.isascii() and text.isprintable() and not {*text} & {*" \"'<>\\`"}


def _needs(told: Reasons, standing: Standing) -> tuple[Need, ...]:
    return tuple(need for need in (*told.essential, *told.optional) if need.standing is standing)
