"""Adjacent occupations are shown on purpose, with the reason."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given, settings

from matcher.assessment import assess
from matcher.ranking import open_rows, rank
from matcher.types import HeldOccupation, RankingInput, Vacancy, Wants, Widened
from matcher.widen import Adjacent, best_first, widen
from matcher.wording.wording import ENGLISH, wording_of
from tests.matcher.worlds import AS_OF, N, has, needs, occupation, people, vacancies, world_of

english = wording_of(ENGLISH).say


def every_occupation() -> list[Vacancy]:
    """Return two vacancies for each occupation."""
    return [Vacancy(f"{k:02d}{x}", needs(k, k + 1), occupation(k)) for k in range(N) for x in "ab"]


def widened(person: RankingInput, offered: list[Vacancy]) -> tuple[Widened, ...]:
    """Widen over the checkerboard."""
    world = world_of(offered)
    return widen(person, world, assess(person, world, open_rows(world, AS_OF)), Adjacent.of(person, world))


def test_neighbours_on_the_ring() -> None:
    """Cook 5 shares three and two of four skills with 4, 6, 3 and 7; of each occupation the best vacancy is shown."""
    person = RankingInput(skills=has(5, 6, 7, 8), occupations=(HeldOccupation(occupation(5)),))
    found = widened(person, every_occupation())
    assert [wide.match.id for wide in found] == ["06a", "07a", "04a"]
    assert (
        wording_of(ENGLISH).say(found[0].reason)
        == "occupation 6 is close to occupation 5: 3 of its 4 essential skills are the same"
    )


def test_what_is_rare_is_found_behind_hundreds_of_one_occupation() -> None:
    """The best of each occupation, in the order of the whole list, however many better ones another has."""
    person = RankingInput(skills=has(5, 6, 7, 8), occupations=(HeldOccupation(occupation(5)),))
    offered = [Vacancy(f"6-{i:03d}", needs(6, 7 if i == 137 else 9), occupation(6)) for i in range(300)]
    offered += [Vacancy(f"7-{i}", needs(7, 9), occupation(7)) for i in range(2)]
    found = widened(person, [*offered, Vacancy("4", needs(1, 2), occupation(4))])
    assert [(wide.match.id, wide.match.rank) for wide in found] == [("6-137", 1), ("7-0", 301), ("4", 303)]


def test_the_best_come_first_however_many_there_are() -> None:
    """Positions in the order of their keys, whether they are sorted at once or in parts."""
    random = np.random.default_rng(5)
    for n in (0, 1, 64, 65, 5_000):
        key, at = random.permutation(10_000), random.choice(10_000, n, replace=False)
        assert list(best_first(at, key)) == at[np.argsort(key[at])].tolist()


def test_own_and_unwanted_occupations_are_left_out() -> None:
    """What is held, wanted or unwanted is no widening."""
    wants = Wants(occupations=(occupation(6),), unwanted_occupations=(occupation(7),))
    person = RankingInput(skills=has(5, 6, 7), occupations=(HeldOccupation(occupation(5)),), wants=wants)
    ids = {wide.match.id[:2] for wide in widened(person, every_occupation())}
    assert ids
    assert not ids & {"05", "06", "07"}


def test_the_same_group_is_adjacent_without_shared_skills() -> None:
    """Occupation 3 shares one skill with 0, but stands in the same ISCO unit group."""
    person = RankingInput(skills=has(0), occupations=(HeldOccupation(occupation(0)),))
    (wide,) = widened(person, [Vacancy("v", needs(3), occupation(3)), Vacancy("w", needs(9), occupation(9))])
    assert (wide.match.id, wide.match.rank) == ("v", 1)


def test_the_reason_names_what_is_closest() -> None:
    """Of two occupations held, the one with more in common connects; with as much in common, the first by URI."""
    for held, source in (((4, 6), 6), ((6, 4), 6), ((9, 5), 5), ((6, 8), 6)):
        person = RankingInput(occupations=tuple(HeldOccupation(occupation(k)) for k in held))
        (wide,) = widened(person, [Vacancy("v", needs(7), occupation(7))])
        assert f"is close to occupation {source}:" in english(wide.reason)


def test_nothing_to_widen_from() -> None:
    """Without an occupation held or wanted nothing is adjacent."""
    assert widened(RankingInput(skills=has(0)), every_occupation()) == ()


@settings(max_examples=30, deadline=None)
@given(people(), vacancies(8))
def test_matches_are_those_of_the_list(person: RankingInput, offered: list[Vacancy]) -> None:
    """A widened match equals the one in the whole list, rank included; occupations differ."""
    world = world_of(offered)
    everything = {match.id: match for match in rank(person, world, AS_OF, top=None)}
    found = widened(person, offered)
    occupations = {offer.id: offer.occupation for offer in offered}
    assert len({occupations[wide.match.id] for wide in found}) == len(found) <= 3
    for wide in found:
        assert wide.match == everything[wide.match.id]
    ranks = [wide.match.rank or 0 for wide in found]
    assert ranks == sorted(ranks)
    assert widened(replace(person, skills=person.skills[::-1]), offered[::-1]) == found
