"""Passages: masked, cleaned for the encoder, with what is said of them; status, masking, language guesses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.language import guess_language
from matcher.masking import mask
from matcher.passages import MAX_UNIT_WORDS, Document, Split, encoder_text, split
from matcher.status import is_boilerplate, status_before
from matcher.types import LinkStatus


@pytest.mark.parametrize(
    ("lead", "status"),
    [
        ("no conduzco ", LinkStatus.NEGATED),
        ("I don't ", LinkStatus.NEGATED),
        ("лікарем не ", LinkStatus.NEGATED),
        ("لا أعرف ", LinkStatus.NEGATED),
        ("Non ho mai fatto ", LinkStatus.NEGATED),
        ("Ich kann nicht ", LinkStatus.NEGATED),
        ("Je n'ai jamais été ", LinkStatus.NEGATED),
        ("δεν είμαι ", LinkStatus.NEGATED),
        ("quiero aprender ", LinkStatus.WISHED),
        ("хочу навчитися ", LinkStatus.WISHED),
        ("أريد أن أتعلم ", LinkStatus.WISHED),
        ("I don't know it but want to learn ", LinkStatus.WISHED),
        ("No, soy ", LinkStatus.HELD),
        ("no lo sé pero soy ", LinkStatus.HELD),
        ("no sólo ", LinkStatus.HELD),
        ("soy ", LinkStatus.HELD),
        ("", LinkStatus.HELD),
    ],
)
def test_cues_before_a_mention_decide(lead: str, status: LinkStatus) -> None:
    """In eight languages, within the clause; wishes outrank denials."""
    assert status_before(lead, 0, len(lead)) is status


def test_company_talk_is_boilerplate() -> None:
    """About the offer and how to apply, not about the work."""
    assert is_boilerplate("Envíe su currículum a [EMAIL]")
    assert is_boilerplate("We are an equal opportunity employer")
    assert not is_boilerplate("Preparar pedidos en almacén")


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("My name is Ahmad Al-Hassan and I cook", "Ahmad Al-Hassan"),
        ("Me llamo María del Carmen Pérez, cocinera", "María del Carmen Pérez"),
        ("Мене звати Оксана, я кухар", "Оксана"),
        ("اسمي فاطمة وأعمل طباخة", "فاطمة"),
        ("I am 34 years old", "34 years old"),
    ],
)
def test_names_as_introduced_are_masked(text: str, hidden: str) -> None:
    """And nothing else, at the same length."""
    assert mask(text) == text.replace(hidden, " " * len(hidden))


@given(st.text(max_size=80))
def test_masking_keeps_every_offset(text: str) -> None:
    """What is not blanked stays where it was."""
    masked = mask(text)
    assert len(masked) == len(text)
    assert all(a in (b, " ") for a, b in zip(masked, text, strict=True))


def encoded(found: Split) -> list[str]:
    """Return what the encoder reads of each passage."""
    return [found.units[part.unit][slice(*part.span)] for part in found.passages]


def test_a_short_text_is_also_one_thought() -> None:
    """As a whole first, then in parts of it; not where a part says something else."""
    found = split(Document("I weld pipes. I repair cars"))
    assert found.units == ("I weld pipes. I repair cars",)
    assert encoded(found) == [found.units[0], "I weld pipes", "I repair cars"]
    found = split(Document("I weld pipes. I don't repair cars"))
    assert [part.status for part in found.passages] == [LinkStatus.HELD, LinkStatus.NEGATED]
    assert len(found.units) == 1


def test_a_long_text_is_read_by_sentences() -> None:
    """Every sentence is a unit; its clauses are spans of it."""
    filler = "The work is at the harbour, where the wind blows, the gulls cry and nobody minds the rain or the cold."
    found = split(Document(f"{filler} I weld pipes of steel and of copper, repair small engines, and drive. {filler}"))
    assert len(found.units) == 3
    assert [part.unit for part in found.passages] == sorted(part.unit for part in found.passages)
    assert "repair small engines" in encoded(found)


@given(st.text(alphabet="ab,. \n\tÉß:;İ", max_size=120))
def test_spans_hold_the_words_of_their_mentions(text: str) -> None:
    """Whatever the marks and spaces, a passage is read as it was written, and a unit fits the encoder."""
    found = split(Document(text))
    for part in found.passages:
        unit = found.units[part.unit]
        assert 0 <= part.span[0] < part.span[1] <= len(unit)
        if part.span != (0, len(unit)):
            assert unit[slice(*part.span)].lower() == " ".join(part.mention.text.split()).lower()
        assert text[part.mention.start : part.mention.end] == part.mention.text


def test_units_fit_the_encoder() -> None:
    """A sentence of hundreds of words is cut between its clauses."""
    found = split(Document(", ".join(["wash the fresh vegetables of the day"] * 60)))
    assert len(found.units) > 5
    assert all(len(unit.split()) <= MAX_UNIT_WORDS for unit in found.units)


def test_titles_are_known_as_such() -> None:
    """A title is never boilerplate, whatever its words."""
    found = split(Document.titled("Salario de cocinero", "Se ofrece salario"))
    assert found.titled
    assert [(part.in_title, part.status) for part in found.passages] == [
        (True, LinkStatus.HELD),
        (False, LinkStatus.BOILERPLATE),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [("SOLDADOR  DE\nTUBERÍAS", "soldador de tuberías"), ("HTML", "HTML"), ("Koch in Wien", "Koch in Wien")],
)
def test_shouting_is_lowered_for_the_encoder(text: str, expected: str) -> None:
    """Capitals throughout carry no meaning; abbreviations and German nouns stay."""
    assert encoder_text(text) == expected


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("He trabajado como soldador en Siria", "es"),
        ("I worked as a nurse for ten years", "en"),
        ("Ich habe als Koch gearbeitet und koche gern", "de"),
        ("J'ai travaillé comme maçon avec une équipe", "fr"),
        ("Ho lavorato come cameriere per un anno", "it"),
        ("عملت في مطعم", "ar"),
        ("Я працювала медсестрою в лікарні", "uk"),
        ("εργάστηκα ως μάγειρας", "el"),
        ("welder", None),
        ("", None),
    ],
)
def test_small_words_tell_the_language(text: str, language: str | None) -> None:
    """And without them nothing is guessed."""
    assert guess_language(text) == language
