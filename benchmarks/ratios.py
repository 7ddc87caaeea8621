"""`python -m benchmarks ratios`: what a match costs beside floors of the same run, kept from getting worse.

Seconds say how busy a machine is; ratios within one run, taken in turns, say how good the code is. For each person, in
turn: a match of 20 with bounds and explanations, and finding its vacancies alone; brute force by numpy, which compares
384 numbers of each vacancy and picks candidates; ranking everything exactly; and the empty endpoint of a server. All
are processor time of one thread. The ratio of a pair is taken for each person, and the median over the people counts.

The world needs nothing but the repository: it is grown from one vacancy for each occupation of the starter set, and
laid out several times over, as growing takes longer than all that is measured. The committed ratios are medians of
several runs; `TOLERANCE` is what they may be exceeded by.
"""

from __future__ import annotations

import gc
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

from benchmarks.caseload import people
from benchmarks.costs import EMPTY as EMPTY_PATH
from benchmarks.costs import calling_empty, cpu_ms
from benchmarks.growing import Soil, grow, lay_out
from benchmarks.peers.nearest import brute_force
from benchmarks.results import read_result, write_result
from matcher.assessment import assess
from matcher.bounds import Bounds
from matcher.gazetteer import read_places
from matcher.matching import Snapshot, match
from matcher.near import build_near
from matcher.places import Places
from matcher.provinces import SPAIN
from matcher.ranking import open_rows
from matcher.types import RankingInput, Relation, Requirement, RequirementSource, Vacancy
from matcher.world import World
from taxonomy.starting import build_starter
from taxonomy.taxonomy import Taxonomy

N_GROWN, COPIES = 10_000, 10
N_PEOPLE, N_WARM = 60, 5
TOP = 20
DIMENSIONS, CANDIDATES = 384, 1_000
STATED = range(5, 13)  # requirements of the vacancies that are grown from
N_EMPTY = 40  # requests to the empty endpoint for one person: the system counts a server's time in small steps
BRUTE, EVERYTHING, EMPTY = "brute force", "ranking everything", "the empty endpoint"
MATCH, FINDING = "a match", "finding the best"
# A ratio may be worse than the committed one by this factor: runs of the same code, on two cores that others kept
# busy, spread by what `ratios.json` says; bounds that exclude nothing cost as much as ranking everything, or more.
TOLERANCE = 1.3
TOLERANCES = {f"{MATCH} / {EMPTY}": 1.6}  # another process, and another kind of work
Empty = Callable[[], float]
Ratios = dict[str, float]


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """A small grown world, and people in it."""

    snapshot: Snapshot
    bounds: Bounds
    crowd: Sequence[RankingInput]
    as_of: date


def small_ground(folder: Path) -> Ground:
    """Grow it from the starter set, whose artefact goes into `folder`. Deterministic; some ten seconds."""
    taxonomy = Taxonomy.open(build_starter(folder / "taxonomy").path)
    soil = Soil(list(_seeds(taxonomy)), taxonomy, build_near(taxonomy, None), Places(read_places()))
    laid_out = lay_out(grow(soil, N_GROWN), taxonomy).take(np.repeat(np.arange(N_GROWN), COPIES))
    world = World.of(laid_out, taxonomy, soil.near, soil.places)
    bounds = Bounds.of(world)
    return Ground(Snapshot(world, "none", exact_max=0, bounds=bounds), bounds, people(soil, N_PEOPLE), soil.newest)


def _seeds(taxonomy: Taxonomy) -> Iterator[Vacancy]:
    """Yield a vacancy for each occupation: some of its essential skills, in a province of Spain."""
    for row in range(len(taxonomy.occupations)):
        skills = map(taxonomy.skills.uri, taxonomy.essential.of(row)[: STATED[row % len(STATED)]].tolist())
        needed = tuple(Requirement(uri, Relation.ESSENTIAL, RequirementSource.STATED) for uri in skills)
        place = f"ES-{SPAIN[row % len(SPAIN)].code}"
        yield Vacancy(f"v{row:04d}", needed, taxonomy.occupations.uri(row), country="ES", place=place)


def measure_ratios(ground: Ground, empty_s: Empty) -> Ratios:
    """Return the medians; `empty_s` gives the processor time of one request to the empty endpoint, in s."""
    world, as_of = ground.snapshot.world, ground.as_of
    rows, random = open_rows(world, as_of), np.random.default_rng(0)
    points = random.standard_normal((len(world.vacancies), DIMENSIONS), dtype=np.float32)
    query, allowed = points[0], np.ones(len(points), dtype=bool)
    gc.collect()
    gc.freeze()  # as serving does
    pairs: dict[str, list[float]] = defaultdict(list)
    with threadpool_limits(limits=1):
        for i, person in enumerate((*ground.crowd[:N_WARM], *ground.crowd)):
            ours = _cpu_s(partial(match, ground.snapshot, person, as_of, top=TOP))
            everything = _cpu_s(partial(assess, person, world, rows))
            others = {
                f"{MATCH} / {BRUTE}": ours / _cpu_s(partial(brute_force, points, query, CANDIDATES, allowed)),
                f"{MATCH} / {EVERYTHING}": ours / everything,
                f"{MATCH} / {EMPTY}": ours / empty_s(),
                f"{FINDING} / {EVERYTHING}": _cpu_s(partial(ground.bounds.prove, person, world, as_of, TOP))
                / everything,
            }
            for name, ratio in others.items() if i >= N_WARM else ():
                pairs[name].append(ratio)
    return {name: median(values) for name, values in pairs.items()}


def run_ratios(data: Path, sources: Mapping[str, str], n_runs: int, report: Callable[[str], None]) -> None:
    """Measure several times, and commit. `data` are the artefacts of the server whose empty endpoint is asked."""
    with tempfile.TemporaryDirectory(prefix="immerse-ratios-") as folder, calling_empty(data, sources) as caller:
        ground = small_ground(Path(folder))
        asks = [partial(caller.get, EMPTY_PATH)] * N_EMPTY
        runs = []
        for _ in range(n_runs):
            runs.append(measure_ratios(ground, lambda: cpu_ms(asks, caller.worker) / 1000))
            report(str(runs[-1]))
    commit_ratios(runs)


def worse_than(found: Mapping[str, float], committed: Mapping[str, float]) -> list[str]:
    """Return a line for each ratio that is worse than the committed one by more than what is tolerated.

    >>> worse_than({"a match / brute force": 4.0}, {"a match / brute force": 2.0})
    ['a match / brute force: 4.00; committed are 2.00, tolerated 2.60']
    """
    tolerated = {name: ratio * TOLERANCES.get(name, TOLERANCE) for name, ratio in committed.items()}
    return [
        f"{name}: {found[name]:.2f}; committed are {committed[name]:.2f}, tolerated {most:.2f}"
        for name, most in tolerated.items()
        if found[name] > most
    ]


def committed_ratios() -> Ratios:
    """Return the committed ratios."""
    ratios: Ratios = read_result("ratios")["ratios"]
    return ratios


def commit_ratios(runs: Sequence[Ratios]) -> dict[str, Any]:
    """Write the medians of several runs, and by how much the worst of them exceeded these."""
    middle = {name: median(run[name] for run in runs) for name in runs[0]}
    spread = {name: max(run[name] for run in runs) / ratio - 1 for name, ratio in middle.items()}
    content = {
        "ratios": {name: round(ratio, 3) for name, ratio in middle.items()},
        "worst_run_beyond_percent": {name: round(100 * share) for name, share in spread.items()},
        "tolerance": {name: TOLERANCES.get(name, TOLERANCE) for name in middle},
        "runs": len(runs),
        "vacancies": N_GROWN * COPIES,
        "people": N_PEOPLE,
    }
    write_result("ratios", "python -m benchmarks ratios", content)
    return content


def _cpu_s(call: Callable[[], object]) -> float:
    began = time.thread_time()
    call()
    return time.thread_time() - began
