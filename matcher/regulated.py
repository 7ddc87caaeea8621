"""Work that a country keeps for people with a recognised qualification, a registration, a licence or a certificate.

ESCO flags 15 of its 3,007 occupations as regulated, and work is regulated by country; so this is a table that people
edit (`tables/regulated.tsv`; docs/tables.md tells how). A row nobody has compared with its source is shown as
*probably regulated, not verified*, and decides nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from matcher.editable import Cells, Evidence, Weeks, effort_of, read_table
from matcher.licences import normal_licence
from matcher.types import Effort, Recognition

__all__ = ["ISCO_CODE", "Need", "RegulatedRow", "Work", "governing", "read_regulated", "recognised"]

COLUMNS = (
    "id", "country", "field", "scope", "title", "profession", "need", "value", "authority", "min_weeks", "max_weeks",
    "cost", "source", "checked", "checked_by", "status", "note",
)  # fmt: skip
ISCO_CODE = r"[0-9]{1,4}"
OCCUPATION_URI = r"http://data\.europa\.eu/esco/occupation/\S+"


class Field(StrEnum):
    """Fields of work, as the table is ordered."""

    HEALTH = "health"
    TEACHING = "teaching"
    ELECTRICAL = "electrical"
    GAS = "gas"
    DRIVING = "driving"
    SECURITY = "security"
    CHILD_CARE = "child_care"
    LAW = "law"
    ENGINEERING = "engineering"


class Need(StrEnum):
    """What a country asks for. RECOGNITION and REGISTRATION are facts of a person by country, the others papers.

    NONE says that somebody looked and nothing is asked for.
    """

    RECOGNITION = "recognition"
    REGISTRATION = "registration"
    LICENCE = "licence"
    CERTIFICATE = "certificate"
    NONE = "none"


PAPERS = frozenset({Need.LICENCE, Need.CERTIFICATE})


@dataclass(frozen=True, slots=True)
class Work:
    """What a row is looked up by: country (ISO 3166-1 alpha-2), occupation (URI) and its ISCO unit group or ''."""

    country: str
    occupation: str
    isco: str


@dataclass(frozen=True, slots=True)
class RegulatedRow:
    """A profession that `country` regulates; `scope` are occupation URIs and ISCO codes (prefixes), best known first.

    `value` names the paper of a LICENCE or CERTIFICATE as `RankingInput.licences` does, and is empty otherwise.
    """

    id: str
    country: str
    field: Field
    scope: tuple[str, ...]
    title: str
    profession: str
    need: Need
    value: str
    authority: str
    weeks: Weeks | None
    cost: str
    evidence: Evidence
    note: str

    @property
    def is_verified(self) -> bool:
        """Whether somebody has compared the row with its source."""
        return self.evidence.is_verified

    @property
    def effort(self) -> Effort | None:
        """How long it typically takes and what it costs; None where the row does not say."""
        return effort_of(self.weeks, self.cost, self.evidence)


def read_regulated(path: Path) -> tuple[RegulatedRow, ...]:
    """Read a table of regulated work. Raises TableError listing every problem."""
    return read_table(path, COLUMNS, _row)


def governing(work: Work, rows: Iterable[RegulatedRow]) -> tuple[RegulatedRow, ...]:
    """Return what applies to `work`: the rows whose scope names it most closely, in the order of their ids.

    An occupation counts as closer than an ISCO code, and a longer code as closer than a shorter one, so that a row
    for one occupation replaces what is said of its whole group.
    """
    found = [(closest, row) for row in rows if row.country == work.country and (closest := _closeness(work, row)) > 0]
    best = max((closest for closest, _ in found), default=0)
    applying = [row for closest, row in found if closest == best and row.need is not Need.NONE]
    return tuple(sorted(applying, key=lambda row: row.id))


def recognised(row_country: str, row_scope: tuple[str, ...], held: Iterable[Recognition]) -> bool | None:
    """Return whether any of `held` is for this scope: granted, refused, or None where nothing is known.

    A recognition names an occupation or an ISCO group; one for a group holds for every code below it. Whoever asks has
    added the groups of the occupations.
    """
    answers = [
        one.granted for one in held if one.country == row_country and any(_covers(one.occupation, s) for s in row_scope)
    ]
    return any(answers) if answers else None


def _covers(held: str, scope: str) -> bool:
    is_code = held.isdigit() and scope.isdigit()
    return held == scope or (is_code and scope.startswith(held))


def _closeness(work: Work, row: RegulatedRow) -> int:
    """Return 5 for the occupation itself, the length of the longest ISCO prefix in scope, or 0."""
    if work.occupation in row.scope:
        return 5
    return max((len(scope) for scope in row.scope if work.isco and work.isco.startswith(scope)), default=0)


def _row(cells: Cells) -> RegulatedRow:
    scope = tuple(cells.text("scope").split())
    for part in scope:
        if not re.fullmatch(f"{ISCO_CODE}|{OCCUPATION_URI}", part):
            cells.refuse("scope", f"must be ISCO codes or ESCO occupation URIs with spaces between, not {part!r}")
    need = cells.choice("need", Need)
    value = cells.text("value", optional=True)
    if need and (need in PAPERS) != bool(value):
        cells.refuse("value", "must name the paper for a licence or certificate, and be empty otherwise")
    return RegulatedRow(
        id=cells.matching("id", r"[a-z0-9-]+", "lower-case letters, digits and hyphens"),
        country=cells.matching("country", r"[A-Z]{2}", "a country code like IT"),
        field=cells.choice("field", Field) or Field.HEALTH,
        scope=scope,
        title=cells.text("title"),
        profession=cells.text("profession"),
        need=need or Need.NONE,
        value=normal_licence(value),
        authority=cells.text("authority"),
        weeks=cells.weeks(),
        cost=cells.text("cost", optional=True),
        evidence=cells.evidence(),
        note=cells.text("note", optional=True),
    )
