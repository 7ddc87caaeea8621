"""Vacancies of an answer, looked up once more in SQL before the answer leaves.

A snapshot follows SQL within seconds. What was withdrawn meanwhile must not be recommended, so every vacancy of an
answer is looked up by its id, in the view of the organisation that asks. Where one is not what was ranked any more, the
snapshot catches up and the answer is made once again.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from api.errors import NotReadyError
from api.outbox import State, read_changed, read_states
from api.snapshots import Current
from api.world import World
from matcher.types import MatchList

# How long a changed vacancy may be shown as it was before: as long as a new one may take to be found.
FRESH = timedelta(seconds=3)
# Answers about more vacancies than this, such as counts of gaps, are looked up by what has changed since the snapshot.
MOST = 1_000

Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class Checked(Generic[Made]):
    """An answer, the snapshot it was made from, and the ids in it that are not so in SQL any more.

    `titles` are what the vacancies in it are called, by id.
    """

    current: Current
    made: Made
    stale: frozenset[str]
    titles: Mapping[str, str]


def check(world: World, make: Callable[[Current], Made], ids_of: Callable[[Made], Iterable[str]]) -> Checked[Made]:
    """Make an answer from the current snapshot, and once again from a newer one where a vacancy in it is stale."""
    found = _look_up(world, make, ids_of)
    if not found.stale:
        return found
    world.snapshots.try_refresh()
    return _look_up(world, make, ids_of)


def check_whole(world: World, make: Callable[[Current], Made], ids_of: Callable[[Made], Iterable[str]]) -> Made:
    """Do the same for an answer that nothing can be left out of. Raises NotReadyError where it stays stale.

    What was withdrawn since the snapshot caught up was so a moment ago, and may still be counted.
    """
    found = check(world, make, ids_of)
    if found.stale:
        wanted, states = _read(world, found.current, found.stale)
        before = world.now() - FRESH
        stale = _stale(world, found.current, wanted, states)
        if any(i not in states or states[i].updated_at < before for i in stale):
            raise NotReadyError("the vacancies have changed; try again in a moment")
    return found.made


def without(found: MatchList, ids: Collection[str]) -> MatchList:
    """Return the list without some vacancies; the others keep their ranks."""
    if not ids:
        return found
    return replace(
        found,
        matches=tuple(each for each in found.matches if each.id not in ids),
        widen=tuple(each for each in found.widen if each.match.id not in ids),
    )


def _look_up(world: World, make: Callable[[Current], Made], ids_of: Callable[[Made], Iterable[str]]) -> Checked[Made]:
    current = world.current()
    made = make(current)
    wanted, states = _read(world, current, ids_of(made))
    titles = {vacancy_id: state.title for vacancy_id, state in states.items()}
    return Checked(current, made, _stale(world, current, wanted, states), titles)


def _read(world: World, current: Current, ids: Iterable[str]) -> tuple[frozenset[str], Mapping[str, State]]:
    """Return those of `ids` that have to be looked up, and how SQL has them now."""
    wanted = frozenset(ids)
    with world.database.read() as session:
        if len(wanted) > MOST:
            wanted &= read_changed(session, current.seq)
        return wanted, read_states(session, wanted)


def _stale(world: World, current: Current, ids: Iterable[str], states: Mapping[str, State]) -> frozenset[str]:
    """Return which of `ids` must not leave."""
    oldest = world.now() - FRESH
    return frozenset(i for i in ids if _is_stale(states.get(i), current.stock.find_version(i), oldest))


def _is_stale(state: State | None, version: int | None, oldest: datetime) -> bool:
    if state is None or not state.is_open:
        return True
    return state.version != version and state.updated_at < oldest
