"""A caseload from a spreadsheet: columns and rows as people see them, and the profile lines that come of them.

Between the steps the table is kept nowhere: the page carries it, packed, and whatever comes back is read anew.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from api.alike import Alike, Likeness, Newcomer, find_alike
from api.bodies import ProfileLine
from api.cells import read_cells
from api.errors import InvalidInputError, Problem
from api.likeness import are_near, contact_form, distinct_words, name_form
from api.rights_bodies import IdentityGiven
from api.rows import RawRow, read_row
from api.session import Session
from api.uploads.table import MAX_CHARACTERS, MAX_COLUMNS, MAX_ROWS, Table
from api.web.intake.columns import LANGUAGE, SEVERAL, find_country

MAX_UNPACKED = 8 * MAX_CHARACTERS
IDENTITY = ("name", "contact")
JOINTS = {"text": "\n", "skills": "; ", "occupations": "; ", "contact": ", "}


class _Carried(BaseModel):
    """What a page carries; it comes back from a browser, so it is looked through like any other input."""

    model_config = ConfigDict(strict=True, extra="forbid")

    source: Annotated[str, Field(max_length=40)]
    header: Annotated[list[str], Field(min_length=1, max_length=MAX_COLUMNS)]
    rows: Annotated[list[tuple[int, list[str]]], Field(max_length=MAX_ROWS)]


@dataclass(frozen=True, slots=True)
class Row:
    """A row as it stands: the number that the spreadsheet shows, and its cells."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Caseload:
    """A table, what its columns hold, and the country that a plain yes or no about permission is about.

    `source` names the file by its content, so that the same file sent twice adds nobody twice.
    """

    source: str
    header: tuple[str, ...]
    rows: tuple[Row, ...]
    targets: tuple[str, ...] = ()
    country: str = ""

    @classmethod
    def of(cls, table: Table) -> Caseload:
        """Take what was read from a file."""
        said = json.dumps([table.header, table.rows]).encode()
        source = f"sheet-{hashlib.sha256(said).hexdigest()[:12]}"
        return cls(source, table.header, tuple(Row(row.number, row.cells) for row in table.rows))

    @classmethod
    def unpack(cls, packed: str) -> Caseload:
        """Take up what a page carried; raises InvalidInputError."""
        try:
            opener = zlib.decompressobj()
            content = opener.decompress(base64.urlsafe_b64decode(packed.encode("ascii")), MAX_UNPACKED)
            found = _Carried.model_validate_json(content)
        except (ValueError, zlib.error, ValidationError) as error:
            raise InvalidInputError([Problem("table", "is not what the page carried; send the file again")]) from error
        rows = tuple(Row(number, tuple(cells)) for number, cells in found.rows)
        return cls(found.source, tuple(found.header), rows)

    def pack(self) -> str:
        """Return the table as a page carries it: letters that a form sends as they are."""
        said = {"source": self.source, "header": self.header, "rows": [[row.number, row.cells] for row in self.rows]}
        return base64.urlsafe_b64encode(zlib.compress(json.dumps(said).encode(), 6)).decode()

    def with_columns(self, targets: Sequence[str], country: str) -> Caseload:
        """Say what the columns hold."""
        return replace(self, targets=tuple(targets), country=country)

    def with_cells(self, cells: Mapping[tuple[int, int], str]) -> Caseload:
        """Put corrected cells in place, by number of row and place of column."""
        return replace(self, rows=tuple(_correct(row, cells) for row in self.rows))

    @property
    def lacks_country(self) -> bool:
        """Whether there are plain answers about permission, and nobody can tell for which country."""
        return "permission" in self.targets and "country" not in self.targets and not self.country

    def only(self, numbers: frozenset[int]) -> Caseload:
        """Keep these rows."""
        return replace(self, rows=tuple(row for row in self.rows if row.number in numbers))


@dataclass(frozen=True, slots=True)
class Found:
    """What a row comes to: a line with who it is, or where something is wrong."""

    row: Row
    raw: RawRow
    line: ProfileLine | None
    identity: IdentityGiven
    wrong: frozenset[int]
    """places of the columns with something wrong in them"""
    alike: tuple[Alike, ...] = ()
    like_row: int | None = None
    """an earlier row that may be the same person"""

    @property
    def is_update(self) -> bool:
        """Whether it changes somebody who was brought under the same number."""
        return any(each.likeness is Likeness.NUMBER for each in self.alike)

    @property
    def is_questioned(self) -> bool:
        """Whether somebody has to say if this is a new person."""
        return not self.is_update and (bool(self.alike) or self.like_row is not None)


def read_caseload(caseload: Caseload, session: Session) -> list[Found]:
    """Read all rows, and look who is here already."""
    found = [_read(row, caseload) for row in caseload.rows]
    newcomers = [_newcomer(each) for each in found]
    alike = find_alike(session, newcomers)
    earlier = _find_earlier(found, newcomers)
    return [
        replace(each, alike=known, like_row=before) for each, known, before in zip(found, alike, earlier, strict=True)
    ]


def _correct(row: Row, cells: Mapping[tuple[int, int], str]) -> Row:
    if not any(number == row.number for number, _ in cells):
        return row
    return Row(row.number, tuple(cells.get((row.number, at), cell) for at, cell in enumerate(row.cells)))


def _read(row: Row, caseload: Caseload) -> Found:
    given = _gather(row, caseload)
    identity = IdentityGiven(**{name: given.get(name, "")[:500] or None for name in IDENTITY})
    raw, line = _read_line(row, {name: cell for name, cell in given.items() if name not in IDENTITY}, caseload.source)
    wrong = frozenset(at for problem in raw.problems for at in _columns_of(problem.field, caseload))
    return Found(row, raw, line, identity, wrong)


def _read_line(row: Row, given: Mapping[str, str], source: str) -> tuple[RawRow, ProfileLine | None]:
    """Return the row as an import takes it, and its line where nothing is wrong; all that is wrong is named at once."""
    problems = list(_check_years(given))
    good = {name: cell for name, cell in given.items() if name != "years"}
    try:
        data = read_cells(good.items())
    except InvalidInputError as error:
        problems += error.problems
        bad = {problem.field for problem in error.problems}
        data = read_cells((name, cell) for name, cell in good.items() if name not in bad)
    if "external_id" not in data:
        data |= {"source": source, "external_id": f"#{row.number}"}
    if given.get("years") and not problems and len(data.get("occupations", ())) == 1:
        data["occupations"][0].setdefault("years", given["years"].replace(",", "."))
    line = None
    try:
        line = read_row(RawRow(row.number, data), ProfileLine)
    except InvalidInputError as error:
        problems += error.problems
    if problems:
        return RawRow(row.number, {}, tuple(problems)), None
    return RawRow(row.number, data), line


def _check_years(given: Mapping[str, str]) -> Iterator[Problem]:
    """Years say how long the one occupation beside them was held."""
    years = given.get("years", "").replace(",", ".")
    if years and not re.fullmatch(r"\d{1,2}(\.\d+)?", years):
        yield Problem("years", f"{years!r} is no number")


def _gather(row: Row, caseload: Caseload) -> dict[str, str]:
    """Return the cells of a row under the names that lines of CSV have."""
    given: dict[str, str] = {}
    for target, cell in zip(caseload.targets, row.cells, strict=False):
        if not target or not cell.strip():
            continue
        if target.startswith(LANGUAGE):
            given["languages"] = f"{given.get('languages', '')};{target.removeprefix(LANGUAGE)}:{cell}"
        elif target in SEVERAL and target in given:
            given[target] += JOINTS[target] + cell
        else:
            given[target] = cell
    if "country" in given:
        given["country"] = find_country(given["country"])
    permission, country = given.pop("permission", ""), caseload.country or given.get("country", "")
    if permission and country:
        given["permissions"] = f"{country}:{permission}"
    return given


def _columns_of(field: str, caseload: Caseload) -> Iterator[int]:
    """Yield the places of the columns that a problem of a line is about, the first column where none is."""
    head, _, rest = field.partition(".")
    names = {head, f"wants_{rest.partition('.')[0]}" if head == "wants" else head}
    names |= {"permission"} if head == "permissions" else set()
    names |= {"years"} if head == "occupations" and rest.endswith("years") else set()
    if head == "languages":
        names = {f"{LANGUAGE}{rest}"} if rest else {each for each in caseload.targets if each.startswith(LANGUAGE)}
        names |= {"languages"}
    found = [at for at, target in enumerate(caseload.targets) if target in names]
    yield from found or [0]


def _newcomer(found: Found) -> Newcomer:
    line, identity = found.line, found.identity
    if line is None:
        return Newcomer()
    return Newcomer(identity.name, identity.contact, line.text or "", line.source or "", line.external_id)


def _find_earlier(found: Sequence[Found], newcomers: Sequence[Newcomer]) -> Iterator[int | None]:
    """Yield for each row the first earlier one that may be the same person."""
    by_contact: dict[str, int] = {}
    by_name: dict[str, list[tuple[int, frozenset[str]]]] = {}
    for each, who in zip(found, newcomers, strict=True):
        name, contact = name_form(who.name), contact_form(who.contact)
        told = distinct_words(who.words) if name else frozenset()
        same = by_contact.get(contact or "")
        if same is None and name:
            before = by_name.get(name, [])
            same = next(
                (n for n, other in before if not told or not other or told == other or are_near(told, other)), None
            )
        yield same
        if contact:
            by_contact.setdefault(contact, each.row.number)
        if name:
            by_name.setdefault(name, []).append((each.row.number, told))
