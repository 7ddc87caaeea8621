"""A world survives the way through the disk field by field, and is mapped, not copied."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from matcher.matching import Snapshot, match
from matcher.storing import store_world
from matcher.types import RankingInput, Vacancy
from tests.matcher.test_segments import build, through_the_disk
from tests.matcher.test_vacancies import plain
from tests.matcher.worlds import AS_OF, needs, people, vacancies


def arrays(of: object) -> dict[str, object]:
    """Return the array fields as lists."""
    found = {field.name: getattr(of, field.name) for field in fields(of)}  # type: ignore[arg-type]
    return {name: (value.tolist(), value.dtype) for name, value in found.items() if isinstance(value, np.ndarray)}


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(vacancies(), people())
def test_a_world_survives(tmp_path: Path, offered: list[Vacancy], person: RankingInput) -> None:
    """What was laid out, what was derived from it, and what is ranked with it, are the same."""
    world = build(offered)
    again = through_the_disk(world, tmp_path)
    assert plain(again.vacancies) == plain(world.vacancies)
    for part in ("by_skill", "optional_by_skill", "completion", "occupations"):
        assert arrays(getattr(again, part)) == arrays(getattr(world, part))
    assert again.sites.ids == world.sites.ids
    assert match(Snapshot(again, "e"), person, AS_OF) == match(Snapshot(world, "e"), person, AS_OF)


def test_what_is_mapped_can_be_added_to(tmp_path: Path) -> None:
    """The base stays on disk, read-only; what comes after it is in memory."""
    world = through_the_disk(build([Vacancy("a", needs(1)), Vacancy("b", needs(2))]), tmp_path)
    assert not world.by_skill.rows.flags.writeable
    grown = world.extended([Vacancy("c", needs(3))], np.array([0]))
    assert plain(grown.compacted().vacancies) == plain(
        build([Vacancy("b", needs(2)), Vacancy("c", needs(3))]).vacancies
    )
    with pytest.raises(ValueError, match="compacted"):
        store_world(grown)
