"""Exact ranking equals the slow oracle, adds up, and depends on nothing it should not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from matcher.assessment import GROUPS
from matcher.bulk import rank_profiles
from matcher.errors import DuplicateIdError
from matcher.ranking import Profile, rank
from matcher.types import (
    BlockerState,
    Cefr,
    Confidence,
    CoveredHow,
    Group,
    HeldOccupation,
    LanguageLevel,
    RankingInput,
    Relation,
    Requirement,
    RequirementSource,
    SkillSource,
    Vacancy,
    Wants,
)
from tests.matcher.oracle import expected_order
from tests.matcher.worlds import (
    AS_OF,
    N,
    has,
    law,
    needs,
    occupation,
    people,
    ring_near,
    rows,
    skill,
    vacancies,
    vacancy,
    world_of,
)


@settings(max_examples=60, deadline=None)
@given(people(), vacancies(), st.booleans())
def test_equals_the_oracle(person: RankingInput, offered: list[Vacancy], near: bool) -> None:  # noqa: FBT001
    """Order, points, known components and group are those of the slow definition."""
    world = world_of(offered, near=ring_near() if near else None, catalogue=law())
    ranked = rank(person, world, AS_OF, top=None)
    expected = expected_order(person, offered, world, AS_OF)
    assert [e.id for e in expected] == [m.id for m in ranked]
    assert [(e.score, GROUPS[e.group]) for e in expected] == [(m.score, m.group) for m in ranked]
    scored = [(e, m) for e, m in zip(expected, ranked, strict=True) if m.score is not None]
    assert [e.points for e, _ in scored] == [tuple(c.points for c in m.contributions) for _, m in scored]
    assert [e.known for e, _ in scored] == [tuple(c.known for c in m.contributions) for _, m in scored]


@settings(max_examples=30, deadline=None)
@given(people(), vacancies())
def test_contributions_sum_to_the_score(person: RankingInput, offered: list[Vacancy]) -> None:
    """The explanation is what was added, within each part's maximum, and a list of one has rank one."""
    for i, match in enumerate(rank(person, world_of(offered), AS_OF, top=None)):
        assert i + 1 == match.rank
        if match.score is not None:
            assert match.score == sum(part.points for part in match.contributions)
            assert all(0 <= part.points <= part.maximum for part in match.contributions)
            assert sum(part.maximum for part in match.contributions) == 1000


@settings(max_examples=30, deadline=None)
@given(people(), vacancies(), st.randoms(use_true_random=False))
def test_order_of_input_is_irrelevant(person: RankingInput, offered: list[Vacancy], random: object) -> None:
    """Shuffled vacancies, skills, languages and wishes give the same list."""
    shuffled = list(offered)
    shuffle = getattr(random, "shuffle")  # noqa: B009 - hypothesis types this as object
    shuffle(shuffled)
    turned = replace(
        person,
        skills=person.skills[::-1],
        occupations=person.occupations[::-1],
        languages=person.languages[::-1],
        licences=person.licences and person.licences[::-1],
        recognitions=person.recognitions[::-1],
        shifts=person.shifts and person.shifts[::-1],
        wants=replace(person.wants, occupations=person.wants.occupations[::-1], places=person.wants.places[::-1]),
    )
    assert rank(person, world_of(offered, catalogue=law()), AS_OF) == rank(
        turned, world_of(shuffled, catalogue=law()), AS_OF
    )


@settings(max_examples=30, deadline=None)
@given(people(), vacancies(), rows)
def test_one_more_skill_never_lowers_a_score(person: RankingInput, offered: list[Vacancy], k: int) -> None:
    """With the same components known, covering more never costs points, and never moves a vacancy away."""
    world = world_of(offered, near=ring_near(), catalogue=law())
    more = replace(person, skills=(*person.skills, *has(k)))
    before = {match.id: match for match in rank(person, world, AS_OF, top=None)}
    for match in rank(more, world, AS_OF, top=None):
        old = before[match.id]
        if [part.known for part in old.contributions] == [part.known for part in match.contributions]:
            assert (match.score or 0) >= (old.score or 0)
            assert GROUPS.index(match.group) <= GROUPS.index(old.group)


@settings(max_examples=30, deadline=None)
@given(st.lists(people(), min_size=1, max_size=4), vacancy("v"))
def test_both_directions_agree(crowd: list[RankingInput], offered: Vacancy) -> None:
    """A pair gets the same match whichever side is ranked."""
    world = world_of([offered], near=ring_near(), catalogue=law())
    profiles = [Profile(f"p{i}", person) for i, person in enumerate(crowd)]
    found = {match.id: match for match in rank_profiles(offered, profiles, world, AS_OF, top=None)}
    for profile in profiles:
        for match in rank(profile.input, world, AS_OF, top=None):
            assert structs.replace(match, id="", rank=0) == structs.replace(found[profile.id], id="", rank=0)
    orders = [(m.score is None, GROUPS.index(m.group), -(m.score or 0), m.id) for m in found.values()]
    assert orders == sorted(orders)


@settings(max_examples=40, deadline=None)
@given(people(), vacancies(), st.sets(st.integers(0, 5)))
def test_candidates_change_no_score(person: RankingInput, offered: list[Vacancy], chosen: set[int]) -> None:
    """Ranking some rows, in any order, gives the matches that ranking all rows gives to them, in the same order."""
    world = world_of(offered, near=ring_near(), catalogue=law())
    candidates = np.array(sorted(row for row in chosen if row < len(offered)), dtype=np.int64)
    ids = {world.vacancies.ids[row] for row in candidates.tolist()}
    everything = [match for match in rank(person, world, AS_OF, top=None) if match.id in ids]
    some = rank(person, world, AS_OF, top=None, candidates=np.repeat(candidates[::-1], 2))
    assert [structs.replace(match, rank=0) for match in everything] == [
        structs.replace(match, rank=0) for match in some
    ]


def test_top_is_the_head_of_the_whole_list() -> None:
    """Asking for three gives the first three of everything."""
    world = world_of([Vacancy(f"v{k:02d}", needs(k, k + 1)) for k in range(N)])
    person = RankingInput(skills=has(1, 2, 3, 9))
    assert rank(person, world, AS_OF, top=None)[:3] == rank(person, world, AS_OF, top=3)


def test_has_close_and_missing() -> None:
    """The explanation names the skill that covers each requirement; equal strength goes to the first URI."""
    world = world_of([Vacancy("v", needs(0, 1, 5, 9, optional=(2,)))], near=ring_near())
    (match,) = rank(RankingInput(skills=has(0, 4, 15)), world, AS_OF)
    how = {(c.uri, c.by, c.how, c.strength) for c in match.covered}
    assert {
        (skill(0), skill(0), CoveredHow.HAS, 90),
        (skill(1), skill(0), CoveredHow.CLOSE, 72),
        (skill(5), skill(4), CoveredHow.CLOSE, 72),
        (skill(2), skill(0), CoveredHow.CLOSE, 45),
    } == how
    assert [skill(9)] == [m.uri for m in match.missing]
    assert Relation.ESSENTIAL is match.missing[0].relation


def test_labels_follow_the_language() -> None:
    """Labels are in the language asked for where the taxonomy has it, else in English."""
    world = world_of([Vacancy("v", needs(0, 1))])
    for language, label in (("de", "Fähigkeit 0"), ("uk", "skill 0"), ("en", "skill 0")):
        (match,) = rank(RankingInput(skills=has(0)), world, AS_OF, language=language)
        assert label == match.covered[0].label


def test_empty_profile_gets_no_score() -> None:
    """Nothing known: no score, no contributions, last group, low confidence; the blockers are unknown."""
    world = world_of([Vacancy("v", needs(0), languages=(LanguageLevel("it", Cefr.B1),))])
    (match,) = rank(RankingInput(), world, AS_OF)
    assert (
        match.score,
        match.contributions,
        match.group,
        match.confidence,
    ) == (None, (), Group.NOT_REACHABLE_NOW, Confidence.LOW)
    assert BlockerState.UNKNOWN is match.blockers[0].state


def test_unscored_come_last() -> None:
    """A vacancy about which nothing decisive is known follows every scored one, whatever its id."""
    world = world_of([Vacancy("a"), Vacancy("b", needs(9)), Vacancy("c", needs(0))])
    assert [m.id for m in rank(RankingInput(skills=has(0)), world, AS_OF)] == ["c", "b", "a"]


def test_unknown_is_neither_yes_nor_no() -> None:
    """Unknown wishes earn points between those of a good and of a bad fit, and an unknown fact blocks differently."""
    world = world_of([Vacancy("v", needs(0), occupation(0), languages=(LanguageLevel("it", Cefr.B1),))])

    def one(wants: Wants, *languages: LanguageLevel) -> tuple[int, BlockerState, Group]:
        (match,) = rank(RankingInput(skills=has(0), wants=wants, languages=languages), world, AS_OF)
        return match.score or 0, match.blockers[0].state, match.group

    yes = one(Wants((occupation(0),)), LanguageLevel("it", Cefr.B2))
    no = one(Wants((occupation(12),)), LanguageLevel("it", Cefr.NONE))
    unknown = one(Wants())
    assert no[0] < unknown[0] < yes[0]
    assert (yes[1], no[1], unknown[1]) == (BlockerState.MET, BlockerState.NOT_MET, BlockerState.UNKNOWN)
    assert (yes[2], no[2], unknown[2]) == (Group.READY_NOW, Group.ONE_STEP_AWAY, Group.ONE_STEP_AWAY)


def test_rejected_skills_are_not_inferred() -> None:
    """Holding an occupation makes its essential skills likely, except those the person said no to."""
    world = world_of([Vacancy("v", needs(0, 1, 2, 3))])
    held = (HeldOccupation(occupation(0)),)
    (match,) = rank(RankingInput(occupations=held), world, AS_OF)
    assert [c.strength for c in match.covered] == [60] * 4
    assert Group.READY_NOW is match.group
    (match,) = rank(RankingInput(occupations=held, rejected_skills=(skill(1),)), world, AS_OF)
    assert [skill(1)] == [m.uri for m in match.missing]


def test_the_surest_source_of_a_skill_counts() -> None:
    """A skill read from a text, and needed by an occupation that the person named, counts as the surer of the two."""
    world = world_of([Vacancy("v", needs(0))])
    held = (HeldOccupation(occupation(0)),)
    for source, strength in ((SkillSource.PROPOSED, 60), (SkillSource.STATED, 90)):
        (match,) = rank(RankingInput(skills=has(0, source=source), occupations=held), world, AS_OF)
        assert match.covered[0].strength == strength


def test_stuffing_a_profile_does_not_win() -> None:
    """Claiming everything without confirmation stays behind somebody who says what they can."""
    world = world_of([Vacancy("v", needs(0, 1, 2, 3, optional=(4,)))])
    honest = Profile("honest", RankingInput(skills=has(0, 1, 2, 3)))
    stuffed = Profile("a-stuffed", RankingInput(skills=has(*range(N), source=SkillSource.PROPOSED)))
    assert [match.id for match in rank_profiles(world_vacancy(), [stuffed, honest], world, AS_OF)] == [
        "honest",
        "a-stuffed",
    ]


def world_vacancy() -> Vacancy:
    """Return the vacancy of the stuffing tests."""
    return Vacancy("v", needs(0, 1, 2, 3))


def test_stuffing_a_vacancy_does_not_win() -> None:
    """A vacancy that lists every skill there is ranks behind the one that asks for what the person can do."""
    world = world_of([Vacancy("a-stuffed", needs(*range(N))), world_vacancy()])
    assert rank(RankingInput(skills=has(0, 1, 2, 3)), world, AS_OF)[0].id == "v"


def test_only_open_vacancies() -> None:
    """A vacancy shows from its publication to the day it expires, both included."""
    offered = [
        Vacancy("expired", needs(0), expires=date(2026, 11, 20)),
        Vacancy("last-day", needs(0), expires=AS_OF),
        Vacancy("published", needs(0), published=AS_OF),
        Vacancy("tomorrow", needs(0), published=date(2026, 11, 22)),
    ]
    person = RankingInput(skills=has(0))
    assert [m.id for m in rank(person, world_of(offered), AS_OF)] == ["last-day", "published"]
    assert rank_profiles(offered[0], [Profile("p", person)], world_of([]), AS_OF) == ()


def test_below_level() -> None:
    """ISCO skill level of the vacancy against the best of education and occupations; unknown where either is."""
    cook, cleaner, nurse = occupation(0), occupation(8), occupation(12)
    world = world_of([Vacancy("cook", needs(0), cook), Vacancy("helper", needs(0), cleaner), Vacancy("x", needs(0))])

    def levels(person: RankingInput) -> dict[str, bool | None]:
        return {m.id: m.below_level for m in rank(replace(person, skills=has(0)), world, AS_OF)}

    assert levels(RankingInput(education=6)) == {"cook": True, "helper": True, "x": None}
    assert levels(RankingInput(education=3)) == {"cook": False, "helper": True, "x": None}
    assert levels(RankingInput(occupations=(HeldOccupation(nurse),))) == {"cook": True, "helper": True, "x": None}
    assert levels(RankingInput()) == {"cook": None, "helper": None, "x": None}


def test_unknown_concepts_do_not_crash() -> None:
    """URIs of another release are reported for vacancies and left out for people."""
    strange = Requirement("http://example.org/x", Relation.ESSENTIAL, RequirementSource.STATED)
    world = world_of([Vacancy("v", (*needs(0), strange), "http://example.org/o")])
    assert sorted(u.uri for u in world.vacancies.unknown) == ["http://example.org/o", "http://example.org/x"]
    person = RankingInput(skills=has(0), occupations=(HeldOccupation("http://example.org/o"),))
    (match,) = rank(person, world, AS_OF)
    assert Group.READY_NOW is match.group


def test_no_vacancies() -> None:
    """An empty world gives an empty list."""
    assert rank(RankingInput(skills=has(0)), world_of([]), AS_OF) == ()


def test_repeated_ids_are_refused() -> None:
    """Ids order ties, so they must be unique on both sides."""
    with pytest.raises(DuplicateIdError, match="given more than once: v"):
        world_of([Vacancy("v"), Vacancy("v")])
    with pytest.raises(DuplicateIdError):
        rank_profiles(Vacancy("v"), [Profile("p", RankingInput())] * 2, world_of([]), AS_OF)


def test_one_skill_that_is_just_enough() -> None:
    """Skills 0 and 1 are stated and weigh 100 each, skill 2 is inferred and weighs 50.

    Who has 0 covers 90 x 100 of 250 x 100, 36 %, and with 1 as well 72 %: one step. Who has none of the three would
    reach 36 % with one skill, and is not one step away; nor is who has only 2 (18 %), though 0 and 2 make 54 %.
    """
    inferred = Requirement(skill(2), Relation.ESSENTIAL, RequirementSource.INFERRED)
    world = world_of([Vacancy("v", (*needs(0, 1), inferred))])
    groups = [rank(RankingInput(skills=has(k)), world, AS_OF)[0].group for k in (0, 2, 9)]
    assert groups == [Group.ONE_STEP_AWAY, Group.NOT_REACHABLE_NOW, Group.NOT_REACHABLE_NOW]


def test_next_to_nothing_is_not_one_step_away() -> None:
    """A vacancy that asks for one skill only is not one course away for everybody; at 30 % coverage it is."""
    inferred = Requirement(skill(1), Relation.ESSENTIAL, RequirementSource.INFERRED)
    short, longer = Vacancy("a", needs(0)), Vacancy("b", (*needs(0), inferred))
    ranked = rank(RankingInput(skills=has(1)), world_of([short, longer]), AS_OF)
    # b: 90 x 50 of 150 x 100 is exactly 30 %; a: nothing is covered, though skill 0 alone would be enough.
    assert {match.id: match.group for match in ranked} == {
        "a": Group.NOT_REACHABLE_NOW,
        "b": Group.ONE_STEP_AWAY,
    }


def test_confirming_what_was_read_is_one_step() -> None:
    """Proposed skills cover 70 % each: of three needed two are 46 %, 60 % once they are confirmed."""
    proposed = has(0, 1, source=SkillSource.PROPOSED)
    world = world_of([Vacancy("v", needs(0, 1, 2)), Vacancy("w", needs(0, 1, 2, 3, 4, 5))])
    groups = {match.id: match.group for match in rank(RankingInput(skills=proposed), world, AS_OF)}
    assert groups == {"v": Group.ONE_STEP_AWAY, "w": Group.NOT_REACHABLE_NOW}
