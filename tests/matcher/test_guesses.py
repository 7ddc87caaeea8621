"""Unsure guesses at an occupation, taken together."""

from matcher.guesses import MAX_INFERRED, Guess, inferred_skills, likeliest_occupation
from taxonomy.assemble import OccupationRow, SkillRow, build_taxonomy
from taxonomy.taxonomy import Taxonomy
from taxonomy.types import Relation
from tests.matcher.small import labels

N = MAX_INFERRED + 5


def _world() -> Taxonomy:
    """Return occupations a (all skills) and b (the first five) in one ISCO group, and c (the last) in another."""
    return build_taxonomy(
        skills=[SkillRow(f"s{i:02d}", labels(f"skill {i}")) for i in range(N)],
        occupations=[OccupationRow("a", "5120"), OccupationRow("b", "5120"), OccupationRow("c", "7212")],
        relations=[("a", Relation.ESSENTIAL, f"s{i:02d}") for i in range(N)]
        + [("b", Relation.ESSENTIAL, f"s{i:02d}") for i in range(5)]
        + [("c", Relation.ESSENTIAL, f"s{N - 1:02d}")],
    )


def test_one_sure_guess_gives_its_rarest_skills() -> None:
    """Skills that many occupations share say little about one of them; at most MAX_INFERRED are taken."""
    assert set(inferred_skills(_world(), [Guess("a", 1.0)])) == {f"s{i:02d}" for i in range(5, N - 1)} | {"s00"}


def test_skills_that_guesses_agree_on_come_first() -> None:
    """A and b are equally likely: what both need is surer than what only one does."""
    found = inferred_skills(_world(), [Guess("a", 0.3), Guess("b", 0.3)])
    assert set(found[:5]) == {f"s{i:02d}" for i in range(5)}


def test_a_guess_that_few_share_infers_nothing() -> None:
    """A skill of one guess in seven is left out."""
    found = inferred_skills(_world(), [Guess("b", 0.9), Guess("c", 0.15)])
    assert set(found) == {f"s{i:02d}" for i in range(5)}


def test_nothing_is_inferred_from_nothing() -> None:
    """No guesses, unknown ones and worthless ones give no skills and no occupation."""
    for guesses in ([], [Guess("nowhere", 0.9)]):
        assert (inferred_skills(_world(), guesses), likeliest_occupation(_world(), guesses)) == ((), None)
    assert inferred_skills(_world(), [Guess("a", 0.0)]) == ()


def test_the_likeliest_group_wins_over_the_single_best_guess() -> None:
    """C is the best single guess, but a and b together make their group likelier; a is the better of the two."""
    guesses = [Guess("c", 0.4), Guess("a", 0.35), Guess("b", 0.2)]
    assert likeliest_occupation(_world(), guesses) == "a"
    assert likeliest_occupation(_world(), [Guess("c", 0.6), *guesses[1:]]) == "c"
