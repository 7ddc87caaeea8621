"""The outbox and what it names: which vacancies changed since, which are open, and in which versions.

Columns are selected, not rows: texts, which ranking never sees, are most of a row.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, func, select, true
from sqlmodel import Session, col

from api.errors import GoneError
from api.prepared import Prepared, table_of
from api.streams import in_parts, streamed
from api.tables import OutboxRow, VacancyRow, VacancyVersionRow
from api.walls import ask


class StockRow(NamedTuple):
    """An open vacancy as ranking sees it, with its version, its owner, and whether all organisations see it."""

    id: str
    version: int
    organisation: str
    shared: bool
    ranking: dict[str, Any]


class State(NamedTuple):
    """Which version of a vacancy is stored, whether it is open, and since when it is so; and what it is called."""

    version: int
    is_open: bool
    updated_at: datetime
    title: str


Versions = tuple[Sequence[str], Sequence[int]]
"""ids, and the version of each"""
VACANCY = table_of(VacancyRow)
_STATES = Prepared(
    select(VACANCY.c.id, VACANCY.c.version, VACANCY.c.withdrawn_at.is_(None), VACANCY.c.updated_at, VACANCY.c.title)
    # Every version is. Without saying so, SQLite takes the index of ids alone, and reads the row for the rest.
    .where(VACANCY.c.id.in_(bindparam("ids", expanding=True)), VACANCY.c.version > 0)
)  # fmt: skip
# Of vacancies that are found by their ids, or all looked at. Compared, so that SQLite does not take the index of all
# that is open instead: read from end to end, or leading to each row for what it does not hold.
IS_OPEN = col(VacancyRow.withdrawn_at).is_(None) == true()
_END = Prepared(select(func.max(table_of(OutboxRow).c.seq)))


def read_end(session: Session) -> int:
    """Return the number of the newest change, 0 if there is none."""
    return ask(session, _END).scalar_one() or 0


@contextmanager
def streamed_stock(session: Session) -> Iterator[Iterable[StockRow]]:
    """Give all vacancies that are not withdrawn, ids ascending; whether they have expired is for ranking to say.

    Ordered here, not by the database: each has an order of its own, and may sort all that it sorts by way of it, which
    is gigabytes of a million vacancies.
    """
    with streamed(session, select(col(VacancyRow.id)).where(col(VacancyRow.withdrawn_at).is_(None))) as rows:
        ids = [row[0] for row in rows]
    yield (found for part in in_parts(ids) for _, found in sorted(read_stock(session, part).items()))


def read_stock(session: Session, ids: Iterable[str]) -> dict[str, StockRow]:
    """Return those of `ids` that are not withdrawn, by id."""
    found: dict[str, StockRow] = {}
    for part in in_parts(ids):
        found |= {row[0]: StockRow(*row) for row in session.execute(_open_stock().where(col(VacancyRow.id).in_(part)))}
    return found


def read_changed(session: Session, since: int) -> frozenset[str]:
    """Return the ids of the vacancies that changes after `since` name."""
    return frozenset(session.scalars(select(col(OutboxRow.vacancy_id)).where(col(OutboxRow.seq) > since)))


def read_changes(session: Session, since: int, until: int) -> dict[str, StockRow | None]:
    """Return every vacancy that a change after `since`, up to `until`, names, as it is now; None where not open."""
    query = select(col(OutboxRow.vacancy_id)).where(col(OutboxRow.seq) > since, col(OutboxRow.seq) <= until)
    changed = session.scalars(query.distinct()).all()
    return {**dict.fromkeys(changed), **read_stock(session, changed)}


def read_stock_at(session: Session, seq: int) -> list[StockRow]:
    """Return what ranking saw of all vacancies of all organisations that were not withdrawn after the change `seq`.

    Ids ascend. Raises GoneError where some of these versions are no longer kept.
    """
    version = func.max(OutboxRow.version).label("version")
    then = select(col(OutboxRow.vacancy_id), version).where(col(OutboxRow.seq) <= seq)
    at = then.group_by(col(OutboxRow.vacancy_id)).subquery()
    withdrawn = col(VacancyRow.withdrawn_at).is_not(None)
    now = (
        _stock()
        .add_columns(withdrawn)
        .join(at, (at.c.vacancy_id == VacancyRow.id) & (at.c.version == VacancyRow.version))
    )
    old = VacancyVersionRow
    columns = map(col, (old.vacancy_id, old.version, old.organisation, old.shared, old.ranking, old.withdrawn))
    before = select(*columns).join(at, (at.c.vacancy_id == old.vacancy_id) & (at.c.version == old.version))
    found = [*session.execute(now), *session.execute(before)]
    n_missing = session.scalars(select(func.count()).select_from(at)).one() - len(found)
    if n_missing:
        raise GoneError(f"{n_missing} versions of vacancies that were ranked then are no longer kept")
    return sorted(StockRow(*seen) for *seen, gone in found if not gone)


@contextmanager
def streamed_versions(session: Session) -> Iterator[Iterator[Versions]]:
    """Give the ids and versions of all vacancies that are not withdrawn, some at a time, in any order."""
    query = select(col(VacancyRow.id), col(VacancyRow.version)).where(IS_OPEN)
    with streamed(session, query) as rows:
        yield (([row[0] for row in part], [row[1] for row in part]) for part in rows.partitions())


def read_states(session: Session, ids: Iterable[str]) -> Mapping[str, State]:
    """Return the states of those of `ids` that the session sees, by id."""
    found: dict[str, State] = {}
    for part in in_parts(ids):
        for vacancy_id, *state in ask(session, _STATES, ids=part):
            found[vacancy_id] = State(*state)
    return found


def announce(session: Session, ids: Iterable[str]) -> int:
    """Write an outbox row for each of `ids` that is stored, in its version, so that every index reads it again."""
    query = select(col(VacancyRow.id), col(VacancyRow.version))
    n = 0
    for part in in_parts(ids):
        found = session.execute(query.where(col(VacancyRow.id).in_(part)))
        rows = [OutboxRow(vacancy_id=vacancy_id, version=version) for vacancy_id, version in found]
        session.add_all(rows)
        n += len(rows)
    return n


def _stock() -> Select[Any]:
    row = VacancyRow
    columns: tuple[Any, ...] = row.id, row.version, row.organisation, row.shared, row.ranking
    return select(*columns)


def _open_stock() -> Select[Any]:
    return _stock().where(IS_OPEN)
