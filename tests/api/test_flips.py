"""Made-up people who tell the same text get the same list; where ranking saw a difference, the report would show it."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest

from api.bodies import VacancyLine, read_body
from api.fairness_report import Judge, Told, report_flips, report_sample
from api.flips import AGE, IDENTITIES, ORIGIN, SEX, TEMPLATES, WORDS
from api.reading import Reader
from api.shelf import Parts
from matcher.artefacts import Concepts
from matcher.inputs import canonical
from matcher.masking import mask
from matcher.matching import Snapshot
from matcher.types import Cefr, HeldOccupation, HeldSkill, LanguageLevel, RankingInput, SkillSource
from tests.api.conftest import CHEF, COOK, LONG, NOW, vacancy_line
from tests.taxonomy.worlds import BAKE, BAKER


@pytest.fixture(scope="module")
def judge(concepts: Concepts, reader: Reader) -> Judge:
    """Judge over four vacancies: two for chefs, one of them in Spanish, and two for bakers."""
    lines = [
        vacancy_line(id="chef", occupation=CHEF, skills=[{"uri": COOK}]),
        vacancy_line(id="chef-es", occupation=CHEF, skills=[{"uri": COOK}], languages={"es": "C1"}),
        vacancy_line(id="baker", title="Baker", text="We need a baker.", occupation=BAKER, skills=[{"uri": BAKE}]),
        vacancy_line(id="baker-es", title="Baker", text="Baker.", occupation=BAKER, languages={"es": "C1"}),
    ]
    bodies = [read_body(VacancyLine, line) for line in lines]
    vacancies = [read.vacancy for read in reader.read_vacancies(bodies, [str(body.id) for body in bodies])]
    ground = Parts.of(concepts).lay_out(vacancies)
    return Judge(Snapshot(ground, concepts.encoder.id), vacancies, NOW.date())


def test_identities_differ_in_everything_and_are_balanced() -> None:
    """Four people, each sex, age and origin twice, in each language a text of their own; nothing is left unfilled."""
    for attribute in (SEX, AGE, ORIGIN):
        values = [identity.groups[attribute] for identity in IDENTITIES]
        assert sorted(values.count(value) for value in set(values)) == [2, 2]
    assert WORDS.keys() == TEMPLATES.keys()
    for language in TEMPLATES:
        told = [identity.introduce("x", language) for identity in IDENTITIES]
        assert len(set(told)) == len(told)
        assert not any("{" in text for text in told)


@pytest.mark.parametrize("language", sorted(TEMPLATES))
def test_introductions_are_masked_alike(language: str) -> None:
    """Before linking, all four say the same in every language: who somebody is has been blanked out."""
    told = [mask(identity.introduce(LONG, language)).split() for identity in IDENTITIES]
    assert all(first == second for first, second in combinations(told, 2))


def test_flips_of_stored_texts_change_nothing(judge: Judge, reader: Reader) -> None:
    """Every group has a ratio of 1.0 with a point for an interval, and all lists are equal bytes."""
    people = [
        Told("p1", "en", {"text": "I have cooked for three years and can bake bread.", "lang": "en"}),
        Told("p2", "en", {"text": "I worked as a baker.", "lang": "en"}),
        Told("p3", "es", {"text": "Trabajé de chef. I can cook.", "lang": "es"}),
        Told("p4", "xx", {"text": "I can cook.", "lang": "xx"}),
        Told("p5", "en", {"skills": [{"uri": COOK}]}),
    ]
    report = report_flips(judge, reader, people)
    assert (report["n_people"], report["n_left_out"]) == (3, 1)
    assert (report["same_input"], report["same_list"]) == (1.0, 1.0)
    assert {group["n"] for group in report["groups"]} <= {3, 6}
    for group in report["groups"]:
        assert (group["impact_ratio"]["value"], group["impact_ratio"]["low"]) == (1.0, 1.0)
        assert group["quality"] == report["groups"][0]["quality"]


def test_a_difference_that_ranking_sees_is_reported(judge: Judge) -> None:
    """Of groups that differ in what they can do, here in a language, one reaches less, and the report says so."""
    chef = RankingInput(
        skills=(HeldSkill(COOK, SkillSource.STATED),), occupations=(HeldOccupation(CHEF, 3.0),), education=4
    )
    speaks = [LanguageLevel("es", level) for level in (Cefr.C2, Cefr.NONE)]
    able, unable = (canonical(replace(chef, languages=(level,))) for level in speaks)
    people = {f"able{n}": able for n in range(4)} | {f"unable{n}": unable for n in range(4)}
    groups = {each: {"group": each.rstrip("0123456789")} for each in people} | {"gone": {"group": "able"}}
    report = report_sample(judge, people, groups)
    able_group, unable_group = report["groups"]
    assert (report["n_people"], report["n_not_found"]) == (8, 1)
    assert (able_group["group"], unable_group["group"]) == ("able", "unable")
    assert unable_group["reached"]["value"] < able_group["reached"]["value"]


def test_the_quality_of_a_list_is_counted(judge: Judge) -> None:
    """Half of the four vacancies are work of the chef; whoever has no occupation cannot be judged by it."""
    chef = RankingInput(skills=(HeldSkill(COOK, SkillSource.STATED),), occupations=(HeldOccupation(CHEF, 3.0),))
    assert judge.outcome("u", {}, chef).quality == 0.5
    assert judge.outcome("u", {}, replace(chef, occupations=())).quality is None
    nobody = judge.outcome("u", {}, RankingInput())
    assert (nobody.score, nobody.quality) == (None, None)
