"""What the tables say of a step, and which rows of regulated work apply."""

from __future__ import annotations

from datetime import date
from itertools import product
from pathlib import Path

import pytest

from matcher.catalogue import EMPTY, Catalogue, open_catalogue, read_steps
from matcher.errors import TableError
from matcher.regulated import Field, RegulatedRow, Work, governing, read_regulated, recognised
from matcher.types import Cefr, Effort, Recognition, RowStatus, StepKind
from tests.matcher.tables import CHECKED, regulated_row, step_row, write_regulated, write_steps

OCCUPATION = "http://data.europa.eu/esco/occupation/x"
MILAN = "3173435"


def steps(folder: Path, *rows: dict[str, str]) -> Catalogue:
    """Return a catalogue of steps only, with ids in the order given."""
    numbered = [row | {"id": f"r{i}"} for i, row in enumerate(rows)]
    return Catalogue(steps=read_steps(write_steps(folder, *numbered)))


def regulated(folder: Path, *rows: dict[str, str]) -> tuple[RegulatedRow, ...]:
    """Return rows of regulated work, with ids in the order given."""
    return read_regulated(write_regulated(folder, *(row | {"id": f"r{i}"} for i, row in enumerate(rows))))


def weeks(effort: Effort | None) -> tuple[int, int] | None:
    """Return the range only."""
    return None if effort is None else (effort.min_weeks, effort.max_weeks)


def test_the_closest_row_is_taken(tmp_path: Path) -> None:
    """Place before country before everywhere, then the language itself before any language."""
    row = step_row(kind="licence", form="licence", value="C", country="")
    found = steps(
        tmp_path,
        row | {"max_weeks": "20"},
        row | {"max_weeks": "10", "country": "IT"},
        row | {"max_weeks": "5", "country": "IT", "place": MILAN},
        row | {"max_weeks": "9", "country": "ES"},
    )
    licence = StepKind.LICENCE
    assert weeks(found.find_effort(licence, "C")) == (4, 20)
    assert weeks(found.find_effort(licence, "C", "GR")) == (4, 20)
    assert weeks(found.find_effort(licence, "C", "IT")) == (4, 10)
    assert weeks(found.find_effort(licence, "C", "IT", "elsewhere")) == (4, 10)
    assert weeks(found.find_effort(licence, "C", "IT", MILAN)) == (4, 5)
    assert found.find_effort(licence, "D", "IT") is None
    assert found.find_effort(StepKind.PERMISSION, "IT", "IT") is None
    assert EMPTY.find_effort(licence, "C", "IT") is None


def test_levels_of_a_language_add_up(tmp_path: Path) -> None:
    """From A1 to B2 are three courses; nothing is said from an unknown level, nor where one course is missing."""
    anything = {f"*:{level}": str(n) for level, n in (("A1", 1), ("A2", 2), ("B1", 4), ("B2", 8))}
    general = [step_row(value=value, country="", min_weeks=n, max_weeks=n) for value, n in anything.items()]
    found = steps(
        tmp_path, *general, step_row(value="it:B1", country="IT", min_weeks="3", max_weeks="5", cost="30 EUR")
    )

    def effort(value: str, held: Cefr | None, country: str | None = "IT") -> Effort | None:
        return found.find_effort(StepKind.LANGUAGE, value, country, held=held)

    assert weeks(effort("it:B2", Cefr.A1)) == (2 + 3 + 8, 2 + 5 + 8)
    assert weeks(effort("it:B2", Cefr.A1, None)) == (14, 14)
    assert weeks(effort("de:B1", Cefr.NONE)) == (7, 7)
    assert effort("it:B1", None) is None
    assert effort("it:B1", Cefr.B1) is None
    assert effort("it:C1", Cefr.B2) is None
    both = effort("it:B1", Cefr.A1)
    assert both is not None
    assert (both.cost, both.source) == ("free; 30 EUR", "the school")


def test_a_sum_is_as_sure_as_its_weakest_part(tmp_path: Path) -> None:
    """One unverified course makes the way unverified; a verified sum carries the oldest check."""
    a1 = step_row(value="it:A1", **CHECKED)
    a2 = step_row(value="it:A2", **CHECKED | {"checked": "2026-10-01"})
    found = steps(tmp_path, a1, a2, step_row(value="it:B1"))
    sure = found.find_effort(StepKind.LANGUAGE, "it:A2", "IT", held=Cefr.NONE)
    unsure = found.find_effort(StepKind.LANGUAGE, "it:B1", "IT", held=Cefr.NONE)
    assert sure == Effort(8, 16, "free", "the school", date(2026, 10, 1), RowStatus.VERIFIED)
    assert unsure == Effort(12, 24, "free", "the school", None, RowStatus.UNVERIFIED)


def test_recognition_takes_what_regulated_work_says(tmp_path: Path) -> None:
    """The value of a recognition step names country and first scope; a paper is no recognition."""
    rows = regulated(
        tmp_path,
        regulated_row(scope="2211 2212"),
        regulated_row(scope="8332", need="certificate", value="cap"),
        regulated_row(scope="2341", min_weeks="", max_weeks=""),
    )
    found = Catalogue(regulated=rows)
    assert weeks(found.find_effort(StepKind.RECOGNITION, "ES:2211")) == (13, 26)
    for value in ("ES:2212", "IT:2211", "ES:8332", "ES:2341"):
        assert found.find_effort(StepKind.RECOGNITION, value) is None


def test_the_closest_scope_governs(tmp_path: Path) -> None:
    """A row for the occupation replaces what is said of its group; `none` says that nothing is asked for."""
    rows = regulated(
        tmp_path,
        regulated_row(scope="222"),
        regulated_row(scope="2221"),
        regulated_row(scope=f"2221 {OCCUPATION}", need="licence", value="x"),
        regulated_row(scope="2221", country="IT"),
        regulated_row(scope="23"),
        regulated_row(scope="2342", need="none"),
    )

    def ids(country: str, occupation: str, isco: str) -> list[str]:
        return [row.id for row in governing(Work(country, occupation, isco), rows)]

    assert ids("ES", "other", "2221") == ["r1", "r2"]
    assert ids("ES", OCCUPATION, "2221") == ["r2"]
    assert ids("ES", "other", "2222") == ["r0"]
    assert ids("IT", OCCUPATION, "2221") == ["r3"]
    assert ids("ES", "teacher", "2330") == ["r4"]
    assert ids("ES", "early years", "2342") == []
    assert ids("ES", "cook", "5120") == []
    assert ids("ES", "unknown group", "") == []


@pytest.mark.parametrize(
    ("held", "expected"),
    [
        ((), None),
        ((Recognition("ES", "2221", granted=True),), True),
        ((Recognition("ES", "222", granted=True),), True),
        ((Recognition("ES", "2221", granted=False),), False),
        ((Recognition("ES", "2221", granted=False), Recognition("ES", OCCUPATION, granted=True)), True),
        ((Recognition("IT", "2221", granted=True),), None),
        ((Recognition("ES", "22211", granted=True),), None),
        ((Recognition("ES", "2222", granted=True),), None),
    ],
)
def test_who_is_recognised(held: tuple[Recognition, ...], expected: bool | None) -> None:  # noqa: FBT001
    """A recognition holds for its country, for its occupation or group and for all codes below the group."""
    assert recognised("ES", ("2221", OCCUPATION), held) is expected


def test_the_shipped_tables_cover_what_they_promise() -> None:
    """Six countries times nine fields of work, every row with its source, and none called verified."""
    found = open_catalogue()
    fields = {(row.country, row.field) for row in found.regulated}
    assert set(product(("CY", "IT", "ES", "GR", "DE", "FR"), Field)) == fields
    evidence = [*(row.evidence for row in found.steps), *(row.evidence for row in found.regulated)]
    assert {each.status for each in evidence} == {RowStatus.UNVERIFIED}
    assert all(each.source for each in evidence)
    for level in list(Cefr)[1:]:
        assert found.find_effort(StepKind.LANGUAGE, f"ar:{level.name}", held=Cefr.NONE)


def test_own_tables_go_over_the_shipped_ones(tmp_path: Path) -> None:
    """An installation verifies one row in a file of its own; the id of the catalogue says that it differs."""
    shipped = open_catalogue()
    own = regulated_row(id="es-nurse", **CHECKED)
    mended = open_catalogue(regulated=write_regulated(tmp_path, own))
    verified = [row.id for row in mended.regulated if row.is_verified]
    assert verified == ["es-nurse"]
    assert len(mended.regulated) == len(shipped.regulated)
    assert open_catalogue().id == shipped.id != mended.id
    with pytest.raises(TableError, match="line 2: need: must be one of recognition"):
        open_catalogue(regulated=write_regulated(tmp_path, regulated_row(need="luck")))
