"""Nothing suitable today, because …: what stands in the way of how many vacancies."""

from __future__ import annotations

from hypothesis import given, settings

from matcher.matching import Snapshot, match
from matcher.results import match_list_to_json
from matcher.types import (
    BlockerKind,
    BlockerState,
    Cefr,
    Group,
    HeldOccupation,
    Hours,
    LanguageLevel,
    RankingInput,
    Vacancy,
)
from matcher.wording.wording import ENGLISH, wording_of
from tests.matcher.worlds import AS_OF, has, law, needs, occupation, people, vacancies, world_of

english = wording_of(ENGLISH).say


def said(person: RankingInput, offered: list[Vacancy]) -> list[tuple[int, str]]:
    """Return count and words of each obstacle."""
    found = match(Snapshot(world_of(offered), "none"), person, AS_OF, top=1)
    return [(each.n_vacancies, english(each.reason)) for each in found.obstacles]


def italian(vacancy_id: str, level: Cefr, *essential: int) -> Vacancy:
    """Return a vacancy that asks for Italian, and for full-time work."""
    return Vacancy(vacancy_id, needs(*essential), languages=(LanguageLevel("it", level),), hours=Hours(40, 40))


def test_what_stands_in_the_way_of_most() -> None:
    """Each vacancy counts for everything that keeps it away; the most frequent condition of a kind is named."""
    person = RankingInput(skills=has(0), languages=(LanguageLevel("it", Cefr.A1),))
    offered = [italian("a", Cefr.B1, 0), italian("b", Cefr.B2, 0), italian("c", Cefr.B2, 9), italian("d", Cefr.A1, 9)]
    assert said(person, offered) == [
        (4, "4 vacancies depend on what is not known about the hours (most often: 40 hours a week)"),
        (3, "3 vacancies are ruled out by a language level (most often: Italian at B2)"),
        (2, "too few essential skills are covered for 2 vacancies"),
    ]


def test_the_sentence() -> None:
    """JSON carries the whole sentence, the codes and the counts; a list with something suitable says nothing."""
    person = RankingInput(skills=has(0), languages=(LanguageLevel("it", Cefr.A1),), hours=Hours(40, 40))
    snapshot = Snapshot(world_of([italian("c", Cefr.B2, 9)]), "none")
    found = match_list_to_json(match(snapshot, person, AS_OF))
    assert found["nothing_suitable"] == (
        "nothing suitable today, because 1 vacancy is ruled out by a language level (most often: Italian at B2) and "
        "too few essential skills are covered for 1 vacancy"
    )
    assert found["obstacles"][0]["message"] == {
        "code": "obstacle.not_met",
        "values": {
            "kind": "language",
            "n": 1,
            "required": {"code": "required.language", "values": {"language": "it", "level": "B2"}},
        },
    }
    suits = match_list_to_json(match(Snapshot(world_of([italian("c", Cefr.A1, 0)]), "none"), person, AS_OF))
    assert (suits["obstacles"], suits["nothing_suitable"]) == ([], None)


def test_nothing_open_and_nothing_known() -> None:
    """An empty market and an empty profile are said as such."""
    assert said(RankingInput(skills=has(0)), []) == [(0, "no vacancy is open")]
    assert said(RankingInput(), [Vacancy("a", needs(0)), Vacancy("b", needs(1))]) == [
        (2, "too little is known about the person to compare with 2 vacancies")
    ]
    cook = RankingInput(skills=has(0), occupations=(HeldOccupation(occupation(1)),))
    bare = Vacancy("a", occupation=occupation(1), permission_required=True, country="ES", hours=Hours(1, 2))
    assert (1, "1 vacancy names no skills to compare") in said(cook, [bare])


@settings(max_examples=60, deadline=None)
@given(people(), vacancies(8))
def test_counts_are_those_of_the_matches(person: RankingInput, offered: list[Vacancy]) -> None:
    """Every count of a kind and state equals the matches with such a blocker, and obstacles come with an empty list."""
    found = match(Snapshot(world_of(offered, catalogue=law()), "none"), person, AS_OF, top=None)
    suitable = [each for each in found.matches if each.group is not Group.NOT_REACHABLE_NOW]
    assert bool(found.obstacles) is not bool(suitable)
    counts = [each.n_vacancies for each in found.obstacles]
    assert counts == sorted(counts, reverse=True)
    states = {"obstacle.not_met": BlockerState.NOT_MET, "obstacle.unknown": BlockerState.UNKNOWN}
    for each in found.obstacles:
        values = dict(each.reason.values)
        kind, state = values.get("kind"), states.get(each.reason.code)
        if isinstance(kind, BlockerKind):
            having = [m for m in found.matches if any((b.kind, b.state) == (kind, state) for b in m.blockers)]
            assert each.n_vacancies == len(having)
