"""A snapshot that answers otherwise than SQL and exact ranking do is not used."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from api.errors import GoldenError
from api.golden import ask, check_golden, golden_people
from api.outbox import StockRow, read_stock
from api.reading import Reader
from api.session import OrganisationDatabase
from api.shelf import Shelf
from api.snapshots import Current
from api.stock import Stock
from api.world import World
from matcher.artefacts import Concepts
from matcher.matching import Snapshot
from matcher.postings import Postings
from tests.api.conftest import NOW
from tests.api.test_snapshots import again, store


@pytest.fixture
def current(world: World, database: OrganisationDatabase, reader: Reader) -> Current:
    """Follow three vacancies."""
    store(database, reader, *"abc")
    world.snapshots.refresh()
    return world.snapshots.current()


def check(world: World, stock: Stock, stored: dict[str, StockRow] | None = None) -> None:
    """Ask the golden requests about a stock."""
    snapshot, people = Snapshot(stock.ground, "e"), golden_people(world.taxonomy)
    answers = ask(snapshot, people, NOW.date())
    if stored is None:
        with world.whole.read() as session:
            stored = read_stock(session, (each.id for answer in answers for each in answer.matches))
    check_golden(stock, snapshot, people, answers, stored, NOW.date())


def test_a_sound_snapshot_passes(world: World, current: Current) -> None:
    """Three vacancies, all found, all as SQL has them."""
    check(world, current.stock)


def test_a_vacancy_that_sql_does_not_have_so_is_seen(world: World, current: Current) -> None:
    """In another version, withdrawn, or never there."""
    with pytest.raises(GoldenError, match="not so in the database"):
        check(world, replace(current.stock, versions=current.stock.versions + 1))
    with pytest.raises(GoldenError, match="not so in the database"):
        check(world, current.stock, {})


def test_a_list_that_exact_ranking_does_not_give_is_seen(world: World, current: Current) -> None:
    """Requirements that weigh otherwise than the text says, as after a mistake in a delta."""
    with pytest.raises(GoldenError, match="laid out anew"):
        check(world, tampered(current.stock))


def test_a_row_that_is_lost_is_seen(world: World, current: Current) -> None:
    """A list that is shorter than what is open."""
    stock = current.stock
    people, snapshot = golden_people(world.taxonomy), current.snapshot
    answers = [replace(answer, matches=answer.matches[1:]) for answer in ask(snapshot, people, current.as_of)]
    with pytest.raises(GoldenError, match="2 vacancies were found, and 3 are there"):
        check_golden(stock, snapshot, people, answers, {}, current.as_of)


def test_a_wrong_generation_is_not_used(
    world: World, current: Current, concepts: Concepts, caplog: pytest.LogCaptureFixture
) -> None:
    """It is whole and its hashes are right, but what it says is not what SQL says: everything is laid out anew."""
    shelf = Shelf(world.settings.index, world.parts)
    with shelf.publishing():
        shelf.publish(tampered(current.stock))
    second = again(world, concepts)
    second.snapshots.refresh()
    assert "does not answer as it must" in caplog.text
    assert second.measures.registry.get_sample_value("immerse_index_refused_total") == 1
    assert second.snapshots.generation == "gen-000003"
    check(second, second.snapshots.current().stock)


def tampered(stock: Stock) -> Stock:
    """Return the stock with requirements that nobody asked for."""
    vacancies = stock.ground.vacancies
    essential = vacancies.essential.copy()
    essential.indices = (essential.indices[::-1] + 1) % essential.shape[1]
    essential.indices.sort()
    total = np.full_like(vacancies.essential_total, 7_000)
    ground = replace(
        stock.ground,
        vacancies=replace(vacancies, essential=essential, essential_total=total),
        by_skill=Postings.of(essential),
    )
    return replace(stock, ground=ground)
