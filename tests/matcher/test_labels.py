"""Labels are found in one pass, whole, longest, in all languages."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.errors import ArtefactMismatchError
from matcher.forms import Form
from matcher.labels import LabelMatcher, build_labels, publish_labels, without_gender_forms
from matcher.types import Kind, LinkMethod
from taxonomy.assemble import OccupationRow, SkillRow, build_taxonomy
from tests.matcher.small import (
    ASSISTANT,
    COOK,
    CPP,
    FORKLIFT,
    JAVA,
    NURSE,
    WELDER,
    WELDING,
    WOUNDS,
    labels,
    matchers,
    small_taxonomy,
)

TAXONOMY = small_taxonomy()
MATCHERS = matchers(TAXONOMY)
PIECES = ("welding of pipes", "los", "nurse (m", "/w) nurse", "", "Java", "C++ y Jave", "enfermera.", "pipes welded")


@given(st.lists(st.sampled_from(PIECES)))
def test_texts_together_give_what_each_gives_alone(texts: list[str]) -> None:
    """Reading several texts at once is faster and changes nothing, offsets included."""
    for matcher in MATCHERS.values():
        assert matcher.find_many(texts) == [matcher.find(text) for text in texts]


OCCUPATIONS = MATCHERS[Kind.OCCUPATION]


def found(text: str, kind: Kind = Kind.OCCUPATION) -> list[tuple[str, str]]:
    """Return (URI, words) of every hit."""
    table = TAXONOMY.table(kind)
    return [(table.uri(hit.row), hit.mention.text) for hit in MATCHERS[kind].find(text)]


@pytest.mark.parametrize(
    ("text", "uri"),
    [
        ("SOLDADORAS", WELDER),
        ("Busco trabajo de soldador/a", WELDER),
        ("أنا لحام", WELDER),
        ("працюю зварником у Львові", WELDER),
        ("cocinera de hotel", COOK),
        ("Köchin (m/w/d)", COOK),
        ("Krankenpfleger*in gesucht", NURSE),
        ("Krankenpfleger/in", NURSE),
        ("Krankenpfleger/-in", NURSE),
        ("Krankenpfleger:innen", NURSE),
        ("enfermero(a) con experiencia", NURSE),
        ("enfermero/a", NURSE),
        ("Enfermero o enfermera", NURSE),
    ],
)
def test_labels_are_found_in_any_form(text: str, uri: str) -> None:
    """Case, gender, number and gendered endings do not hide a label."""
    assert uri in [each for each, _ in found(text)]


@pytest.mark.parametrize(
    ("text", "uri", "form"),
    [
        ("I use C++ daily", CPP, Form.EXACT),
        ("drive forklifts", FORKLIFT, Form.STEM),
        ("pipe-welding", WELDING, Form.EXACT),
        ("pipewelding", WELDING, Form.COMPOUND),
        ("Ich kann Wundenverbinden", WOUNDS, Form.COMPOUND),
        ("I like pipe weldimg", WELDING, Form.TYPO),
        ("carretillas elevadroas: manejar carretillas elevadroas", FORKLIFT, Form.TYPO),
        ("I weld pipes", WELDING, Form.REORDERED),
        ("experience in welding pipes", WELDING, Form.REORDERED),
        ("welding of steel pipes", WELDING, Form.INSERTED),
        ("I know Java", JAVA, Form.BRACKET),
    ],
)
def test_labels_are_found_in_every_form(text: str, uri: str, form: Form) -> None:
    """Order, small and one other word in between, hyphens, one wrong letter, and brackets do not hide a label."""
    hits = MATCHERS[Kind.SKILL].find(text)
    assert [(TAXONOMY.skills.uri(hit.row), hit.form) for hit in hits] == [(uri, form)]


@pytest.mark.parametrize(
    "text",
    [
        "weld gas, pipes",  # two items of a list
        "I weld. Pipes are elsewhere",  # two sentences
        "welding of the big old rusty pipes",  # too far apart
        "weldimg",  # no label on its own
        "pipe smoking",
        "Javanese dance",
    ],
)
def test_other_words_are_no_label(text: str) -> None:
    """Marks part words, distance parts words, and half a label is none."""
    assert found(text, Kind.SKILL) == []


def test_surer_forms_are_stronger() -> None:
    """Among skills: a quotation, other joints, another order, an insertion, a typing error."""
    texts = ("drive forklift", "driveforklift", "forklift driving", "drive the big forklift", "drive forklfit")
    strengths = [MATCHERS[Kind.SKILL].find(text)[0].strength for text in texts]
    assert strengths == sorted(strengths, reverse=True)
    assert len(set(strengths)) == len(strengths)


def test_overlapping_labels_stay_where_they_mean_different_things() -> None:
    """Of one concept the longer stays; of two concepts both do, unless one is part of the other."""
    taxonomy = build_taxonomy(
        skills=[SkillRow("a", labels("repair boat engines", "repair boat")), SkillRow("b", labels("engines tuning"))]
    )
    hits = LabelMatcher(build_labels(taxonomy.skills)).find("I repair boat engines tuning them")
    assert [(hit.row, hit.mention.text) for hit in hits] == [(0, "repair boat engines"), (1, "engines tuning")]


def test_common_words_count_only_where_they_stand_alone() -> None:
    """A word that sixty concepts speak of names none of them in a sentence, but may do so in a list."""
    taxonomy = build_taxonomy(skills=[SkillRow("s", labels("design")), *(_design_of(n) for n in range(60))])
    matcher = LabelMatcher(build_labels(taxonomy.skills))
    assert matcher.find("the design is good") == []
    assert [hit.mention.text for hit in matcher.find("cutting, design, sewing")] == ["design"]


def _design_of(n: int) -> SkillRow:
    return SkillRow(f"s{n:02}", labels(f"thing{n:02} design"))


def test_time_grows_with_the_text_only_as_fast_as_the_text() -> None:
    """A word of a hundred thousand letters, or a thousand lines, is read in one go."""
    assert MATCHERS[Kind.SKILL].find("x" * 100_000) == []
    assert len(MATCHERS[Kind.SKILL].find("weld pipes\n" * 1000)) == 1000


def test_only_whole_words_count() -> None:
    """A label inside a longer word is none."""
    assert found("cookie scooker") == []


def test_the_longest_label_wins() -> None:
    """The nurse in "nurse assistant" is not a nurse."""
    assert found("I was a nurse assistant there") == [(ASSISTANT, "nurse assistant")]


def test_a_shared_label_proposes_all_and_prefers_the_name() -> None:
    """One occupation is called "nurse", another only also so: that does not weaken the name."""
    hits = OCCUPATIONS.find("nurse")
    strengths = {TAXONOMY.occupations.uri(hit.row): (hit.strength, hit.method) for hit in hits}
    assert strengths[NURSE] == (1.0, LinkMethod.LABEL)
    assert strengths[ASSISTANT][0] < 0.7
    assert strengths[ASSISTANT][1] is LinkMethod.ALTERNATIVE


def test_parentheses_of_labels_may_be_left_out() -> None:
    """Nobody writes "Java (computer programming)" into a profile."""
    assert found("I know Java and C++", Kind.SKILL) == [(JAVA, "Java"), (CPP, "C++")]


def test_general_words_count_only_alone() -> None:
    """The word "los" is a pilot in Danish and an article in Spanish."""
    assert found("los hoteles") == []
    assert OCCUPATIONS.find_name("los") != ()


def test_a_name_is_resolved_as_a_whole() -> None:
    """A label inside a longer name is not that name."""
    assert [TAXONOMY.occupations.uri(hit.row) for hit in OCCUPATIONS.find_name("Enfermera")] == [NURSE]
    assert OCCUPATIONS.find_name("enfermera jefe") == ()
    assert OCCUPATIONS.find_name("") == ()


@given(st.lists(st.sampled_from(["nurse", "COCINERO", "los", "x", ",", "لحام", "é", "soldador/a"]), max_size=12))
def test_hits_are_quotations_in_order(parts: list[str]) -> None:
    """Mentions quote the text, and later hits do not begin before earlier ones end."""
    text = " ".join(parts)
    end = 0
    for mention in dict.fromkeys(hit.mention for hit in OCCUPATIONS.find(text)):
        assert mention.text == text[mention.start : mention.end]
        assert mention.start >= end
        end = mention.end


def test_gender_forms_are_blanked_in_place() -> None:
    """Offsets stay, words without a gendered ending stay whole."""
    text = "Técnico/a y/o Mechaniker*innen (m/w/d) C/C++ TCP/IP"
    blanked = without_gender_forms(text)
    assert len(blanked) == len(text)
    assert blanked.split() == ["Técnico", "y/o", "Mechaniker", "C/C++", "TCP/IP"]


def test_saved_equals_built(tmp_path: Path) -> None:
    """An opened artefact finds what the fresh one finds; publishing twice gives the same bytes."""
    first = publish_labels(TAXONOMY, Kind.SKILL, tmp_path / "a")
    assert first.id == publish_labels(TAXONOMY, Kind.SKILL, tmp_path / "b").id
    opened = LabelMatcher.open(tmp_path / "a", taxonomy=TAXONOMY, kind=Kind.SKILL)
    text = "pipe welding, Java, vendar heridas"
    assert MATCHERS[Kind.SKILL].find(text) == opened.find(text)
    assert TAXONOMY.skills.uri(opened.find(text)[0].row) == WELDING


def test_labels_of_another_taxonomy_are_refused(tmp_path: Path) -> None:
    """Rows of another release would be other concepts."""
    publish_labels(TAXONOMY, Kind.SKILL, tmp_path / "labels")
    other = build_taxonomy(skills=[SkillRow("x", labels("other"))])
    with pytest.raises(ArtefactMismatchError, match="taxonomy"):
        LabelMatcher.open(tmp_path / "labels", taxonomy=other, kind=Kind.SKILL)


def test_a_kind_without_labels_finds_nothing() -> None:
    """An empty table is no special case."""
    empty = build_taxonomy(skills=[], occupations=[OccupationRow("o")])
    assert matchers(empty)[Kind.OCCUPATION].find("anything") == []
