"""What people in a sample get from the ranking of now, by group: the fairness report of an installation.

Groups come from outside: from a sample that nobody else may read (`api.fairness_sample`), or from made-up identities
that tell stored texts (`api.flips`). They are put beside a ranking when it is done. This module and the sample are kept
out of every module that ranks, by a contract in pyproject.toml.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import numpy as np

from api.bodies import ProfileLine, read_body
from api.fairness import Outcome, report_groups
from api.flips import IDENTITIES, TEMPLATES
from api.lines import Json, to_bytes
from api.reading import Reader
from matcher.assessment import ONE_STEP, assess
from matcher.inputs import to_json
from matcher.matching import Snapshot, match
from matcher.ranking import open_rows
from matcher.results import match_list_to_json
from matcher.types import Match, RankingInput, Vacancy
from taxonomy.taxonomy import Taxonomy

TOP = 10
UNIT_GROUP = 4
"""digits of ISCO that say "the same kind of work\""""


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody told, as it is stored: an id, the language, and the line."""

    id: str
    language: str | None
    line: Mapping[str, Any]


class Judge:
    """Says what a person gets: how good the ten best are, and how much of the market they can reach."""

    def __init__(self, snapshot: Snapshot, vacancies: Iterable[Vacancy], as_of: date) -> None:
        self._snapshot = snapshot
        self._taxonomy = snapshot.world.taxonomy
        self._as_of = as_of
        self._groups = {each.id: _unit_group(self._taxonomy, each.occupation) for each in vacancies}

    def outcome(self, unit: str, groups: Mapping[str, str], facts: RankingInput) -> Outcome:
        """Rank, and judge the list."""
        found = match(self._snapshot, facts, self._as_of, top=TOP)
        scores = [each.score for each in found.matches if each.score is not None]
        return Outcome(
            unit=unit,
            groups=groups,
            score=float(np.mean(scores)) if scores else None,
            quality=self._quality(facts, found.matches),
            reached=self._reached(facts),
        )

    def answer(self, facts: RankingInput) -> bytes:
        """Return the whole list with its reasons, to compare byte by byte."""
        return to_bytes(match_list_to_json(match(self._snapshot, facts, self._as_of, top=TOP)))

    def _quality(self, facts: RankingInput, matches: Sequence[Match]) -> float | None:
        """Return the share of the ten best in an ISCO unit group that the person knows or wants, not below their level.

        None where the person's occupations are not known or nothing is listed.
        """
        uris = [*(held.uri for held in facts.occupations), *facts.wants.occupations]
        known = {_unit_group(self._taxonomy, uri) for uri in uris} - {""}
        if not known or not matches:
            return None
        right = [self._groups.get(each.id, "") in known and not each.below_level for each in matches]
        return float(np.mean(right))

    def _reached(self, facts: RankingInput) -> float | None:
        """Return the share of open vacancies that are ready now or one step away."""
        world = self._snapshot.world
        assessed = assess(facts, world, open_rows(world, self._as_of))
        return float(np.mean(assessed.group <= ONE_STEP)) if len(assessed.group) else None


def report_sample(judge: Judge, people: Mapping[str, RankingInput], groups: Mapping[str, Mapping[str, str]]) -> Json:
    """Return the report of a sample: groups by person, and what ranking sees of those who are stored."""
    outcomes = [judge.outcome(each, groups[each], people[each]) for each in sorted(people) if each in groups]
    return {
        "sample": "collected",
        "n_people": len(outcomes),
        "n_not_found": len(groups.keys() - people.keys()),
        "groups": [asdict(result) for result in report_groups(outcomes)],
    }


def report_flips(judge: Judge, reader: Reader, people: Iterable[Told]) -> Json:
    """Return the report of a generated sample: each stored text, told by four made-up people.

    Beside the groups: how many texts were told, and how often all four gave the same input and the same list, byte by
    byte. Texts in a language without an introduction are left out and counted.
    """
    told = [each for each in people if each.line.get("text")]
    used = [each for each in told if each.language in TEMPLATES]
    flips = [_Flip(each.id, tuple(_read(reader, each))) for each in used]
    outcomes = [
        judge.outcome(flip.unit, identity.groups, facts)
        for flip in flips
        for identity, facts in zip(IDENTITIES, flip.inputs, strict=True)
    ]
    return {
        "sample": "generated",
        "n_people": len(flips),
        "n_left_out": len(told) - len(used),
        "same_input": _share(len({to_bytes(to_json(facts)) for facts in flip.inputs}) == 1 for flip in flips),
        "same_list": _share(len({judge.answer(facts) for facts in flip.inputs}) == 1 for flip in flips),
        "groups": [asdict(result) for result in report_groups(outcomes)],
    }


@dataclass(frozen=True, slots=True)
class _Flip:
    unit: str
    inputs: tuple[RankingInput, ...]


def _read(reader: Reader, told: Told) -> Iterator[RankingInput]:
    """Yield what each of the four is understood to be."""
    language = told.language or ""
    lines = [
        read_body(ProfileLine, {**told.line, "text": identity.introduce(told.line["text"], language)})
        for identity in IDENTITIES
    ]
    return (read.input for read in reader.read_profiles(lines))


def _unit_group(taxonomy: Taxonomy, uri: str | None) -> str:
    row = None if uri is None else taxonomy.occupations.find_row(uri)
    return "" if row is None else taxonomy.isco_of(row)[:UNIT_GROUP]


def _share(held: Iterable[bool]) -> float | None:
    values = list(held)
    return float(np.mean(values)) if values else None
