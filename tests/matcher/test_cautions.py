"""The yellow light: possible matches that may come to nothing, and what regulated work nobody has verified does."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from msgspec import structs

from matcher.catalogue import Catalogue
from matcher.cautions import unlikely
from matcher.gaps import gaps
from matcher.ranking import rank
from matcher.results import match_to_json
from matcher.types import (
    BlockerKind,
    BlockerState,
    Cefr,
    Group,
    HeldOccupation,
    Hours,
    LanguageLevel,
    Match,
    RankingInput,
    Recognition,
    SkillSource,
    Stamp,
    Vacancy,
    Wants,
)
from matcher.wording.wording import ENGLISH, wording_of
from tests.matcher.worlds import AS_OF, GANDIA, has, law, needs, occupation, people, vacancies, world_of

english = wording_of(ENGLISH).say
COOK, BARTENDER, CLEANER, NURSE = (occupation(k) for k in (2, 4, 8, 12))
REGULATED = "probably regulated, not verified: profession e in Spain (recognition; the ministry)"


def only(person: RankingInput, vacancy: Vacancy, catalogue: Catalogue | None = None) -> Match:
    """Return the only match."""
    (match,) = rank(person, world_of([vacancy], catalogue=catalogue or law()), AS_OF)
    return match


def words(person: RankingInput, vacancy: Vacancy) -> list[str]:
    """Return what the yellow light says."""
    return [english(caution.reason) for caution in only(person, vacancy).cautions]


def known(*held: str, **facts: object) -> RankingInput:
    """Return somebody of whom enough is known: skills 0 to 4, occupations, and wishes for them."""
    return RankingInput(
        skills=has(0, 1, 2, 3, 4),
        occupations=tuple(HeldOccupation(uri, 2) for uri in held),
        wants=Wants(occupations=held),
        **facts,  # type: ignore[arg-type]
    )


@pytest.mark.parametrize(
    ("held", "offered", "expected"),
    [
        (CLEANER, COOK, []),
        (CLEANER, NURSE, ["the work asks for much more than the person has done or learnt so far"]),
        (NURSE, CLEANER, ["the work asks for much less than the person has done or learnt so far"]),
        (NURSE, NURSE, []),
    ],
)
def test_far_from_the_level(held: str, offered: str, expected: list[str]) -> None:
    """Two ISCO levels apart is far, one is not; nobody's level is unknown here."""
    assert words(known(held), Vacancy("v", needs(0, 1), offered)) == expected


def test_unknown_levels_say_nothing() -> None:
    """Neither an unknown person nor an unknown occupation is far from anything."""
    assert not any("than the person" in each for each in words(known(CLEANER), Vacancy("v", needs(0, 1))))
    wish = RankingInput(skills=has(0, 1), wants=Wants(occupations=(NURSE,)))
    assert not any("than the person" in each for each in words(wish, Vacancy("v", needs(0, 1), NURSE)))


def test_barely_covered() -> None:
    """Two of three at 90 % are exactly the limit of 60; four and one at 70 % of six are 71 %, well above.

    Who has done the very work covers exactly enough of it by that alone, which is no reason for doubt.
    """
    barely = "only 60 % of the essential skills are covered, where 60 % are needed"
    held = (HeldOccupation(occupation(3), 2),)
    person = RankingInput(skills=has(0, 1), occupations=held, wants=Wants(occupations=(COOK,)))
    rejecting = replace(person, rejected_skills=tuple(r.uri for r in needs(3, 4, 5, 6)))
    assert words(rejecting, Vacancy("v", needs(0, 1, 9), COOK)) == [barely]
    more = replace(rejecting, skills=(*has(0, 1, 6, 7), *has(8, source=SkillSource.PROPOSED)))
    assert words(more, Vacancy("v", needs(0, 1, 6, 7, 8, 9), COOK)) == []
    assert words(RankingInput(occupations=(HeldOccupation(COOK, 2),)), Vacancy("v", needs(2, 3), COOK)) == []


def test_little_is_known() -> None:
    """Wishes alone put a vacancy nowhere near; skills alone are half of the score and enough."""
    little = "little is known about the person and the vacancy"
    proposed = RankingInput(wants=Wants(occupations=(COOK,)))
    assert words(proposed, Vacancy("v", needs(0), COOK)) == []  # nothing is covered: no match to doubt
    bare = Vacancy("v", occupation=COOK)
    assert words(proposed, bare) == [little]
    assert words(known(COOK), Vacancy("v", needs(0), COOK)) == []


def test_many_open_questions() -> None:
    """Three unknown facts and none unmet: possible, yet one meeting seldom settles it. One unmet fact is no maybe."""
    vacancy = Vacancy("v", needs(0), COOK, languages=(LanguageLevel("it", Cefr.B1),), hours=Hours(20, 40), place=GANDIA)
    found = only(known(COOK), vacancy)
    assert [english(caution.reason) for caution in found.cautions] == ["3 facts are not known"]
    sentence = unlikely(found.cautions)
    assert sentence is not None
    assert english(sentence) == "unlikely, because 3 facts are not known"
    more = replace(vacancy, start=AS_OF, shifts=("night",))
    assert words(known(COOK), more) == ["5 facts are not known"]
    assert words(known(COOK, languages=(LanguageLevel("it", Cefr.A1),)), more) == []
    assert words(known(COOK, languages=(LanguageLevel("it", Cefr.B1),)), vacancy) == []


def test_several_reasons_in_one_sentence() -> None:
    """They are joined as English joins them, and the JSON carries the sentence beside the codes."""
    vacancy = Vacancy("v", needs(0), NURSE, years=1, hours=Hours(20, 40), place=GANDIA)
    match = match_to_json(only(known(CLEANER), vacancy))
    assert match["unlikely"] == (
        "unlikely, because the work asks for much more than the person has done or learnt so far and "
        "3 facts are not known"
    )
    assert [caution["message"]["code"] for caution in match["cautions"]] == [
        "caution.far_above", "caution.open_questions",
    ]  # fmt: skip
    assert match["cautions"][1]["message"]["values"] == {"n": 3}


def test_unverified_work_is_seen_and_decides_nothing() -> None:
    """It stands in no blocker and moves nobody out of ready now, yet says what it is, with weeks and source."""
    vacancy = Vacancy("v", needs(0, 1), BARTENDER, country="ES")
    match = only(known(BARTENDER), vacancy)
    assert (match.group, match.blockers) == (Group.READY_NOW, ())
    (caution,) = match_to_json(match)["cautions"]
    assert (caution["text"], caution["status"], caution["source"]) == (REGULATED, "unverified", "the law")
    assert caution["effort"]["text"] == "typically 13 to 26 weeks (not verified)"
    assert match_to_json(match)["unlikely"] is None
    assert words(known(BARTENDER, recognitions=(Recognition("ES", "5131", granted=True),)), vacancy) == []
    refused = only(known(BARTENDER, recognitions=(Recognition("ES", "5131", granted=False),)), vacancy)
    assert refused.group is Group.READY_NOW
    assert [english(caution.reason) for caution in refused.cautions] == [REGULATED]
    assert words(known(BARTENDER), replace(vacancy, country="IT")) == []


def test_unverified_work_is_named_even_where_something_else_stands_in_the_way() -> None:
    """A caseworker must see it before anybody learns Italian for it."""
    vacancy = Vacancy("v", needs(0), BARTENDER, country="ES", languages=(LanguageLevel("it", Cefr.B1),))
    person = known(BARTENDER, languages=(LanguageLevel("it", Cefr.A1),))
    assert words(person, vacancy) == [REGULATED]


@settings(max_examples=60, deadline=None)
@given(people(), vacancies())
def test_unverified_rows_change_nothing_but_cautions(person: RankingInput, offered: list[Vacancy]) -> None:
    """Order, scores, groups, blockers, steps and counts are those of a world in which the row does not exist."""
    unverified = Catalogue(regulated=tuple(row for row in law().regulated if not row.is_verified))
    with_row, without = (world_of(offered, catalogue=catalogue) for catalogue in (unverified, Catalogue()))
    stamp = Stamp("t", "e", "i", "w", "c", AS_OF)
    assert gaps(person, with_row, AS_OF, stamp) == gaps(person, without, AS_OF, stamp)
    seen = rank(person, with_row, AS_OF, top=None)
    assert [structs.replace(match, cautions=()) for match in seen] == [
        structs.replace(match, cautions=()) for match in rank(person, without, AS_OF, top=None)
    ]
    for match in seen:
        assert all(blocker.kind is not BlockerKind.RECOGNITION for blocker in match.blockers)
        if match.group is Group.READY_NOW:
            assert {blocker.state for blocker in match.blockers} <= {BlockerState.MET}
