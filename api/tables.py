"""The tables. What a person wrote and what ranking may see stay in separate columns.

Everything about a person is in columns of type `Sealed`, which the database holds encrypted: see `api.sealing`, and
`api.personal` for what each column is for.
"""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime
from typing import Any, ClassVar

from sqlalchemy import (
    JSON,
    BigInteger,
    DateTime,
    ForeignKey,
    Index,
    MetaData,
    String,
    Text,
    TypeDecorator,
    UniqueConstraint,
    false,
)
from sqlalchemy.engine import Dialect
from sqlmodel import Field, SQLModel

from api.sealing import Owner, Sealed, SealedBytes, SealedJson, Sealing, watch
from matcher.duplicates import NO_KEY

FOUND_BY = 120  # letters of title and place that lists of vacancies are searched in
NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcTime(TypeDecorator[datetime]):
    """A moment in UTC; refuses naive times, gives aware ones back on every database."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Store without zone, after turning to UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time needs a zone")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Give the zone back."""
        return None if value is None else value.replace(tzinfo=UTC)


class Row(SQLModel):
    """Base of all tables, with metadata of its own."""

    metadata: ClassVar[MetaData] = MetaData(naming_convention=NAMING)


watch(Row)


class OrganisationRow(Row):
    """Base of the tables whose rows belong to an organisation: no other one reads or writes them (`api.walls`)."""

    organisation: str = Field(default="", max_length=32, foreign_key="organisation.id")
    """stamped when written through `Database.of`; anybody else has to say it, as no organisation is called ''"""


class SharedRow(OrganisationRow):
    """Base of the tables whose rows other organisations may read where they are shared, and never write."""

    shared: bool = False


class OrganisationInfoRow(Row, table=True):
    """An organisation that uses this installation; it is ended, never deleted, as rows of others may name it."""

    __tablename__ = "organisation"

    id: str = Field(primary_key=True, max_length=32)
    name: str = Field(max_length=200)
    contact: str = Field(default="", max_length=500, sa_column_kwargs={"server_default": ""})
    """how people reach it: said on their own pages"""
    created_at: datetime = Field(sa_type=UtcTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcTime)


class ProfileRow(OrganisationRow, table=True):
    """A person: own words, facts as given, and apart from both what ranking may see."""

    __tablename__ = "profile"
    __table_args__ = (
        UniqueConstraint("external_key"),
        Index(None, "organisation", "created_at", "id"),
        Index(None, "organisation", "taxonomy", "reading"),
    )
    __sealing__ = Sealing(Owner.PROFILE, "id", makes_key=True, lookups={"external_key": ("source", "external_id")})

    id: str = Field(primary_key=True, max_length=32)
    source: str = Field(default="", sa_type=Sealed)
    external_id: str | None = Field(default=None, sa_type=Sealed)
    external_key: str | None = Field(default=None, max_length=32)
    """blind index of source and external id, unique; None without an external id"""
    lang: str | None = Field(default=None, sa_type=Sealed)
    words: str = Field(default="", sa_type=Sealed)
    """the person's own words"""
    facts: dict[str, Any] = Field(default_factory=dict, sa_type=SealedJson)
    """the profile line as given, without the words"""
    content_hash: str = Field(default="", sa_type=Sealed)
    unmapped: list[dict[str, Any]] = Field(default_factory=list, sa_type=SealedJson)
    """mentions that no concept was found for"""
    unresolved: list[str] = Field(default_factory=list, sa_type=SealedJson)
    """names and URIs that taxonomy or gazetteer do not have"""
    read_input: dict[str, Any] = Field(default_factory=dict, sa_type=SealedJson)
    """what was read from words and facts, before anybody answered"""
    ranking_input: dict[str, Any] = Field(default_factory=dict, sa_type=SealedJson)
    """the same after the answers: all that ranking sees"""
    taxonomy: str = Field(default="", max_length=32, sa_column_kwargs={"server_default": ""})
    reading: str = Field(default="", max_length=100, sa_column_kwargs={"server_default": ""})
    """what it was read with: the release, and encoder and version of reading"""
    former: list[dict[str, Any]] = Field(default_factory=list, sa_type=SealedJson)
    """concepts of earlier releases that this one has not: kind, uri, label, decision"""
    version: int = 1
    created_at: datetime = Field(sa_type=UtcTime)
    updated_at: datetime = Field(sa_type=UtcTime)
    contact_at: datetime = Field(sa_type=UtcTime)
    """when somebody last worked with or for this person; see `api.retention`"""
    warned_at: datetime | None = Field(default=None, sa_type=UtcTime)
    """since when it has been on the list of those to be erased soon"""
    restricted_at: datetime | None = Field(default=None, sa_type=UtcTime)
    objected_at: datetime | None = Field(default=None, sa_type=UtcTime)
    withdrawn_at: datetime | None = Field(default=None, sa_type=UtcTime)
    """since when the person's consent is withdrawn; any of these three stops ranking"""


class ProfileLinkRow(OrganisationRow, table=True):
    """A concept proposed for a profile, or named in it, and what a person said about it."""

    __tablename__ = "profile_link"
    __table_args__ = (Index(None, "profile_id"),)
    __sealing__ = Sealing(Owner.PROFILE, "profile_id")

    id: str = Field(default_factory=lambda: uuid.uuid4().hex, primary_key=True, max_length=32)
    profile_id: str = Field(sa_type=String(32), sa_column_args=(ForeignKey("profile.id", ondelete="CASCADE"),))
    kind: str = Field(max_length=20)
    uri: str = Field(sa_type=Sealed)
    """once for each kind and profile"""
    label: str = Field(sa_type=Sealed)
    score: float
    method: str = Field(max_length=20)
    status: str = Field(max_length=20)
    mention_text: str = Field(sa_type=Sealed)
    mention_start: int
    mention_end: int
    decision: str = Field(default="none", max_length=20)


class VacancyRow(SharedRow, table=True):
    """A vacancy: its text and facts as given, and what ranking sees."""

    __tablename__ = "vacancy"
    __table_args__ = (
        UniqueConstraint("organisation", "source", "external_id"),
        Index(None, "near_text_key", "site"),
        # All that lists are filtered and ordered by, so that none of the texts is read for them.
        Index(
            "ix_vacancy_listing", "withdrawn_at", "expires", "published", "created_at", "organisation", "shared",
            "country", "source", "to_review", "found_by", "id",
        ),
        # What every answer is checked against, and what is looked at of all: in a row it is behind the texts.
        Index(
            "ix_vacancy_state", "id", "version", "withdrawn_at", "updated_at", "organisation", "shared",
            "taxonomy", "reading", "title",
        ),
    )  # fmt: skip

    id: str = Field(primary_key=True, max_length=32)
    source: str = Field(default="", max_length=500)
    external_id: str | None = Field(default=None, max_length=500)
    title: str = Field(default="", sa_type=Text)
    text: str = Field(default="", sa_type=Text)
    lang: str | None = Field(default=None, max_length=3)
    place: str | None = Field(default=None, max_length=500)
    country: str | None = Field(default=None, max_length=2)
    facts: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    """the vacancy line as given, without title and text"""
    content_hash: str = Field(default="", max_length=64)
    links: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    """what the text was linked to, with the words, best first"""
    stated: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    """facts that the text states, with the words, in order; for people to read"""
    unmapped: list[dict[str, Any]] = Field(
        default_factory=list, sa_type=JSON, sa_column_kwargs={"server_default": "[]"}
    )
    """mentions that no concept was found for"""
    answers: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON, sa_column_kwargs={"server_default": "[]"})
    """what officers said about what was read; see `api.vacancy_answers`"""
    ranking: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    """what ranking sees, after the answers"""
    read_ranking: dict[str, Any] = Field(default_factory=dict, sa_type=JSON, sa_column_kwargs={"server_default": "{}"})
    """what it would see without answers; empty where there are none"""
    reviewed_at: datetime | None = Field(default=None, sa_type=UtcTime)
    """when an officer last said that what was read is right; None again when the text changes"""
    to_review: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    """whether what was read should be looked at; see `api.vacancies.doubts_of`"""
    found_by: str = Field(default="", max_length=FOUND_BY, sa_column_kwargs={"server_default": ""})
    """title and place without case and accents, cut: what lists are searched in"""
    unresolved: list[str] = Field(default_factory=list, sa_type=JSON)
    near_text_key: int = Field(default=NO_KEY, sa_type=BigInteger)
    """equal for one occupation, NO_KEY where texts cannot be compared; see `matcher.duplicates`"""
    site: str = Field(default="", max_length=500)
    """where it is, to compare keys of one place only: gazetteer id, else the place's name in lower case"""
    taxonomy: str = Field(default="", max_length=32, sa_column_kwargs={"server_default": ""})
    reading: str = Field(default="", max_length=100, sa_column_kwargs={"server_default": ""})
    """what it was read with: the release, and encoder and version of reading"""
    former: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON, sa_column_kwargs={"server_default": "[]"})
    """concepts of earlier releases that this one has not: kind, uri, label, decision"""
    version: int = 1
    published: date | None = None
    expires: date | None = None
    withdrawn_at: datetime | None = Field(default=None, sa_type=UtcTime)
    created_at: datetime = Field(sa_type=UtcTime)
    updated_at: datetime = Field(sa_type=UtcTime)


class VacancyVersionRow(SharedRow, table=True):
    """What ranking saw of a vacancy before it was changed; traces are replayed from it."""

    __tablename__ = "vacancy_version"
    __table_args__ = (Index(None, "replaced_at"),)

    vacancy_id: str = Field(primary_key=True, max_length=32)
    version: int = Field(primary_key=True)
    ranking: dict[str, Any] = Field(sa_type=JSON)
    withdrawn: bool
    replaced_at: datetime = Field(sa_type=UtcTime)


class VacancyAliasRow(OrganisationRow, table=True):
    """Another sighting of a vacancy: a nearly equal text that was merged into it."""

    __tablename__ = "vacancy_alias"

    organisation: str = Field(default="", max_length=32, foreign_key="organisation.id", primary_key=True)
    source: str = Field(primary_key=True, max_length=500)
    external_id: str = Field(primary_key=True, max_length=500)
    vacancy_id: str = Field(sa_type=String(32), sa_column_args=(ForeignKey("vacancy.id", ondelete="CASCADE"),))
    content_hash: str = Field(max_length=64)
    seen_at: datetime = Field(sa_type=UtcTime)


class OutboxRow(Row, table=True):
    """A change of a vacancy, written in the transaction that made it; the index follows these."""

    __tablename__ = "outbox"
    __table_args__: ClassVar[dict[str, bool]] = {"sqlite_autoincrement": True}

    seq: int | None = Field(default=None, primary_key=True)
    vacancy_id: str = Field(max_length=32)
    version: int


class RelinkedRow(OrganisationRow, table=True):
    """What relinking people, or vacancies, from one release to another has come to so far."""

    __tablename__ = "relinked"

    organisation: str = Field(default="", max_length=32, foreign_key="organisation.id", primary_key=True)
    before: str = Field(primary_key=True, max_length=32)
    after: str = Field(primary_key=True, max_length=32)
    noun: str = Field(primary_key=True, max_length=20)
    counts: dict[str, int] = Field(sa_type=JSON)
    """rows, and concepts of rows by what became of them"""
    concepts: list[dict[str, Any]] = Field(sa_type=JSON)
    """those that are not simply kept, with how many rows had each"""
    updated_at: datetime = Field(sa_type=UtcTime)


class KeptPartRow(Row, table=True):
    """Weights, or a catalogue of steps and regulated work, that some kept ranking was made with."""

    __tablename__ = "kept_part"

    name: str = Field(primary_key=True, max_length=20)
    id: str = Field(primary_key=True, max_length=32)
    content: dict[str, Any] = Field(sa_type=JSON)


class RingKeyRow(Row, table=True):
    """A key of the ring that this database is sealed with; see `api.unlocking`."""

    __tablename__ = "ring_key"

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    fingerprint: str = Field(max_length=16)


class TraceRow(OrganisationRow, table=True):
    """A ranking of a stored profile: what replay needs. After erasure all that is sealed is None.

    The vacancies are those of the outbox up to `seq`, as far as its organisation saw them then.
    """

    __tablename__ = "trace"
    __table_args__ = (Index(None, "profile_id"), Index(None, "at"))
    __sealing__ = Sealing(Owner.PROFILE, "profile_id")

    id: str = Field(primary_key=True, max_length=32)
    at: datetime = Field(sa_type=UtcTime)
    profile_id: str = Field(max_length=32)
    profile_version: int = 0
    """of what the ranking was made; 0 where that was not noted yet"""
    superseded_by: str | None = Field(default=None, max_length=32)
    """the first ranking after the person's profile was changed; this one stays as it was"""
    packed: bytes | None = Field(default=None, sa_type=SealedBytes)
    """what ranking saw of the person, see `api.keeping`"""
    asked: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    """what the list was asked for with, beside the person and the day"""
    stamp: dict[str, Any] = Field(sa_type=JSON)
    seq: int | None = None
    near: str = Field(default="", max_length=32)
    """the table of near skills"""
    program: str = Field(default="", max_length=32)
    digest: str | None = Field(default=None, sa_type=Sealed)
    """sha256 of the answer as it went out"""
    results: list[dict[str, Any]] | None = Field(default=None, sa_type=SealedJson)
    """id, title, version, score and group of each match, in order"""
    widened: list[dict[str, Any]] | None = Field(default=None, sa_type=SealedJson)
    """the same of those shown on purpose beside them"""
