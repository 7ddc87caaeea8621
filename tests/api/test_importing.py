"""Imports below HTTP: who is who, what counts as changed, and what is merged."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from api import repository
from api.importing import BATCH, Merged, import_profiles, import_vacancies
from api.reading import Reader
from api.rows import RawRow
from api.session import OrganisationDatabase
from api.showing import show_import
from api.vacancies import withdraw_vacancy
from tests.api.conftest import CHEF, LONG, NOW, vacancy_line
from tests.taxonomy.worlds import BAKER

pytestmark = pytest.mark.databases


def rows(*lines: dict[str, object]) -> Iterator[RawRow]:
    """Give lines their numbers, from 1."""
    return (RawRow(number, dict(line)) for number, line in enumerate(lines, start=1))


def test_a_later_row_of_the_same_file_updates_an_earlier(database: OrganisationDatabase, reader: Reader) -> None:
    """The last word wins, and both rows are counted."""
    report = import_vacancies(
        rows(vacancy_line(id="1", title="Chef"), vacancy_line(id="1", title="Head chef")), database, reader, NOW
    )
    assert (report.n_created, report.n_updated, report.n_rows) == (1, 1, 2)
    with database.read() as session:
        [row] = repository.list_open(session)
        assert (row.title, row.version) == ("Head chef", 2)


def test_more_rows_than_a_batch(database: OrganisationDatabase, reader: Reader) -> None:
    """Batches are invisible from outside."""
    lines = [vacancy_line(id=str(n), text=f"text number {n}") for n in range(BATCH + 3)]
    report = import_vacancies(rows(*lines), database, reader, NOW)
    assert report.n_created == BATCH + 3


def test_an_import_reopens_what_was_withdrawn(database: OrganisationDatabase, reader: Reader) -> None:
    """A feed that shows a withdrawn vacancy again has it open again, as an update."""
    import_vacancies(rows(vacancy_line(id="1")), database, reader, NOW)
    with database.write() as session:
        [row] = repository.list_open(session)
        withdraw_vacancy(session, row, NOW)
    report = import_vacancies(rows(vacancy_line(id="1")), database, reader, NOW)
    assert report.n_updated == 1
    with database.read() as session:
        assert len(repository.list_open(session)) == 1


def test_a_merged_row_that_changes_its_text_becomes_a_vacancy_of_its_own(
    database: OrganisationDatabase, reader: Reader
) -> None:
    """What was merged is remembered as a sighting, until it says something else."""
    lines = [vacancy_line(id="1", text=LONG), vacancy_line(id="2", text=LONG + "!")]
    first = import_vacancies(rows(*lines), database, reader, NOW)
    assert (first.n_created, len(first.merged)) == (1, 1)
    lines[1] = vacancy_line(id="2", text=LONG.replace("chef", "baker").replace("cook", "bake"))
    second = import_vacancies(rows(*lines), database, reader, NOW)
    assert (second.n_unchanged, second.n_created) == (1, 1)
    third = import_vacancies(rows(*lines), database, reader, NOW)
    assert third.n_unchanged == 2


def test_an_offer_that_is_posted_again_is_merged_and_said(database: OrganisationDatabase, reader: Reader) -> None:
    """Other words here and there, another reference and wage: one vacancy, and the report names row and vacancy."""
    chef = vacancy_line(id="1", text=f"{LONG} Ref. 7041, 1400 €.", place="Valencia", occupation={"uri": CHEF})
    again = {**chef, "id": "2", "title": "Chef wanted", "text": f"{LONG} Start at once. Ref. 7055, 1450 €."}
    report = import_vacancies(rows(chef, again), database, reader, NOW, "feed")
    first = repository.make_id("vacancy", "default", "feed", "1")
    assert (report.n_created, report.merged) == (1, [Merged(2, "2", first)])
    assert show_import(report).n_merged == 1
    assert import_vacancies(rows(chef, again), database, reader, NOW, "feed").n_unchanged == 2


@pytest.mark.parametrize(
    "change",
    [
        {"place": "Gandia"},
        {"occupation": {"uri": BAKER}},
        {"licences": ["food-handler"]},
        {"shift": ["night"]},
        {"text": f"{LONG} For our house in Gandia."},
    ],
)
def test_what_differs_in_what_matters_is_another_vacancy(
    change: dict[str, object], database: OrganisationDatabase, reader: Reader
) -> None:
    """The same words for another town, occupation or condition are kept."""
    chef = vacancy_line(id="1", text=f"{LONG} Good pay.", place="Valencia", occupation={"uri": CHEF})
    other = {**chef, "id": "2", "text": f"{LONG} Fair pay.", **change}
    assert import_vacancies(rows(chef, other), database, reader, NOW).n_created == 2


def test_a_second_sighting_keeps_the_vacancy_open_longer(database: OrganisationDatabase, reader: Reader) -> None:
    """The merged vacancy has the newest publication and the latest end, and ranking knows."""
    lines = [
        vacancy_line(id="1", text=LONG, date="2026-11-01", expires="2026-11-20"),
        vacancy_line(id="2", text=LONG, date="2026-11-10", expires="2026-12-01"),
    ]
    import_vacancies(rows(*lines), database, reader, NOW)
    with database.read() as session:
        [row] = repository.list_open(session)
    assert (str(row.published), str(row.expires), row.version) == ("2026-11-10", "2026-12-01", 2)
    assert (row.ranking["published"], row.ranking["expires"]) == ("2026-11-10", "2026-12-01")


def test_people_are_updated_only_when_they_changed(database: OrganisationDatabase, reader: Reader) -> None:
    """Versions rise with changes of content, not with imports."""
    line: dict[str, object] = {"id": "1", "text": "I can cook"}
    import_profiles(rows(line), database, reader, NOW, "ngo")
    import_profiles(rows(line), database, reader, NOW, "ngo")
    changed = import_profiles(rows({**line, "education": 3}), database, reader, NOW, "ngo")
    assert changed.n_updated == 1
    with database.read() as session:
        [row] = repository.list_everybody(session)
        assert row.version == 2


def test_ids_of_imported_rows_follow_from_their_source() -> None:
    """The same feed of an organisation gives the same ids everywhere; without an id of its own a row gets a random one.

    Those of the first organisation are what they were before there were others.
    """
    assert repository.make_id("vacancy", "default", "feed", "1") == "4efa262fa81a5217a48c8b32b2c39092"
    assert repository.make_id("vacancy", "default", "feed", "1") == repository.make_id(
        "vacancy", "default", "feed", "1"
    )
    others = [("vacancy", "default", "feed", "2"), ("vacancy", "default", "other", "1")]
    others += [("profile", "default", "feed", "1"), ("vacancy", "red", "feed", "1")]
    assert (
        len({repository.make_id(*key) for key in others} | {repository.make_id("vacancy", "default", "feed", "1")}) == 5
    )
    assert repository.make_id("profile", "default", "feed", None) != repository.make_id(
        "profile", "default", "feed", None
    )
