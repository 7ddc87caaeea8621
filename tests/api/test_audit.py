"""The audit chain: in the transaction of the action or not at all, and no change of it goes unseen."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import pysqlite3
import pytest
from sqlalchemy import make_url, text
from sqlalchemy.exc import DatabaseError as DriverError
from sqlmodel import func, select
from typer.testing import CliRunner

from api import accountability_repository as rows
from api import repository
from api.accountability_tables import PseudonymRow
from api.anchors import read_anchors
from api.audit import About, Chain, Note, attach, noted, noting, record
from api.audit_keys import AuditKeys
from api.audit_watch import ANCHOR_ENTRIES, AuditWatch, anchor_chain, rotate_installed, verify_chain
from api.chain import mac_of
from api.cli import app
from api.errors import AuditError, KeysError, NotFoundError
from api.keys import KeyRing
from api.measures import build_measures
from api.principals import Principal, PrincipalKind, Role
from api.rights_repository import delete_person
from api.session import KEYS, Database
from api.settings import Settings
from api.tables import KeptPartRow, ProfileRow
from tests.api.conftest import NOW
from tests.api.starts import POSTGRESQL, Starts

PERSON = About("profile", "0123456789abcdef0123456789abcdef")


def stored() -> ProfileRow:
    """Return the person, as a row of the organisation "default"."""
    row = repository.new_profile("", None, NOW)
    row.id, row.organisation = PERSON.id, "default"
    return row


def someone(organisation: str = "default") -> Principal:
    """Return a caseworker of an organisation."""
    return Principal(PrincipalKind.USER, "ana", organisation, frozenset({Role.CASEWORKER}))


@pytest.fixture
def chain(whole: Database) -> Chain:
    """Return the chain of an empty installation."""
    return attach(whole, lambda: NOW)


@pytest.fixture
def recorded(whole: Database, chain: Chain) -> Chain:
    """Append six entries in each of two organisations."""
    for n in range(6):
        for organisation in ("default", "other"):
            with whole.write() as session:
                record(session, someone(organisation), f"profile.read {n}", PERSON)
    return chain


def problems(whole: Database, chain: Chain, settings: Settings) -> list[str]:
    """Verify, and return what does not fit."""
    return list(verify_chain(whole, chain, settings.audit_anchors).problems)


def tamper(settings: Settings, *statements: str) -> None:
    """Change the file as somebody with the whole disk in their hands would: triggers away, then the rows."""
    connection = pysqlite3.connect(settings.database)
    for trigger in ("audit_entry_no_update", "audit_entry_no_delete"):
        connection.execute(f"DROP TRIGGER {trigger}")
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


@pytest.mark.databases(always=True)
def test_a_whole_chain_verifies(whole: Database, recorded: Chain, settings: Settings) -> None:
    """Numbers run from 1 without a gap in each organisation, everything fits, and anchors are noted once."""
    with whole.read() as session, rows.streamed_entries(session) as entries:
        found = [(entry.organisation, entry.seq) for entry in entries]
    assert found == [(organisation, seq) for organisation in ("default", "other") for seq in range(1, 7)]
    assert anchor_chain(whole, recorded, settings.audit_anchors) == {"default": 6, "other": 6}
    anchor_chain(whole, recorded, settings.audit_anchors)
    assert len(read_anchors(settings.audit_anchors)) == 2  # none is noted twice
    verdict = verify_chain(whole, recorded, settings.audit_anchors)
    assert (verdict.n_entries, verdict.problems) == (12, ())


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("at", "'2026-01-01 00:00:00.000000'"), ("actor", "'x'"), ("role", "'x'"), ("action", "'x'"),
        ("object_kind", "'x'"), ("object", "'x'"), ("outcome", "'x'"), ("trace", "'x'"), ("request", "'x'"),
        ("mac", f"'{'0' * 64}'"),
    ],
)  # fmt: skip
def test_every_changed_field_is_found(
    whole: Database, recorded: Chain, settings: Settings, column: str, value: str
) -> None:
    """Each column of an entry is covered by its mac, the time too."""
    tamper(settings, f"UPDATE audit_entry SET {column} = {value} WHERE organisation = 'default' AND seq = 3")  # noqa: S608 - ours
    found = problems(whole, recorded, settings)
    assert found[0].startswith("organisation default: entry 3 does not fit")
    assert all("default" in each for each in found)


def test_a_missing_entry_is_found(whole: Database, recorded: Chain, settings: Settings) -> None:
    """A hole in the middle is named, whether or not what follows is numbered anew."""
    tamper(settings, "DELETE FROM audit_entry WHERE organisation = 'other' AND seq = 2")
    assert problems(whole, recorded, settings) == ["organisation other: 1 entries are missing before 3"]
    with pysqlite3.connect(settings.database) as connection:
        for seq in range(3, 7):
            connection.execute(
                "UPDATE audit_entry SET seq = ? WHERE organisation = 'other' AND seq = ?", (seq - 1, seq)
            )
    assert problems(whole, recorded, settings)[0].startswith("organisation other: entry 2 does not fit")


def test_swapped_and_foreign_entries_are_found(whole: Database, recorded: Chain, settings: Settings) -> None:
    """An entry fits at its own place in its own organisation only."""
    moved = "UPDATE audit_entry SET organisation = 'third' WHERE organisation = 'other'"
    tamper(settings, moved)
    assert any("third: entry 1 does not fit" in each for each in problems(whole, recorded, settings))


def test_a_cut_end_needs_the_anchor(whole: Database, recorded: Chain, settings: Settings) -> None:
    """A chain that lost its end fits by itself; what was noted elsewhere tells. So does a chain that is gone."""
    tamper(settings, "DELETE FROM audit_entry WHERE organisation = 'default' AND seq > 4")
    assert problems(whole, recorded, settings) == []
    with whole.write() as session:
        session.execute(text("DELETE FROM audit_entry WHERE organisation = 'default'"))
        for n in range(6):
            record(session, someone(), f"other {n}", PERSON)
    anchor_chain(whole, recorded, settings.audit_anchors)
    with whole.write() as session:
        session.execute(text("DELETE FROM audit_entry WHERE organisation = 'default' AND seq > 4"))
        session.execute(text("DELETE FROM audit_entry WHERE organisation = 'other'"))
    assert problems(whole, recorded, settings) == [
        "organisation default: the end was cut off after 4, 6 was anchored",
        "organisation other: the end was cut off after 0, 6 was anchored",
    ]


def test_a_chain_made_anew_with_the_key_is_found_by_its_anchor(
    whole: Database, recorded: Chain, settings: Settings
) -> None:
    """Whoever has database and key can rewrite history, but not what was noted elsewhere."""
    anchor_chain(whole, recorded, settings.audit_anchors)
    tamper(settings, "DELETE FROM audit_entry WHERE organisation = 'default'")
    for n in range(7):
        with whole.write() as session:
            record(session, someone(), f"invented {n}", PERSON)
    assert problems(whole, recorded, settings) == ["organisation default: entry 6 is not the one that was anchored"]


@pytest.mark.usefixtures("recorded")
def test_another_key_fits_nowhere(whole: Database, settings: Settings) -> None:
    """Without the key nobody makes a chain that fits."""
    other = Chain(AuditKeys(KeyRing.make(settings.data / "elsewhere")), lambda: NOW)
    assert len(problems(whole, other, settings)) == 12


@pytest.mark.databases(always=True)
@pytest.mark.usefixtures("recorded")
@pytest.mark.parametrize("statement", ["UPDATE audit_entry SET action = 'x'", "DELETE FROM audit_entry"])
def test_the_database_refuses_changes(whole: Database, statement: str) -> None:
    """Entries can neither be changed nor deleted, not even from the program."""
    with pytest.raises(DriverError, match=r"never changed or deleted|permission denied"), whole.write() as session:
        session.execute(text(statement))


@pytest.mark.parametrize("kind", [POSTGRESQL])
@pytest.mark.usefixtures("recorded")
@pytest.mark.parametrize(
    "statement", ["UPDATE audit_entry SET action = 'x'", "DELETE FROM audit_entry", "TRUNCATE audit_entry"]
)
def test_even_the_owner_of_the_tables_is_refused(starts: Starts, settings: Settings, statement: str) -> None:
    """On PostgreSQL triggers stand behind the missing grants, against whoever owns the tables."""
    engine = starts.server.owner(make_url(settings.database_url))
    with engine.connect() as connection, pytest.raises(DriverError, match="never changed or deleted"):
        connection.execute(text(statement))
    engine.dispose()


@pytest.mark.usefixtures("chain")
def test_no_entry_no_action(whole: Database) -> None:
    """Where the entry cannot be appended, what it would have recorded is rolled back."""
    with whole.write() as session:
        session.execute(
            text("CREATE TRIGGER full BEFORE INSERT ON audit_entry BEGIN SELECT RAISE(ABORT, 'disk full'); END")
        )
    handle = noted(whole, Note(someone(), "part.keep", About("part", "p")))
    with pytest.raises(DriverError, match="disk full"), handle.write() as session:
        session.add(KeptPartRow(name="n", id="i", content={}))
    with whole.read() as session:
        assert session.get(KeptPartRow, ("n", "i")) is None


def test_a_database_without_its_chain_records_nothing_silently(whole: Database) -> None:
    """Forgetting to attach the chain is an error, not a quiet loss."""
    with pytest.raises(AuditError, match="without its audit chain"), whole.write() as session:
        record(session, someone(), "profile.read", PERSON)


def break_off(whole: Database) -> None:
    """Fail in the middle of writing."""
    with noting(whole, Note(someone(), "broken")) as handle, handle.write() as session:
        session.add(KeptPartRow(name="c", id="i", content={}))
        raise ZeroDivisionError


@pytest.mark.usefixtures("chain")
def test_each_transaction_of_a_request_ends_with_an_entry(whole: Database) -> None:
    """Two commits, two entries; a savepoint is no end; what only reads has one; a refusal and a fault are told."""
    with noting(whole, Note(someone(), "twice")) as handle:
        for name in ("a", "b"):
            with handle.write() as session, session.begin_nested():
                session.add(KeptPartRow(name=name, id="i", content={}))
    with noting(whole, Note(someone(), "read")) as handle, handle.read():
        pass
    with pytest.raises(NotFoundError), noting(whole, Note(someone(), "missing", PERSON)):
        raise NotFoundError("profile", PERSON.id)
    with pytest.raises(ZeroDivisionError):
        break_off(whole)
    with whole.read() as session, rows.streamed_entries(session) as entries:
        found = [(entry.action, entry.outcome, entry.object) for entry in entries]
        assert session.exec(select(func.count()).select_from(KeptPartRow)).one() == 2
    assert found == [
        ("twice", "done", ""),
        ("twice", "done", ""),
        ("read", "done", ""),
        ("missing", "refused", ""),
        ("broken", "failed", ""),
    ]


def test_people_are_pseudonyms_and_can_be_forgotten(whole: Database, chain: Chain, settings: Settings) -> None:
    """Neither id stands in the chain; erasing ends with the mapping gone and the chain whole."""
    with whole.write() as session:
        session.add(stored())
    with noting(whole, Note(someone(), "profile.read", PERSON)):
        pass
    with noting(whole, Note(someone(), "profile.erase", PERSON)) as handle, handle.write() as session:
        delete_person(session, PERSON.id, NOW, "request")
    with whole.read() as session, rows.streamed_entries(session) as entries:
        read, erased = entries
        assert rows.find_pseudonym(session, "default", PERSON.kind, PERSON.id) is None
        actor = rows.find_pseudonym(session, "default", "user", "ana")
    assert read.object == erased.object
    assert (read.actor, erased.actor) == (actor, actor)
    assert not {"ana", PERSON.id} & {*read.model_dump().values()}
    assert problems(whole, chain, settings) == []


@pytest.mark.usefixtures("chain")
def test_text_that_somebody_asked_for_is_not_recorded(whole: Database) -> None:
    """A refused request may have held anything where an id belongs; unknown people get no pseudonym by asking."""
    for about in (About("vacancy", "Amal Haddad"), About("profile", "Amal Haddad")):
        with pytest.raises(NotFoundError), noting(whole, Note(someone(), "read", about)):
            raise NotFoundError(about.kind, about.id)
    with whole.read() as session, rows.streamed_entries(session) as entries:
        assert [entry.object for entry in entries] == ["", ""]
        assert [row.subject for row in session.exec(select(PseudonymRow))] == ["ana"]


@pytest.mark.databases(always=True)
def test_appending_at_once_leaves_no_gap(whole: Database, chain: Chain, settings: Settings) -> None:
    """Eight threads, two hundred entries: numbered 1 to 200, and they fit."""

    def append(_n: int) -> None:
        with whole.write() as session:
            record(session, someone(), "profile.read", PERSON)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(append, range(200)))
    verdict = verify_chain(whole, chain, settings.audit_anchors)
    assert (verdict.n_entries, verdict.problems) == (200, ())


@pytest.mark.usefixtures("chain")
def test_a_long_chain_takes_no_longer_to_append_to(whole: Database) -> None:
    """Counted in steps of the database: after four hundred entries as many as after twenty, and a few."""

    def append(n: int) -> int:
        steps = []
        with whole.write() as session:
            driver = session.connection().connection.driver_connection
            assert driver is not None
            driver.set_progress_handler(lambda: steps.append(1), 1)
            for _ in range(n):
                record(session, someone(), "profile.read", PERSON)
            driver.set_progress_handler(None, 0)
        return len(steps) // n

    append(20)
    early = append(1)
    append(400)
    assert append(1) < early + 20


def test_the_key_is_kept_apart(whole: Database, recorded: Chain, settings: Settings) -> None:
    """The key comes from the ring outside the database, is the same after a restart, and is in no file of the data."""
    key = recorded.keys.get(0)
    assert attach(whole, lambda: NOW).keys.get(0) == key
    whole.fold()
    for path in settings.data.rglob("*"):
        if path.is_file():
            assert key not in path.read_bytes()
            assert key.hex().encode() not in path.read_bytes()
    assert key.hex() not in repr(recorded)


@pytest.mark.usefixtures("chain")
def test_deleting_outside_of_a_request_forgets_too(whole: Database) -> None:
    """Retention and other work of the installation delete profiles without a note."""
    with whole.write() as session:
        session.add(stored())
        record(session, someone(), "profile.read", PERSON)
    with whole.write() as session:
        assert rows.find_pseudonym(session, "default", PERSON.kind, PERSON.id)
        delete_person(session, PERSON.id, NOW, "request")
    with whole.read() as session:
        assert rows.find_pseudonym(session, "default", PERSON.kind, PERSON.id) is None


def test_the_watch_counts_and_anchors(whole: Database, recorded: Chain, settings: Settings) -> None:
    """A running watch has verified and anchored when it ends; tampering shows as a number."""
    registry = build_measures().registry
    watch = AuditWatch(whole, settings, recorded, registry)
    watch.start()
    watch.stop()
    assert registry.get_sample_value("immerse_audit_problems") == 0
    assert sorted(anchor.organisation for anchor in read_anchors(settings.audit_anchors)) == ["default", "other"]
    tamper(settings, "UPDATE audit_entry SET role = 'x' WHERE seq = 6")
    assert len(watch.check().problems) == 2
    assert registry.get_sample_value("immerse_audit_problems") == 2


def test_the_watch_anchors_sooner_where_much_happens(whole: Database, recorded: Chain, settings: Settings) -> None:
    """A chain that has grown by as many as may be cut off unseen is anchored at the next look, others in time."""
    watch = AuditWatch(whole, settings, recorded, build_measures().registry)
    watch.go()
    heads = {anchor.organisation: anchor.seq for anchor in read_anchors(settings.audit_anchors)}
    watch.go()
    assert len(read_anchors(settings.audit_anchors)) == 2
    for n in range(ANCHOR_ENTRIES):
        with whole.write() as session:
            record(session, someone("other"), f"more {n}", PERSON)
    watch.go()
    newest = {anchor.organisation: anchor.seq for anchor in read_anchors(settings.audit_anchors)}
    assert newest["other"] >= heads["other"] + ANCHOR_ENTRIES
    with whole.write() as session:
        record(session, someone(), "one more", PERSON)
    watch.stop()
    with whole.read() as session:
        last = {row.organisation: row.seq for row in rows.list_heads(session)}
    assert {anchor.organisation: anchor.seq for anchor in read_anchors(settings.audit_anchors)} == last


def test_verifying_is_recorded(whole: Database, recorded: Chain, settings: Settings) -> None:
    """The first time after a start, once a day, and always where something did not fit."""
    watch = AuditWatch(whole, settings, recorded, build_measures().registry)
    watch.go()
    assert told(whole)[6:] == [("audit.verify", "done")]
    watch._verify()
    assert len(told(whole)) == 7
    tamper(settings, "UPDATE audit_entry SET role = 'x' WHERE seq = 2")
    watch._verify()
    assert told(whole)[7:] == [("audit.verify", "failed")]


def told(whole: Database) -> list[tuple[str, str]]:
    """Return actions and outcomes of the first organisation's chain."""
    with whole.read() as session, rows.streamed_entries(session) as entries:
        return [(row.action, row.outcome) for row in entries if row.organisation == "default"]


@pytest.mark.databases
def test_another_key_signs_after_rotation(whole: Database, recorded: Chain, settings: Settings) -> None:
    """Each chain notes it with its old key; processes that run go on with the new one; both are needed to verify."""
    said = rotate_installed(settings)
    assert said.startswith("key 1 signs 2 chains")
    for organisation in ("default", "third"):  # the third begins after the rotation
        with whole.write() as session:
            record(session, someone(organisation), "profile.read", PERSON)
    rotate_installed(settings)
    verdict = verify_chain(whole, recorded, settings.audit_anchors)
    assert (verdict.n_entries, verdict.problems) == (12 + 2 + 1 + 2 + 3, ())
    assert told(whole)[6:] == [("audit.rotate", "done"), ("profile.read", "done"), ("audit.rotate", "done")]
    first = recorded.keys.get(0)
    with whole.read() as session, rows.streamed_entries(session) as entries:
        ours = [row for row in entries if row.organisation == "default"]
    fits = [mac_of(first, before.mac, entry) == entry.mac for before, entry in pairwise(ours)]
    assert fits == [True] * 6 + [False] * 2
    (settings.data / KEYS / "audit-001.key").rename(settings.data / "audit-001.key")
    with pytest.raises(KeysError, match=re.escape("audit-001.key cannot be read")):
        verify_chain(whole, attach(whole, lambda: NOW), settings.audit_anchors)


def test_an_old_key_makes_no_chain_that_fits(whole: Database, recorded: Chain, settings: Settings) -> None:
    """Whoever has the key that was rotated away, and the database, can begin a chain anew, but not end it."""
    rotate_installed(settings)
    settings.audit_anchors.unlink()
    tamper(settings, "DELETE FROM audit_entry WHERE organisation = 'default' AND seq > 6")
    assert problems(whole, recorded, settings) == ["organisation default: key 0 signs its end, and 1 is the newest"]


@pytest.mark.usefixtures("recorded")
def test_the_command_says_whether_the_chain_is_whole(settings: Settings) -> None:
    """`immerse audit verify` ends with 0, and after tampering with 1 and what does not fit."""
    environment = {"IMMERSE_DATA": str(settings.data)}
    whole = CliRunner().invoke(app, ["audit", "verify"], env=environment)
    assert (whole.exit_code, whole.output) == (0, "12 entries, 0 problems\n")
    tamper(settings, "UPDATE audit_entry SET role = 'x' WHERE organisation = 'other' AND seq = 5")
    broken = CliRunner().invoke(app, ["audit", "verify"], env=environment)
    assert broken.exit_code == 1
    assert "organisation other: entry 5 does not fit" in broken.output


def test_an_anchor_that_is_none_is_named(whole: Database, recorded: Chain, settings: Settings) -> None:
    """A damaged file of anchors is a problem of its own, by line."""
    anchor_chain(whole, recorded, settings.audit_anchors)
    with settings.audit_anchors.open("a", encoding="utf-8") as stream:
        stream.write("{}\n")
    with pytest.raises(AuditError, match=re.escape("line 3 of audit-anchors.jsonl is no anchor")):
        problems(whole, recorded, settings)
