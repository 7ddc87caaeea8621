"""What is filled in bulk is what an import would have stored; nothing else is ever filled."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

import pytest
from sqlalchemy import text
from sqlmodel import select

from api import filling
from api.bodies import ProfileLine, VacancyLine
from api.errors import ConflictError, InvalidInputError
from api.filling import fill, fill_installed
from api.importing import import_profiles, import_vacancies
from api.reading import Reader
from api.rows import RawRow
from api.session import Database, OrganisationDatabase
from api.settings import Settings
from api.shelf import Parts, Shelf
from api.tables import OutboxRow, ProfileLinkRow, ProfileRow, VacancyRow
from matcher.artefacts import Concepts
from matcher.inputs import to_json
from tests.api.conftest import LONG, NOW, vacancy_line

SOURCE = "feed"
VACANCY = vacancy_line(
    id="1", source=SOURCE, text=LONG, lang="en", place="Valencia", country="ES", hours={"min": 20.0, "max": 40.0},
    contract="permanent", expires="2026-12-24",
)  # fmt: skip
PERSON = {
    "id": "1", "source": SOURCE, "text": "I cook. I am a chef.", "lang": "en", "languages": {"es": "B1"},
    "place": "Valencia", "hours": {"min": 30.0, "max": 40.0},
}  # fmt: skip
OWN = {"id", "profile_id"}  # random where somebody is imported


def read_vacancy(reader: Reader, line: Mapping[str, Any]) -> dict[str, Any]:
    """Return a line as it is filled: with what the service reads from it."""
    [read] = reader.read_vacancies([VacancyLine.model_validate(line)], ["x"])
    links = [asdict(link) for link in (*read.occupation_links, *read.skill_links)]
    ranking = {key: value for key, value in to_json(read.vacancy).items() if key != "id"}
    return {"vacancy": {"line": line, "links": links, "ranking": ranking}}


def read_person(reader: Reader, line: Mapping[str, Any]) -> dict[str, Any]:
    """Return a person as they are filled, who has answered nothing."""
    [read] = reader.read_profiles([ProfileLine.model_validate(line)])
    links = [{**asdict(link), "decision": "none"} for link in (*read.occupation_links, *read.skill_links)]
    return {"profile": {"line": line, "links": links, "input": to_json(read.input)}}


def stream(*lines: object, end: bool = True) -> io.BytesIO:
    """Return lines as they come."""
    said = [*lines, *([{"end": {}}] if end else [])]
    return io.BytesIO("".join(f"{json.dumps(line)}\n" for line in said).encode())


def plain(rows: Iterable[Any], *without: str) -> list[dict[str, Any]]:
    """Return rows as values, in one order."""
    values = [{key: value for key, value in row.model_dump().items() if key not in without} for row in rows]
    return sorted(values, key=lambda row: json.dumps(row, default=str, sort_keys=True))


@pytest.fixture
def shelf(settings: Settings, concepts: Concepts) -> Shelf:
    """Return where the index goes."""
    return Shelf(settings.index, Parts.of(concepts))


def test_a_filled_vacancy_has_the_columns_of_an_imported_one(
    whole: Database, concepts: Concepts, shelf: Shelf, reader: Reader, database: OrganisationDatabase
) -> None:
    """Every column is equal, id, hash, key of near texts and what lists are searched in; the outbox names it."""
    import_vacancies(iter([RawRow(1, dict(VACANCY))]), database, reader, NOW)
    with whole.read() as session:
        [imported] = plain(session.exec(select(VacancyRow)))
    with whole.write() as session:
        for row in (*session.exec(select(VacancyRow)), *session.exec(select(OutboxRow))):
            session.delete(row)
    line = read_vacancy(reader, VACANCY)
    fill(whole, concepts, shelf, stream(line), lambda _: None, NOW)
    with whole.read() as session:
        [filled] = plain(session.exec(select(VacancyRow)))
        [change] = session.exec(select(OutboxRow)).all()
    assert imported["links"]
    assert imported == {**filled, "stated": imported["stated"], "unmapped": imported["unmapped"]}
    assert (imported["id"], 1) == (change.vacancy_id, change.version)


def test_a_filled_person_has_the_columns_of_an_imported_one(
    whole: Database, concepts: Concepts, shelf: Shelf, reader: Reader, database: OrganisationDatabase
) -> None:
    """All sealed columns open to the same values, those of links too, and the same person is found by their id."""
    fill(whole, concepts, shelf, stream(read_person(reader, PERSON)), lambda _: None, NOW)
    with database.read() as session:
        filled = plain(session.exec(select(ProfileRow)), *OWN), plain(session.exec(select(ProfileLinkRow)), *OWN)
        raw = b"".join(map(bytes, session_bytes(whole)))
    import_profiles(iter([RawRow(1, {**PERSON, "text": "I cook."})]), database, reader, NOW)  # another text: updated
    import_profiles(iter([RawRow(1, dict(PERSON))]), database, reader, NOW)
    with database.read() as session:
        again = plain(session.exec(select(ProfileRow)), *OWN), plain(session.exec(select(ProfileLinkRow)), *OWN)
    assert len(filled[1]) > 1
    assert again[1] == filled[1]
    [person], [before] = again[0], filled[0]
    assert person == {**before, "version": 3, "unmapped": person["unmapped"]}
    assert b"chef" not in raw


def session_bytes(whole: Database) -> list[bytes]:
    """Return what the database holds of a person."""
    with whole.read() as session:
        profile = session.connection().execute(text("SELECT words, facts, ranking_input FROM profile")).one()
        return [*profile, *session.connection().execute(text("SELECT label FROM profile_link")).scalars()]


def test_a_stream_that_was_cut_short_goes_on(
    whole: Database, concepts: Concepts, shelf: Shelf, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What came before is stored, and said at the start of the next stream; only the last one publishes."""
    monkeypatch.setattr(filling, "TOGETHER", {"vacancies": 2, "profiles": 1})
    lines = [read_vacancy(reader, {**VACANCY, "id": str(i)}) for i in range(5)]
    said: list[Mapping[str, Any]] = []
    cut = stream(*lines[:3], end=False).getvalue() + b'{"vacancy": {"li'
    with pytest.raises(InvalidInputError, match="go on"):
        fill(whole, concepts, shelf, io.BytesIO(cut), said.append, NOW)
    assert shelf.name() is None
    fill(whole, concepts, shelf, stream(*lines[3:], read_person(reader, PERSON)), said.append, NOW)
    hellos = [each for each in said if "name" not in each]
    assert hellos == [
        {"vacancies": 0, "profiles": 0},
        {"vacancies": 3, "profiles": 0},
        {"generation": "gen-000001"},
    ]
    base = shelf.open()
    assert base is not None
    assert base.stock.n_vacancies == 5


def test_what_has_not_come_this_way_is_never_filled(
    settings: Settings, database: OrganisationDatabase, reader: Reader, concepts: Concepts,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """An installation in use is refused before anything is written."""
    import_vacancies(iter([RawRow(1, dict(VACANCY))]), database, reader, NOW)
    monkeypatch.setattr(filling, "open_installed", lambda _: concepts)
    with pytest.raises(ConflictError, match="not come this way"):
        fill_installed(settings, stream(), lambda _: None, NOW)
