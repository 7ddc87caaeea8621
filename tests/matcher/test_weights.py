"""The numbers hang together."""

from __future__ import annotations

from dataclasses import replace

from matcher.assessment import maximum_points, neutral_points
from matcher.types import RequirementSource, SkillSource
from matcher.weights import DEFAULT, Weights


def test_points_add_up_to_a_thousand() -> None:
    """And neutral points lie strictly between nothing and everything."""
    assert sum(maximum_points(DEFAULT)) == 1000
    for neutral, maximum in zip(neutral_points(DEFAULT), maximum_points(DEFAULT), strict=True):
        assert 0 < neutral < maximum


def test_surer_sources_count_more() -> None:
    """Verified, stated, inferred from what was stated, proposed; stated before inferred requirements."""
    order = (SkillSource.VERIFIED, SkillSource.STATED, SkillSource.INFERRED, SkillSource.PROPOSED)
    skills = [DEFAULT.of_skill(source) for source in order]
    assert skills == sorted(set(skills), reverse=True)
    assert DEFAULT.of_requirement(RequirementSource.STATED) > DEFAULT.of_requirement(RequirementSource.INFERRED)


def test_an_occupation_held_is_just_enough_for_itself() -> None:
    """The reason given for the inferred weight."""
    assert DEFAULT.skill_inferred == DEFAULT.ready_coverage


def test_id_follows_the_values() -> None:
    """Equal values, equal id; any change is another version."""
    assert DEFAULT.id == Weights().id
    assert len(DEFAULT.id) == 12
    assert replace(DEFAULT, near_threshold=41).id != DEFAULT.id
