"""A snapshot answers with stamped lists, exactly up to a size and through the index above it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.candidates import Candidates
from matcher.generations import open_current, publish_generation
from matcher.inputs import canonical
from matcher.matching import Snapshot, candidate_rows, gaps, match, match_profiles
from matcher.projection import pool_vectors, requirement_rows, svd_basis
from matcher.ranking import Part, Profile, rank
from matcher.results import gaps_to_json, match_list_to_json, write_match_list
from matcher.types import Cefr, Group, HeldOccupation, LanguageLevel, RankingInput, Vacancy, Wants
from matcher.weights import DEFAULT
from matcher.world import World
from tests.matcher.worlds import AS_OF, N, has, law, needs, occupation, people, ring_near, vacancies, world_of


def offers(n: int) -> list[Vacancy]:
    """Return `n` vacancies round the ring, some of them with Italian."""
    italian = (LanguageLevel("it", Cefr.B1),)
    return [
        Vacancy(f"v{i:04d}", needs(i, i + 1, i + 2 + i % 5, optional=(i + 9,)), occupation(i), italian[: i % 2])
        for i in range(n)
    ]


def with_index(world: World, root: Path, *, exact_max: int = 10) -> Snapshot:
    """Return a snapshot whose world is above `exact_max`, with a published generation."""
    rows = requirement_rows(world.vacancies, world.occupations, DEFAULT)
    basis = svd_basis(rows, 12)
    publish_generation(root, world.vacancies.ids, pool_vectors(rows, basis), fields={}, exact_max=50)
    return Snapshot(world, "none", Candidates.of(world, open_current(root), basis), exact_max)


def test_lists_are_stamped() -> None:
    """Every result names what it was made from."""
    snapshot = Snapshot(world_of(offers(4)), "e5-small:abc")
    stamp = match(snapshot, RankingInput(skills=has(0)), AS_OF).stamp
    assert (stamp.encoder, stamp.index, stamp.weights, stamp.as_of) == ("e5-small:abc", "exact", DEFAULT.id, AS_OF)
    assert stamp.taxonomy.startswith("test:")
    assert gaps(snapshot, RankingInput(), AS_OF).stamp == stamp
    assert match_profiles(snapshot, offers(1)[0], [], AS_OF).stamp == stamp


def test_an_empty_profile_gets_three_questions() -> None:
    """Too little known: no score, but what to ask; asked no more once something is known."""
    snapshot = Snapshot(world_of(offers(4)), "none")
    empty = match(snapshot, RankingInput(), AS_OF)
    assert {m.score for m in empty.matches} == {None}
    assert len(empty.questions) == 3
    for person in (RankingInput(skills=has(0)), RankingInput(wants=Wants(occupations=(occupation(0),)))):
        assert match(snapshot, person, AS_OF).questions == ()


@settings(max_examples=30, deadline=None)
@given(people(), vacancies())
def test_same_input_same_bytes(person: RankingInput, offered: list[Vacancy]) -> None:
    """Two snapshots of the same vacancies give the same JSON to the same person, written in canonical order or not."""
    texts = {
        json.dumps([match_list_to_json(match(snapshot, who, AS_OF)), gaps_to_json(gaps(snapshot, who, AS_OF))])
        for snapshot in (Snapshot(world_of(offered), "e"), Snapshot(world_of(offered[::-1]), "e"))
        for who in (person, canonical(person))
    }
    assert len(texts) == 1


@settings(max_examples=50, deadline=None)
@given(people(), vacancies())
def test_written_at_once_it_is_the_same_json(person: RankingInput, offered: list[Vacancy]) -> None:
    """What goes out is, byte for byte, what turning the list into dicts first would give; keys around it stay there."""
    found = match(Snapshot(world_of(offered), "e"), person, AS_OF)
    titles = {vacancy.id: f"Koch/Köchin “{vacancy.id}” \\ 木\n" for vacancy in offered[::2]}
    whole = {"id": "p", **match_list_to_json(found, titles), "trace": "t"}
    expected = json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode()
    assert write_match_list(found, titles, {"id": "p"}, {"trace": "t"}) == expected


def test_json_has_the_promised_keys() -> None:
    """The form of DESIGN section 7: points sum to the score, steps carry a uri or a value."""
    snapshot = Snapshot(world_of(offers(12), near=ring_near()), "none")
    person = RankingInput(skills=has(0, 1), occupations=(HeldOccupation(occupation(2)),))
    titles = dict.fromkeys(snapshot.world.vacancies.ids, "Cook")
    found = match_list_to_json(match(snapshot, person, AS_OF, top=3), titles)
    first = found["matches"][0]
    assert set(found) == {"matches", "widen", "questions", "obstacles", "nothing_suitable", "stamp"}
    assert {
        "id", "title", "rank", "score", "group", "confidence", "contributions", "blockers", "missing", "covered",
        "below_level", "cautions", "unlikely",
    } == set(first)  # fmt: skip
    assert first["title"] == "Cook"
    assert first["score"] == sum(part["points"] for part in first["contributions"])
    assert "reason" in found["widen"][0]
    steps = gaps_to_json(gaps(snapshot, person, AS_OF))["steps"]
    assert {("uri" in step) for step in steps if step["kind"] == "skill"} == {True}
    assert {("value" in step) for step in steps if step["kind"] == "language"} == {True}
    json.dumps([found, steps], allow_nan=False)


@settings(max_examples=30, deadline=None)
@given(people(), vacancies())
def test_a_part_of_a_list_is_cut_from_the_whole(person: RankingInput, offered: list[Vacancy]) -> None:
    """The best of every group in the order and with the ranks of the whole list, beside how many each group has."""
    snapshot = Snapshot(world_of(offered), "none")
    whole = match(snapshot, person, AS_OF, top=None)
    by_group = {group: [each for each in whole.matches if each.group is group] for group in Group}
    found = match(snapshot, person, AS_OF, part=Part(2))
    assert found.matches == tuple(each for group in Group for each in by_group[group][:2])
    assert found.sizes == {group: len(matches) for group, matches in by_group.items()}
    for group, matches in by_group.items():
        assert match(snapshot, person, AS_OF, part=Part(3, group)).matches == tuple(matches[:3])
    assert replace(found, matches=whole.matches, sizes=None) == whole
    also = tuple(each.id for each in whole.matches[-2:])
    wanted = {each.id for each in found.matches} | {*also}
    more = match(snapshot, person, AS_OF, part=Part(2, None, (*also, "elsewhere"))).matches
    assert more == tuple(each for each in whole.matches if each.id in wanted)


def test_profiles_for_a_vacancy() -> None:
    """The best person comes first; the scores are those of ranking vacancies."""
    snapshot = Snapshot(world_of(offers(4)), "none")
    profiles = [Profile(f"p{k}", RankingInput(skills=has(k, k + 1, k + 2))) for k in range(N)]
    found = match_profiles(snapshot, offers(1)[0], profiles, AS_OF, top=3)
    assert found.matches[0].id == "p0"
    mine = next(m for m in rank(profiles[0].input, snapshot.world, AS_OF) if m.id == "v0000")
    assert mine.score == found.matches[0].score


def test_everything_is_ranked_below_the_limit(tmp_path: Path) -> None:
    """No candidates are drawn for small worlds, nor when the whole list is asked for."""
    snapshot = with_index(world_of(offers(40)), tmp_path)
    person = RankingInput(skills=has(0))
    assert candidate_rows(replace(snapshot, exact_max=40), person, AS_OF, 20) is None
    assert candidate_rows(snapshot, person, AS_OF, None) is None
    assert candidate_rows(snapshot, person, AS_OF, 20) is not None


def test_candidates_find_the_exact_list(tmp_path: Path) -> None:
    """In a small world a tenth of the vacancies as candidates holds the exact top ten, blockers and all."""
    snapshot = replace(with_index(world_of(offers(600), near=ring_near()), tmp_path), min_candidates=60)
    for k in range(0, N, 3):
        person = RankingInput(skills=has(k, k + 1, k + 3), languages=(LanguageLevel("it", Cefr.A1),))
        found = match(snapshot, person, AS_OF, top=10)
        exact = rank(person, snapshot.world, AS_OF, top=10)
        assert [m.score for m in found.matches] == [m.score for m in exact]
        assert found.stamp.index == "gen-000001"
        rows = candidate_rows(snapshot, person, AS_OF, 10)
        assert rows is not None
        assert len(rows) <= 120


def test_new_vacancies_are_always_candidates(tmp_path: Path) -> None:
    """What the generation does not have yet is ranked, what is gone or expired is not."""
    old = with_index(world_of(offers(40)), tmp_path)
    changed = [*offers(30), Vacancy("new", needs(9)), Vacancy("v0035", needs(0), expires=AS_OF.replace(day=1))]
    world = world_of(changed)
    assert old.candidates is not None
    candidates = Candidates.of(world, old.candidates.generation, old.candidates.basis)
    rows = candidates.rows(RankingInput(skills=has(0)), world, AS_OF, 5)
    ids = {world.vacancies.ids[row] for row in rows.tolist()}
    assert "new" in ids
    assert "v0035" not in ids
    assert [world.vacancies.ids[row] for row in candidates.fresh.tolist()] == ["new"]


def test_projection_keeps_the_score() -> None:
    """With one dimension less than there is rank, inner products are nearly the points for skills."""
    world = world_of(offers(64))
    rows = requirement_rows(world.vacancies, world.occupations, DEFAULT)
    basis = svd_basis(rows, 15)
    covered = np.random.default_rng(1).random(N).astype(np.float32)
    exact = rows @ covered
    projected = pool_vectors(rows, basis) @ (covered @ basis)
    assert np.corrcoef(exact, projected)[0, 1] > 0.99


@settings(max_examples=40, deadline=None)
@given(st.lists(people(), min_size=2, max_size=5), vacancies(8))
def test_what_was_explained_to_others_changes_nothing(asking: list[RankingInput], offered: list[Vacancy]) -> None:
    """A world remembers what it has said of conditions; everybody is told what a new world would tell them."""
    used = Snapshot(world_of(offered, catalogue=law()), "none")
    for person in asking:
        fresh = Snapshot(world_of(offered, catalogue=law()), "none")
        assert match(used, person, AS_OF, top=None) == match(fresh, person, AS_OF, top=None)
