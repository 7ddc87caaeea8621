"""Between two organisations is a wall: whatever the one calls with the other's ids, it sees and changes nothing."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import sqlalchemy
from sqlalchemy import inspect as inspect_class
from sqlalchemy import literal_column, text, true
from sqlalchemy.exc import IntegrityError, InternalError
from sqlmodel import col, delete, func, insert, select, update

from api import repository
from api.access_tables import BrokenGlassRow
from api.accountability_tables import AuditEntryRow, DecisionRow, FollowUpRow, IncidentRow, PseudonymRow
from api.accounts import create_user
from api.casework_tables import AssignmentRow, ContestRow, HandOverRow, InterestRow, MarkRow
from api.errors import NotFoundError, WallError
from api.import_tables import RefusedRowRow
from api.importing import import_profiles, import_vacancies
from api.invitations import invite
from api.prepared import Prepared, table_of
from api.reading import Reader
from api.rights_tables import ConsentRow, ErasureRow, IdentityRow
from api.roles import Role, Scope
from api.rows import RawRow
from api.schema import METADATA, organisation_tables
from api.sealing import DEFAULT_ORGANISATION
from api.service_keys import create_service_key
from api.session import Database, OrganisationDatabase, Session
from api.tables import (
    ProfileLinkRow,
    ProfileRow,
    TraceRow,
    VacancyAliasRow,
    VacancyRow,
    VacancyVersionRow,
)
from api.vacancies import share_vacancy, withdraw_vacancy
from api.vacancy_imports import Upload, keep_upload
from api.visits import begin_visit
from api.walls import ask
from matcher.intake import ReadWith
from tests.api.conftest import COOK, LONG, NOW, vacancy_line
from tests.api.starts import Fill

pytestmark = pytest.mark.databases

OTHER = "other"
STALE = ReadWith("another", "release")
"""What nothing was read with, so that every row is stale."""


@pytest.fixture(scope="module")
def fill(reader: Reader) -> Fill:
    """Put two organisations in, and something of everything for each."""

    def both(whole: Database) -> None:
        with whole.write() as session:
            repository.new_organisation(session, OTHER, "The other one", NOW)
        for organisation, name in ((DEFAULT_ORGANISATION, "first"), (OTHER, "second")):
            fill_one(whole.of(organisation), reader, name)

    return both


def fill_one(database: OrganisationDatabase, reader: Reader, name: str) -> None:
    """Put people, vacancies, a repost, a withdrawn vacancy, a trace and a tally in; `name` is in every text."""
    people = ({"id": str(n), "text": f"I can cook {name} {n}.", "skills": [{"uri": COOK}]} for n in range(3))
    import_profiles((RawRow(n, line) for n, line in enumerate(people)), database, reader, NOW, "ngo")
    openings = [vacancy_line(id=str(n), text=f"We need a chef {name} {n}.") for n in range(3)]
    openings += [vacancy_line(id="long", text=LONG), vacancy_line(id="again", text=LONG + "!")]
    import_vacancies((RawRow(n, line) for n, line in enumerate(openings)), database, reader, NOW, "feed")
    with database.write() as session:
        [profile, *_] = repository.list_everybody(session)
        [vacancy, *_] = repository.list_open(session)
        withdraw_vacancy(session, vacancy, NOW)
        session.add(TraceRow(id=f"trace-{name}", at=NOW, profile_id=profile.id, stamp={}, results=[]))
        session.add(IdentityRow(id=profile.id, name=name))
        asked = {"purpose": "ranking", "language": "es", "wording": "1"}
        session.add(ConsentRow(id=f"consent-{name}", profile_id=profile.id, at=NOW, given=True, **asked))
        session.add(ErasureRow(id=f"erasure-{name}", profile_id="gone", at=NOW, reason="request", counts={}))
        session.add(repository.get_relinked(session, "before", "after", "profiles", NOW))
        session.add(
            PseudonymRow(organisation=database.organisation, kind="profile", subject=profile.id, pseudonym=name)
        )
        said = dict.fromkeys(("actor", "role", "action", "object_kind", "object", "outcome", "mac"), name)
        session.add(AuditEntryRow(organisation=database.organisation, seq=1, at=NOW, **said))
        decision = DecisionRow(
            id=name, profile_id=profile.id, number=1, trace_id=name, verdict="reject", reason=name, actor=name, at=NOW
        )
        session.add(decision)
        session.flush()
        session.add(FollowUpRow(id=name, decision_id=name, kind="contacted", day=NOW.date(), actor=name, at=NOW))
        session.add(IncidentRow(id=name, kind="other", what=name, detected_at=NOW, actor=name, at=NOW))
        user, _token = create_user(session, database.organisation, name, {Role.ADMINISTRATOR}, NOW)
        begin_visit(session, database.organisation, NOW, user_id=user.id)
        create_service_key(session, database.organisation, name, [Scope.LINK], 1, NOW)
        invite(session, database.organisation, profile.id, 1, NOW)
        look = BrokenGlassRow(id=name, user_id=user.id, profile_id=profile.id, reason=name, at=NOW, until=NOW)
        session.add(look)
        add_casework(session, name, profile.id, vacancy.id, user.id)
        feed = keep_upload(session, f"{name}.csv", Upload(("title",), ((2, (name,)),)), NOW)
        session.flush()
        session.add(RefusedRowRow(import_id=feed.id, number=2, cells=[name], problems=[]))


def add_casework(session: Session, name: str, profile_id: str, vacancy_id: str, user_id: str) -> None:
    """Let a user look after somebody, who was handed over, has a mark in their list, and objects to something."""
    session.add(AssignmentRow(profile_id=profile_id, user_id=user_id, since=NOW))
    session.add(HandOverRow(id=name, profile_id=profile_id, to_user_id=user_id, note=name, actor=name, at=NOW))
    mark = MarkRow(id=name, profile_id=profile_id, vacancy_id=vacancy_id, kind="hide", reason=name, actor=name, at=NOW)
    contest = ContestRow(
        id=name, profile_id=profile_id, kind="skill", uri=COOK, words=name, by_person=True, actor=name, at=NOW
    )
    interest = InterestRow(id=name, profile_id=profile_id, vacancy_id=vacancy_id, at=NOW)
    session.add_all([mark, contest, interest])


@pytest.fixture
def other(whole: Database) -> OrganisationDatabase:
    """Return what the second organisation has."""
    return whole.of(OTHER)


def contents(database: Database) -> dict[str, list[dict[str, Any]]]:
    """Return everything that an organisation's handle shows, by table."""
    with database.read() as session:
        return {
            table.__name__: sorted((row.model_dump() for row in session.exec(select(table))), key=str)
            for table in organisation_tables()
        }


def test_both_have_rows_in_every_table(database: OrganisationDatabase, other: OrganisationDatabase) -> None:
    """A wall around empty tables would hold whatever it is made of."""
    for each in (database, other):
        found = contents(each)
        assert all(found.values()), found.keys()
        assert {row["organisation"] for rows in found.values() for row in rows} == {each.organisation}


def foreign_keys(other: OrganisationDatabase) -> dict[str, Any]:
    """Return arguments of repository functions that name what the other organisation has."""
    with other.read() as session:
        profile, vacancy = session.exec(select(ProfileRow)).first(), repository.list_open(session)[0]
        alias, trace = session.exec(select(VacancyAliasRow)).first(), session.exec(select(TraceRow)).first()
    assert profile
    assert alias
    assert trace
    return {
        "profile_id": profile.id,
        "vacancy_id": vacancy.id,
        "trace_id": trace.id,
        "ids": [vacancy.id],
        "keys": [("ngo", "1"), ("feed", "1"), ("feed", "again")],
        "organisation": other.organisation,
        "source": alias.source,
        "external_id": alias.external_id,
        "site": vacancy.site,
        "near_text_key": vacancy.near_text_key,
        "after": None,
        "limit": 100,
        "read_with": STALE,
        "before": NOW.replace(year=2030),
        "links": (),
        "version": 99,
    }


# Functions that find nothing about organisations, or are given rows instead of finding them.
APART = {
    "make_id", "hash_content", "version_of", "new_organisation", "get_organisation", "list_organisations",
    "new_profile",
    "new_vacancy", "get_relinked", "save_vacancy", "keep_version", "list_open_at", "read_outbox_end", "is_untouched",
    "save_part", "find_part",
}  # fmt: skip


REACHING = {
    name: function
    for name, function in inspect.getmembers(repository, inspect.isfunction)
    if function.__module__ == repository.__name__ and not name.startswith("_") and name not in APART
}


@pytest.mark.parametrize("name", REACHING)
def test_no_function_of_the_repository_reaches_across(
    database: OrganisationDatabase, other: OrganisationDatabase, name: str
) -> None:
    """Whatever it is given of the other organisation, it answers and changes only what is its own."""
    before, given = contents(other), foreign_keys(other)
    if name.startswith("list_stale"):
        given["after"] = ""
    arguments = {each: given[each] for each in inspect.signature(REACHING[name]).parameters if each in given}
    for opened in (database.read, database.write):
        with opened() as session:
            try:
                found = REACHING[name](session, **arguments)
            except (NotFoundError, InternalError):  # the latter: PostgreSQL, a session that only reads
                found = None
            shown = repr(list(found) if isinstance(found, Iterator) else found)
        assert "organisation='other'" not in shown
        assert "second" not in shown
        assert not ("ids" in arguments and found)
    assert contents(other) == before


def test_every_kind_of_statement_is_held(database: OrganisationDatabase, other: OrganisationDatabase) -> None:
    """Counts, columns, subqueries, loads by key: nothing shows more than the own rows; changes leave others alone."""
    before = contents(other)
    with other.read() as session:
        [foreign, *_] = session.exec(select(ProfileRow)).all()
    with database.write() as session:
        assert session.get(ProfileRow, foreign.id) is None
        assert session.exec(select(func.count()).select_from(ProfileRow)).one() == 3
        assert session.exec(select(func.count(ProfileRow.id))).one() == 3  # type: ignore[arg-type]
        inner = select(ProfileRow.id).subquery()
        assert session.exec(select(func.count()).select_from(inner)).one() == 3
        assert foreign.id not in session.exec(select(ProfileRow.id)).all()
        session.exec(update(ProfileRow).values(taxonomy="gone"))
        session.exec(delete(ProfileLinkRow))
        session.exec(delete(VacancyRow))
    assert contents(other) == before


def test_what_cannot_be_held_is_refused(database: OrganisationDatabase) -> None:
    """Text, bare tables and inserts that pass by the session's rows raise instead of being let through."""
    table = ProfileRow.__table__  # type: ignore[attr-defined]
    row = {"id": "x", "created_at": NOW, "updated_at": NOW}
    with database.write() as session:
        for statement in (text("SELECT * FROM profile"), select(table), insert(ProfileRow).values(row)):
            with pytest.raises(WallError):
                session.execute(statement)


def gaps() -> dict[str, Any]:
    """Return statements that look held and reach past the wall: none may be let through."""
    profile = ProfileRow.__table__  # type: ignore[attr-defined]
    vacancy_id = col(VacancyRow.id)
    everything = text("1 = 1 OR 1 = 1")
    return {
        "text in a condition": select(ProfileRow).where(everything),
        "text in a deletion": delete(ProfileRow).where(everything),
        "a bare table beside a class": select(VacancyRow.id, profile.c.id),
        "a bare table joined": select(VacancyRow.id).join(profile, profile.c.id != vacancy_id),
        "a bare table counted": select(func.count(vacancy_id)).select_from(profile).join(VacancyRow, true()),
        "another name of a bare table": select(VacancyRow.id).join(profile.alias(), true()),
        "a bare table within": select(VacancyRow.id, select(profile.c.source).limit(1).scalar_subquery()),
        "a bare table in a condition": select(VacancyRow.id).where(vacancy_id.in_(select(profile.c.id))),
        "a bare table in a deletion": delete(VacancyRow).where(vacancy_id.not_in(select(profile.c.id))),
        "a bare table within its class": select(
            ProfileRow.id, select(profile.c.source).correlate(None).scalar_subquery()
        ),
        "words of SQL": select(VacancyRow.id, literal_column("(SELECT min(id) FROM profile)")),
        "another owner": update(ProfileRow).values(organisation=OTHER),
        "another owner, in order": update(ProfileRow).ordered_values((ProfileRow.organisation, OTHER)),
        "an insert from a select": insert(ProfileRow).from_select(["id"], select(VacancyRow.id)),
    }


@pytest.mark.parametrize("name", gaps())
def test_no_statement_passes_by_the_wall(
    database: OrganisationDatabase, other: OrganisationDatabase, name: str
) -> None:
    """What only looks as if it were held is refused, while reading and while writing."""
    before = contents(other)
    for opened in (database.read, database.write):
        with opened() as session, pytest.raises(WallError):
            session.execute(gaps()[name])
    assert contents(other) == before


def test_prepared_statements_are_held(database: OrganisationDatabase, other: OrganisationDatabase) -> None:
    """What is prepared once finds, changes and makes own rows; shared ones are found while reading alone."""
    trace, vacancy = table_of(TraceRow), table_of(VacancyRow)
    with other.write() as session:
        [shared, *_] = [row for row in repository.list_open(session) if row.external_id == "1"]
        share_vacancy(session, shared, NOW, shared=True)
    before = contents(other)
    all_ids = Prepared(sqlalchemy.select(vacancy.c.id))
    with other.read() as session:
        theirs = set(ask(session, all_ids).scalars())
    with database.read() as session:
        assert set(ask(session, all_ids).scalars()) & theirs == {shared.id}
    with database.write() as session:
        assert not set(ask(session, all_ids).scalars()) & theirs
        ask(session, Prepared(sqlalchemy.update(trace).values(near="taken")))
        row = {"id": "t" * 32, "at": NOW, "profile_id": "p", "stamp": {}, "asked": {}, "near": "", "program": ""}
        ask(session, Prepared(sqlalchemy.insert(trace)), **row, profile_version=1)
        with pytest.raises(WallError):
            ask(session, Prepared(sqlalchemy.insert(trace)), **row, profile_version=1, organisation=OTHER)
    with database.read() as session:
        assert session.get(TraceRow, "t" * 32).organisation == database.organisation  # type: ignore[union-attr]
    assert contents(other) == before


def _unpreparable() -> dict[str, Any]:
    profile, vacancy = table_of(ProfileRow), table_of(VacancyRow)
    return {
        "two tables": sqlalchemy.select(profile.c.id, vacancy.c.id),
        "a join": sqlalchemy.select(profile.c.id).select_from(profile.join(vacancy, true())),
        "a select within": sqlalchemy.select(vacancy.c.id).where(vacancy.c.id.in_(sqlalchemy.select(profile.c.id))),
        "another name": sqlalchemy.select(vacancy.alias().c.id),
        "a text": sqlalchemy.select(vacancy.c.id).where(text("1 = 1 OR 1 = 1")),
        "words of SQL": sqlalchemy.select(vacancy.c.id, literal_column("(SELECT min(id) FROM profile)")),
        "another owner": sqlalchemy.update(profile).values(organisation=OTHER),
        "an insert from a select": sqlalchemy.insert(profile).from_select(["id"], sqlalchemy.select(vacancy.c.id)),
        "no table": sqlalchemy.select(sqlalchemy.literal(1)),
    }


@pytest.mark.parametrize("name", _unpreparable())
def test_what_one_condition_does_not_hold_cannot_be_prepared(name: str) -> None:
    """A statement about anything but the columns of one table is refused when it is made."""
    with pytest.raises(WallError):
        Prepared(_unpreparable()[name])


def test_no_rows_pass_by_the_session(database: OrganisationDatabase, other: OrganisationDatabase) -> None:
    """Neither in bulk, nor by key for many at once, nor over its connection."""
    before = contents(other)
    with other.read() as session:
        [foreign, *_] = session.exec(select(ProfileRow)).all()
    changed = [{"id": foreign.id, "taxonomy": "taken"}]
    ways: dict[str, Callable[[Session], object]] = {
        "objects": lambda session: session.bulk_save_objects([foreign]),
        "inserts": lambda session: session.bulk_insert_mappings(inspect_class(ProfileRow), changed),
        "updates": lambda session: session.bulk_update_mappings(inspect_class(ProfileRow), changed),
        "updates by key": lambda session: session.execute(update(ProfileRow), changed),
        "inserts of many": lambda session: session.execute(insert(ProfileRow), changed),
        "its connection": lambda session: session.connection().execute(text("DELETE FROM profile")),
    }
    for way in ways.values():
        with database.write() as session, pytest.raises(WallError):
            way(session)
    assert contents(other) == before


def test_nothing_is_written_for_others(
    database: OrganisationDatabase, other: OrganisationDatabase, whole: Database
) -> None:
    """New rows are stamped; a row that says it is somebody else's, or is to become so, or was, is refused."""
    with other.read() as session:
        [foreign, *_] = session.exec(select(ProfileRow)).all()
    for change in (_add, _give_away, _claim):
        with pytest.raises(WallError), database.write() as session:
            change(session)
    with pytest.raises(WallError), database.write() as session:
        session.merge(foreign)
    with pytest.raises(IntegrityError), whole.write() as session:
        session.add(repository.new_profile("", None, NOW))
    with pytest.raises(WallError):
        database.of(OTHER)


def _add(session: Session) -> None:
    row = repository.new_profile("", None, NOW)
    row.organisation = OTHER
    session.add(row)


def _give_away(session: Session) -> None:
    row = repository.list_everybody(session)[0]
    row.organisation = OTHER
    session.add(row)


def _claim(session: Session) -> None:
    row = VacancyVersionRow(organisation=OTHER, vacancy_id="v", version=1, ranking={}, withdrawn=False, replaced_at=NOW)
    session.add(row)


def test_what_is_shared_is_read_and_not_written(
    database: OrganisationDatabase, other: OrganisationDatabase, reader: Reader
) -> None:
    """Others read a shared vacancy; a session that writes does not find it, so nobody changes or merges into it."""
    with other.write() as session:
        [vacancy, *_] = [row for row in repository.list_open(session) if row.external_id == "1"]
        share_vacancy(session, vacancy, NOW, shared=True)
    before = contents(other)
    with database.read() as session:
        assert repository.get_vacancy(session, vacancy.id).shared
        assert repository.list_vacancies(session, None, 100).n_total == 4
    with database.write() as session, pytest.raises(NotFoundError):
        repository.get_vacancy(session, vacancy.id)
    with pytest.raises(WallError), database.write() as session:
        session.add(session.merge(vacancy))
    line = vacancy_line(id="1", text="We need a chef second 1.")
    report = import_vacancies(iter([RawRow(1, line)]), database, reader, NOW, "feed")
    assert (report.n_updated, report.merged) == (1, [])
    assert contents(other) == before


def test_an_unknown_organisation_has_and_keeps_nothing(whole: Database) -> None:
    """A handle for an organisation that is not there shows nothing, and what is written with it is refused."""
    nobody = whole.of("nobody")
    assert not any(contents(nobody).values())
    with pytest.raises(IntegrityError), nobody.write() as session:
        session.add(repository.new_profile("", None, NOW))


def test_every_table_says_whose_its_rows_are() -> None:
    """What belongs to the installation as a whole is listed here, so that nothing new is left outside by accident."""
    walled = {str(table.__tablename__) for table in organisation_tables()}
    assert walled | {"organisation", "outbox", "kept_part", "ring_key", "ranking_switch", "pending", "attempt"} == set(
        METADATA.tables
    )
