"""`python -m benchmarks matching`: ranking, gaps, candidates and caseloads at several sizes, beside floors of the run.

The floor is one product of the essential requirements with a vector, by scipy: the least that exact ranking can cost.
Vacancies are the real ones, and worlds grown from them (`benchmarks.growing`). Times are of one thread, in wall time;
on a busy machine only the ratios mean something.
"""

from __future__ import annotations

import gc
import json
import resource
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.caseload import people
from benchmarks.datasets import eures_facts
from benchmarks.growing import BLOCK, Soil, grow
from benchmarks.metrics import tied_recall
from benchmarks.results import write_result
from benchmarks.workbench import Workbench, parts
from matcher.assessment import assess, worse_of
from matcher.bulk import Days, news, rank_profiles
from matcher.candidates import Candidates
from matcher.catalogue import Catalogue
from matcher.claims import VacancyFacts
from matcher.codec import decode, encode
from matcher.generations import open_current, publish_generation
from matcher.intake import read_vacancies
from matcher.matching import Snapshot, gaps, match
from matcher.projection import pool_vectors, requirement_rows, svd_basis
from matcher.ranking import Profile, open_rows, rank
from matcher.segments import join
from matcher.types import RankingInput, Vacancy
from matcher.vacancies import VacancySet
from matcher.weights import DEFAULT
from matcher.world import World

GROWN = (10_000, 30_000, 100_000)  # whole blocks
N_PEOPLE, N_CASELOAD = 10_000, 1_000  # who is ranked for a vacancy, the caseload among them
# People, and new vacancies: of an ordinary morning, of a first import, and of a region's.
INBOXES = ((N_CASELOAD, 200), (N_CASELOAD, 2_000), (N_PEOPLE, 5_000))
N_TIMED, N_COUNTED, N_RECALLED, N_REPEATED = 100, 30, 50, 5
TOP = 50  # of the exact list, for recall
DIMENSIONS = 384
SHARES = (1, 2)  # percent of the vacancies that may be candidates
EXACT_SEARCH = 20_000  # vectors: above, the inverted file, whose speed the size at which it is used depends on
READ = "eures-read.jsonl"
Row = dict[str, Any]
Report = Callable[[str], None]


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """One size: a snapshot that ranks everything, and who is ranked in it on which day."""

    snapshot: Snapshot
    crowd: Sequence[RankingInput]
    offered: Vacancy
    as_of: date

    @property
    def world(self) -> World:
        """The vacancies."""
        return self.snapshot.world

    @property
    def name(self) -> str:
        """The size, for people to read."""
        return f"{len(self.world.vacancies):,} vacancies"


def run_matching(bench: Workbench, data: Path, report: Report) -> Row:
    """Measure and write `results/matching.json`; vacancies read once are kept in `data`."""
    soil = Soil(read_once(bench, data, report), bench.taxonomy, bench.concepts.near, bench.concepts.places)
    crowd = people(soil, N_PEOPLE)
    rows: list[Row] = []
    recalls: list[Row] = []
    concepts = bench.concepts
    for laid_out in _sizes(soil, concepts.catalogue, rows):
        began = time.perf_counter()
        world = World.of(laid_out, concepts.taxonomy, concepts.near, concepts.places, catalogue=concepts.catalogue)
        derived = time.perf_counter() - began
        field = Field(Snapshot(world, concepts.encoder.id, exact_max=len(laid_out)), crowd, soil.real[0], soil.newest)
        rows.append(_row(f"deriving what ranking needs, {field.name}", derived, "s", "once per change of vacancies"))
        gc.collect()
        gc.freeze()  # as serving does: else every collection walks through all that was laid out
        for found in (*_one_person(field), *_many_people(field)):
            rows.append(found)
            report(f"{found['what']}: {found['value']} {found['unit']} ({found['ratio']})")
        recalls += _recalls(field, report)
    content: Row = {
        "rows": rows,
        "candidates": recalls,
        "taxonomy": bench.taxonomy.release.version,
        "n_real": len(soil.real),
        "memory_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }
    write_result("matching", "python -m benchmarks matching", content)
    return content


def read_once(bench: Workbench, data: Path, report: Report) -> list[Vacancy]:
    """Return the real vacancies as ranking sees them; reading takes minutes, so it is kept as `data`/eures-read.jsonl.

    Delete the file to read anew, after a change of the encoder or of reading.
    """
    return read_kept(bench, data / READ, eures_facts, report)


def read_kept(
    bench: Workbench, kept: Path, facts: Callable[[], Sequence[VacancyFacts]], report: Report
) -> list[Vacancy]:
    """Return vacancies as ranking sees them, from `kept`; they are read, and kept there, where the file is missing."""
    if not kept.exists():
        report(f"reading the vacancies of {kept.stem}")
        linker, places = bench.concepts.linker, bench.concepts.places
        found = (read.vacancy for part in parts(facts()) for read in read_vacancies(part, linker, places))
        lines = [json.dumps(encode(vacancy), ensure_ascii=False) for vacancy in found]
        kept.write_text("\n".join(lines) + "\n", encoding="utf-8")
    lines = kept.read_text(encoding="utf-8").splitlines()
    return [decode(Vacancy, json.loads(line), f"{kept.name}, line {i}") for i, line in enumerate(lines, 1)]


def _sizes(soil: Soil, catalogue: Catalogue, rows: list[Row]) -> Iterator[VacancySet]:
    """Yield the real vacancies, then worlds grown from them, each laid out; adds how long growing took to `rows`."""
    yield VacancySet.build(soil.real, soil.taxonomy, DEFAULT, catalogue)
    largest = max(GROWN)
    began, laid_out = time.perf_counter(), []
    sets: set[int] = set()
    for block in grow(soil, largest):
        sets |= {hash(frozenset((r.uri, r.relation) for r in vacancy.requirements)) for vacancy in block}
        laid_out.append(VacancySet.build(block, soil.taxonomy, DEFAULT, catalogue))
    seconds = time.perf_counter() - began
    each = f"{seconds / largest * 1e6:.0f} microseconds each"
    rows.append(_row(f"growing and laying out {largest:,} vacancies", seconds, "s", each))
    distinct = 100 * len(sets) / largest
    rows.append(_row("requirement sets that are distinct among them", distinct, "%", "at least 90 are asked for"))
    for n in GROWN:
        yield join(laid_out[: n // BLOCK])


def _one_person(field: Field) -> Iterator[Row]:
    """Time one list and the gaps of one person."""
    world, as_of = field.world, field.as_of
    rows, essential = open_rows(world, as_of), world.vacancies.essential
    vector = np.random.default_rng(0).integers(0, 100, essential.shape[1]).astype(np.int32)
    floor = median(seconds(lambda: essential @ vector) for _ in range(N_TIMED))
    yield _row(f"a sparse product, {field.name}", floor * 1000, "ms (median)", "the floor of the rows below")
    works: tuple[tuple[str, int, Callable[[RankingInput], object]], ...] = (
        ("assessing all, nothing explained", N_TIMED, lambda person: assess(person, world, rows)),
        ("one list: 20 ranked and explained", N_TIMED, lambda person: rank(person, world, as_of)),
        ("one answer: list, wider list, questions", N_TIMED, lambda person: match(field.snapshot, person, as_of)),
        ("gaps of one person", N_COUNTED, lambda person: gaps(field.snapshot, person, as_of)),
    )
    for what, n, work in works:
        for person in field.crowd[:n]:  # the first calls fill label caches
            work(person)
        taken = [seconds(partial(work, person)) for person in field.crowd[:n]]
        middle, late = median(taken), quantiles(taken, n=20)[-1]
        ratio = f"p95 {late * 1000:.1f}, {middle / floor:.1f} x the product"
        yield _row(f"{what}, {field.name}", middle * 1000, "ms (median)", ratio)


def _many_people(field: Field) -> Iterator[Row]:
    """Time the whole caseload against what is new, and people for a vacancy, laying them out included."""
    world, vacancies = field.world, field.world.vacancies
    everybody = [Profile(f"p{i:05d}", person) for i, person in enumerate(field.crowd)]
    caseload = everybody[:N_CASELOAD]
    newest = np.sort(vacancies.first_day)[::-1]
    one = median(seconds(partial(rank, person, world, field.as_of, top=1)) for person in field.crowd[:20])
    for n_people, n in INBOXES:
        since = date.fromordinal(int(newest[min(n, len(newest)) - 1]))
        n_new = int((vacancies.first_day >= since.toordinal()).sum())
        taken = seconds(partial(news, everybody[:n_people], world, Days(since, field.as_of, field.as_of)))
        ratio = f"{taken / (one * n_people):.2f} of ranking everything for each"
        yield _row(f"inbox: {n_people:,} people, {n_new:,} new of {field.name}", taken, "s", ratio)
    for some in (caseload, everybody):
        taken = median(
            seconds(partial(rank_profiles, field.offered, some, world, field.as_of)) for _ in range(N_REPEATED)
        )
        ratio = f"{taken / len(some) * 1e6:.0f} microseconds a person, {taken / one:.0f} x one person's list"
        yield _row(
            f"the 20 best of {len(some):,} people for a vacancy, {field.name}", taken * 1000, "ms (median)", ratio
        )


def _recalls(field: Field, report: Report) -> Iterator[Row]:
    """Compare the candidates of the index with the exact list, and time both ways to a list of 20."""
    world, as_of = field.world, field.as_of
    n, rows = len(world.vacancies), open_rows(world, as_of)
    points = requirement_rows(world.vacancies, world.occupations, world.weights)
    exact = median(seconds(partial(rank, person, world, as_of)) for person in field.crowd[:N_TIMED])
    with tempfile.TemporaryDirectory() as folder:
        basis = svd_basis(points, DIMENSIONS)
        vectors = pool_vectors(points, basis)
        publish_generation(Path(folder), world.vacancies.ids, vectors, fields={}, exact_max=EXACT_SEARCH)
        candidates = Candidates.of(world, open_current(Path(folder)), basis)
        for percent in SHARES:
            k = n * percent // 200  # nearest of all, and nearest of those without an open condition
            found = [candidates.rows(person, world, as_of, k) for person in field.crowd[:N_RECALLED]]
            recalls = [_recall(person, field, rows, near) for person, near in zip(field.crowd, found, strict=False)]
            taken = [seconds(partial(_rank_near, field, candidates, person, k)) for person in field.crowd[:N_RECALLED]]
            row: Row = {
                "vacancies": n,
                "candidates_percent": round(100 * float(np.mean([len(near) for near in found])) / n, 2),
                "recall": round(float(np.mean(recalls)), 3),
                "list_ms": round(median(taken) * 1000, 2),
                "exact_list_ms": round(exact * 1000, 2),
            }
            report(f"candidates: {row}")
            yield row


def _rank_near(field: Field, candidates: Candidates, person: RankingInput, k: int) -> None:
    near = candidates.rows(person, field.world, field.as_of, k)
    rank(person, field.world, field.as_of, candidates=near)


def _recall(person: RankingInput, field: Field, rows: NDArray[np.int64], found: NDArray[np.int64]) -> float:
    """Return the share of the exact first `TOP` that is found."""
    assessed = assess(person, field.world, rows)
    return tied_recall(worse_of(assessed.group, assessed.score), np.flatnonzero(np.isin(rows, found)), TOP)


def seconds(work: Callable[[], object]) -> float:
    """Return how long `work` takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _row(what: str, value: float, unit: str, ratio: str) -> Row:
    return {"what": what, "value": round(value, 2), "unit": unit, "ratio": ratio}
