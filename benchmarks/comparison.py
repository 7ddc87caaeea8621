"""`python -m benchmarks comparison`: ours beside other software and floors, on the same data, machine and thread.

Everybody gets the same grown vacancies and the same people (`benchmarks.growing`, `benchmarks.caseload`), as vectors in
which an inner product approximates the score as well as 384 numbers can (`matcher.projection`); BM25 gets the concepts
as words. What is asked for is what a list needs: the exact first 50, ordered by group, then by score.

Each system runs in a process of its own on one thread (`benchmarks.peers.nearest`), those that need other libraries
in the peers' environment (`python -m benchmarks peers --install FOLDER`). Processor time counts, in ms and in
yardsticks (`benchmarks.peers.yardstick`); wall time is given beside it. This process keeps to one thread, too: the
second one of OpenBLAS waits for the next product at full speed, which doubled the processor time of what came between.
"""

from __future__ import annotations

import gc
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import pairwise
from operator import itemgetter
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from sklearn.utils.extmath import randomized_svd
from threadpoolctl import threadpool_limits

from benchmarks.caseload import people
from benchmarks.costs import EMPTY, calling_empty, cpu_ms
from benchmarks.datasets import Sets
from benchmarks.growing import Soil, grow, lay_out
from benchmarks.metrics import tied_recall
from benchmarks.peers.compare import measure_linking, python_of
from benchmarks.peers.nearest import Laid
from benchmarks.peers.protocol import ROOT, THREAD_VARIABLES, PeerError
from benchmarks.peers.yardstick import Yardstick, clocked
from benchmarks.results import provenance, read_result, write_result
from benchmarks.workbench import Workbench
from matcher.assessment import Assessment, assess, worse_of
from matcher.bounds import Bounds
from matcher.projection import pool_vectors, query_vector, requirement_rows
from matcher.ranking import open_rows
from matcher.types import RankingInput
from matcher.world import World

COMMAND = "python -m benchmarks comparison"
N_PEOPLE = 200
TOP = 50
DIMENSIONS = 384
# The basis comes from the first vacancies: what is frequent among them is among all, and more takes minutes.
BASIS_ROWS = 25_000
SHARES = (0.5, 1.0, 2.0)  # percent of the vacancies that may be candidates
# A place with about one vacancy in a hundred is the filter; candidates among them.
FILTER_PERCENT = (0.8, 1.2)
N_FILTERED = 200
N_FLOOR = 2_000
N_RANKED = 50  # people for whom what was found is ranked

OUR_OWN = ("numpy", "faiss-exact", "faiss-ivf", "bm25s")
PEERS = ("semantic_search", "hnswlib", "usearch")
Rows = NDArray[np.int64]
Report = Callable[[str], None]
Row = dict[str, Any]


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """One size: everything laid out, who asks, and the day."""

    world: World
    crowd: Sequence[RankingInput]
    as_of: date

    @property
    def n(self) -> int:
        """How many vacancies there are."""
        return len(self.world.vacancies)


def run_comparison(
    bench: Workbench,
    soil: Soil,
    sizes: Sequence[int],
    environment: Path,
    sources: Mapping[str, str],
    report: Report,
    names: Sequence[str] | None = None,
) -> Row:
    """Measure everything and write `comparison.json`. Raises PeerError where the peers' environment is missing.

    `sources` are the settings that name the release, for a server of its own. Of systems not in `names` (None: all
    are), what is committed stays; ours needs what numpy found, which has to be among them.
    """
    python = python_of(environment)
    if not python.exists():
        raise PeerError(f"nothing at {environment}: python -m benchmarks peers --install {environment}")
    earlier = {row["vacancies"]: row["systems"] for row in _committed()["sizes"]}
    content = {**_kept(sizes), "people": N_PEOPLE, "top": TOP, "dimensions": DIMENSIONS, "threads": 1}
    content["floor"] = measure_floor(bench.artefacts.data, sources)
    content["linking"] = measure_linking(bench.artefacts.data, environment, _texts(), report)
    crowd, concepts = people(soil, N_PEOPLE), bench.concepts
    for n in sizes:
        report(f"growing {n:,} vacancies")
        laid_out = lay_out(grow(soil, n), soil.taxonomy)
        world = World.of(laid_out, concepts.taxonomy, concepts.near, concepts.places, catalogue=concepts.catalogue)
        measured = compare(Field(world, crowd, soil.newest), python, report, names or (*OUR_OWN, *PEERS))
        measured["systems"] = earlier.get(n, {}) | measured["systems"]
        content["sizes"] = sorted([*content["sizes"], measured], key=itemgetter("vacancies"))
        write_result("comparison", COMMAND, content)  # a larger one takes an hour
    return content


def _kept(sizes: Sequence[int]) -> Row:
    """Return what is committed, without these sizes; each says which commit it was measured with."""
    kept = _committed()
    kept.pop("made_by", None)
    return {**kept, "sizes": [row for row in kept["sizes"] if row["vacancies"] not in sizes]}


def _committed() -> Row:
    try:
        return read_result("comparison")
    except FileNotFoundError:
        return {"sizes": []}


def compare(field: Field, python: Path, report: Report, names: Sequence[str]) -> Row:
    """Measure systems at one size."""
    gc.collect()
    gc.freeze()  # as serving does
    with tempfile.TemporaryDirectory(prefix="immerse-comparison-") as folder:
        laid = Laid(Path(folder))
        lay(field, laid)
        report(f"{field.n:,} vacancies laid out")
        systems: dict[str, Row] = {}
        for name in names:
            systems[name] = _measured(laid, name, Path(sys.executable) if name in OUR_OWN else python)
            report(f"{field.n:,} {name}: {systems[name]['searches']['share-2']['p50']}")
        _add_quality(field, laid, systems, report)
        with threadpool_limits(limits=1):
            measured = {"systems": systems, "ours": _ours(field, laid), "ranking": _ranking(field, laid)}
        return {"vacancies": field.n, "commit": provenance()["commit"], **measured}


def lay(field: Field, laid: Laid) -> None:
    """Write vectors, words, masks and searches of one size."""
    world, crowd, n = field.world, field.crowd, field.n
    first = world.vacancies.take(np.arange(min(n, BASIS_ROWS)))
    basis = _basis(requirement_rows(first, world.occupations, world.weights))
    vectors = np.lib.format.open_memmap(laid.folder / "vectors.npy", "w+", np.float32, (n, basis.shape[1]))
    for begin in range(0, n, BASIS_ROWS):  # in parts: all requirements with what is typical are several GB at a million
        part = world.vacancies.take(np.arange(begin, min(begin + BASIS_ROWS, n)))
        vectors[begin : begin + BASIS_ROWS] = pool_vectors(
            requirement_rows(part, world.occupations, world.weights), basis
        )
    vectors.flush()
    np.save(laid.folder / "queries.npy", np.array([query_vector(person, world, basis) for person in crowd]))
    _lay_words(field, laid)
    _lay_masks(field, laid)
    searches = {f"share-{share:g}": [(int(n * share / 100), "open")] for share in SHARES}
    searches |= {"place": [(min(N_FILTERED, n // 200), "place")]}
    (laid.folder / "searches.json").write_text(json.dumps(searches), encoding="utf-8")


def _basis(rows: csr_array[np.float32]) -> NDArray[np.float32]:
    """Return the leading right singular vectors, as `matcher.projection.svd_basis` does, by random projections.

    Halko, Martinsson and Tropp (2011): a fifth of the time, and what they cover differs by little.
    """
    _, _, right = randomized_svd(rows, DIMENSIONS, n_iter=2, random_state=0)
    return np.ascontiguousarray(right.T, dtype=np.float32)


def _lay_words(field: Field, laid: Laid) -> None:
    """Write what vacancies ask for and may be about, and what people can do, have done and want, as words."""
    world, vacancies = field.world, field.world.vacancies
    skills, occupations = world.taxonomy.skills, world.taxonomy.occupations
    asked = csr_array(vacancies.essential + vacancies.optional)
    words = [
        np.concatenate([asked.indices[a:b], len(skills) + vacancies.likely.indices[c:d]])
        for (a, b), (c, d) in zip(pairwise(asked.indptr), pairwise(vacancies.likely.indptr), strict=True)
    ]
    _save_words(laid.folder / "documents.npz", words)
    column = {row: len(skills) + i for i, row in enumerate(vacancies.occupation.values)}
    questions = []
    for person in field.crowd:
        held = [skills.find_row(skill.uri) for skill in person.skills]
        done = [*(occupation.uri for occupation in person.occupations), *person.wants.occupations]
        about = [column.get(row) for uri in done if (row := occupations.find_row(uri)) is not None]
        questions.append(np.array([word for word in (*held, *about) if word is not None], dtype=np.int64))
    _save_words(laid.folder / "questions.npz", questions)


def _save_words(path: Path, words: Sequence[NDArray[np.integer]]) -> None:
    indptr = np.cumsum([0, *map(len, words)])
    np.savez(path, indptr=indptr, indices=np.concatenate(words))


def _lay_masks(field: Field, laid: Laid) -> None:
    """Write which vacancies may be found: open ones, and those of them at one place, for each person another place."""
    vacancies = field.world.vacancies
    is_open = vacancies.open_on(field.as_of)
    shares = 100 * np.bincount(vacancies.place.index[vacancies.place.index >= 0]) / field.n
    chosen = np.flatnonzero((shares >= FILTER_PERCENT[0]) & (shares <= FILTER_PERCENT[1]))
    at_place = [np.packbits(is_open & (vacancies.place.index == place)) for place in chosen]
    place = [at_place[i % len(chosen)] for i in range(len(field.crowd))]
    (laid.folder / "masks").mkdir()
    for name, rows in (("open", [np.packbits(is_open)]), ("place", place)):
        np.save(laid.folder / "masks" / f"{name}.npy", np.array(rows))


def _measured(laid: Laid, name: str, python: Path) -> Row:
    """Return what a system's own process says."""
    environment = {**os.environ, **dict.fromkeys(THREAD_VARIABLES, "1"), "HF_HUB_OFFLINE": "1"}
    command = [str(python), "-m", "benchmarks.peers.nearest", str(laid.folder), name]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT, env=environment)
    if done.returncode:
        raise PeerError(f"{name} stopped; its last words:\n{done.stderr[-2000:]}")
    found: Row = json.loads(done.stdout.splitlines()[-1])
    return found


def _add_quality(field: Field, laid: Laid, systems: dict[str, Row], report: Report) -> None:
    """Add to each search the mean recall of the exact first `TOP`, and the mean share of vacancies found."""
    rows = open_rows(field.world, field.as_of)
    found = {(name, search): list(_found(laid, name, search)) for name in systems for search in laid.searches()}
    recalls: dict[tuple[str, str], list[float]] = {key: [] for key in found}
    for i, person in enumerate(field.crowd):
        worse = np.full(field.n, np.iinfo(np.int32).max, dtype=np.int32)
        assessed = assess(person, field.world, rows)
        worse[rows] = worse_of(assessed.group, assessed.score)
        at_place = np.flatnonzero(_allowed(laid, "place", i, field.n))
        for (name, search), each in found.items():
            among = at_place if search == "place" else rows
            places = np.searchsorted(among, np.sort(each[i]))
            recalls[name, search].append(tied_recall(worse[among], places, TOP))
    for (name, search), values in recalls.items():
        row = systems[name]["searches"][search]
        row["recall"] = round(float(np.mean(values)), 4)
        row["complete"] = round(float(np.mean([value == 1.0 for value in values])), 3)
        row["candidates_percent"] = round(100 * float(np.mean([len(e) for e in found[name, search]])) / field.n, 3)
        report(f"{field.n:,} {name} {search}: {row}")


def _found(laid: Laid, name: str, search: str) -> Iterator[Rows]:
    """Yield the rows that a system found for each person; they stay on disk."""
    rows = np.load(laid.folder / name / f"{search}-rows.npy", mmap_mode="r")
    ends = np.cumsum([0, *np.load(laid.folder / name / f"{search}-counts.npy").tolist()])
    for begin, end in pairwise(ends.tolist()):
        yield rows[begin:end]


def _allowed(laid: Laid, mask: str, person: int, n: int) -> NDArray[np.bool_]:
    found: NDArray[np.bool_] = np.unpackbits(laid.mask(mask)[person], count=n).astype(bool)
    return found


def _ours(field: Field, laid: Laid) -> Row:
    """Time ranking everything, bounds, and ranking what a filter lets through; all are exact, which is checked."""
    world, rows = field.world, open_rows(field.world, field.as_of)
    (bounds, cpu, wall), yardstick = clocked(partial(Bounds.of, world)), Yardstick()
    passing = [np.flatnonzero(_allowed(laid, "place", i, field.n)) for i in range(len(field.crowd))]
    ways: dict[str, list[Callable[[], Assessment | None]]] = {
        "everything": [partial(assess, person, world, rows) for person in field.crowd],
        "bounds": [partial(_proven, bounds, person, field) for person in field.crowd],
        "place": [partial(assess, person, world, each) for person, each in zip(field.crowd, passing, strict=True)],
    }
    told: Row = {"build_cpu_s": round(cpu / 1000, 2), "build_wall_s": round(wall / 1000, 2)}
    told["index_mb"] = round((bounds.postings.data.nbytes + bounds.postings.indices.nbytes) / 1e6, 1)
    lists: dict[str, list[Rows | None]] = {}
    ranked: list[int] = []
    for name, calls in ways.items():
        for call in calls[:3]:
            call()
        found, times = yardstick.time(partial(_listed, call) for call in calls)
        told[name], lists[name] = times.told(), [None if each is None else each[0] for each in found]
        if name == "bounds":
            ranked = [field.n if each is None else each[1] for each in found]
    both = zip(lists["everything"], lists["bounds"], strict=True)
    pairs = [(exact, proven) for exact, proven in both if exact is not None and proven is not None]
    told["bounds"] |= {
        "same_lists": round(float(np.mean([np.array_equal(a, b) for a, b in pairs])), 3) if pairs else None,
        "not_decided": len(field.crowd) - len(pairs),
        "ranked_percent": round(100 * float(np.mean(ranked)) / field.n, 3),
        "ranked_percent_most": round(100 * max(ranked) / field.n, 3),
    }
    return told


def _proven(bounds: Bounds, person: RankingInput, field: Field) -> Assessment | None:
    """Return what bounds prove to hold the first `TOP`; None where they exclude too little."""
    proven = bounds.prove(person, field.world, field.as_of, TOP)
    return None if proven is None else proven.assessed


def _listed(call: Callable[[], Assessment | None]) -> tuple[Rows, int] | None:
    """Return the first `TOP` rows in order, and how many were ranked."""
    assessed = call()
    return None if assessed is None else (assessed.rows[assessed.order(TOP)], len(assessed.rows))


def _ranking(field: Field, laid: Laid) -> Row:
    """Time ranking what exact search found: what candidates of any system still cost."""
    yardstick, told = Yardstick(), {}
    for search in laid.searches():
        found = [np.sort(each) for each in _found(laid, "numpy", search)][:N_RANKED]
        calls = [partial(assess, person, field.world, each) for person, each in zip(field.crowd, found, strict=False)]
        _, times = yardstick.time(partial(_listed, call) for call in calls)
        told[search] = times.told()
    return told


def measure_floor(data: Path, sources: Mapping[str, str]) -> Row:
    """Return what an endpoint costs that answers a constant."""
    with calling_empty(data, sources) as caller:
        ask = partial(caller.get, EMPTY)
        walls = [clocked(ask)[2] for _ in range(N_FLOOR)]
        return {"cpu_ms": cpu_ms([ask] * N_FLOOR, caller.worker), "wall_ms": round(median(walls), 3)}


def _texts() -> list[str]:
    return [sentence.text for sentences in Sets().skills().values() for sentence in sentences]
