"""What is new for the people somebody looks after."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api import accountability_repository as record
from api import casework_repository as casework
from api.assignments import list_caseworkers, people_of
from api.audit import find_actor
from api.errors import NotReadyError, RankingStoppedError
from api.inbox import NEW_DAYS, Entry, Inbox, gather
from api.matches import Title, find_titles
from api.names import read_names
from api.principals import Role
from api.state import Here
from api.web.inbox.addresses import Part, Wanted, Whose
from api.web.inbox.view import Called, Row, Show, Sort, Teller, by_name, in_order
from api.web.page import Page, View
from api.world import World
from matcher.bulk import Days

AT_ONCE = 50  # rows of a page: most caseloads are smaller
LOOKED = "profiles.list"  # under which the record says that somebody had the inbox before them
OLD = timedelta(days=3)  # a feed that brought nothing for longer is worth a word
FURTHER = timedelta(days=21)  # how much further back somebody may want to look where nothing is new

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
LEADS = {
    Role.VACANCY_OFFICER: "/vacancies",
    Role.ADMINISTRATOR: "/administration",
    Role.AUDITOR: "/administration",
}


@dataclass(frozen=True, slots=True)
class Board:
    """The rows of one page, and what stands around them. `counts` are of all people that a choice would show."""

    wanted: Wanted
    days: Days
    rows: tuple[Row, ...]
    part: Part
    counts: Mapping[Show, int]
    n_people: int
    n_new: int
    n_stopped: int
    n_vacancies: int
    has_own: bool
    """whether somebody has people of their own, so that there is a choice"""
    is_old: bool
    """whether no newer vacancy has come in for days"""


@router.get("/")
def landing(request: Request, world: Here, page: Page) -> Response:
    """Show what is new for the people whom a caseworker looks after; lead everybody else to where their work is."""
    principal = world.principal
    if principal.profile is not None:
        return RedirectResponse("/me", status_code=303)
    if not principal.is_any(Role.CASEWORKER):
        return RedirectResponse(next(path for role, path in LEADS.items() if principal.is_any(role)), status_code=303)
    wanted = Wanted.read(request.query_params)
    try:
        return _show(world, page, wanted)
    except NotReadyError as error:
        return page.render("inbox/waiting.html", error=error)
    except RankingStoppedError as stopped:  # everything else goes on from here
        return page.render("inbox/waiting.html", problem=str(stopped))


def _show(world: World, page: View, wanted: Wanted) -> HTMLResponse:
    me = people_of(world.principal, everybody=wanted.whose is not Whose.MINE)
    last = _last_time(world)
    inbox = gather(world, wanted.since or _since(world, last), None, me)
    teller = Teller(page.speech, page.wording, world.parts.places, world.now())
    chosen = [entry for entry in inbox.entries if wanted.show.holds(entry)]
    if wanted.text:
        titles = _titles(world, chosen)
        chosen = [entry for entry in chosen if teller.says(entry, titles, wanted.text)]
    part = Part(wanted.start, AT_ONCE, len(chosen))
    if wanted.sort is Sort.NAME:
        called = _called(world, chosen, last)
        shown = by_name(chosen, called.people)[part.here]
    else:  # a caseload of thousands has its names left sealed, but for those that are shown
        shown = in_order(chosen, wanted.sort)[part.here]
        called = _called(world, shown, last)
    rows = teller.rows(shown, called, _titles(world, shown), inbox.days.closing_by)
    return page.render(
        "inbox/inbox.html",
        board=_board(world, wanted, inbox, rows, part),
        headline=teller.headline(inbox, is_mine=me is not None),
        last=last,
        further=inbox.days.since - FURTHER,
        Show=Show,
        Sort=Sort,
        Whose=Whose,
    )


def _board(world: World, wanted: Wanted, inbox: Inbox, rows: tuple[Row, ...], part: Part) -> Board:
    current = world.find_current()
    return Board(
        wanted=wanted,
        days=inbox.days,
        rows=rows,
        part=part,
        counts={show: sum(map(show.holds, inbox.entries)) for show in Show},
        n_people=len(inbox.entries),
        n_new=inbox.n_new,
        n_stopped=inbox.n_stopped,
        n_vacancies=current.n_vacancies if current else 0,
        has_own=people_of(world.principal) is not None,
        is_old=world.now().date() - inbox.days.as_of > OLD,
    )


def _last_time(world: World) -> datetime | None:
    """Return when whoever asks had the inbox before them on an earlier day, as the record says; None for the first."""
    who, now = world.principal, world.now()
    today = datetime.combine(now.date(), time(), now.tzinfo)
    with world.database.read() as session:
        actor = find_actor(session, who)
        return None if actor is None else record.find_last_time(session, who.organisation, actor, LOOKED, today)


def _since(world: World, last: datetime | None) -> date:
    """Return from when on a vacancy is new: the last visit, or the day before the newest vacancy if that is earlier."""
    newest = world.current().as_of
    return newest - timedelta(days=NEW_DAYS) if last is None else min(last.date(), newest - timedelta(days=1))


def _titles(world: World, entries: Sequence[Entry]) -> Mapping[str, Title]:
    bests = (entry.known.news.best for entry in entries)
    return find_titles(world.database, [best.id for best in bests if best])


def _called(world: World, entries: Sequence[Entry], last: datetime | None) -> Called:
    ids, me = [entry.id for entry in entries], people_of(world.principal)
    with world.database.read() as session:
        assigned, users = casework.map_assignments(session), {user.id: user.name for user in list_caseworkers(session)}
        return Called(
            people=read_names(session, ids),
            caseworkers={profile: users[user] for profile, user in assigned.items() if user in users},
            handed=frozenset(casework.list_handed_to(session, me, last) if me and last else ()),
        )
