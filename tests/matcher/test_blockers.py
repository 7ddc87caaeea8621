"""Each kind of blocker: met, not met, unknown, and the step that removes it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from matcher.catalogue import EMPTY, Catalogue, read_steps
from matcher.conditions import conditions_of
from matcher.licences import PAPERS, implied_licences, normal_licence
from matcher.ranking import rank
from matcher.remedies import ASK, ASK_COUNTRY, ASK_WHERE, licence_name
from matcher.types import (
    Blocker,
    BlockerKind,
    BlockerState,
    Cefr,
    ContributionName,
    Group,
    HeldOccupation,
    Hours,
    LanguageLevel,
    Permission,
    RankingInput,
    Recognition,
    RowStatus,
    Travel,
    TravelMode,
    Vacancy,
    Wants,
)
from matcher.weights import DEFAULT
from matcher.wording.wording import ENGLISH, wording_of
from tests.matcher.tables import step_row, write_steps
from tests.matcher.worlds import AS_OF, GANDIA, MADRID, VALENCIA, has, law, needs, occupation, world_of

MET, NOT_MET, UNKNOWN = BlockerState
CAR = Travel(TravelMode.CAR, 30)


english = wording_of(ENGLISH).say


def blockers(vacancy: Vacancy, person: RankingInput, catalogue: Catalogue = EMPTY) -> tuple[Blocker, ...]:
    """Return the blockers of the only match."""
    (match,) = rank(person, world_of([vacancy], catalogue=catalogue), AS_OF)
    return match.blockers


def only(vacancy: Vacancy, person: RankingInput, catalogue: Catalogue = EMPTY) -> tuple[BlockerState, str, str | None]:
    """Return state, requirement and step of the only blocker."""
    (blocker,) = blockers(vacancy, person, catalogue)
    return blocker.state, english(blocker.required), None if blocker.step is None else english(blocker.step)


def test_nothing_stated_nothing_blocks() -> None:
    """A blocker exists only where the vacancy states a requirement."""
    assert blockers(Vacancy("v", country="IT"), RankingInput()) == ()


def test_permission() -> None:
    """By country; a permission for another country says nothing."""
    vacancy = Vacancy("v", permission_required=True, country="IT")
    words = "permission to work in Italy"

    def state(*permissions: Permission) -> tuple[BlockerState, str, str | None]:
        return only(vacancy, RankingInput(permissions=permissions))

    assert state(Permission("IT", granted=True)) == (MET, words, None)
    assert state(Permission("IT", granted=False)) == (NOT_MET, words, "get permission to work in Italy")
    assert state(Permission("ES", granted=True)) == (UNKNOWN, words, english(ASK[BlockerKind.PERMISSION]))
    nowhere = only(Vacancy("v", permission_required=True), RankingInput())
    assert (nowhere[0], nowhere[2]) == (UNKNOWN, english(ASK_COUNTRY))


def test_what_is_not_met_stands_before_what_nobody_knows() -> None:
    """Wherever a match is shown, and whatever the order of its blockers; what is met is not in the way."""
    vacancy = Vacancy("v", country="IT", permission_required=True, licences=("B", "forklift"), education=3)
    (match,) = rank(RankingInput(licences=("A",), education=4), world_of([vacancy]), AS_OF)
    assert [each.state for each in match.blockers if each.state is not MET] == [UNKNOWN, NOT_MET, UNKNOWN]
    assert [each.state for each in match.open_blockers] == [NOT_MET, UNKNOWN, UNKNOWN]
    assert {*match.open_blockers} == {each for each in match.blockers if each.state is not MET}


@pytest.mark.parametrize(
    ("held", "required", "state"),
    [
        (("C",), "B", MET),
        (("C+E",), "BE", MET),
        (("ce",), "C", MET),
        (("B",), "C", NOT_MET),
        (("BE",), "CE", NOT_MET),
        (("D",), "B", MET),
        (("A",), "B", NOT_MET),
        (("forklift",), "B", NOT_MET),
        (("B",), "forklift", UNKNOWN),
        (("B", "Forklift "), "forklift", MET),
        ((), "forklift", NOT_MET),
        ((), "B", NOT_MET),
        (None, "B", UNKNOWN),
        (None, "forklift", UNKNOWN),
    ],
)
def test_licences(held: tuple[str, ...] | None, required: str, state: BlockerState) -> None:
    """Classes imply others; a list of classes says nothing about a forklift; an empty list is a stated no."""
    assert only(Vacancy("v", licences=(required,)), RankingInput(licences=held))[0] is state


def test_implied_licences_are_asked_once() -> None:
    """A vacancy that asks for B and C asks for C."""
    assert [english(blocker.required) for blocker in blockers(Vacancy("v", licences=("B", "C")), RankingInput())] == [
        "driving licence C"
    ]
    assert implied_licences(("CE",)) >= {"C", "B", "BE", "C1", "C1E", "AM"}
    assert "D" not in implied_licences(("CE",))
    assert [normal_licence(name) for name in ("b + e", "Nurse Registration ")] == ["BE", "nurse registration"]
    assert [normal_licence(name) for name in ("Food-Handler", "CQC", "code 95")] == ["food_handler", "cap", "cap"]


def test_licences_are_said_by_name_however_they_are_written() -> None:
    """Every code of the lists has a name; what is on none is said in its own words, never as a code."""
    for code, paper in PAPERS.items():
        for written in (code, code.replace("_", "-"), code.replace("_", " ").title()):
            assert dict(licence_name(written).values)["name"] is paper, written
    assert english(licence_name("electrical-clearance")) == "clearance to work near live electrical parts"
    assert [english(licence_name(each)) for each in ("c + e", "AM")] == ["driving licence CE", "driving licence AM"]
    assert english(licence_name("nurse-registration")) == "nurse registration"
    assert english(licence_name("Habilitation BR-B1V")) == "habilitation br-b1v"


@pytest.mark.parametrize(
    ("held", "state", "step"),
    [
        (Cefr.B2, MET, None),
        (Cefr.B1, MET, None),
        (Cefr.A2, NOT_MET, "reach B1 in Italian"),
        (Cefr.NONE, NOT_MET, "reach B1 in Italian"),
        (None, UNKNOWN, "ask: which languages, at what level?"),
    ],
)
def test_languages(held: Cefr | None, state: BlockerState, step: str | None) -> None:
    """A listed lower level is a no, an unlisted language unknown."""
    vacancy = Vacancy("v", languages=(LanguageLevel("it", Cefr.A1), LanguageLevel("it", Cefr.B1)))
    languages = () if held is None else (LanguageLevel("it", held),)
    assert only(vacancy, RankingInput(languages=languages)) == (state, "Italian at B1", step)


@pytest.mark.parametrize(
    ("hours", "state"), [(Hours(0, 20), MET), (Hours(40, 40), MET), (Hours(0, 19), NOT_MET), (None, UNKNOWN)]
)
def test_hours(hours: Hours | None, state: BlockerState) -> None:
    """Ranges must meet."""
    assert only(Vacancy("v", hours=Hours(20, 40)), RankingInput(hours=hours))[:2] == (state, "20 to 40 hours a week")


@pytest.mark.parametrize(
    ("place", "home", "travel", "state"),
    [
        (GANDIA, GANDIA, None, MET),
        ("nowhere", "nowhere", None, MET),
        ("ES-V", VALENCIA, None, MET),
        (GANDIA, VALENCIA, CAR, NOT_MET),
        (GANDIA, VALENCIA, Travel(TravelMode.CAR, 90), MET),
        (GANDIA, VALENCIA, None, UNKNOWN),
        (GANDIA, None, CAR, UNKNOWN),
        (GANDIA, "nowhere", CAR, UNKNOWN),
        ("nowhere", VALENCIA, CAR, UNKNOWN),
        ("ES-M", VALENCIA, CAR, NOT_MET),
        (MADRID, "ES-M", None, MET),
    ],
)
def test_places(place: str, home: str | None, travel: Travel | None, state: BlockerState) -> None:
    """Same place or inside the province: met; else the estimated way against the longest one accepted."""
    assert only(Vacancy("v", place=place), RankingInput(home=home, travel=travel))[0] is state


def test_places_in_words() -> None:
    """The estimate says that it is one, and an unknown place is the employer's to name."""
    state, required, step = only(Vacancy("v", place=GANDIA), RankingInput(home=VALENCIA, travel=CAR))
    assert required == "way to Gandia: about 81 min by car (estimate)"
    assert step == "travel about 81 min by car instead of 30 (estimate)"
    assert only(Vacancy("v", place="x"), RankingInput(home=VALENCIA, travel=CAR))[2] == english(ASK_WHERE)
    assert only(Vacancy("v", place=GANDIA), RankingInput())[2] == english(ASK[BlockerKind.PLACE])
    assert state is NOT_MET


def test_no_place_is_neither_near_nor_far() -> None:
    """A vacancy that names no place has no blocker about it, earns the neutral points, and stays where it was."""
    person = RankingInput(skills=has(0), home=VALENCIA, travel=CAR)
    for wants in (Wants(), Wants(places=(VALENCIA,)), Wants(unwanted_places=(VALENCIA,))):
        (match,) = rank(replace(person, wants=wants), world_of([Vacancy("v", needs(0))]), AS_OF)
        place = next(part for part in match.contributions if part.name is ContributionName.PLACE_WANTED)
        assert (place.known, place.points, match.blockers, match.group) == (
            False, DEFAULT.place_neutral, (), Group.READY_NOW,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("start", "state", "step"),
    [
        (date(2026, 12, 1), MET, None),
        (date(2026, 12, 2), NOT_MET, "be free from 1 December 2026"),
        (None, UNKNOWN, "ask: from which date is the person free?"),
    ],
)
def test_start(start: date | None, state: BlockerState, step: str | None) -> None:
    """The person must be free when the work starts."""
    assert only(Vacancy("v", start=date(2026, 12, 1)), RankingInput(start=start)) == (
        state,
        "start on 1 December 2026",
        step,
    )


def test_recognition() -> None:
    """A verified row asks for it by country; what removes it, for how long and by which law stand in the row."""
    vacancy = Vacancy("v", occupation=occupation(2), country="ES")
    words = "recognition as profession a in Spain"

    def state(*held: Recognition) -> tuple[BlockerState, str, str | None]:
        return only(vacancy, RankingInput(recognitions=held), law())

    assert state(Recognition("ES", "5120", granted=True)) == (MET, words, None)
    assert state(Recognition("ES", "5120", granted=False)) == (
        NOT_MET, "recognition as profession a in Spain", "get recognised as profession a in Spain: the ministry",
    )  # fmt: skip
    assert state(Recognition("ES", occupation(3), granted=True)) == (MET, words, None)
    assert state(Recognition("ES", occupation(4), granted=True))[0] is UNKNOWN
    assert state(Recognition("IT", "5120", granted=True)) == (UNKNOWN, words, english(ASK[BlockerKind.RECOGNITION]))
    (blocker,) = blockers(vacancy, RankingInput(recognitions=(Recognition("ES", "51", granted=False),)), law())
    assert blocker.source == "the law"
    assert blocker.effort is not None
    assert (blocker.effort.min_weeks, blocker.effort.max_weeks, blocker.effort.status) == (13, 26, RowStatus.VERIFIED)


@pytest.mark.parametrize(
    ("k", "country", "kinds"),
    [
        (2, "ES", ["recognition"]),
        (2, "IT", []),
        (2, None, []),
        (1, "ES", ["licence"]),
        (4, "ES", []),
        (8, "ES", []),
        (12, "ES", []),
    ],
)
def test_only_verified_rows_block(k: int, country: str | None, kinds: list[str]) -> None:
    """By country and closest scope; a row that says "none" and one that nobody has verified ask for nothing."""
    vacancy = Vacancy("v", occupation=occupation(k), country=country)
    assert [blocker.kind for blocker in blockers(vacancy, RankingInput(), law())] == kinds


def test_a_paper_that_the_law_asks_for() -> None:
    """It is judged like any licence, names its law, and is asked once where the vacancy names it too."""
    regulated = Vacancy("v", occupation=occupation(1), country="ES")
    both = Vacancy("v", occupation=occupation(1), country="ES", licences=("Forklift",))
    (by_law,) = blockers(regulated, RankingInput(licences=()), law())
    (by_both,) = blockers(both, RankingInput(licences=("forklift",)), law())
    assert (by_law.state, by_law.source, by_law.effort and by_law.effort.max_weeks) == (NOT_MET, "the law", 26)
    assert (by_both.state, by_both.source) == (MET, None)


@pytest.mark.parametrize(
    ("shifts", "state"),
    [(None, UNKNOWN), ((), NOT_MET), (("night",), NOT_MET), (("on call", "Night", "x"), MET)],
)
def test_shifts(shifts: tuple[str, ...] | None, state: BlockerState) -> None:
    """Every time that the vacancy names must be accepted; how it is written does not matter."""
    vacancy = Vacancy("v", shifts=("night", "On-Call", "night"))
    found = only(vacancy, RankingInput(shifts=shifts))
    assert found[:2] == (state, "work at these times: at night and on call")
    assert (
        found[2]
        == {
            MET: None,
            NOT_MET: "work at these times too: at night and on call",
            UNKNOWN: english(ASK[BlockerKind.SHIFTS]),
        }[state]
    )


def test_work_by_day_is_no_obstacle() -> None:
    """Only times outside the ordinary day have to be asked about."""
    assert blockers(Vacancy("v", shifts=("Day",)), RankingInput()) == ()
    assert only(Vacancy("v", shifts=("day", "weekend")), RankingInput())[1] == "work at these times: at weekends"


@pytest.mark.parametrize(
    ("held", "state"),
    [
        ([], UNKNOWN),
        ([(0, 2.0)], MET),
        ([(0, 1.0)], NOT_MET),
        ([(0, None)], UNKNOWN),
        ([(0, None), (1, 2.0)], MET),
        ([(0, 1.5), (3, 0.5)], MET),
        ([(4, 9.0)], UNKNOWN),
        ([(4, 9.0), (0, 0.5)], NOT_MET),
    ],
)
def test_years(held: list[tuple[int, float | None]], state: BlockerState) -> None:
    """Years in occupations of the same minor group add up; other work, or none named, says nothing."""
    vacancy = Vacancy("v", occupation=occupation(2), years=2)
    person = RankingInput(occupations=tuple(HeldOccupation(occupation(k), years) for k, years in held))
    assert only(vacancy, person)[:2] == (state, "2 years of experience in such work")


@pytest.mark.parametrize(
    ("vacancy", "group"),
    [
        (Vacancy("v", needs(0), years=5), Group.NOT_REACHABLE_NOW),
        (Vacancy("v", needs(0), education=5), Group.NOT_REACHABLE_NOW),
        (Vacancy("v", needs(0), years=1, education=3), Group.READY_NOW),
        (Vacancy("v", needs(0), shifts=("night",)), Group.ONE_STEP_AWAY),
    ],
)
def test_years_and_schooling_are_no_single_step(vacancy: Vacancy, group: Group) -> None:
    """One unmet condition is one step away, unless it takes years."""
    person = RankingInput(
        skills=has(0), occupations=(HeldOccupation(occupation(0), 2),), education=4, shifts=("weekend",)
    )
    (match,) = rank(person, world_of([vacancy]), AS_OF)
    assert match.group is group


@pytest.mark.parametrize(("own", "state"), [(None, UNKNOWN), (3, NOT_MET), (4, MET), (6, MET)])
def test_education(own: int | None, state: BlockerState) -> None:
    """An EQF level or above."""
    assert only(Vacancy("v", education=4), RankingInput(education=own))[0] is state


@pytest.mark.parametrize(
    ("held", "state", "step"),
    [
        (None, UNKNOWN, english(ASK[BlockerKind.LANGUAGE])),
        (Cefr.NONE, NOT_MET, "learn Italian"),
        (Cefr.B1, UNKNOWN, "ask the employer: which level of Italian?"),
        (Cefr.B2, MET, None),
    ],
)
def test_a_language_without_a_level(held: Cefr | None, state: BlockerState, step: str | None) -> None:
    """An independent user meets it, below that only the employer knows; a level named elsewhere wins."""
    person = RankingInput(languages=() if held is None else (LanguageLevel("it", held),))
    found = only(Vacancy("v", languages_named=("it",)), person)
    assert (found[0], found[2]) == (state, step)
    named = Vacancy("v", languages_named=("it",), languages=(LanguageLevel("it", Cefr.A1),))
    assert only(named, person)[1] == "Italian at A1"


def test_how_long_a_step_takes(tmp_path: Path) -> None:
    """The catalogue is asked where the person lives; a question takes no weeks, and nothing is said where no row is."""
    rows = [step_row(value=f"it:{level}", id=level.lower()) for level in ("B1", "B2")]
    local = step_row(value="it:B2", country="ES", id="es", min_weeks="1", max_weeks="2")
    catalogue = Catalogue(steps=read_steps(write_steps(tmp_path, *(row | {"country": ""} for row in rows), local)))
    vacancy = Vacancy("v", languages=(LanguageLevel("it", Cefr.B2),))

    def weeks(vacancy: Vacancy, level: Cefr | None, home: str | None = None) -> tuple[int, int] | None:
        languages = () if level is None else (LanguageLevel("it", level),)
        (blocker,) = blockers(vacancy, RankingInput(languages=languages, home=home), catalogue)
        return None if blocker.effort is None else (blocker.effort.min_weeks, blocker.effort.max_weeks)

    assert weeks(vacancy, Cefr.A2) == (8, 16)
    assert weeks(vacancy, Cefr.A2, GANDIA) == (5, 10)
    assert weeks(vacancy, Cefr.B1, GANDIA) == (1, 2)
    assert weeks(vacancy, Cefr.A1) is None
    assert weeks(vacancy, None) is None
    assert weeks(vacancy, Cefr.C1) is None
    assert weeks(Vacancy("v", languages=(LanguageLevel("es", Cefr.A1),)), Cefr.A1) is None


def test_order_and_distinct_conditions() -> None:
    """Blockers come in the order of their kinds, each condition once."""
    vacancy = Vacancy(
        "v",
        languages=(LanguageLevel("it", Cefr.B1), LanguageLevel("es", Cefr.A1), LanguageLevel("de", Cefr.NONE)),
        licences=("C", "c"),
        permission_required=True,
        country="ES",
        place=GANDIA,
        hours=Hours(1, 2),
        start=AS_OF,
        occupation=occupation(2),
        shifts=("night",),
        years=1,
        education=4,
        languages_named=("fr", "es"),
    )
    found = blockers(vacancy, RankingInput(), law())
    assert [b.kind.value for b in found] == [
        "permission", "recognition", "licence", "language", "language", "language", "education", "years", "hours",
        "shifts", "place", "start",
    ]  # fmt: skip
    assert len(conditions_of(vacancy, "5120", law().regulated[:1])) == len(found)
