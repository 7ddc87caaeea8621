"""`python -m benchmarks speed`: linking and matching in process, each beside a floor measured in the same run.

Machines differ and this one is noisy, so every row carries a ratio: linking against the bare encoder on the same
texts, a match against a plain product of one vector with the same number of vacancy vectors.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from benchmarks import datasets
from benchmarks.datasets import LabelledVacancy
from benchmarks.linking_speed import linking_rows, sentences_of
from benchmarks.results import write_result
from benchmarks.workbench import Workbench
from matcher.claims import ProfileFacts
from matcher.encoding import Role
from matcher.gaps import gaps
from matcher.intake import ReadProfile, read_profiles
from matcher.matching import Snapshot, match
from matcher.passages import Document, split

N_TIMED = 400
AS_OF = date(2025, 12, 18)
Report = Callable[[str], None]
Row = dict[str, Any]


def run_speed(bench: Workbench, data: Path, report: Report) -> list[Row]:
    """Measure and write `results/speed.json`; `data` is where the artefacts of `bench` lie."""
    vacancies = datasets.all_vacancies()
    rows = linking_rows(data, sentences_of(vacancy.text for vacancy in vacancies))
    read_rows, snapshots = _reading(bench, vacancies)
    rows += read_rows
    people = _people(bench)
    rows += [_one_profile(bench)]
    for snapshot in snapshots:
        rows += _matching(snapshot, people)
    for row in rows:
        report(f"{row['what']}: {row['value']} {row['unit']} ({row['ratio']})")
    content = {"rows": rows, "taxonomy": bench.taxonomy.release.version, "n_vacancies": len(vacancies)}
    write_result("speed", "python -m benchmarks speed", content)
    return rows


def _reading(bench: Workbench, vacancies: Sequence[LabelledVacancy]) -> tuple[list[Row], list[Snapshot]]:
    """Time reading (linking skills and occupations, facts) of all on one thread; lay out 300 and all of them."""
    seconds, read = timed(lambda: bench.read(vacancies))
    sample = vacancies[:N_TIMED]
    texts = sorted({text for v in sample for text in split(Document.titled(v.title, v.text, "es")).units})
    bare, _ = timed(lambda: bench.encoder.encode(texts, Role.QUERY))
    row = {
        "what": f"reading a EURES vacancy ({len(texts) / len(sample):.0f} sentences in the mean)",
        "value": round(len(vacancies) / seconds, 1),
        "unit": "vacancies/s",
        "ratio": f"{(bare / len(sample)) / (seconds / len(vacancies)):.2f} of the bare encoder's rate",
    }
    return [row], [bench.snapshot(read[:300]), bench.snapshot(read)]


def _people(bench: Workbench) -> list[ReadProfile]:
    facts = [ProfileFacts(text=p.text, lang=p.language) for p in datasets.plausible_profiles()]
    return read_profiles(facts, bench.concepts.linker, bench.concepts.places)


def _one_profile(bench: Workbench) -> Row:
    """Time one person's text, alone, as a form would send it."""
    profiles = datasets.plausible_profiles()
    times, floors = [], []
    for profile in profiles:
        facts = ProfileFacts(text=profile.text, lang=profile.language)
        times.append(timed(lambda facts=facts: read_profiles([facts], bench.concepts.linker, bench.concepts.places))[0])  # type: ignore[misc]
        texts = list(split(Document(profile.text, profile.language)).units)
        floors.append(timed(lambda texts=texts: bench.encoder.encode(texts, Role.QUERY))[0])  # type: ignore[misc]
    return {
        "what": f"reading one profile text ({median(len(p.text.split()) for p in profiles):.0f} words)",
        "value": round(median(times) * 1000, 1),
        "unit": "ms (median)",
        "ratio": f"{median(times) / median(floors):.1f} x the bare encoder",
    }


def _matching(snapshot: Snapshot, people: Sequence[ReadProfile]) -> list[Row]:
    """Time one explained list of 20 and the gaps of one person."""
    n = len(snapshot.world.vacancies)
    vectors = np.random.default_rng(0).standard_normal((n, 384), dtype=np.float32)
    floor = median(timed(lambda: vectors @ vectors[0])[0] for _ in range(50))
    for person in people:  # the first calls fill label caches
        match(snapshot, person.input, AS_OF)
    match_s = median(timed(lambda person=person: match(snapshot, person.input, AS_OF))[0] for person in people)  # type: ignore[misc]
    gaps_s = median(
        timed(lambda person=person: gaps(person.input, snapshot.world, AS_OF, snapshot.stamp(AS_OF)))[0]  # type: ignore[misc]
        for person in people
    )
    return [
        {
            "what": f"{what}, {n:,} vacancies",
            "value": round(seconds * 1000, 2),
            "unit": "ms (median)",
            "ratio": f"{seconds / floor:.0f} x a product of one vector with {n:,}",
        }
        for what, seconds in (("one match: 20 explained, ranked over all", match_s), ("gaps of one person", gaps_s))
    ]


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Return seconds and the result of `work`."""
    began = time.perf_counter()
    result = work()
    return time.perf_counter() - began, result
