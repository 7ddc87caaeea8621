"""The system card: what this is for, what it cannot do, how well it does, and with which parts it runs now.

Words come from `card/about.toml`. Numbers come from `card/measured.json`, which `python -m benchmarks card` takes from
the committed results. Versions are those of the running installation.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any, Literal

from api import __version__
from api.answer import Answer
from api.world import World
from matcher.generations import read_current
from matcher.weights import DEFAULT
from matcher.wording.wording import LANGUAGES
from taxonomy.taxonomy import describe

CARD = Path(__file__).with_name("card")
PACKAGES = CARD.parents[1]
BY_LANGUAGE = "language "


class NumberAnswer(Answer):
    """One measured number, and where it stands in the result it came from."""

    part: str
    what: str
    group: str
    metric: str
    value: float
    n: int | None
    source: str
    path: list[str]


class SourceAnswer(Answer):
    """A committed result: its content's hash, and the command, commit and machine that made it."""

    sha256: str
    command: str
    commit: str
    machine: dict[str, Any]
    versions: dict[str, str]


class SpreadAnswer(Answer):
    """The best and the worst language of a measure."""

    what: str
    metric: str
    best: str
    best_value: float
    worst: str
    worst_value: float


class DifferenceAnswer(Answer):
    """A group for which the system performs differently, and how."""

    group: str
    how: str


class FileAnswer(Answer):
    """A file of the program."""

    path: str
    sha256: str


class DataCardAnswer(Answer):
    """A model or a set of data: what it is, under which licence, from where, and its files if it is part of this."""

    name: str
    kind: Literal["model", "data", "evaluation"]
    what: str
    licence: str
    source: str
    files: list[FileAnswer]


class VersionsAnswer(Answer):
    """The parts that are in use now."""

    program: str
    taxonomy: str
    encoder: str
    near_skills: str
    weights: str
    catalogue: str
    generation: str | None
    n_vacancies: int | None


class CardAnswer(Answer):
    """The system card."""

    name: str
    intended_purpose: str
    not_for: list[str]
    limits: list[str]
    reading_a_score: str
    human_oversight: list[str]
    who_checks: list[str]
    versions: VersionsAnswer
    explained_in: list[str]
    """languages of explanations"""
    labels_in: list[str]
    """languages of the labels that texts are linked by"""
    differs: list[DifferenceAnswer]
    spread: list[SpreadAnswer]
    numbers: list[NumberAnswer]
    sources: dict[str, SourceAnswer]
    data: list[DataCardAnswer]


def show_card(world: World) -> CardAnswer:
    """Return the card of the running installation."""
    about = tomllib.loads((CARD / "about.toml").read_text(encoding="utf-8"))
    measured = json.loads((CARD / "measured.json").read_text(encoding="utf-8"))
    numbers = [NumberAnswer(**number) for number in measured["numbers"]]
    texts = ("not_for", "limits", "human_oversight", "who_checks")
    return CardAnswer(
        name="IMMERSE core",
        intended_purpose=_flow(about["intended_purpose"]),
        reading_a_score=_flow(about["reading_a_score"]),
        **{name: about[name] for name in texts},
        versions=show_versions(world),
        explained_in=list(LANGUAGES),
        labels_in=list(describe(world.taxonomy)["languages"]),
        differs=[DifferenceAnswer(**each) for each in about["differs"]],
        spread=list(_spread(numbers)),
        numbers=numbers,
        sources={name: SourceAnswer(**source) for name, source in measured["sources"].items()},
        data=[DataCardAnswer(**{**each, "files": [_file(path) for path in each["files"]]}) for each in about["data"]],
    )


def show_versions(world: World) -> VersionsAnswer:
    """Return which parts are in use now; where nothing is being served, the generation that would be."""
    current = world.snapshots.find()
    return VersionsAnswer(
        program=__version__,
        taxonomy=world.taxonomy.release.id,
        encoder=world.encoder_id,
        near_skills=world.parts.near.id,
        weights=DEFAULT.id if current is None else current.snapshot.world.weights.id,
        catalogue=world.parts.catalogue.id,
        generation=read_current(world.settings.index) if current is None else world.snapshots.generation,
        n_vacancies=None if current is None else current.n_vacancies,
    )


def _spread(numbers: Iterable[NumberAnswer]) -> Iterator[SpreadAnswer]:
    """Yield best and worst language of each measure that was taken for several."""
    by_language = [number for number in numbers if number.group.startswith(BY_LANGUAGE)]
    by_language.sort(key=lambda number: (number.what, number.metric))
    for (what, metric), several in groupby(by_language, key=lambda number: (number.what, number.metric)):
        ranked = sorted(several, key=lambda number: (number.value, number.group))
        worst, best = ranked[0], ranked[-1]
        yield SpreadAnswer(
            what=what,
            metric=metric,
            best=best.group.removeprefix(BY_LANGUAGE),
            best_value=best.value,
            worst=worst.group.removeprefix(BY_LANGUAGE),
            worst_value=worst.value,
        )


def _file(path: str) -> FileAnswer:
    return FileAnswer(path=path, sha256=_hash(path))


@cache
def _hash(path: str) -> str:
    return hashlib.sha256((PACKAGES / path).read_bytes()).hexdigest()


def _flow(text: str) -> str:
    return " ".join(text.split())
