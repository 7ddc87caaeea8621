"""Between two releases every concept is kept, mapped for a named reason, or left as words."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from taxonomy.changes import Change, How, kind_of
from taxonomy.importing import import_release
from taxonomy.starting import build_starter
from taxonomy.taxonomy import Taxonomy
from taxonomy.types import Kind
from tests.taxonomy.moved import (
    AFTER,
    ATTEND,
    BAKE,
    BAKER,
    BEFORE,
    CHEF,
    COOK,
    HYGIENE,
    MENUS,
    NEW_BAKE,
    NEW_BAKER,
    NEW_HYGIENE,
    PLAN,
    POTS,
    SERVE,
    SERVE_FOOD,
    both,
)
from tests.taxonomy.releases import shared


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory) -> tuple[Taxonomy, Taxonomy]:
    """Return the release before and the one after."""
    return both(tmp_path_factory.mktemp("moved") / "releases")


# Skills of v1.1.1 that ESCO 1.2 has under another URI, or whose label it has given to another skill.
MERGED = 138

FORWARDS = {
    COOK: (How.KEPT, COOK),
    BAKE: (How.REPLACED, NEW_BAKE),
    HYGIENE: (How.LABEL, NEW_HYGIENE),
    MENUS: (How.ALTERNATIVE, PLAN),
    POTS: (How.WORDS, None),
    SERVE: (How.WORDS, None),
}
BACKWARDS = {
    COOK: (How.KEPT, COOK),
    BAKE: (How.KEPT, BAKE),
    NEW_BAKE: (How.REPLACED, BAKE),
    NEW_HYGIENE: (How.LABEL, HYGIENE),
    PLAN: (How.WORDS, None),
    SERVE_FOOD: (How.LABEL, SERVE),
    ATTEND: (How.LABEL, SERVE),
}


def test_an_obsolete_concept_is_no_concept(releases: tuple[Taxonomy, Taxonomy]) -> None:
    """It is neither linked to nor shown; what takes its place is known, and survives saving and opening."""
    before, after = releases
    assert after.skills.find_row(BAKE) is None
    assert (before.replacements, after.replacements) == ({}, {BAKE: NEW_BAKE})
    assert len(after.skills) == len(AFTER) - 1


@pytest.mark.parametrize("uri", BEFORE)
def test_forwards(releases: tuple[Taxonomy, Taxonomy], uri: str) -> None:
    """Each move of the handmade releases, by its own rule."""
    moved = Change(*releases).of(Kind.SKILL, uri)
    assert (moved.how, moved.to) == FORWARDS[uri]
    assert moved.label == BEFORE[uri][0]


@pytest.mark.parametrize("uri", AFTER)
def test_backwards(releases: tuple[Taxonomy, Taxonomy], uri: str) -> None:
    """Going back finds the way by the same relations and labels; what is new stays as words."""
    before, after = releases
    moved = Change(after, before).of(Kind.SKILL, uri)
    assert (moved.how, moved.to) == BACKWARDS[uri]


def test_occupations_move_among_occupations(releases: tuple[Taxonomy, Taxonomy]) -> None:
    """The two kinds are looked up apart."""
    change = Change(*releases)
    assert change.of(Kind.OCCUPATION, BAKER).to == NEW_BAKER
    assert change.of(Kind.OCCUPATION, CHEF).how is How.KEPT
    assert change.of(Kind.SKILL, BAKER).how is How.WORDS
    assert (kind_of(BAKER), kind_of(BAKE), kind_of("http://data.europa.eu/esco/isco/C7512")) == (
        Kind.OCCUPATION, Kind.SKILL, None,
    )  # fmt: skip


def test_without_the_release_before_the_shown_label_is_what_is_left(releases: tuple[Taxonomy, Taxonomy]) -> None:
    """An English label that somebody saw still finds its concept; without any, the URI is all there is to show."""
    change = Change(None, releases[1])
    assert change.of(Kind.SKILL, HYGIENE, "Food  Hygiene").to == NEW_HYGIENE
    unknown = Change(None, releases[1]).of(Kind.SKILL, HYGIENE)
    assert (unknown.how, unknown.label) == (How.WORDS, HYGIENE)


@pytest.mark.slow
def test_the_starter_set_and_the_full_release(tmp_path: Path) -> None:
    """Both ways every concept is accounted for, and all but a few hundred are simply kept."""
    build_starter(tmp_path / "starter")
    import_release(shared("esco/v1.1.1"), tmp_path / "full")
    starter, full = Taxonomy.open(tmp_path / "starter"), Taxonomy.open(tmp_path / "full")
    counts = {name: count(*pair) for name, pair in {"there": (starter, full), "back": (full, starter)}.items()}
    assert {name: sum(found.values()) for name, found in counts.items()} == {
        "there": len(starter.skills) + len(starter.occupations),
        "back": len(full.skills) + len(full.occupations),
    }
    assert counts["there"][Kind.SKILL, How.KEPT] == counts["back"][Kind.SKILL, How.KEPT] == 13_702
    assert counts["there"][Kind.OCCUPATION, How.KEPT] == counts["back"][Kind.OCCUPATION, How.KEPT] == 159
    assert counts["back"][Kind.SKILL, How.LABEL] + counts["back"][Kind.SKILL, How.ALTERNATIVE] == MERGED
    # An occupation that the starter set lacks has not moved, whatever its names: a chemist is no pharmacist.
    assert counts["back"][Kind.OCCUPATION, How.WORDS] == len(full.occupations) - 159


def count(before: Taxonomy, after: Taxonomy) -> Counter[tuple[Kind, How]]:
    """Count what becomes of every concept."""
    change = Change(before, after)
    found: Counter[tuple[Kind, How]] = Counter()
    for kind in Kind:
        table = before.table(kind)
        found.update((kind, change.of(kind, table.uri(row)).how) for row in range(len(table)))
    return found
