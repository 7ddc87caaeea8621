"""Reading profiles and vacancies: given facts win, texts are linked, nothing is lost silently."""

import time
from datetime import date
from pathlib import Path

import pytest

from matcher.claims import OccupationClaim, ProfileFacts, RequirementClaim, SkillClaim, VacancyFacts, WantsFacts
from matcher.coverage import confirmed
from matcher.intake import MAX_HELD, MAX_SAID, read_profiles, read_vacancies
from matcher.linking import Linker
from matcher.types import (
    Cefr,
    HeldOccupation,
    HeldSkill,
    LanguageLevel,
    Relation,
    Requirement,
    RequirementSource,
    SkillSource,
)
from tests.matcher.small import COOK, CPP, FORKLIFT, JAVA, KNIVES, NURSE, WELDER, WELDING, small_linker
from tests.matcher.worlds import VALENCIA, checkerboard, occupation, towns

PLACES = towns()


@pytest.fixture(scope="module")
def linker(tmp_path_factory: pytest.TempPathFactory) -> Linker:
    """Return a linker over the small world."""
    return small_linker(tmp_path_factory.mktemp("linker"))


def test_a_text_alone_gives_proposals(linker: Linker) -> None:
    """Linked skills and occupations are proposed, facts are read, wishes become wishes."""
    text = "He trabajado como soldador. Soldadura de tuberías. Español B1. No tengo carnet de conducir."
    text += " Quiero ser cocinero."
    (read,) = read_profiles([ProfileFacts(text=text, lang="es")], linker, PLACES)
    assert HeldOccupation(WELDER, None, SkillSource.PROPOSED) in read.input.occupations
    assert HeldSkill(WELDING, SkillSource.PROPOSED) in read.input.skills
    assert read.input.languages == (LanguageLevel("es", Cefr.B1),)
    assert read.input.licences == ()
    assert read.input.wants.occupations == (COOK,)
    assert COOK not in {held.uri for held in read.input.occupations}
    assert read.unresolved == ()


def test_given_facts_win(linker: Linker) -> None:
    """What a person stated is not overwritten by what was read."""
    facts = ProfileFacts(
        text="Pipe welding. Spanish B1. Carnet C.",
        lang="en",
        skills=(
            SkillClaim(label="pipe welding", level=5, years_since_use=7),
            SkillClaim(uri=JAVA, source=SkillSource.VERIFIED),
        ),
        occupations=(OccupationClaim(label="Enfermera", years=3),),
        languages=(LanguageLevel("es", Cefr.C1),),
        licences=("B",),
        place="Valencia",
        country="ES",
        wants=WantsFacts(occupations=(OccupationClaim(uri=COOK),), places=("Valencia",)),
    )
    (read,) = read_profiles([facts], linker, PLACES)
    assert HeldSkill(WELDING, SkillSource.STATED, 5, 7) in read.input.skills
    assert HeldSkill(JAVA, SkillSource.VERIFIED) in read.input.skills
    assert read.input.occupations[0] == HeldOccupation(NURSE, 3) or HeldOccupation(NURSE, 3) in read.input.occupations
    assert read.input.languages == (LanguageLevel("es", Cefr.C1),)
    assert read.input.licences == ("B",)
    assert read.input.home == VALENCIA
    assert (read.input.wants.occupations, read.input.wants.places) == ((COOK,), (VALENCIA,))


def test_a_pasted_list_is_a_list_of_proposals(linker: Linker) -> None:
    """Nobody states, or shows, more than a hundred skills: a longer list waits; what is on a shorter one does not."""
    for pasted, other in ((SkillSource.STATED, SkillSource.VERIFIED), (SkillSource.VERIFIED, SkillSource.STATED)):
        many, one = SkillClaim(uri=WELDING, source=pasted), SkillClaim(uri=JAVA, source=other)
        for n, source in ((MAX_SAID, pasted), (MAX_SAID + 1, SkillSource.PROPOSED)):
            (read,) = read_profiles([ProfileFacts(skills=(*[many] * n, one))], linker, PLACES)
            assert {skill.uri: skill.source for skill in read.input.skills} == {WELDING: source, JAVA: other}


def test_of_many_occupations_the_longest_are_held(tmp_path: Path) -> None:
    """Six count, those with most years; the others are readings, none of them likely enough to be confirmed."""
    linker = small_linker(tmp_path, taxonomy=checkerboard())
    years = [None, 3.0, 0.5, 7.0, 2.0, None, 1.0, 9.0, 4.0]
    for n in (MAX_HELD, len(years)):
        claims = tuple(OccupationClaim(uri=occupation(k), years=years[k]) for k in range(n))
        (read,) = read_profiles([ProfileFacts(occupations=claims)], linker, PLACES)
        longest = sorted(range(n), key=lambda k: -(years[k] or 0))[:MAX_HELD]
        found = {each.uri: (each.source, each.certainty) for each in read.input.occupations}
        waiting = (SkillSource.PROPOSED, 100 // n)
        assert found == {occupation(k): (SkillSource.STATED, 100) if k in longest else waiting for k in range(n)}
        assert confirmed(read.input).occupations == read.input.occupations


def test_what_is_unknown_comes_back(linker: Linker) -> None:
    """Names and URIs that nothing has are returned, in the order given."""
    facts = ProfileFacts(
        skills=(SkillClaim(label="wizardry"), SkillClaim(uri="http://data.europa.eu/esco/skill/nowhere")),
        place="Atlantis",
    )
    (read,) = read_profiles([facts], linker, PLACES)
    assert set(read.unresolved) == {"wizardry", "http://data.europa.eu/esco/skill/nowhere", "Atlantis"}
    assert read.input.skills == ()


def test_nothing_said_is_nothing_known(linker: Linker) -> None:
    """An empty profile has no facts, not even denied ones."""
    (read,) = read_profiles([ProfileFacts()], linker, PLACES)
    assert (read.input.licences, read.input.languages, read.input.home, read.unmapped) == (None, (), None, ())


def test_a_vacancy_states_welcomes_and_implies(linker: Linker) -> None:
    """Essential by default, optional after a cue or under such a heading, inferred from a sure occupation."""
    text = (
        "Pipe welding every day.\nNice to have: Java.\nDesirable:\n- operate forklift\nSpanish B1. Driving licence B."
    )
    facts = VacancyFacts(id="v1", title="Welder", text=text, lang="en", place="Valencia", published=date(2026, 11, 1))
    (read,) = read_vacancies([facts], linker, PLACES)
    requirements = {requirement.uri: requirement for requirement in read.vacancy.requirements}
    assert requirements[WELDING] == Requirement(WELDING, Relation.ESSENTIAL, RequirementSource.STATED)
    assert requirements[JAVA].relation is Relation.OPTIONAL
    assert requirements[FORKLIFT].relation is Relation.OPTIONAL
    assert read.vacancy.occupation == WELDER
    assert read.vacancy.languages == (LanguageLevel("es", Cefr.B1),)
    assert (read.vacancy.licences, read.vacancy.country, read.vacancy.place) == (("B",), "ES", VALENCIA)


def test_given_requirements_win_and_occupations_imply(linker: Linker) -> None:
    """A given relation stays; an occupation that was given is sure."""
    facts = VacancyFacts(
        id="v1",
        title="Somebody",
        skills=(RequirementClaim(label="C++", relation=Relation.OPTIONAL),),
        occupation=OccupationClaim(label="Koch"),
    )
    (read,) = read_vacancies([facts], linker, PLACES)
    assert read.vacancy.occupation == COOK
    assert Requirement(KNIVES, Relation.ESSENTIAL, RequirementSource.INFERRED) in read.vacancy.requirements
    assert Requirement(CPP, Relation.OPTIONAL, RequirementSource.STATED) in read.vacancy.requirements


@pytest.mark.parametrize("part", ["x", "1", "²", "٣", "x,", "x/", "1 "])
def test_endless_words_numbers_and_lists_are_read(linker: Linker, part: str) -> None:
    """Nothing raises, not even numbers too long for `int`; four times the text takes less than twelve times as long."""

    def seconds(n: int) -> float:
        text = part * (n // len(part))
        started = time.process_time()
        read_profiles([ProfileFacts(text=text, lang="en")], linker, PLACES)
        read_vacancies([VacancyFacts(id="v", title="Chef", text=text, lang="en")], linker, PLACES)
        return time.process_time() - started

    seconds(100)  # fills caches
    assert seconds(6_000) < 12 * max(seconds(1_500), 0.02)


def test_many_at_once_equal_one_by_one(linker: Linker) -> None:
    """Results depend on their own input only."""
    profiles = [ProfileFacts(text=text) for text in ("cook", "Java; nurse", "", "soldador de tuberías. No cocino")]
    vacancies = [VacancyFacts(id=str(i), title=p.text, text=p.text * 3) for i, p in enumerate(profiles)]
    assert read_profiles(profiles, linker, PLACES) == [read_profiles([p], linker, PLACES)[0] for p in profiles]
    assert read_vacancies(vacancies, linker, PLACES) == [read_vacancies([v], linker, PLACES)[0] for v in vacancies]
