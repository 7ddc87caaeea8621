"""Typeahead finds what a plain reading of every label finds, in the same order."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taxonomy.assemble import SkillRow, build_taxonomy
from taxonomy.importing import import_release
from taxonomy.search import LabelSearch, fold, search
from taxonomy.taxonomy import Taxonomy
from taxonomy.types import Kind, Label
from tests.taxonomy.releases import shared
from tests.taxonomy.worlds import BAKE, BAKER, CHEF, COOK, SKILL, kitchen


def uris(text: str, kind: Kind = Kind.SKILL, languages: tuple[str, ...] = ("en",), limit: int = 10) -> list[str]:
    """Search the kitchen and keep the URIs."""
    return [hit.uri for hit in search(kitchen(), text, kind, languages, limit)]


def test_prefix_of_label_and_word() -> None:
    """Labels and words inside labels match by their beginning, alternatives too."""
    assert uris("coo") == [COOK]
    assert uris("FOOD") == [SKILL + "c-hygiene", COOK]
    assert uris("head cook", Kind.OCCUPATION) == [CHEF]
    assert uris("ook") == []


def test_languages_are_chosen() -> None:
    """Only the chosen languages are searched; the label shown is in the first of them, the matched one is told."""
    assert uris("paist") == []
    (hit,) = search(kitchen(), "paist", Kind.SKILL, ("en", "fi"))
    assert (hit.uri, hit.label.text, hit.matched) == (BAKE, "leipoa", Label("paistaa", "fi", preferred=False))
    assert uris("пек", Kind.OCCUPATION, ("uk",)) == [BAKER]


@pytest.mark.parametrize("text", ["", "  ", "\n", "zzz"])
def test_nothing_found(text: str) -> None:
    """Empty text and unknown words find nothing."""
    assert uris(text) == []
    assert uris("cook", limit=0) == []
    assert uris("cook", languages=()) == []


def test_folding() -> None:
    """Case, accents and spaces do not count, in any script."""
    assert fold("  Müller  STRASSE\n") == "muller strasse" == fold("MULLER Straße")
    assert fold("أخصائي") == fold("اخصائي")
    assert fold("μάγειρας") == fold("ΜΑΓΕΙΡΑΣ")


words = st.text("ab é/-", min_size=1, max_size=6).filter(lambda text: bool(text.strip()))
named = st.lists(st.builds(Label, words, st.sampled_from(["en", "fr"]), st.booleans()), min_size=1, max_size=4)


@given(
    labels=st.lists(named, max_size=6),
    text=st.text("aAbBé ", max_size=3),
    limit=st.integers(1, 4),
    languages=st.sampled_from([("en",), ("fr", "en")]),
)
def test_equals_plain_reading(labels: list[list[Label]], text: str, limit: int, languages: tuple[str, ...]) -> None:
    """The oracle looks at every label and sorts by rank, length, preference and URI."""
    world = build_taxonomy(skills=[SkillRow(f"{SKILL}{i}", tuple(names)) for i, names in enumerate(labels)])
    wanted = fold(text).strip()
    best: dict[str, tuple[int, int, bool, str]] = {}
    for row, label in world.skills.iter_labels(languages):
        folded = fold(label.text)
        starts = [folded, *(folded[match.start() :] for match in re.finditer(r"[^\s\-/(),.&]+", folded))]
        ranks = [0 if folded == wanted else 1] if folded.startswith(wanted) else []
        if ranks or any(start.startswith(wanted) for start in starts):
            uri = world.skills.uri(row)
            key = (ranks[0] if ranks else 2, len(folded.encode()), not label.preferred, uri)
            best[uri] = min(best.get(uri, key), key)
    expected = [uri for uri, _ in sorted(best.items(), key=lambda item: item[1])][:limit] if wanted else []
    assert [hit.uri for hit in search(world, text, Kind.SKILL, languages, limit)] == expected


@pytest.mark.slow
def test_full_release_answers_fast(tmp_path: Path) -> None:
    """On all labels of a language even a single letter is answered in 20 ms (best of five, on a busy machine)."""
    import_release(shared("esco/v1.1.1"), tmp_path / "t")
    typeahead = LabelSearch(Taxonomy.open(tmp_path / "t"))
    assert typeahead.search("welder", Kind.OCCUPATION)[0].label.text == "welder"
    for text in ("a", "s", "manage", "welding"):
        times = []
        typeahead.search(text, Kind.SKILL)
        for _ in range(5):
            start = time.perf_counter()
            typeahead.search(text, Kind.SKILL)
            times.append(time.perf_counter() - start)
        assert min(times) < 0.020
