"""The demo world is loaded once, goes on where it was cut short, and leaves other people's data alone."""

from __future__ import annotations

import pytest

from api import repository
from api.bodies import VacancyLine
from api.demo_mark import Mark, needs_demo, read_mark, write_mark
from api.demo_world import DEMO, load_demo
from api.importing import import_vacancies
from api.reading import Reader
from api.rights import show_identity
from api.rows import RawRow, iter_rows, read_row
from api.session import Database, OrganisationDatabase
from api.settings import Settings
from tests.api.conftest import NOW, vacancy_line
from tests.reposts import REPOSTS


@pytest.mark.slow
def test_the_demo_world_is_loaded_whole(settings: Settings, database: OrganisationDatabase, reader: Reader) -> None:
    """Every line of every file is there afterwards, but what is posted twice only once; a second start leaves it."""
    said: list[str] = []
    write_mark(settings, Mark.LOADING)
    load_demo(settings, database, reader, NOW, said.append)
    with database.read() as session:
        there = {row.external_id for row in repository.list_open(session)}
        people = repository.list_everybody(session)
        assert len(people) == 30
        named = [show_identity(session, row).name for row in people]
        assert len(set(named) - {None}) == 29  # the one who said nothing is not named either
    cities = [path.stem.removeprefix("vacancies-") for path in DEMO.glob("vacancies-*.jsonl")]
    written = {f"demo-{city}-{number:03}" for city in cities for number in range(1, 51)}
    assert there <= written
    assert written - there <= {later for _, later in REPOSTS}
    assert said[-1] == "demo world: 30 people"
    assert read_mark(settings) is Mark.DONE
    assert not needs_demo(settings)


def test_a_database_with_other_data_is_left_alone(
    settings: Settings, database: OrganisationDatabase, reader: Reader
) -> None:
    """Somebody's vacancies are not mixed with invented ones."""
    import_vacancies(iter([RawRow(1, vacancy_line())]), database, reader, NOW)
    load_demo(settings, database, reader, NOW, lambda _: None)
    with database.read() as session:
        assert len(repository.list_open(session)) == 1


def test_a_new_installation_needs_it_and_an_old_one_does_not(settings: Settings) -> None:
    """Without a database yes; with one that never had it no; with a load cut short yes."""
    assert needs_demo(settings)
    Database.open(settings.database).close()
    assert not needs_demo(settings)
    write_mark(settings, Mark.LOADING)
    assert needs_demo(settings)


def test_demo_lines_have_no_unknown_keys() -> None:
    """What is written for the demo is all understood."""
    for path in sorted(DEMO.glob("vacancies-*.jsonl")):
        for row in iter_rows(path.read_bytes()):
            assert read_row(row, VacancyLine).model_extra == {}
