"""Rankings of stored profiles: answered, kept, and answered again with the same bytes.

Kept are what ranking saw of the person, the number of the last change of any vacancy, the weights and the catalogue,
the names of taxonomy, encoder, near skills and index, the day, and a hash of the answer. Vacancies of that moment are
put together from what they were before each later change, so nothing that happens to them afterwards matters. Taxonomy
and near skills are not kept: where others are in use by now, a replay says so instead of ranking with something else.
"""

from __future__ import annotations

import hashlib
import tempfile
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from api import __version__, repository
from api.audit import tell
from api.checking import without
from api.errors import ErasedError, GoneError
from api.keeping import pack_input, unpack_input
from api.lines import Json
from api.match_repository import find_rankable_version, save_trace
from api.matches import labelled, name_all
from api.outbox import StockRow, read_stock_at
from api.session import Database, Session
from api.shelf import Parts, Shelf
from api.snapshots import Current
from api.stock import Stock
from api.tables import TraceRow
from api.world import World
from matcher.account import Account, Kept, account_of
from matcher.catalogue import Catalogue
from matcher.codec import decode, encode
from matcher.errors import InputError
from matcher.index import EXACT_MAX
from matcher.matching import Snapshot, match
from matcher.ranking import Part
from matcher.results import stamp_to_json, write_match_list
from matcher.types import Group, Kind, Match, MatchList, RankingInput, Stamp
from matcher.weights import Weights

# What is kept once for all rankings that were made with it.
WEIGHTS, CATALOGUE = "weights", "catalogue"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a list was asked for with, beside the person and the day; `top` None is everything.

    With `each`, it is a part of a list, see `matcher.ranking.Part`. `withheld` are vacancies of the snapshot that were
    left out, as they were withdrawn by the time the list left.
    """

    top: int | None
    withheld: tuple[str, ...] = ()
    each: int | None = None
    group: Group | None = None
    also: tuple[str, ...] = ()

    @property
    def part(self) -> Part | None:
        """The part of the list, None where it was the best of all."""
        return None if self.each is None else Part(self.each, self.group, self.also)

    def to_json(self) -> Json:
        """Return what is kept of it; what nobody asked for is left out."""
        return {name: value for name, value in asdict(self).items() if name in ("top", "withheld") or value}

    @classmethod
    def of(cls, kept: Json) -> Asked:
        """Read what was kept."""
        group = kept.get("group")
        return cls(
            top=kept["top"],
            withheld=tuple(kept.get("withheld", ())),
            each=kept.get("each"),
            group=None if group is None else Group(group),
            also=tuple(kept.get("also", ())),
        )


@dataclass(frozen=True, slots=True)
class Traced:
    """A ranking that has been kept: its id, and the answer."""

    id: str
    body: bytes


def keep_trace(
    world: World,
    current: Current,
    profile_id: str,
    facts: RankingInput,
    found: MatchList,
    asked: Asked,
    titles: Mapping[str, str],
) -> Traced:
    """Keep what a replay of this ranking needs, and return the answer that it will give again.

    `titles` are what vacancies in it are called, as far as that is known. Raises NotFoundError or RestrictedError where
    the person was erased, or ranking them was stopped, meanwhile.
    """
    trace_id = uuid.uuid4().hex
    titles = name_all(world.database, found, titles)
    degraded = world.degraded
    body = _answer(profile_id, found, titles, trace_id, None if degraded is None else degraded.to_json())

    def entry(match: Match) -> dict[str, Any]:
        seen = {"id": match.id, "title": titles[match.id], "version": current.stock.find_version(match.id)}
        return {**seen, "score": match.score, "group": match.group.value}

    values = {
        "id": trace_id,
        "at": world.now(),
        "profile_id": profile_id,
        "packed": pack_input(facts),
        "asked": {**asked.to_json(), **labelled({}, degraded)},
        "stamp": stamp_to_json(found.stamp),
        "seq": current.seq,
        "near": world.parts.near.id,
        "program": __version__,
        "digest": hashlib.sha256(body).hexdigest(),
        "results": [entry(match) for match in found.matches],
        "widened": [entry(wider.match) for wider in found.widen],
    }
    with world.database.write() as session:
        version = find_rankable_version(session, profile_id)  # again: it may have been stopped meanwhile
        parts = _save_parts(world, session, current)
        save_trace(session, values, version)
        tell(session, trace=trace_id)
    world.kept_parts |= parts
    return Traced(trace_id, body)


def _save_parts(world: World, session: Session, current: Current) -> set[tuple[str, str]]:
    """Keep what rankings are made with, unless this worker knows that it is kept; returns what it will know."""
    ground = current.snapshot.world
    parts: dict[tuple[str, str], Callable[[], dict[str, Any]]] = {
        (WEIGHTS, ground.weights.id): lambda: asdict(ground.weights),
        (CATALOGUE, ground.catalogue.id): lambda: encode(ground.catalogue),
    }
    for (name, part_id), make in parts.items():
        if (name, part_id) not in world.kept_parts:
            repository.save_part(session, name, part_id, make)
    return set(parts)


@dataclass(frozen=True, slots=True)
class Shown:
    """What a kept ranking was made from, and what it showed."""

    facts: RankingInput
    results: list[dict[str, Any]]
    widened: list[dict[str, Any]]
    digest: str


def open_trace(row: TraceRow) -> Shown:
    """Return what a kept ranking knows of the person; raises ErasedError after the person was erased."""
    if row.packed is None:
        raise ErasedError(f"the profile of trace {row.id} was erased")
    return Shown(unpack_input(row.packed), row.results or [], row.widened or [], row.digest or "")


def give_account(world: World, trace_id: str) -> Account:
    """Say what was used, what was not, and what decided; raises NotFoundError, ErasedError or GoneError."""
    with world.database.read() as session:
        row = repository.get_trace(session, trace_id)
        facts, weights = open_trace(row).facts, _weights(session, row.stamp["weights"])

    def label(kind: Kind, uri: str) -> str:
        table = world.taxonomy.table(kind)
        at = table.find_row(uri)
        return uri if at is None else table.label(at).text

    return account_of(facts, Kept(row.at.date(), row.program, _stamp(row), weights), label)


def replay(database: Database, whole: Database, parts: Parts, trace_id: str, exact_max: int = EXACT_MAX) -> bytes:
    """Rank again as it was done then, over the vacancies and with the numbers of then; returns the same bytes.

    The trace is one of `database`. Its organisation saw some of the vacancies of the `whole`, which are laid out
    together again: what a list is made from depends on all of them where it is made from candidates.

    Raises NotFoundError, ErasedError, or GoneError naming what is no longer here, or what came out differently.
    """
    with database.read() as session:
        row = repository.get_trace(session, trace_id)
        shown = open_trace(row)
        if row.seq is None:
            raise GoneError("this ranking was kept before rankings could be replayed")
        weights = _weights(session, row.stamp["weights"])
        then = replace(parts, catalogue=_catalogue(session, row.stamp["catalogue"]))
    with whole.read() as session:
        kept = read_stock_at(session, row.seq)
        before = read_stock_at(session, row.seq - _n_changes(row)) if len(kept) > exact_max else []
    shelf = partial(Shelf, parts=then, exact_max=exact_max, weights=weights)
    stamp = _stamp(row)
    try:
        with _snapshot(kept, before, row, shelf) as snapshot:
            _check_names(row, stamp, snapshot.stamp(stamp.as_of), parts)
            asked = Asked.of(row.asked)
            found = replace(match(snapshot, shown.facts, stamp.as_of, top=asked.top, part=asked.part), stamp=stamp)
            found = without(found, asked.withheld)
    except InputError as error:
        raise GoneError(f"a vacancy was kept by another version of the program ({error})") from error
    titles = {entry["id"]: entry["title"] for entry in (*shown.results, *shown.widened)}
    body = _answer(row.profile_id, found, titles, row.id, row.asked.get("degraded"))
    if hashlib.sha256(body).hexdigest() != shown.digest:
        raise GoneError(_what_differs(row, shown, found))
    return body


def _stamp(row: TraceRow) -> Stamp:
    return Stamp(**{**row.stamp, "as_of": date.fromisoformat(row.stamp["as_of"])})


def _answer(
    profile_id: str, found: MatchList, titles: Mapping[str, str], trace_id: str, degraded: Json | None
) -> bytes:
    after = {"trace": trace_id, **({} if degraded is None else {"degraded": degraded})}
    return write_match_list(found, titles, {"id": profile_id}, after)


def _weights(session: Session, weights_id: str) -> Weights:
    numbers = repository.find_part(session, WEIGHTS, weights_id)
    if numbers is None:
        raise GoneError(f"the weights {weights_id} are no longer kept")
    try:
        weights = Weights(**numbers)
    except TypeError as error:
        raise GoneError(f"the weights {weights_id} are those of another version of the program ({error})") from error
    if weights.id != weights_id:
        raise GoneError(f"the weights {weights_id} are those of another version of the program, which had other ones")
    return weights


def _catalogue(session: Session, catalogue_id: str) -> Catalogue:
    content = repository.find_part(session, CATALOGUE, catalogue_id)
    if content is None:
        raise GoneError(f"the catalogue {catalogue_id} is no longer kept")
    try:
        return decode(Catalogue, content, "catalogue")
    except InputError as error:
        raise GoneError(f"the catalogue was kept by another version of the program ({error})") from error


def _check_names(row: TraceRow, then: Stamp, now: Stamp, parts: Parts) -> None:
    """Raise GoneError where taxonomy, encoder or near skills of then are not those in use."""
    pairs = (
        ("taxonomy", then.taxonomy, now.taxonomy),
        ("encoder", then.encoder, now.encoder),
        ("table of near skills", row.near, parts.near.id),
    )
    gone = [f"the {what} {before} (in use is {after})" for what, before, after in pairs if before != after]
    if gone:
        raise GoneError(f"this ranking was made with {' and '.join(gone)}, which is no longer here")


@contextmanager
def _snapshot(
    kept: Sequence[StockRow], before: Sequence[StockRow], row: TraceRow, shelf: Callable[[Path], Shelf]
) -> Iterator[Snapshot]:
    """Give what the organisation ranked with: `kept`, exactly, or `before` with an index and what came since.

    Which vacancies become candidates depends on the index, and so on what was there when it was made.
    """
    seq = row.seq or 0
    with tempfile.TemporaryDirectory(prefix="immerse-replay-") as folder:
        made = shelf(Path(folder))
        base = made.publish(Stock.of(before, seq - _n_changes(row), made.like)) if before else None
        if base is None or base.candidates is None:
            stock = Stock.of(kept, seq, made.like)
            snapshot = Snapshot(stock.ground, made.encoder, exact_max=len(kept))
        else:
            stock = base.stock.followed_by(_changes(before, kept), seq)
            snapshot = base.snapshot(stock, made.encoder, made.exact_max)
        hidden = stock.ownership.hidden_from(row.organisation)
        yield replace(snapshot, world=stock.ground.hide(hidden)) if hidden.any() else snapshot


def _changes(before: Sequence[StockRow], after: Sequence[StockRow]) -> dict[str, StockRow | None]:
    """Return what is other afterwards."""
    then, now = ({row.id: row for row in rows} for rows in (before, after))
    return {i: now.get(i) for i in {*then, *now} if i not in then or i not in now or then[i] != now[i]}


def _n_changes(row: TraceRow) -> int:
    """Return how many changes the index had behind its base, as the stamp says: "gen-000001+17"."""
    _, _, n_changes = str(row.stamp["index"]).partition("+")
    return int(n_changes or 0)


def _what_differs(row: TraceRow, shown: Shown, found: MatchList) -> str:
    """Say what came out otherwise although every named part is the same."""
    then = [(entry["id"], entry["score"], entry["group"]) for entry in shown.results]
    now = [(match.id, match.score, match.group.value) for match in found.matches]
    first = next((i for i, pair in enumerate(zip(then, now, strict=False)) if pair[0] != pair[1]), None)
    if first is not None:
        what = f"rank {first + 1} was {then[first]} and is {now[first]}"
    elif len(then) != len(now):
        what = f"there were {len(then)} matches and there are {len(now)}"
    else:
        what = "vacancies, scores and groups are the same, their explanations differ"
    return f"program {row.program} ranked this and {__version__} ranks otherwise: {what}"
