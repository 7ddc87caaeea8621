"""The whole caseload at once says what ranking each person, or each vacancy, alone says."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.bulk import Days, News, news, rank_profiles, rank_profiles_for_all
from matcher.ranking import Profile, rank
from matcher.types import Group, Match, RankingInput, Vacancy
from tests.matcher.worlds import AS_OF, people, ring_near, vacancies, world_of

NEAR = {Group.READY_NOW, Group.ONE_STEP_AWAY}


def expected(person: Profile, offered: list[Vacancy], days: Days) -> News:
    """Rank everything for one person, and count by the dates of the vacancies themselves."""
    world = world_of(offered, near=ring_near())
    by_id = {vacancy.id: vacancy for vacancy in offered}
    close = [match for match in rank(person.input, world, days.as_of, top=None) if match.group in NEAR]
    new = [m for m in close if (by_id[m.id].published or days.since - timedelta(1)) >= days.since]
    ending = [m for m in close if (by_id[m.id].expires or days.closing_by + timedelta(1)) <= days.closing_by]
    ready = [m for m in new if m.group is Group.READY_NOW]
    best = rank_again(person, offered, new[0].id)[0] if new else None
    return News(person.id, len(new), len(ready), len(ending), best)


def rank_again(person: Profile, offered: list[Vacancy], vacancy_id: str) -> tuple[Match, ...]:
    """Rank one vacancy alone, which makes it the first."""
    return rank(person.input, world_of([v for v in offered if v.id == vacancy_id], near=ring_near()), AS_OF)


@settings(max_examples=20, deadline=None)
@given(st.lists(people(), max_size=4), vacancies(8))
def test_news_are_what_ranking_each_person_says(crowd: list[RankingInput], offered: list[Vacancy]) -> None:
    """Counts, and the best new match with its explanation, for everybody and every vacancy, open or not."""
    days = Days(AS_OF - timedelta(days=1), AS_OF, AS_OF + timedelta(days=2))
    caseload = [Profile(f"p{i}", person) for i, person in enumerate(crowd)]
    found = news(caseload, world_of(offered, near=ring_near()), days)
    assert found == tuple(expected(person, offered, days) for person in caseload)


@settings(max_examples=15, deadline=None)
@given(st.lists(people(), max_size=5), vacancies(5), st.sampled_from([None, 1, 3]))
def test_people_for_all_vacancies_are_those_for_each(
    crowd: list[RankingInput], offered: list[Vacancy], top: int | None
) -> None:
    """Ranking people for many vacancies at once gives, for each in order, what ranking for it alone gives."""
    caseload = [Profile(f"p{i}", person) for i, person in enumerate(crowd)]
    world = world_of([], near=ring_near())
    found = rank_profiles_for_all(offered[::-1], caseload, world, AS_OF, top=top)
    assert found == [rank_profiles(vacancy, caseload, world, AS_OF, top=top) for vacancy in offered[::-1]]
