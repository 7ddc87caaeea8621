"""Each kind of blocker: met, not met, unknown, and the step that removes it."""

from __future__ import annotations

from datetime import date

import pytest

from matcher.blockers import ASK, ASK_COUNTRY, ASK_WHERE
from matcher.conditions import conditions_of
from matcher.licences import implied_licences, normal_licence
from matcher.ranking import rank
from matcher.types import (
    Blocker,
    BlockerKind,
    BlockerState,
    Cefr,
    Hours,
    LanguageLevel,
    Permission,
    RankingInput,
    Travel,
    TravelMode,
    Vacancy,
)
from matcher.wording.wording import ENGLISH, wording_of
from tests.matcher.worlds import AS_OF, GANDIA, MADRID, VALENCIA, world_of

MET, NOT_MET, UNKNOWN = BlockerState
CAR = Travel(TravelMode.CAR, 30)


english = wording_of(ENGLISH).say


def blockers(vacancy: Vacancy, person: RankingInput) -> tuple[Blocker, ...]:
    """Return the blockers of the only match."""
    (match,) = rank(person, world_of([vacancy]), AS_OF)
    return match.blockers


def only(vacancy: Vacancy, person: RankingInput) -> tuple[BlockerState, str, str | None]:
    """Return state, requirement and step of the only blocker."""
    (blocker,) = blockers(vacancy, person)
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
    assert step == "travel 81 min by car instead of 30"
    assert only(Vacancy("v", place="x"), RankingInput(home=VALENCIA, travel=CAR))[2] == english(ASK_WHERE)
    assert only(Vacancy("v", place=GANDIA), RankingInput())[2] == english(ASK[BlockerKind.PLACE])
    assert state is NOT_MET


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
    )
    found = blockers(vacancy, RankingInput())
    assert [b.kind.value for b in found] == [
        "permission", "licence", "language", "language", "hours", "place", "start",
    ]  # fmt: skip
    assert len(conditions_of(vacancy)) == len(found)
