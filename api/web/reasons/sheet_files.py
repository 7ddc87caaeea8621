"""Sheets as files, for the command line: one HTML file with its style inside, or that as PDF."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from api import repository
from api.audit import About, Note, noting
from api.errors import InvalidInputError, NotFoundError, Problem
from api.operators import opened, operator
from api.printing import print_file
from api.settings import Settings
from api.speaking import wordings_of
from api.web.page import ASSETS, environment_in
from api.web.reasons.reading import read_person
from api.web.reasons.sheet import Sheet
from api.web.reasons.sheet_reading import Printing, find_chosen, read_sheet
from api.world import World
from matcher.artefacts import Concepts
from matcher.wording.wording import ENGLISH

PDF, HTML = ".pdf", ".html"


@dataclass(frozen=True, slots=True)
class Order:
    """Which sheet is wanted: of one vacancy, or of those put forward and kept on top; `languages` such as "el,en"."""

    profile_id: str
    vacancy_id: str | None
    languages: str
    named: bool


def write_sheet(settings: Settings, concepts: Concepts, order: Order, output: Path) -> None:
    """Write a sheet for nobody but its owner to read, by the file's ending as HTML or PDF.

    Raises NotFoundError, RestrictedError, InvalidInputError, or PrintingError where no PDF can be made here.
    """
    if output.suffix not in {PDF, HTML}:
        raise InvalidInputError([Problem("output", f"must end in {HTML} or {PDF}")])
    html = render(_read(settings, concepts, order)).encode()
    content = html if output.suffix == HTML else _print(html)
    output.touch(mode=0o600)
    output.chmod(0o600)  # of one that was there before
    output.write_bytes(content)


def render(sheet: Sheet) -> str:
    """Return a sheet as one HTML file that needs no other."""
    style = Markup(ASSETS["reasons", "sheet.css"].read_text(encoding="utf-8"))  # noqa: S704 - our own
    template = environment_in(sheet.sides[0].language).get_template("reasons/sheet_file.html")
    return template.render(sheet=sheet, style=style)


def _print(html: bytes) -> bytes:
    with tempfile.TemporaryDirectory(prefix="immerse-sheet-") as folder:
        page = Path(folder) / "sheet.html"
        page.write_bytes(html)
        return print_file(page)


def _read(settings: Settings, concepts: Concepts, order: Order) -> Sheet:
    with opened(settings) as database:
        with database.read() as session:
            organisation = repository.get_profile(session, order.profile_id).organisation
        principal = operator(organisation)
        world = World(settings, database, concepts)
        languages = tuple(each.language for each in wordings_of(order.languages, world.wordings))
        world.snapshots.refresh()
        note = Note(principal, "profile.sheet", About("profile", order.profile_id))
        with noting(database.of(organisation), note) as own:
            seen = world.for_principal(principal)
            seen.database = own
            chosen = [order.vacancy_id] if order.vacancy_id else find_chosen(seen, order.profile_id)
            if not chosen:
                raise NotFoundError("vacancy put forward or kept on top for", order.profile_id)
            asked = Printing(ENGLISH, languages, order.named)
            return read_sheet(seen, read_person(seen, order.profile_id), chosen, asked)
