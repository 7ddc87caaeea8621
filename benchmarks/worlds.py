"""`python -m benchmarks world`: an installation with as many vacancies and people as are asked for, to measure on.

Vacancies are grown from real ones (`benchmarks.growing`), people from their occupations (`benchmarks.world_people`),
both with short texts (`benchmarks.world_texts`). They go, one line at a time, into a process of the service that stores
them and publishes the index (`immerse database fill`); nothing here holds more than one block. The same seed gives the
same lines, so a world that was cut short goes on, and one that is to be larger only gets what it lacks.

`world.json` in the folder says what it was made from and how fast. See docs/worlds.md.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from pydantic_core import to_json

from benchmarks.growing import BLOCK, Draw, Soil, Urn, Variation, grow
from benchmarks.results import provenance
from benchmarks.world_people import Person, iter_people
from benchmarks.world_texts import Named, Writer, language_of
from matcher.codec import encode
from matcher.types import Relation, Requirement, RequirementSource, SkillSource, Travel, TravelMode, Vacancy

MANIFEST = "world.json"
RECORD = "made-from.json"
ARTEFACTS = ("encoder", "labels", "near", "places", "taxonomy", "vectors")
NOT_INHERITED = ("IMMERSE_ESCO_SOURCE", "IMMERSE_ESCO_LABELS", "IMMERSE_DATABASE", "IMMERSE_KEYS")
SOURCE = "grown"  # where people come from
FEEDS: Urn[str] = Urn.of((("grown-portal", 55), ("grown-agency", 25), ("grown-office", 15), ("grown-by-hand", 5)))
CONTRACTS: Urn[str] = Urn.of((("permanent", 40), ("temporary", 40), ("seasonal", 15), ("training", 5)))
# More than `Variation` adds to vacancies by itself: most of the originals state one skill or none, so a few hundred
# copies of each would soon ask for the same. With 5, 95.2 % of 200,000 are distinct, with 1, 90.1 %.
VARIATION = Variation(added_anyway=6)
MOST_NAMED = 10  # skills of each relation that a text names
LEAST_SCORE = 0.55  # of a link; a requirement is at least .5
Row = dict[str, Any]
Report = Callable[[str], None]


class WorldError(Exception):
    """A world cannot be made as asked; the message says why."""


@dataclass(frozen=True, slots=True)
class Size:
    """How many there shall be."""

    vacancies: int
    people: int


@dataclass(frozen=True, slots=True)
class Origin:
    """What decides every line: `grown_from` names the real vacancies, `newest` is the newest day in the world."""

    grown_from: str
    n_real: int
    taxonomy: str
    seed: int
    newest: str
    variation: Mapping[str, int] = field(default_factory=lambda: asdict(VARIATION))


@dataclass(slots=True)
class Tally:
    """What was seen of the vacancies while they went by."""

    sets: set[int] = field(default_factory=set)
    occupations: Counter[str | None] = field(default_factory=Counter)
    places: Counter[str | None] = field(default_factory=Counter)
    n: int = 0
    n_requirements: int = 0

    def note(self, vacancy: Vacancy) -> None:
        """Count one."""
        self.sets.add(hash(frozenset((each.uri, each.relation) for each in vacancy.requirements)))
        self.occupations[vacancy.occupation] += 1
        self.places[vacancy.place] += 1
        self.n += 1
        self.n_requirements += len(vacancy.requirements)

    def told(self) -> Row:
        """Return shares in percent, and counts."""
        if not self.n:
            return {}
        frequent = [n for _, n in self.occupations.most_common(10)]
        return {
            "distinct_requirement_sets": round(100 * len(self.sets) / self.n, 2),
            "requirements_each": round(self.n_requirements / self.n, 1),
            "occupations": len(self.occupations),
            "in_ten_most_frequent_occupations": round(100 * sum(frequent) / self.n, 1),
            "places": len(self.places),
            "in_ten_most_frequent_places": round(100 * sum(n for _, n in self.places.most_common(10)) / self.n, 1),
        }


def make_world(soil: Soil, origin: Origin, artefacts: Path, data: Path, size: Size, report: Report) -> Row:
    """Make the installation in `data`, or go on with it; returns the manifest, which it writes.

    `artefacts` is a data folder to take taxonomy, encoder and the like from. Raises WorldError where the folder holds
    something else, or the service refuses.
    """
    soil.newest = date.fromisoformat(origin.newest)
    _begin(origin, data)
    _link_artefacts(artefacts, data)
    began, tally = time.perf_counter(), Tally()
    with _Filling(data) as filling:
        stored = filling.hear()
        report(f"{stored['vacancies']:,} vacancies and {stored['profiles']:,} people are stored already")
        for line in iter_lines(soil, origin.seed, size, stored, tally, report):
            filling.tell(line)
        filling.tell({"end": {}})
        filling.end()
        stages = list(filling.stages(report))
    run = {"stored_before": stored, "seconds": round(time.perf_counter() - began, 1), **_told(stages)}
    before = _manifest(data)
    made = {"origin": asdict(origin), "size": asdict(size), "vacancies": tally.told(), "bytes": _bytes(data)}
    return _write(data, {**made, "runs": [*before.get("runs", ()), {**run, "made_by": provenance()}]})


def vacancy_lines(soil: Soil, writer: Writer, first: int, n: int, seed: int) -> Iterator[tuple[Vacancy, Row | None]]:
    """Yield `n` vacancies, and what is stored of each from the number `first` on."""
    for number, block in zip(range(0, n, BLOCK), grow(soil, n, seed=seed, variation=VARIATION), strict=True):
        draw = Draw(f"{seed}:texts:{number}")
        is_stored = number + len(block) <= first
        for i, vacancy in enumerate(map(_each_once, block), number):
            line = None if is_stored else _vacancy(soil, writer, draw, i, vacancy)
            yield vacancy, None if i < first else line


def iter_lines(
    soil: Soil, seed: int, size: Size, stored: Mapping[str, int], tally: Tally, report: Report
) -> Iterator[Row]:
    """Yield what is not stored yet, vacancies first."""
    writer = Writer(soil.taxonomy)
    for vacancy, line in vacancy_lines(soil, writer, stored["vacancies"], size.vacancies, seed):
        tally.note(vacancy)
        if line is not None:
            yield {"vacancy": line}
        if tally.n % (10 * BLOCK) == 0:
            report(f"{tally.n:,} vacancies grown")
    for i, person in enumerate(iter_people(soil, writer, stored["profiles"], size.people, seed=seed)):
        yield {"profile": _profile(person, stored["profiles"] + i)}


def _each_once(vacancy: Vacancy) -> Vacancy:
    """Return the vacancy with each skill once, ordered by URI, as reading a text gives it."""
    found = {each.uri: each for each in reversed(vacancy.requirements)}
    return replace(vacancy, requirements=tuple(found[uri] for uri in sorted(found)))


def _vacancy(soil: Soil, writer: Writer, draw: Draw, number: int, vacancy: Vacancy) -> Row:
    town = None if vacancy.place is None else soil.places.find_id(vacancy.place)
    stated = [each for each in vacancy.requirements if each.source is RequirementSource.STATED]
    needed = [each.uri for each in stated if each.relation is Relation.ESSENTIAL][:MOST_NAMED]
    welcome = [each.uri for each in stated if each.relation is Relation.OPTIONAL][:MOST_NAMED]
    where = town.name if town else soil.places.country_name(vacancy.country or "") or "Europa"
    language = language_of(vacancy.country)
    title, text, named = writer.vacancy(draw, language, where, vacancy.occupation, (needed, welcome))
    given = {
        "place": town.name if town else None,
        "country": vacancy.country,
        "languages": {each.language: each.level.name for each in vacancy.languages},
        "licences": list(vacancy.licences),
        "permission": vacancy.permission_required or None,
        "hours": vacancy.hours and {"min": float(vacancy.hours.minimum), "max": float(vacancy.hours.maximum)},
        "shift": list(vacancy.shifts),
        "contract": draw.out_of(CONTRACTS),
        "start": vacancy.start and vacancy.start.isoformat(),
        "years": vacancy.years,
        "education": vacancy.education,
        "date": vacancy.published and vacancy.published.isoformat(),
        "expires": vacancy.expires and vacancy.expires.isoformat(),
    }
    line = {"id": f"{number:08d}", "source": draw.out_of(FEEDS), "title": title, "text": text, "lang": language}
    return {"line": {**line, **_known(given)}, "links": _links(draw, named), "ranking": _ranking(vacancy)}


def _ranking(vacancy: Vacancy) -> Row:
    """Return what ranking sees, without the id, which the service gives."""
    rest = encode(replace(vacancy, requirements=()))
    del rest["id"]
    return {"requirements": [_requirement(each) for each in vacancy.requirements], **rest}


@cache
def _requirement(requirement: Requirement) -> Row:
    """Encode each once: there are few, and each comes thousands of times."""
    found: Row = encode(requirement)
    return found


def _profile(person: Person, number: int) -> Row:
    read = person.input
    stated = [each for each in read.occupations if each.source is SkillSource.STATED]
    given = {
        "text": person.words,
        "place": person.place,
        "country": person.country,
        "occupations": [_known({"uri": each.uri, "years": each.years}) for each in stated],
        "languages": {each.language: each.level.name for each in read.languages},
        "permissions": {each.country: each.granted for each in read.permissions},
        "hours": read.hours and {"min": float(read.hours.minimum), "max": float(read.hours.maximum)},
        "travel": read.travel and _travel(read.travel),
        "start": read.start and read.start.isoformat(),
        "wants": {"occupations": [{"uri": uri} for uri in read.wants.occupations]} if read.wants.occupations else None,
    }
    line = {"id": f"{number:08d}", "source": SOURCE, "lang": person.language, **_known(given)}
    if read.licences is not None:
        line["licences"] = list(read.licences)
    links = _links(Draw(f"{number}:links"), person.named)
    for link in links:
        del link["runners_up"]
        link["decision"] = "accepted" if link["uri"] in person.accepted else "none"
    return {"line": line, "links": links, "input": encode(read)}


def _travel(travel: Travel) -> Row:
    """Return how far somebody goes; public transport goes without saying."""
    return {**({} if travel.mode is TravelMode.TRANSIT else {"mode": travel.mode.value}), "minutes": travel.minutes}


def _links(draw: Draw, named: Iterable[Named]) -> list[Row]:
    """Return a link for each concept that is named: the words are its preferred label."""
    return [
        {
            "kind": each.kind.value,
            "uri": each.uri,
            "label": each.label,
            "score": (LEAST_SCORE * 100 + draw.below(45)) / 100,
            "method": "label",
            "status": "held",
            "mention": each.mention,
            "runners_up": [],
        }
        for each in named
    ]


def _known(given: Mapping[str, Any]) -> Row:
    """Leave out what nobody has said anything about."""
    return {key: value for key, value in given.items() if value not in (None, "", [], {})}


# --- the folder ------------------------------------------------------------------------------


def _begin(origin: Origin, data: Path) -> None:
    """Note what the world is made from, before anything is stored; raises WorldError for another one."""
    data.mkdir(parents=True, exist_ok=True)
    found = _manifest(data)
    if found and found["origin"] != asdict(origin):
        raise WorldError(f"{data} holds a world that was made otherwise; take another folder")
    if not found and any(data.iterdir()):
        raise WorldError(f"{data} holds something else; take another folder")
    if not found:
        _write(data, {"origin": asdict(origin)})


def newest_in(data: Path) -> date | None:
    """Return the newest day of the world in a folder; None where there is none yet."""
    found = _manifest(data)
    return date.fromisoformat(found["origin"]["newest"]) if found else None


def _manifest(data: Path) -> Row:
    with suppress(FileNotFoundError):
        found: Row = json.loads((data / MANIFEST).read_text(encoding="utf-8"))
        return found
    return {}


def _write(data: Path, manifest: Row) -> Row:
    partial = data / f".{MANIFEST}"
    partial.write_text(json.dumps(manifest, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    partial.replace(data / MANIFEST)
    return manifest


def _link_artefacts(source: Path, data: Path) -> None:
    """Take what the installation in `source` was built with: artefacts are never changed in place, so files are shared.

    The note of what the taxonomy was made from says that somebody has chosen it, as `immerse taxonomy import` does:
    so the world is served without settings.
    """
    for name in ARTEFACTS:
        if not (data / name).exists():
            partial = data / f".{name}"
            shutil.rmtree(partial, ignore_errors=True)
            shutil.copytree(source / name, partial, copy_function=_share)
            partial.rename(data / name)
    record = json.loads((source / RECORD).read_text(encoding="utf-8"))
    (data / RECORD).write_text(json.dumps({**record, "origin": "command"}), encoding="utf-8")


def _share(source: str, target: str) -> str:
    try:
        os.link(source, target)
    except OSError:  # another disk
        shutil.copy2(source, target)
    return target


def _told(stages: Iterable[Row]) -> Row:
    """Return what the process that stores has said: stages, and the generation."""
    found = list(stages)
    named = [{**stage, "rows_a_second": _rate(stage)} for stage in found if "name" in stage]
    return {"stages": named, **next(stage for stage in found if "generation" in stage)}


def _bytes(data: Path) -> Row:
    """Return what the folder takes on disk; artefacts may be shared with another folder."""
    files = {path: path.stat().st_size for path in data.rglob("*") if path.is_file()}
    return {
        "database": sum(size for path, size in files.items() if path.name.startswith("immerse.sqlite")),
        "index": sum(size for path, size in files.items() if data / "index" in path.parents),
        "all": sum(files.values()),
    }


def _rate(stage: Row) -> float:
    return round(stage["n_rows"] / stage["seconds"], 1) if stage["seconds"] else 0.0


class _Filling:
    """The process that stores what it is told."""

    def __init__(self, data: Path) -> None:
        kept = {name: value for name, value in os.environ.items() if name not in NOT_INHERITED}
        command = [sys.executable, "-m", "api", "database", "fill"]
        self._process = subprocess.Popen(
            command, env={**kept, "IMMERSE_DATA": str(data)}, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    def __enter__(self) -> _Filling:
        return self

    def __exit__(self, *_error: object) -> None:
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()

    def tell(self, line: Row) -> None:
        """Hand a line over; raises WorldError where nobody takes it any more."""
        try:
            self._input.write(to_json(line) + b"\n")
        except BrokenPipeError as error:
            raise WorldError("the process that stores has ended; its last words are above") from error

    def end(self) -> None:
        """Say that this was all."""
        self._input.close()

    def hear(self) -> Row:
        """Return what it says next; raises WorldError where it has ended."""
        line = self._process.stdout.readline() if self._process.stdout else b""
        if not line:
            raise WorldError("the process that stores has ended; its last words are above")
        said: Row = json.loads(line)
        return said

    def stages(self, report: Report) -> Iterator[Row]:
        """Yield what each stage came to, up to the last."""
        said: Row = {}
        while "generation" not in said:
            said = self.hear()
            report(", ".join(f"{name} {value}" for name, value in said.items()))
            yield said
        self._process.wait()

    @property
    def _input(self) -> Any:  # noqa: ANN401 - a stream
        return self._process.stdin
