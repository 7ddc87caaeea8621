"""A database is opened with its own keys or not at all; erasing holds whatever happens, and in every backup."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection, column, table, text
from sqlmodel import select
from typer.testing import CliRunner

from api import erasing, repository
from api.bodies import ProfileLine
from api.cli import app
from api.erasing import erase
from api.errors import ErasedError, KeysError, NotFoundError
from api.keys import ROOT, KeyRing, write_key
from api.profiles import write_profile
from api.reading import Reader
from api.rights_tables import ErasureRow
from api.sealing import DEFAULT_ORGANISATION, seals_in
from api.session import KEYS, STORE, Database, OrganisationDatabase, make_engine, migrate
from api.settings import Settings
from api.tables import ProfileRow, TraceRow
from matcher.inputs import to_json
from matcher.types import RankingInput
from tests.api.conftest import COOK, NOW

CANARY = "Xylophonist"
PLAIN = "p" * 32
"""somebody of before"""


@pytest.fixture
def people(database: OrganisationDatabase, reader: Reader) -> list[str]:
    """Store two people, each with links and a trace, and return their ids."""
    return [store_person(database, reader, f"{CANARY} {name}") for name in ("Ana", "Ben")]


def store_person(database: OrganisationDatabase, reader: Reader, name: str) -> str:
    """Store somebody whose name is in every field."""
    line = ProfileLine.model_validate({"text": f"I can cook. {name}", "skills": [{"uri": COOK}, {"label": name}]})
    [read] = reader.read_profiles([line])
    with database.write() as session:
        row = repository.new_profile(name, name, NOW)
        write_profile(session, row, line, read, NOW)
        trace = TraceRow(id=row.id[::-1], at=NOW, profile_id=row.id, stamp={}, packed=b"1{}", results=[{"title": name}])
        session.add(trace)
    return row.id


@pytest.fixture
def again(settings: Settings, whole: Database) -> Iterator[Callable[[], Database]]:
    """Return what closes the database and opens it as a start does."""
    opened = [whole]

    def reopen() -> Database:
        opened[-1].close()
        opened.append(Database.open(settings.database, settings.keys))
        return opened[-1]

    yield reopen
    opened[-1].close()


def content(folder: Path) -> bytes:
    """Return every byte of every file in a folder."""
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


# --- keys and database belong together -------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize(
    ("break_it", "said"),
    [
        (shutil.rmtree, r"sealed with key 1, and .*keys holds no key"),
        (lambda keys: (keys / "001.key").unlink(), r"001\.key is missing"),
        (lambda keys: (keys / "001.key").write_text("11" * 32), "sealed with key 1, and .* holds another one"),
        (lambda keys: (keys / STORE).unlink(), r"people\.sqlite lacks the keys of 2 owners"),
        (lambda keys: (keys / "root.key").unlink(), r"root\.key cannot be read"),
    ],
    ids=["all gone", "ring key gone", "another ring", "store gone", "root gone"],
)
def test_a_start_without_the_right_keys_is_refused(
    settings: Settings, whole: Database, people: list[str], break_it: Callable[[Path], object], said: str
) -> None:
    """It says which key is missing, makes no new one, and everything is readable once the keys are back."""
    whole.close()
    keys, kept = settings.data / KEYS, settings.data.parent / "kept"
    shutil.copytree(keys, kept)
    break_it(keys)
    (keys / f"{STORE}-wal").unlink(missing_ok=True)
    before = {path.name for path in keys.glob("*.key")}
    with pytest.raises(KeysError, match=said):
        Database.open(settings.database)
    assert {path.name for path in keys.glob("*.key")} == before
    shutil.rmtree(keys)
    shutil.copytree(kept, keys)
    opened = Database.open(settings.database)
    with opened.read() as session:
        assert CANARY in repository.get_profile(session, people[0]).words
    opened.close()


@pytest.mark.slow
def test_an_older_key_that_is_needed_is_named(again: Callable[[], Database], people: list[str]) -> None:
    """Between a new key and wrapping again, both are needed."""
    assert people
    ring = seals_in(again().info).store.ring
    ring.add()
    again()
    (ring.folder / "001.key").unlink()
    with pytest.raises(KeysError, match="sealed with key 1, which is missing in"):
        again()


def test_the_ring_may_be_elsewhere(settings: Settings, whole: Database, people: list[str]) -> None:
    """IMMERSE_KEYS names the folder of the ring; the keys of people stay beside the database."""
    whole.close()
    elsewhere = settings.data.parent / "credentials"
    elsewhere.mkdir()
    for path in (settings.data / KEYS).glob("*.key"):
        shutil.move(path, elsewhere)
    opened = Database.open(settings.database, elsewhere)
    with opened.read() as session:
        assert CANARY in repository.get_profile(session, people[0]).words
    opened.close()


def test_an_empty_database_takes_any_ring(settings: Settings, whole: Database) -> None:
    """Where nothing is sealed there is nothing to lose."""
    whole.close()
    shutil.rmtree(settings.data / KEYS)
    Database.open(settings.database).close()


@pytest.mark.slow
def test_a_ring_that_was_brought_along_is_only_read(tmp_path: Path) -> None:
    """Nothing is written, not even for a moment, into a folder of credentials, which may be read-only."""
    keys = tmp_path / "credentials"  # beside the folder of people's keys
    KeyRing.make(keys)
    before = keys.stat().st_mtime_ns
    Database.open(tmp_path / "immerse.sqlite", keys).close()
    assert keys.stat().st_mtime_ns == before


def test_a_ring_whose_making_was_cut_short_is_finished(tmp_path: Path) -> None:
    """Whoever is killed after the first file, or meets another process there, leaves an installation that opens."""
    keys = tmp_path / "keys"
    keys.mkdir()
    write_key(keys / ROOT)
    before = (keys / ROOT).read_text()
    Database.open(tmp_path / "immerse.sqlite", keys).close()
    assert (keys / ROOT).read_text() == before
    assert (keys / "001.key").exists()


def test_the_commands_show_rotate_and_remove(settings: Settings, whole: Database, people: list[str]) -> None:
    """`immerse keys`: while a server runs; nothing becomes unreadable; a key in use is not removed."""
    environment = {"IMMERSE_DATA": str(settings.data)}

    def run(*words: str) -> str:
        done = CliRunner().invoke(app, ["keys", *words], env=environment)
        if done.exception:
            raise done.exception
        return done.stdout

    assert "key 1 (the newest, which wraps): wraps 2 keys" in run("show")
    with pytest.raises(KeysError, match="key 1 still wraps 2"):
        run("remove", "1")
    assert "key 2 is in use, and wraps 2 keys" in run("rotate")
    run("remove", "1")
    assert run("show").splitlines() == ["key 2 (the newest, which wraps): wraps 2 keys of people and organisations"]
    with whole.read() as session:
        assert CANARY in repository.get_profile(session, people[0]).words


# --- what was stored before ------------------------------------------------------------------


def put(connection: Connection, name: str, **values: object) -> None:
    """Write a row as an earlier version did."""
    rows = table(name, column("organisation"), *map(column, values))
    connection.execute(rows.insert().values(organisation=DEFAULT_ORGANISATION, **values))


def test_what_was_stored_in_plain_is_sealed(settings: Settings) -> None:
    """After the migration the same rows are read, and no byte of the file holds what they say; and back again."""
    settings.data.mkdir(parents=True)
    engine = make_engine(settings.database)
    migrate(engine, "0008")
    said, at = f"my words {CANARY}", datetime(2026, 11, 1)  # noqa: DTZ001 - as the database keeps it
    facts = json.dumps(to_json(RankingInput(education=3)))
    read = {"read_input": facts, "ranking_input": facts, "taxonomy": "", "reading": "", "former": "[]"}
    nothing = {"facts": "{}", "unmapped": "[]", "unresolved": "[]", "version": 1, "created_at": at, "updated_at": at}
    own = {"source": said, "external_id": said, "lang": "en", "words": said, "content_hash": said}
    mention = {"mention_text": said, "mention_start": 0, "mention_end": 1}
    link = {"kind": "skill", "uri": said, "label": said, "score": 1, "method": "exact", "status": "held"}
    made = {"at": at, "stamp": "{}", "asked": "{}", "near": "", "program": "", "digest": "d", "widened": "[]"}
    with engine.begin() as connection:
        put(connection, "profile", id=PLAIN, **own, **nothing, **read)
        put(connection, "profile_link", profile_id=PLAIN, **link, **mention, decision="none")
        put(connection, "trace", id=PLAIN, profile_id=PLAIN, packed=b"1{}", results=json.dumps([{"t": said}]), **made)
        put(connection, "trace", id="erased", profile_id="gone", results="[]", **made)
    engine.dispose()
    assert CANARY.encode() in content(settings.data)
    database = Database.open(settings.database)
    with database.read() as session:
        [row] = repository.list_everybody(session)
        assert (row.words, row.external_id, row.lang, row.contact_at) == (said, said, "en", row.updated_at)
        assert repository.find_external(session, said, said) is row
        [found] = repository.get_links(session, row.id)
        assert (found.uri, found.mention_text) == (said, said)
        trace = repository.get_trace(session, PLAIN)
        assert (trace.packed, trace.results) == (b"1{}", [{"t": said}])
        assert repository.get_trace(session, "erased").results is None
    database.fold()
    assert CANARY.encode() not in content(settings.data)
    seals = seals_in(database.info)
    engine = make_engine(settings.database)
    migrate(engine, "0008", seals, down=True)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT words, external_id, facts FROM profile")).one() == (said, said, "{}")
        assert connection.execute(text("SELECT id, uri FROM profile_link")).one() == (1, said)
        assert connection.execute(text("SELECT id, packed FROM trace")).one() == (PLAIN, b"1{}")
    engine.dispose()
    database.close()


# --- erasing ---------------------------------------------------------------------------------


class StopError(Exception):
    """The machine is switched off."""


def stop(*_arguments: object, **_names: object) -> None:
    """Stand in for the moment at which the machine stops."""
    raise StopError


@pytest.mark.parametrize("moment", ["begin_erasing", "delete_person", "destroy"])
def test_erasing_that_was_cut_short_is_finished_at_the_next_start(
    again: Callable[[], Database], people: list[str], moment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wherever it stops, afterwards the person is there whole, or gone whole; never half."""
    whole = again()
    ana, ben = people
    store = seals_in(whole.info).store
    with monkeypatch.context() as patch:
        patch.setattr(store if hasattr(store, moment) else erasing, moment, stop)
        with pytest.raises(StopError):
            erase(whole.of(DEFAULT_ORGANISATION), ana, NOW)
    whole = again()
    store, owner = seals_in(whole.info).store, f"profile:{ana}"
    with whole.read() as session:
        if moment == "begin_erasing":  # nothing had been noted
            assert CANARY in repository.get_profile(session, ana).words
        else:
            assert repository.find_profile(session, ana) is None
            assert repository.get_trace(session, ana[::-1]).results is None
            with pytest.raises(ErasedError):
                store.find(owner)
            assert [row.profile_id for row in session.exec(select(ErasureRow))] == [ana]
        assert CANARY in repository.get_profile(session, ben).words
    assert store.list_ending() == ()


def test_a_backup_taken_before_holds_nothing_and_erasing_outlives_it(
    settings: Settings, again: Callable[[], Database], people: list[str]
) -> None:
    """The old file opens with no remaining key; put back in place, the start erases the person once more."""
    ana, ben = people
    whole = again()
    whole.fold()
    backup = settings.data.parent / "backup.sqlite"
    shutil.copy(settings.database, backup)
    receipt = erase(whole.of(DEFAULT_ORGANISATION), ana, NOW)
    assert receipt.counts["profile"] == receipt.counts["trace"] == 1
    assert receipt.counts["profile_link"] > 0
    assert CANARY.encode() not in content(settings.data) + backup.read_bytes()
    whole.close()
    for path in settings.data.glob("immerse.sqlite*"):
        path.unlink()
    shutil.copy(backup, settings.database)
    old = make_engine(backup)
    with old.connect() as connection:
        sealed = connection.execute(text("SELECT words FROM profile WHERE id = :id"), {"id": ana}).scalar_one()
    old.dispose()
    whole = again()
    seals = seals_in(whole.info)
    with pytest.raises(ErasedError):
        seals.open(f"profile:{ana}", b"profile\x1fwords\x1fdefault\x1f" + ana.encode(), sealed)
    with whole.read() as session:
        assert [row.id for row in session.exec(select(ProfileRow))] == [ben]
        assert repository.get_trace(session, ana[::-1]).results is None
        assert [row.reason for row in session.exec(select(ErasureRow))] == ["again"]


def test_erasing_nobody_destroys_nothing(database: OrganisationDatabase, people: list[str]) -> None:
    """An id that is not there, and one of another organisation, is not found, and no key is touched."""
    other = database.of(DEFAULT_ORGANISATION)
    with pytest.raises(NotFoundError):
        erase(other, "nobody", NOW)
    with database.read() as session:
        assert all(repository.get_profile(session, each).words for each in people)
