"""Sealed columns look like any other, and the database holds nothing of them that can be read, changed or moved."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

import pytest
from sqlalchemy import MetaData, text
from sqlalchemy.exc import IntegrityError, StatementError
from sqlmodel import Field, Session, SQLModel, select

from api.errors import ErasedError, KeysError, SealError
from api.key_store import KeyStore
from api.keys import KeyRing
from api.sealing import SEALS, Owner, Sealed, SealedBytes, SealedJson, Sealing, Seals, watch
from api.session import make_engine


class Base(SQLModel):
    """Tables of these tests, apart from those of the service."""

    metadata: ClassVar[MetaData] = MetaData()


watch(Base)


class PersonRow(Base, table=True):
    """Somebody with a secret."""

    __tablename__ = "person"
    __sealing__ = Sealing(Owner.PROFILE, "id", makes_key=True, lookups={"mail_key": ("mail",)})

    id: str = Field(primary_key=True)
    organisation: str = "ours"
    mail: str | None = Field(default=None, sa_type=Sealed)
    mail_key: str | None = Field(default=None, unique=True)
    words: str = Field(default="", sa_type=Sealed)
    facts: dict[str, Any] = Field(default_factory=dict, sa_type=SealedJson)
    packed: bytes | None = Field(default=None, sa_type=SealedBytes)
    n: int = 0


class NoteRow(Base, table=True):
    """A note about somebody."""

    __tablename__ = "note"
    __sealing__ = Sealing(Owner.PROFILE, "person_id")

    id: str = Field(primary_key=True)
    organisation: str = "ours"
    person_id: str
    words: str = Field(sa_type=Sealed)


class ColleagueRow(Base, table=True):
    """Somebody who works here; sealed with the organisation's key."""

    __tablename__ = "colleague"

    id: str = Field(primary_key=True)
    organisation: str = "ours"
    name: str = Field(sa_type=Sealed)


class Installation:
    """A database and its keys."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.engine = make_engine(folder / "a.sqlite")
        self.store = KeyStore(make_engine(folder / "people.sqlite"), KeyRing.make(folder / "keys"))
        Base.metadata.create_all(self.engine)

    def session(self) -> Session:
        """Open a session."""
        return Session(self.engine, info={SEALS: Seals(self.store)})

    def run(self, statement: str, **values: object) -> None:
        """Change the database behind the program's back."""
        with self.engine.begin() as connection:
            connection.execute(text(statement), values)

    @property
    def content(self) -> bytes:
        """Every byte of the database."""
        return b"".join(path.read_bytes() for path in sorted(self.folder.glob("a.sqlite*")))


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    """Return an installation with two people."""
    made = Installation(tmp_path)
    with made.session() as session:
        facts = {"skills": ["whistling"], "n": 3}
        session.add(PersonRow(id="ana", mail="ana@x.org", words="canary words", facts=facts, packed=b"canary packed"))
        session.add(PersonRow(id="ben", mail="ben@x.org", words="other words"))
        session.flush()
        session.add(NoteRow(id="n1", person_id="ana", words="canary note"))
        session.add(ColleagueRow(id="c1", name="Canary Colleague"))
        session.commit()
    yield made
    made.engine.dispose()
    made.store.close()


def test_rows_look_ordinary_and_the_file_holds_nothing_of_them(installation: Installation) -> None:
    """What was written is read in any session, changed like anything else, and never lies in the file."""
    with installation.session() as session:
        ana = session.get_one(PersonRow, "ana")
        assert (ana.mail, ana.words, ana.facts) == ("ana@x.org", "canary words", {"skills": ["whistling"], "n": 3})
        assert ana.packed == b"canary packed"
        assert not session.is_modified(ana)
        ana.words, ana.facts = "canary again", {**ana.facts, "n": 4}
        session.commit()
        assert ana.words == "canary again"  # refreshed from the database
    with installation.session() as session:
        [found] = session.exec(select(PersonRow).where(PersonRow.n == 0, PersonRow.id == "ana"))
        assert (found.words, found.facts["n"], found.mail) == ("canary again", 4, "ana@x.org")
        assert session.get_one(NoteRow, "n1").words == "canary note"
        assert session.get_one(ColleagueRow, "c1").name == "Canary Colleague"
    for secret in (b"anary", b"whistling", b"x.org"):
        assert secret not in installation.content


def test_only_what_changes_is_sealed_again(installation: Installation) -> None:
    """A change of another column leaves the sealed ones as they lie, byte for byte; equal values are sealed unlike."""
    query = text("SELECT id, words, mail FROM person ORDER BY id")
    with installation.session() as session:
        before = session.execute(query).all()
        session.get_one(PersonRow, "ana").n = 7
        session.get_one(PersonRow, "ben").words = "canary words"
        session.commit()
        after = session.execute(query).all()
    assert after[0] == before[0]
    assert after[1].mail == before[1].mail
    assert after[1].words != after[0].words


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE person SET words = (SELECT words FROM person WHERE id = 'ben') WHERE id = 'ana'",
        "UPDATE person SET words = (SELECT words FROM note WHERE id = 'n1') WHERE id = 'ana'",
        "UPDATE person SET words = mail WHERE id = 'ana'",
        "UPDATE person SET organisation = 'theirs' WHERE id = 'ana'",
        "UPDATE person SET words = substr(words, 1, 20) WHERE id = 'ana'",
        "UPDATE person SET words = 'plain' WHERE id = 'ana'",
    ],
    ids=["another row", "another table", "another column", "another organisation", "cut", "plain"],
)
def test_what_was_changed_or_moved_is_refused(installation: Installation, tampering: str) -> None:
    """Reading the row raises and names the place; the other row is read as before."""
    installation.run(tampering)
    with installation.session() as session:
        with pytest.raises(SealError, match=r"person\.\w+ of ana"):
            session.get(PersonRow, "ana")
        assert session.get_one(PersonRow, "ben").words == "other words"


@pytest.mark.slow
def test_every_single_byte_counts(installation: Installation) -> None:
    """Whichever byte of a sealed value is flipped, it is refused."""
    with installation.session() as session:
        sealed = session.execute(text("SELECT words FROM person WHERE id = 'ana'")).scalar_one()
    for at in range(len(sealed)):
        flipped = sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :]
        installation.run("UPDATE person SET words = :flipped WHERE id = 'ana'", flipped=flipped)
        with installation.session() as session, pytest.raises(SealError):
            session.get(PersonRow, "ana")


def test_nothing_plain_can_slip_in(installation: Installation) -> None:
    """A statement past the rows is refused; so is comparing; None may be written, to blank a value."""
    table = PersonRow.metadata.tables["person"]
    with installation.session() as session:
        for statement in (table.update().values(words="plain"), select(PersonRow).where(PersonRow.words == "plain")):
            with pytest.raises(StatementError, match="in plain"):
                session.execute(statement)
        session.execute(table.update().values(mail=None, mail_key=None))
        session.commit()
        assert session.get_one(PersonRow, "ana").mail is None


def test_a_session_without_keys_reads_and_writes_nothing(installation: Installation) -> None:
    """A session that did not come from the database is refused."""
    with Session(installation.engine) as session:
        with pytest.raises(SealError, match="no keys"):
            session.get(PersonRow, "ana")
        session.add(PersonRow(id="cem", words="x"))
        with pytest.raises(SealError, match="no keys"):
            session.flush()


def test_a_blind_index_finds_and_keeps_apart(installation: Installation) -> None:
    """The code finds its row, follows a change, is unique, and follows from nothing without the key."""
    seals = Seals(installation.store)
    code = seals.index("person", "mail_key", "ours", "ana@x.org")
    assert code != seals.index("person", "mail_key", "theirs", "ana@x.org")
    with installation.session() as session:
        ana = session.exec(select(PersonRow).where(PersonRow.mail_key == code)).one()
        assert ana.id == "ana"
        ana.mail = "new@x.org"
        session.commit()
        assert ana.mail_key == seals.index("person", "mail_key", "ours", "new@x.org")
        ana.mail = None
        session.commit()
        assert ana.mail_key is None
        session.add(PersonRow(id="cem", mail="ben@x.org"))
        with pytest.raises(IntegrityError):
            session.commit()


def test_a_row_that_could_not_be_written_keeps_its_values(installation: Installation) -> None:
    """After a refused flush the same row can be mended and written."""
    with installation.session() as session:
        cem = PersonRow(id="cem", mail="ben@x.org", words="mine")
        session.add(cem)
        with pytest.raises(IntegrityError):
            session.flush()
        session.rollback()
        cem.mail = "cem@x.org"
        session.add(cem)
        session.commit()
        assert (cem.words, cem.mail) == ("mine", "cem@x.org")


def test_without_the_owners_key_nothing_opens(installation: Installation) -> None:
    """Once the key is destroyed, everything about the person is; others are untouched, and nobody writes on."""
    installation.store.destroy("profile:ana")
    with installation.session() as session:
        for table, row_id in ((PersonRow, "ana"), (NoteRow, "n1")):
            with pytest.raises(ErasedError):
                session.get(table, row_id)
        assert session.get_one(PersonRow, "ben").words == "other words"
        session.add(NoteRow(id="n2", person_id="ana", words="late"))
        with pytest.raises(ErasedError):
            session.flush()


def test_a_note_about_nobody_is_refused(installation: Installation) -> None:
    """Only the row of a person makes the person's key."""
    with installation.session() as session:
        session.add(NoteRow(id="n2", person_id="nobody", words="x"))
        with pytest.raises(KeysError, match="profile:nobody is missing"):
            session.flush()
