"""What the encoder learns from: pairs of one concept, neighbours together, everything drawn from a seed."""

from collections import Counter
from pathlib import Path
from random import Random

import pytest

from matcher.training.pairs import (
    LETTERS,
    SIBLINGS,
    LabelSource,
    Sentence,
    TextSource,
    descriptions,
    draw_batch,
    group_titles,
    label_source,
    siblings,
    worn,
)
from matcher.training.texts import written_texts
from taxonomy.types import Kind
from tests.matcher.small import COOK, NURSE, small_taxonomy

TAXONOMY = small_taxonomy()
SKILL, OCCUPATION = Kind.SKILL, Kind.OCCUPATION


def test_both_sides_are_labels_of_the_concept() -> None:
    """In any pair, text and label are two labels of the concept that is named."""
    source = label_source(TAXONOMY, OCCUPATION, 1.0, preferred=0.5)
    seen: Counter[int] = Counter()
    for seed in range(200):
        for concept in source.concepts:
            pair = source.draw(concept, Random(seed))
            if pair is None:
                continue
            texts = {label.text for label in TAXONOMY.table(OCCUPATION).labels(concept[1])}
            assert {pair.text, pair.label} <= texts
            assert pair.text != pair.label
            assert pair.meant == {concept}
            seen[concept[1]] += 1
    assert set(seen) == {TAXONOMY.table(OCCUPATION).row(uri) for uri in (COOK, NURSE)} | set(seen)


def test_a_concept_with_one_label_teaches_nothing() -> None:
    """Without a second label there is no pair."""
    lonely = LabelSource("labels", 1.0, {(SKILL, 0): {"en": ["C++"]}, (SKILL, 1): {"en": ["a", "b"]}})
    assert lonely.concepts == [(SKILL, 1)]


def test_a_sentence_keeps_all_it_means() -> None:
    """The label is that of the concept drawn; the other concepts of the sentence are no negatives."""
    sentence = Sentence("weld and cut", ((SKILL, 0), (SKILL, 2)))
    source = TextSource("texts", 1.0, [sentence], TAXONOMY, described=1.0)
    assert source.concepts == [(SKILL, 0), (SKILL, 2)]
    pair = source.draw((SKILL, 0), Random(0))
    assert pair is not None
    assert pair.label == "welding of pipes: Join pipes."
    assert pair.meant == {(SKILL, 0), (SKILL, 2)}


def test_a_batch_is_drawn_from_its_seed() -> None:
    """Equal seeds, equal batches; each concept at most once; never more than asked for."""
    source = label_source(TAXONOMY, OCCUPATION, 1.0, preferred=0.5)
    groups = siblings(TAXONOMY)
    first, again = (draw_batch(source, 2, groups, Random(4)) for _ in range(2))
    assert first == again
    assert len(first) == 2
    assert len({pair.concept for pair in first}) == 2


def test_long_texts_make_small_batches() -> None:
    """A batch holds so many letters and no more than one pair beyond."""
    sentences = [Sentence("x" * (LETTERS // 4), ((SKILL, row),)) for row in range(6)]
    source = TextSource("texts", 1.0, sentences, TAXONOMY, described=0.0)
    assert len(draw_batch(source, 6, siblings(TAXONOMY), Random(0))) == 4


def test_siblings_stand_together() -> None:
    """Half of the batches hold neighbours: concepts of one group follow each other there, up to a few."""
    labels = {(SKILL, row): {"en": [f"a{row}", f"b{row}"]} for row in range(200)}
    groups = {(SKILL, row): row % 10 for row in range(200)}
    source = LabelSource("labels", 1.0, labels)
    neighbours = []
    for seed in range(60):
        drawn = [groups[pair.concept] for pair in draw_batch(source, 24, groups, Random(seed))]
        neighbours.append(Counter(drawn).most_common(1)[0][1])
    together = sum(n >= SIBLINGS for n in neighbours)
    assert 15 < together < 45
    assert max(neighbours) <= 24


def test_descriptions_and_group_titles_name_their_concepts() -> None:
    """A description means its concept, a title of a group all of the group."""
    assert [(found.text, found.concepts) for found in descriptions(TAXONOMY, SKILL)] == [
        ("Join pipes.", ((SKILL, TAXONOMY.table(SKILL).row("http://data.europa.eu/esco/skill/a")),)),
        ("Clean and cover.", ((SKILL, TAXONOMY.table(SKILL).row("http://data.europa.eu/esco/skill/b")),)),
    ]
    members = {row for found in group_titles(TAXONOMY) for _, row in found.concepts}
    assert members == set(range(len(TAXONOMY.table(OCCUPATION))))


def test_texts_are_worn_but_keep_their_words() -> None:
    """Case and marks change, letters do not."""
    text = "Cut, weld and polish."
    found = {worn(text, Random(seed)) for seed in range(100)}
    assert len(found) > 2
    kept = {"".join(each.lower().replace("&", "and").split()).replace(".", "") for each in found}
    assert kept == {"cut,weldandpolish"}


def test_written_texts_are_of_this_release(tmp_path: Path) -> None:
    """Lines are read with ids, language and text; concepts that a release lacks are left out, bad lines refused."""
    (tmp_path / "skills.tsv").write_text("a,zzz\ten\tpipes are joined here\nzzz\ten\tnothing\n", encoding="utf-8")
    (tmp_path / "occupations.tsv").write_text("d\tes\tcocinar para muchos\n", encoding="utf-8")
    found = list(written_texts(TAXONOMY, tmp_path))
    assert [each.text for each in found] == ["pipes are joined here", "cocinar para muchos"]
    assert found[0].concepts == ((SKILL, TAXONOMY.table(SKILL).row("http://data.europa.eu/esco/skill/a")),)
    assert found[1].language == "es"
    (tmp_path / "skills.tsv").write_text("a\tno text\n", encoding="utf-8")
    with pytest.raises(ValueError, match="unpack"):
        list(written_texts(TAXONOMY, tmp_path))


def test_the_committed_texts_are_whole() -> None:
    """Every line has its three columns: concept ids, a language, a plain text."""
    lines = 0
    for name in ("skills.tsv", "occupations.tsv"):
        for line in (Path(written_texts.__globals__["__file__"]).parent / name).read_text("utf-8").splitlines():
            ids, language, text = line.split("\t")
            assert ids, line
            assert len(language) == 2, line
            assert 3 <= len(text) < 400, line
            assert text == " ".join(text.split())
            lines += 1
    assert lines > 25_000
