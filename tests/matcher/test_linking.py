"""Linking a small world: the words, the order, the status, and the same result whatever the batch."""

import math
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matcher.linking import OCCUPATION_WEIGHTS, Linker, LinkSettings, Weights
from matcher.passages import MAX_PASSAGES, Document
from matcher.types import Kind, LinkedText, LinkMethod, LinkStatus
from tests.matcher.small import COOK, JAVA, NURSE, WELDER, WELDING, small_linker

WORDS = (
    "soldador",
    "nurse",
    "I don't drive",
    "quiero aprender",
    "cook",
    "C++",
    "pipes",
    ". ",
    "\n",
    "MY NAME IS Ana",
    "ممرض",
)
TEXTS = st.lists(st.sampled_from(WORDS), max_size=10).map(" ".join) | st.text(max_size=60)


@pytest.fixture(scope="module")
def linker(tmp_path_factory: pytest.TempPathFactory) -> Linker:
    """Return a linker over the small world."""
    return small_linker(tmp_path_factory.mktemp("linker"))


def first(linked: LinkedText) -> tuple[str, LinkStatus]:
    """Return what the best link says."""
    return linked.links[0].uri, linked.links[0].status


@pytest.mark.parametrize(
    ("text", "uri"),
    [
        ("He trabajado como SOLDADOR durante cinco años", WELDER),
        ("Працювала кухаром у школі", COOK),
        ("عملت ممرضا في مستشفى", NURSE),
        ("Ich habe als Krankenpfleger gearbeitet", NURSE),
    ],
)
def test_people_are_understood_in_their_language(linker: Linker, text: str, uri: str) -> None:
    """The occupation that a sentence names comes first, as held, with its words."""
    linked = linker.link(Document(text), Kind.OCCUPATION)
    assert first(linked) == (uri, LinkStatus.HELD)
    assert linked.links[0].method is LinkMethod.LABEL
    assert len(linked.links[0].mention.text.split()) == 1


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("No he sido cocinero", LinkStatus.NEGATED),
        ("I have never been a cook", LinkStatus.NEGATED),
        ("Не працював кухарем, не кухар", LinkStatus.NEGATED),
        ("Quiero aprender a ser cocinera", LinkStatus.WISHED),
        ("I would like to become a cook", LinkStatus.WISHED),
        ("Хочу стати кухарем", LinkStatus.WISHED),
        ("No soy médico, pero he sido cocinero", LinkStatus.HELD),
        ("Not only a cook", LinkStatus.HELD),
    ],
)
def test_denials_and_wishes_are_not_held(linker: Linker, text: str, status: LinkStatus) -> None:
    """Cue words before the mention, in the same clause, decide."""
    links = {link.uri: link.status for link in linker.link(Document(text), Kind.OCCUPATION).links}
    assert links[COOK] is status


def test_boilerplate_is_marked(linker: Linker) -> None:
    """What a company says about itself is no requirement, and is not missed either."""
    text = "We need a welder.\nWe are an equal opportunity employer for every nurse."
    linked = linker.link(Document(text), Kind.OCCUPATION)
    assert {link.uri: link.status for link in linked.links} == {
        WELDER: LinkStatus.HELD,
        NURSE: LinkStatus.BOILERPLATE,
    } | {link.uri: link.status for link in linked.links if link.uri not in {WELDER, NURSE}}
    assert not any("equal opportunity" in mention.text for mention in linked.unmapped)


def test_words_that_nothing_was_found_for_are_kept(linker: Linker) -> None:
    """Unmapped passages are quotations."""
    text = "pipe welding; zzz qqq xxx"
    linked = linker.with_settings(LinkSettings(threshold=0.9)).link(Document(text), Kind.SKILL)
    assert [link.uri for link in linked.links] == [WELDING]
    assert [mention.text for mention in linked.unmapped] == ["zzz qqq xxx"]


def test_the_title_decides_what_a_vacancy_is(linker: Linker) -> None:
    """A cook who works beside a nurse is a cook; the same words in a plain text are both."""
    titled = linker.link(Document.titled("Cook", "You cook beside the nurse."), Kind.OCCUPATION, top=1)
    assert [link.uri for link in titled.links] == [COOK]
    assert titled.links[0].mention.text == "Cook"
    plain = linker.link(Document("Cook\nYou cook beside the nurse."), Kind.OCCUPATION)
    assert {COOK, NURSE} <= {link.uri for link in plain.links}


def test_labels_come_in_the_language_of_the_text(linker: Linker) -> None:
    """A Spanish text gets Spanish labels, and English ones where there are none."""
    assert linker.link(Document("soldador", "es"), Kind.OCCUPATION).links[0].label == "soldador/soldadora"
    linked = linker.link(Document("Java", "es"), Kind.SKILL)
    assert {link.uri: link.label for link in linked.links}[JAVA] == "Java (computer programming)"


def test_top_fills_up_below_the_threshold(linker: Linker) -> None:
    """Asking for N gives N, whatever their score."""
    assert len(linker.link(Document("qqq"), Kind.OCCUPATION, top=4).links) == 4


def test_names_are_resolved_in_any_language(linker: Linker) -> None:
    """Whole labels only; the strongest concept of an ambiguous one."""
    assert linker.find_name("Nurse", Kind.OCCUPATION) == NURSE
    assert linker.find_name("soldadora", Kind.OCCUPATION) == WELDER
    assert linker.find_name("wizard", Kind.OCCUPATION) is None


SLOW_ENOUGH = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@SLOW_ENOUGH
@given(text=TEXTS, kind=st.sampled_from(Kind), top=st.sampled_from([None, 1, 5]))
def test_links_are_quotations_each_concept_once_best_first(
    linker: Linker, text: str, kind: Kind, top: int | None
) -> None:
    """Offsets count code points of the text as it was given; scores are in [0, 1] and fall."""
    linked = linker.link(Document(text), kind, top)
    for mention in (*(link.mention for link in linked.links), *linked.unmapped):
        assert mention.text == text[mention.start : mention.end]
    assert len({link.uri for link in linked.links}) == len(linked.links)
    assert list(linked.links) == sorted(linked.links, key=lambda link: (-link.score, link.uri))
    assert all(0 <= link.score <= 1 for link in linked.links)


@SLOW_ENOUGH
@given(texts=st.lists(TEXTS, max_size=5), kind=st.sampled_from(Kind), top=st.sampled_from([None, 3]))
def test_many_at_once_equal_one_by_one(linker: Linker, texts: list[str], kind: Kind, top: int | None) -> None:
    """A result depends on its own document only, and twice gives the same."""
    documents = [Document.titled(text, text) if i % 2 else Document(text) for i, text in enumerate(texts)]
    together = linker.link_many(documents, kind, top)
    assert together == [linker.link(document, kind, top) for document in documents]


def test_more_passages_than_one_batch(linker: Linker) -> None:
    """Batches split between documents, and nothing is lost or mixed up between them."""
    documents = [Document(f"cook {i}\n" * 40 if i % 3 else f"nurse {i}") for i in range(30)]
    linked = linker.link_many(documents, Kind.OCCUPATION)
    assert [found.links[0].uri for found in linked] == [COOK if i % 3 else NURSE for i in range(30)]


def test_names_and_ages_change_nothing(linker: Linker) -> None:
    """Introductions are masked before anything is compared; the mention still quotes the text."""
    texts = [
        f"My name is {name}. I am {age} years old. I worked as a cook" for name, age in (("Ana Cook", 20), ("Zoë", 61))
    ]
    a, b = (linker.link(Document(text), Kind.OCCUPATION) for text in texts)
    assert [(link.uri, link.score, link.status) for link in a.links] == [
        (link.uri, link.score, link.status) for link in b.links
    ]


@given(st.floats(-12, 12), st.floats(-12, 12))
def test_the_curve_of_occupations_changes_no_order(first: float, second: float) -> None:
    """Scores rise with evidence, so that ranks stay; below the threshold they say what the log-odds say."""
    low, high = sorted((first, second))
    curved, plain = OCCUPATION_WEIGHTS, replace(OCCUPATION_WEIGHTS, curve=())
    assert curved.chance(low) <= curved.chance(high)
    if low < OCCUPATION_WEIGHTS.curve[0][0]:
        assert curved.chance(low) == plain.chance(low) < LinkSettings().threshold + 0.001


def test_a_curve_follows_its_lines() -> None:
    """At the knots, between them and beyond the last one."""
    weights = Weights(margin=0, label=0, alternative=0, intercept=0, curve=((0.0, 0.0), (1.0, 3.0), (2.0, 4.0)))
    meant = {-1.0: -1.0, 0.0: 0.0, 0.5: 1.5, 1.0: 3.0, 1.5: 3.5, 2.0: 4.0, 5.0: 7.0}
    for value, expected in meant.items():
        assert weights.chance(value) == round(1 / (1 + math.exp(-expected)), 6)


@pytest.mark.slow
def test_a_pile_of_lines_is_cut_off_and_what_was_not_read_is_told(linker: Linker) -> None:
    """Fifty thousand lines of one letter are read as far as a long CV goes; the rest is shown as not understood."""
    text = "I can cook.\n" + "a\n" * 50_000
    linked = linker.link(Document(text), Kind.SKILL)
    unread = linked.unmapped[-1]
    assert len(linked.unmapped) <= MAX_PASSAGES
    assert (text[unread.start : unread.end], unread.end) == (unread.text, len(text))
    assert unread.start < 2 * MAX_PASSAGES + len("I can cook.\n")
    assert linked.links
    assert all(link.mention.end <= unread.start for link in linked.links)
