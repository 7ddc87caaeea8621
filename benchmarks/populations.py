"""People to rank vacancies for, and vacancies to rank people for, with what a reader would call a fit.

Three populations: people built from ESCO occupations and people in everyday words, both against the EURES vacancies
with the occupation that the portal gave them; and written applications against the vacancies they were written for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.datasets import LabelledVacancy, read_json_lines
from benchmarks.workbench import Workbench, parts
from matcher.claims import ProfileFacts, VacancyFacts
from matcher.inputs import canonical
from matcher.intake import read_profiles, read_vacancies
from matcher.types import HeldSkill, RankingInput, SkillSource, Vacancy
from taxonomy.taxonomy import Taxonomy

FOLDER = Path(__file__).parent
SEED = 20261122
# Of a person built from an occupation: percent of its essential skills, half of that of its optional ones, and as noise
# a fifth as many skills again, each essential for an occupation drawn from all.
SHARES = (25, 50, 75)
NOISE = 0.2
# Occupations that people are built from, half of them held out: with vacancies enough to be found among 2,991, and
# skills enough for a quarter of them to be a profile.
N_OCCUPATIONS, MIN_VACANCIES, MIN_ESSENTIAL = 80, 3, 8
# Vacancies of one occupation that people are ranked for: the frequent occupations shall not decide alone.
VACANCIES_EACH = 5
SAME_OCCUPATION, SAME_UNIT, SAME_MINOR = 3, 2, 1


@dataclass(frozen=True, slots=True)
class Person:
    """Who is ranked: what ranking sees, and a text for the systems that compare texts."""

    id: str
    group: str
    text: str
    held_out: bool
    input: RankingInput


@dataclass(frozen=True, slots=True, eq=False)
class Population:
    """People and vacancies with gains (people, vacancies), 0 to 3.

    `texts` are those of the vacancies. `asked` are the columns that people are ranked for, and whether each is held
    out; the candidates are the people of the same half. `forward`: vacancies are ranked for people, too.
    """

    name: str
    people: tuple[Person, ...]
    vacancies: tuple[Vacancy, ...]
    texts: tuple[str, ...]
    gains: NDArray[np.int8]
    asked: tuple[tuple[int, bool], ...]
    forward: bool

    @property
    def held_out(self) -> NDArray[np.bool_]:
        """Which people are held out."""
        return np.array([person.held_out for person in self.people])


def read_populations(bench: Workbench, labelled: Sequence[LabelledVacancy]) -> tuple[Population, ...]:
    """Read everything as the product does: some ten minutes of one core, nearly all of it for the vacancies."""
    ordered = sorted(labelled, key=lambda vacancy: vacancy.id)
    vacancies = tuple(read.vacancy for read in bench.read(ordered))
    texts = tuple(f"{vacancy.title}\n{vacancy.text}" for vacancy in ordered)
    silver = [vacancy.silver_uri for vacancy in ordered]
    everyday = _everyday(bench)
    built = build_people(bench.taxonomy, silver)
    return (
        _among("everyday", everyday, vacancies, texts, silver, bench.taxonomy),
        _among("built", built, vacancies, texts, silver, bench.taxonomy),
        _openings(bench),
    )


def gain(taxonomy: Taxonomy, wanted: str, found: str) -> int:
    """Return 3 for the same occupation, 2 for the same ISCO unit group, 1 for the same minor group, else 0."""
    if wanted == found:
        return SAME_OCCUPATION
    rows = (taxonomy.occupations.find_row(wanted), taxonomy.occupations.find_row(found))
    a, b = ("" if row is None else taxonomy.isco_of(row) for row in rows)
    if not a or not b:
        return 0
    return SAME_UNIT if a == b else SAME_MINOR if a[:3] == b[:3] else 0


def build_people(taxonomy: Taxonomy, silver: Sequence[str]) -> list[tuple[str, Person]]:
    """Return people with part of an occupation's skills, stated, and the occupation; three for each of `N_OCCUPATIONS`.

    No occupation is said. Deterministic for a seed and a release.
    """
    draw = np.random.default_rng(SEED)
    counts = Counter(silver)
    usable = [uri for uri in sorted(counts) if counts[uri] >= MIN_VACANCIES and _n_essential(taxonomy, uri)]
    chosen = [usable[i] for i in draw.permutation(len(usable))[:N_OCCUPATIONS]]
    return [
        (uri, _built(taxonomy, uri, share, held_out=place >= len(chosen) // 2, draw=draw))
        for place, uri in enumerate(chosen)
        for share in SHARES
    ]


def _n_essential(taxonomy: Taxonomy, uri: str) -> bool:
    row = taxonomy.occupations.find_row(uri)
    return row is not None and len(taxonomy.essential.of(row)) >= MIN_ESSENTIAL


def _built(taxonomy: Taxonomy, uri: str, share: int, *, held_out: bool, draw: np.random.Generator) -> Person:
    row = taxonomy.occupations.row(uri)
    essential, optional = taxonomy.essential.of(row), taxonomy.optional.of(row)
    skills = set(draw.choice(essential, max(1, round(len(essential) * share / 100)), replace=False).tolist())
    if len(optional):
        skills |= set(draw.choice(optional, round(len(optional) * share / 200), replace=False).tolist())
    for _ in range(max(1, round(len(skills) * NOISE))):
        other = taxonomy.essential.of(int(draw.integers(len(taxonomy.occupations))))
        if len(other):
            skills.add(int(draw.choice(other)))
    rows = sorted(skills)
    held = tuple(HeldSkill(taxonomy.skills.uri(skill), SkillSource.STATED) for skill in rows)
    # In the language of the vacancies, or nothing that compares words could find anything.
    text = "\n".join(taxonomy.skills.label(skill, "es").text for skill in rows)
    return Person(f"{uri} {share}", f"{share} %", text, held_out, canonical(RankingInput(skills=held)))


def _everyday(bench: Workbench) -> list[tuple[str, Person]]:
    rows = list(read_json_lines(FOLDER / "everyday" / "profiles.jsonl"))
    inputs = _inputs(bench, rows)
    return [
        (row["occupation"], Person(row["id"], row["lang"], row["text"], row["held_out"], person))
        for row, person in zip(rows, inputs, strict=True)
    ]


def _inputs(bench: Workbench, rows: Sequence[Mapping[str, str]]) -> list[RankingInput]:
    facts = [ProfileFacts(text=row["text"], lang=row["lang"]) for row in rows]
    concepts = bench.concepts
    return [read.input for part in parts(facts) for read in read_profiles(part, concepts.linker, concepts.places)]


def _among(
    name: str,
    people: Sequence[tuple[str, Person]],
    vacancies: tuple[Vacancy, ...],
    texts: tuple[str, ...],
    silver: Sequence[str],
    taxonomy: Taxonomy,
) -> Population:
    worth = {(a, b): gain(taxonomy, a, b) for a in {uri for uri, _ in people} for b in set(silver)}
    gains = np.array([[worth[uri, found] for found in silver] for uri, _ in people], dtype=np.int8)
    who = tuple(person for _, person in people)
    halves = {uri: person.held_out for uri, person in people}
    asked = tuple((column, halves[silver[column]]) for column in _some_of_each(silver, halves))
    return Population(name, who, vacancies, texts, gains, asked, forward=True)


def _some_of_each(silver: Sequence[str], wanted: Mapping[str, bool]) -> list[int]:
    """Return columns with up to `VACANCIES_EACH` vacancies of each wanted occupation, ascending."""
    taken: Counter[str] = Counter()
    chosen = []
    for column in np.random.default_rng(SEED).permutation(len(silver)).tolist():
        uri = silver[column]
        if uri in wanted and taken[uri] < VACANCIES_EACH:
            taken[uri] += 1
            chosen.append(column)
    return sorted(chosen)


def _openings(bench: Workbench) -> Population:
    openings = sorted(read_json_lines(FOLDER / "openings" / "vacancies.jsonl"), key=lambda row: str(row["id"]))
    profiles = list(read_json_lines(FOLDER / "openings" / "profiles.jsonl"))
    facts = [VacancyFacts(id=row["id"], title=row["title"], text=row["text"], lang=row["lang"]) for row in openings]
    read = read_vacancies(facts, bench.concepts.linker, bench.concepts.places)
    people = tuple(
        Person(row["id"], row["lang"], row["text"], row["held_out"], person)
        for row, person in zip(profiles, _inputs(bench, profiles), strict=True)
    )
    gains = [[row["grade"] * (row["vacancy"] == opening["id"]) for opening in openings] for row in profiles]
    return Population(
        name="openings",
        people=people,
        vacancies=tuple(each.vacancy for each in read),
        texts=tuple(f"{row['title']}\n{row['text']}" for row in openings),
        gains=np.array(gains, dtype=np.int8),
        asked=tuple((column, bool(row["held_out"])) for column, row in enumerate(openings)),
        forward=False,
    )
