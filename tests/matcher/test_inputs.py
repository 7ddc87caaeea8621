"""Canonical order and the strict way to JSON and back."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings

from matcher.errors import InputError
from matcher.inputs import canonical, ranking_input_from_json, to_json, unknown_concepts, vacancy_from_json
from matcher.types import (
    Cefr,
    HeldOccupation,
    HeldSkill,
    Hours,
    LanguageLevel,
    Permission,
    RankingInput,
    Recognition,
    SkillSource,
    Travel,
    TravelMode,
    Vacancy,
    Wants,
)
from tests.matcher.worlds import checkerboard, has, occupation, people, skill, vacancy


@settings(max_examples=40, deadline=None)
@given(people())
def test_people_survive_json(person: RankingInput) -> None:
    """Decoding what was encoded gives the canonical input; encoding is valid JSON and canonical is idempotent."""
    text = json.dumps(to_json(person))
    decoded = ranking_input_from_json(json.loads(text))
    assert decoded == canonical(person) == canonical(canonical(person))


@settings(max_examples=40, deadline=None)
@given(vacancy("v"))
def test_vacancies_survive_json(offered: Vacancy) -> None:
    """Decoding what was encoded gives the same vacancy."""
    assert vacancy_from_json(json.loads(json.dumps(to_json(offered)))) == offered


def test_strongest_wins() -> None:
    """Skills keep the strongest source and the most recent use, languages the highest level, grants a yes."""
    person = RankingInput(
        skills=(
            HeldSkill("b", SkillSource.PROPOSED),
            HeldSkill("a", SkillSource.STATED, years_since_use=9),
            HeldSkill("b", SkillSource.VERIFIED),
            HeldSkill("a", SkillSource.STATED, years_since_use=1),
        ),
        occupations=(HeldOccupation("o", 1), HeldOccupation("o", 3), HeldOccupation("n")),
        languages=(LanguageLevel("it", Cefr.A1), LanguageLevel("it", Cefr.B1), LanguageLevel("ar", Cefr.C2)),
        licences=("C+E", "ce", "B"),
        permissions=(Permission("IT", granted=False), Permission("IT", granted=True)),
        wants=Wants(occupations=("y", "x", "y")),
    )
    found = canonical(person)
    assert found.skills == (
        HeldSkill("a", SkillSource.STATED, years_since_use=1),
        HeldSkill("b", SkillSource.VERIFIED),
    )
    assert found.occupations == (HeldOccupation("n"), HeldOccupation("o", 3))
    assert found.languages == (LanguageLevel("ar", Cefr.C2), LanguageLevel("it", Cefr.B1))
    assert found.licences == ("B", "CE")
    assert found.permissions == (Permission("IT", granted=True),)
    assert found.wants.occupations == ("x", "y")


def test_empty_and_unknown_stay_apart() -> None:
    """No licences at all is not the same as unknown licences, in either direction."""
    for person in (RankingInput(), RankingInput(licences=())):
        assert ranking_input_from_json(to_json(person)) == person
    assert to_json(RankingInput()) == {}
    assert to_json(RankingInput(licences=())) == {"licences": []}


def test_json_of_everything() -> None:
    """Levels by name, dates in ISO form, defaults left out."""
    person = RankingInput(
        skills=has(3),
        languages=(LanguageLevel("it", Cefr.B1),),
        recognitions=(Recognition("IT", "isco:2221", granted=False),),
        hours=Hours(20, 30),
        start=date(2026, 12, 1),
        travel=Travel(TravelMode.BICYCLE, 30),
    )
    assert to_json(person) == {
        "skills": [{"uri": skill(3), "source": "stated"}],
        "languages": [{"language": "it", "level": "B1"}],
        "recognitions": [{"country": "IT", "occupation": "isco:2221", "granted": False}],
        "hours": {"minimum": 20, "maximum": 30},
        "start": "2026-12-01",
        "travel": {"mode": "bicycle", "minutes": 30},
    }


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        ([], r"the value should be an object, not \[\]"),
        ({"name": "Amina"}, "name is unknown"),
        ({"wants": {"gender": "x"}}, "wants.gender is unknown"),
        ({"skills": [{"uri": "a"}]}, r"skills\[0\].source is missing"),
        ({"skills": [{"uri": "a", "source": "guessed"}]}, r"should be one of verified, stated, proposed, inferred"),
        ({"skills": "a"}, "skills should be a list"),
        ({"languages": [{"language": "it", "level": "B3"}]}, r"languages\[0\].level should be one of NONE, A1"),
        ({"languages": [{"language": "it", "level": ["B1"]}]}, r"languages\[0\].level should be one of"),
        ({"education": "6"}, "education should be a int, not '6'"),
        ({"education": True}, "education should be a int"),
        ({"start": "soon"}, "start should be a date"),
        ({"start": 5}, "start should be a date"),
        ({"hours": {"minimum": 30, "maximum": 20}}, "hours must satisfy"),
        ({"permissions": [{"country": "IT", "granted": 1}]}, "granted should be a bool"),
        ({"licences": None, "home": 3}, "home should be a str"),
    ],
)
def test_strict(data: Any, problem: str) -> None:  # noqa: ANN401 - anything may arrive
    """An unknown key, a missing one or a wrong type is an error that names its path."""
    with pytest.raises(InputError, match=problem):
        ranking_input_from_json(data)


def test_all_problems_at_once() -> None:
    """Everything wrong is listed together."""
    with pytest.raises(InputError) as caught:
        ranking_input_from_json({"nationality": "x", "education": "6", "skills": [{"uri": 1}]})
    assert caught.value.problems == (
        "nationality is unknown",
        "skills[0].uri should be a str, not 1",
        "skills[0].source is missing",
        "education should be a int, not '6'",
    )


def test_unknown_concepts_are_listed() -> None:
    """URIs that the taxonomy lacks, of skills and occupations alike."""
    person = RankingInput(
        skills=(*has(1), HeldSkill("x:skill", SkillSource.STATED)),
        occupations=(HeldOccupation(occupation(1)),),
        wants=Wants(occupations=("x:wanted",)),
        recognitions=(Recognition("ES", "2221", granted=True), Recognition("ES", "x:recognised", granted=True)),
    )
    assert unknown_concepts(person, checkerboard()) == ("x:recognised", "x:skill", "x:wanted")
    assert unknown_concepts(replace(person, skills=(), wants=Wants(), recognitions=()), checkerboard()) == ()
