"""What worlds are grown from: the EURES vacancies where they are at hand, else the demo world of the repository."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from benchmarks.datasets import read_json_lines
from benchmarks.growing import Soil
from benchmarks.matching import read_kept, read_once
from benchmarks.workbench import Workbench
from benchmarks.worlds import Origin
from matcher.artefacts import Artefacts, open_concepts
from matcher.claims import VacancyFacts

DEMO = Path(__file__).parents[1] / "api" / "demo"
DEMO_READ = "demo-read.jsonl"


@dataclass(frozen=True, slots=True, eq=False)
class Seed:
    """What a world grows from, and how its manifest tells it."""

    soil: Soil
    origin: Origin


def open_seed(
    artefacts: Artefacts, report: Callable[[str], None], *, is_demo: bool, seed: int, newest: date | None = None
) -> Seed:
    """Open what there is to grow from, with the artefacts of a data folder, where what was read once is kept too."""
    bench = Workbench(open_concepts(artefacts), artefacts)
    if is_demo:
        real = read_kept(bench, artefacts.data / DEMO_READ, demo_facts, report)
    else:
        real = read_once(bench, artefacts.data, report)
    soil = Soil(real, bench.taxonomy, bench.concepts.near, bench.concepts.places)
    grown_from = "the demo world" if is_demo else "EURES vacancies in Spain"
    day = newest or datetime.now(UTC).date()
    return Seed(soil, Origin(grown_from, len(real), bench.taxonomy.release.id, seed, day.isoformat()))


def demo_facts() -> list[VacancyFacts]:
    """Read the vacancies of the demo world, as a feed hands them in; what a text states is read from the text."""
    return [
        VacancyFacts(
            id=row["id"],
            title=row["title"],
            text=row["text"],
            lang=row["lang"],
            place=row["place"],
            country=row["country"],
            published=date.fromisoformat(row["date"]),
        )
        for path in sorted(DEMO.glob("vacancies-*.jsonl"))
        for row in read_json_lines(path)
    ]
