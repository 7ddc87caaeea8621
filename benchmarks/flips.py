"""`python -m benchmarks flips`: the same experience, told by another person, is to be linked alike.

Pairs of texts differ in one thing: name, nationality, origin, age, gender words, religion or family status. Both are
linked as they are served; a pair is identical if every link has the same concept, score, status, method and, offsets
carried over the changed words, mention. Two controls give the scale: a flipped month, which is not masked and changes
what the encoder reads, and the feminine and masculine form of an occupation, which is not masked on purpose.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import fmean
from typing import Any

from benchmarks.results import write_result
from benchmarks.workbench import Workbench
from matcher.linking import Linker
from matcher.masking import mask
from matcher.passages import Document
from matcher.types import Kind, Link

FLIPS = Path(__file__).with_name("development") / "flips.json"
PROFILES = Path(__file__).with_name("development") / "profiles.jsonl"
# Experience told by others than the author of the templates, where there is any.
N_PROFILES = 4
TOP = 10
CONTROLS = ("month", "occupation_form")


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts of a language that differ in one attribute."""

    language: str
    attribute: str
    first: str
    second: str

    def outside(self) -> tuple[int, int]:
        """Return how many code points the texts share at the start, and how many at the end."""
        shorter = min(len(self.first), len(self.second))
        start = next((i for i in range(shorter) if self.first[i] != self.second[i]), shorter)
        rest = shorter - start
        end = next((i for i in range(rest) if self.first[-1 - i] != self.second[-1 - i]), rest)
        return start, end


def read_pairs(path: Path = FLIPS, profiles: Path = PROFILES) -> list[Pair]:
    """Return all pairs: each template with each experience, and each value with the next."""
    told: dict[str, list[str]] = {}
    for line in profiles.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        told.setdefault(row["lang"], []).append(row["text"])
    data = json.loads(path.read_text(encoding="utf-8"))
    return [
        pair
        for language, row in data.items()
        for attribute, flips in row["attributes"].items()
        for pair in _pairs(language, attribute, flips, [*row["experience"], *told.get(language, [])[:N_PROFILES]])
    ]


def _pairs(language: str, attribute: str, flips: dict[str, Any], texts: Sequence[str]) -> Iterator[Pair]:
    for template in flips["templates"]:
        for i, text in enumerate(texts):
            # A pair of values for each text would be ten thousand texts; neighbours take turns.
            steps = list(pairwise([*flips["values"], flips["values"][0]])) if len(flips["values"]) > 2 else []
            steps = steps or [tuple(flips["values"])]
            first, second = steps[i % len(steps)]
            yield Pair(language, attribute, _filled(template, first, text), _filled(template, second, text))


def _filled(template: str, value: str, text: str) -> str:
    # A value that starts a text starts with a capital, as people write.
    value = value[0].upper() + value[1:] if template.startswith("{x}") else value
    return template.replace("{text}", text).replace("{x}", value)


def run_flips(bench: Workbench, report: Callable[[str], None]) -> dict[str, Any]:
    """Measure all pairs and write `results/flips.json`."""
    data = measure_flips(bench.concepts.linker, read_pairs(), report)
    write_result("flips", "python -m benchmarks flips", {"taxonomy": bench.taxonomy.release.version, **data})
    return data


def measure_flips(linker: Linker, pairs: Sequence[Pair], report: Callable[[str], None]) -> dict[str, Any]:
    """Return shares of identical pairs and overlaps of the first ten concepts, by attribute and by language."""
    rows: list[dict[str, Any]] = []
    for language in sorted({pair.language for pair in pairs}):
        some = [pair for pair in pairs if pair.language == language]
        rows.extend(_judged(linker, some))
        report(f"flips {language}: {len(some)} pairs")
    by_attribute = _means(rows, "attribute")
    masked = [row for row in rows if row["attribute"] not in CONTROLS]
    return {
        "by_attribute": by_attribute,
        "by_language": _means(masked, "language"),
        "by_both": {
            language: _means([row for row in rows if row["language"] == language], "attribute")
            for language in sorted({row["language"] for row in rows})
        },
        "different": [
            {key: row[key] for key in ("language", "attribute", "masked_alike")} | {"flip": row["flip"]}
            for row in masked
            if not row["identical"]
        ],
    }


def _judged(linker: Linker, pairs: Sequence[Pair]) -> Iterator[dict[str, Any]]:
    documents = [Document(text, pair.language) for pair in pairs for text in (pair.first, pair.second)]
    shown = linker.link_kinds(documents, tuple(Kind))
    ranked = linker.link_kinds(documents, tuple(Kind), TOP)
    for i, pair in enumerate(pairs):
        first, second = 2 * i, 2 * i + 1
        yield {
            "language": pair.language,
            "attribute": pair.attribute,
            "identical": all(_same(pair, shown[kind][first].links, shown[kind][second].links) for kind in Kind),
            "overlap": fmean(_overlap(ranked[kind][first].links, ranked[kind][second].links) for kind in Kind),
            "masked_alike": mask(pair.first).split() == mask(pair.second).split(),
            "flip": _flip(pair),
        }


def _same(pair: Pair, first: Sequence[Link], second: Sequence[Link]) -> bool:
    start, end = pair.outside()
    return _comparable(first, pair.first, start, end) == _comparable(second, pair.second, start, end)


def _comparable(links: Sequence[Link], text: str, start: int, end: int) -> list[tuple[object, ...]]:
    """Return what must be equal; offsets after the flip count from the end of the text, those within are its start."""

    def place(offset: int) -> int:
        return offset - len(text) - 1 if offset >= len(text) - end else min(offset, start)

    return [
        (link.uri, link.score, link.status, link.method, place(link.mention.start), place(link.mention.end))
        for link in links
    ]


def _overlap(first: Sequence[Link], second: Sequence[Link]) -> float:
    """Return the share of the first ten that both have; 1 where neither has any."""
    ours, theirs = {link.uri for link in first}, {link.uri for link in second}
    most = max(len(ours), len(theirs))
    return len(ours & theirs) / most if most else 1.0


def _flip(pair: Pair) -> list[str]:
    start, end = pair.outside()
    return [text[start : len(text) - end] for text in (pair.first, pair.second)]


def _means(rows: Sequence[dict[str, Any]], key: str) -> dict[str, dict[str, float | int]]:
    found: dict[str, dict[str, float | int]] = {}
    for name in sorted({row[key] for row in rows}):
        some = [row for row in rows if row[key] == name]
        found[name] = {
            "n": len(some),
            "identical": fmean(float(row["identical"]) for row in some),
            "overlap": fmean(row["overlap"] for row in some),
        }
    return found
