"""`python -m benchmarks card`: what the system card says was measured, taken from the committed results.

`api` and `benchmarks` do not know each other, so the numbers travel as a file of the package `api`: each with the
result it came from and where it stands there, and for each result its sha256, command and commit. Nothing is typed by
hand, and a test compares the file with what this would write now.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import reduce
from operator import getitem
from pathlib import Path
from typing import Any

from benchmarks.results import RESULTS

MEASURED = Path("api") / "card" / "measured.json"
DIGITS = 4
HELD_OUT = "held out"
SERVED = ("systems", "as served")


@dataclass(frozen=True, slots=True)
class Number:
    """One number: what was measured, on whom or what, and where it stands (`source` is a result, `path` its keys)."""

    part: str
    what: str
    group: str
    metric: str
    value: float
    n: int | None
    source: str
    path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """A committed result to take numbers from."""

    name: str
    content: Mapping[str, Any]

    def number(self, part: str, what: str, group: str, metric: str, path: tuple[str, ...], n: int | None) -> Number:
        """Return the number at `path`; raises KeyError where there is none."""
        return Number(part, what, group, metric, round(value_at(self.content, path), DIGITS), n, self.name, path)


def render_card(folder: Path = RESULTS) -> str:
    """Return the file's content; raises KeyError where a result does not have what the card says."""
    paths = {path.relative_to(folder).with_suffix("").as_posix(): path for path in sorted(folder.rglob("*.json"))}
    results = {name: path.read_bytes() for name, path in paths.items()}
    parsed = {name: json.loads(content) for name, content in results.items()}
    numbers = list(_numbers(parsed))
    content = {
        "sources": {
            name: {
                "sha256": hashlib.sha256(results[name]).hexdigest(),
                **{key: parsed[name]["made_by"][key] for key in ("command", "commit", "machine", "versions")},
            }
            for name in sorted({number.source for number in numbers})
        },
        "numbers": [asdict(number) for number in numbers],
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def is_stale_card(root: Path) -> bool:
    """Say whether the committed card differs from the committed results."""
    path = root / MEASURED
    return not path.exists() or path.read_text(encoding="utf-8") != render_card()


def write_card(root: Path) -> Path:
    """Write the card's numbers anew."""
    path = root / MEASURED
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(render_card(), encoding="utf-8")
    return path


def _numbers(results: Mapping[str, Any]) -> Iterator[Number]:
    parts = {
        "ranking": _lists,
        "quality": _links,
        "calibration": _scores,
        "facts": _facts,
        "flips": _flips,
        "load/smoke-10000": _answers,
    }
    for name, numbers in parts.items():
        yield from numbers(Result(name, results[name]))


def _lists(ranking: Result) -> Iterator[Number]:
    """Yield how good lists are, over all and by language and by share of a person's skills that is known."""
    what = "vacancies for people"
    sizes = ranking.content["sizes"]
    for people, words in (("everyday", "people in their own words"), ("built", "people built from occupations")):
        for metric in ("nDCG@10", "same group@10"):
            path: tuple[str, ...] = (*SERVED, HELD_OUT, people, metric)
            yield ranking.number("ranking", what, words, metric, path, sizes[people]["asked"])
        groups = reduce(getitem, (*SERVED, "languages", people, HELD_OUT), ranking.content)
        for group, row in groups.items():
            name = f"language {group}" if people == "everyday" else f"{group} of the skills known"
            for metric in ("nDCG@10", "same group@10"):
                path = (*SERVED, "languages", people, HELD_OUT, group, metric)
                yield ranking.number("ranking", what, name, metric, path, row["n"])
    for people, words in (("everyday", "people in their own words"), ("openings", "real openings")):
        path = *SERVED, HELD_OUT, people, "people nDCG@10"
        yield ranking.number("ranking", "people for vacancies", words, "nDCG@10", path, None)


def _links(quality: Result) -> Iterator[Number]:
    """Yield how often texts are understood rightly."""
    for name, row in quality.content["skills"].items():
        what = "skills in sentences of vacancies"
        yield quality.number("linking", what, f"{name} (en)", "RP@10", ("skills", name, "RP@10"), row["n"])
    occupations = quality.content["occupations"]["title and text"]
    for metric in ("accuracy@1", "accuracy@10"):
        path: tuple[str, ...] = ("occupations", "title and text", metric)
        what = "occupation of a real vacancy"
        yield quality.number("linking", what, "EURES Spain (es)", metric, path, occupations["n"])
    for language, row in quality.content["profiles"]["plausible"].items():
        path = ("profiles", "plausible", language, "group@10")
        group = "all languages" if language == "all" else f"language {language}"
        yield quality.number("linking", "occupation from own words", group, "group@10", path, row["n"])


def _scores(calibration: Result) -> Iterator[Number]:
    """Yield how far a link's score is from its chance of being right."""
    for name, row in calibration.content["sets"].items():
        what = "distance between a shown score and the share that is right"
        path = ("sets", name, "shown", "ece_mass")
        yield calibration.number("linking", what, name, "ECE", path, row["shown"]["n"])


def _facts(facts: Result) -> Iterator[Number]:
    """Yield how well facts that vacancies state are read."""
    part, view = "held_out", "value and relation"
    for language, row in facts.content[part][view]["languages"].items():
        for metric in ("precision", "recall"):
            path = (part, view, "languages", language, metric)
            what = "facts stated by vacancies"
            group = language if len(language) > 2 else f"language {language}"
            yield facts.number("reading", what, group, metric, path, row["n_labelled"])


def _flips(flips: Result) -> Iterator[Number]:
    """Yield how often the same experience, told by another person, is understood alike."""
    for attribute, row in flips.content["by_attribute"].items():
        for metric in ("identical", "overlap"):
            path = ("by_attribute", attribute, metric)
            what = "links after a flip"
            yield flips.number("robustness", what, attribute, metric, path, row["n"])


def _answers(load: Result) -> Iterator[Number]:
    """Yield how fast a server answers under load."""
    for at, row in enumerate(load.content["runs"]["closed"]["rows"]):
        if row["n"]:
            path = ("runs", "closed", "rows", str(at), "p95_ms")
            yield load.number("speed", "answers under load", row["name"], "p95_ms", path, row["n"])


def value_at(result: Any, path: tuple[str, ...]) -> float:  # noqa: ANN401 - a parsed JSON file
    """Return the number that stands at `path`; a list is entered by position."""
    for key in path:
        result = result[int(key)] if isinstance(result, list) else result[key]
    return float(result)
