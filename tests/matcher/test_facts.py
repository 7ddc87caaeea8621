"""Languages, levels and licences are read in eight languages; nothing where nothing is said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.facts import read_facts
from matcher.types import Cefr


def languages(text: str) -> dict[str, str]:
    """Return level names by language."""
    return {fact.level.language: fact.level.level.name for fact in read_facts(text).languages}


def licences(text: str) -> dict[str, bool]:
    """Return whether each class is held."""
    return {fact.licence: fact.held for fact in read_facts(text).licences}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Spanish B1", {"es": "B1"}),
        ("español B1, inglés (B2)", {"es": "B1", "en": "B2"}),
        ("nivel B2 hablado y escrito de inglés", {"en": "B2"}),
        ("Deutsch B2 und Englisch C1", {"de": "B2", "en": "C1"}),
        ("italiano livello A2", {"it": "A2"}),
        ("français: B1", {"fr": "B1"}),
        ("Arabic and some Spanish, level A2", {"es": "A2"}),
        ("niveau B1 en français", {"fr": "B1"}),
        ("Ελληνικά Β1", {"el": "B1"}),
        ("إنجليزية B1", {"en": "B1"}),
        ("مستوى B1 في اللغة الإسبانية", {"es": "B1"}),
        ("англійська B2, іспанська А2", {"en": "B2", "es": "A2"}),
        ("Español nativo", {"es": "C2"}),
        ("gute Deutsch- und Englischkenntnisse", {"de": "B1", "en": "B1"}),
        ("bardzo dobra znajomość języka angielskiego", {"en": "C1"}),
        ("No hablo alemán", {"de": "NONE"}),
        ("Я не розмовляю німецькою", {"de": "NONE"}),
    ],
)
def test_levels_stand_beside_their_language(text: str, expected: dict[str, str]) -> None:
    """Before or after it, in the same clause; a denial is a stated absence."""
    assert languages(text) == expected


@pytest.mark.parametrize("text", ["I teach Spanish", "B2 building", "hablo español", "vitamin B1, made in France", ""])
def test_no_level_is_made_up(text: str) -> None:
    """A language without a level and a level without a language say nothing."""
    assert languages(text) == {}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("carnet B", {"B": True}),
        ("Permiso de conducir C y/o C+E.", {"C": True, "C+E": True}),
        ("carnet de conducir tipo B1", {"B1": True}),
        ("patente B", {"B": True}),
        ("permis B", {"B": True}),
        ("Führerschein Klasse B", {"B": True}),
        ("Führerschein BE", {"B+E": True}),
        ("δίπλωμα Β", {"B": True}),
        ("δίπλωμα οδήγησης Β΄ κατηγορίας", {"B": True}),
        ("Führerschein der Klasse C1E", {"C1+E": True}),
        ("Must hold C+E", {"C+E": True}),
        ("prawo jazdy kat B", {"B": True}),
        ("driving licence B/C+E", {"B": True, "C+E": True}),
        ("маю водійські права категорії В", {"B": True}),
        ("رخصة قيادة", {"B": True}),
        ("no tengo carnet de conducir", {"B": False}),
        ("Je n'ai pas le permis B", {"B": False}),
        ("ich habe keinen Führerschein", {"B": False}),
        ("I don't drive", {"B": False}),
        ("не маю водійських прав", {"B": False}),
    ],
)
def test_licences_are_read_with_their_class(text: str, expected: dict[str, bool]) -> None:
    """A licence without a class is that for cars; a denial is a stated no."""
    assert licences(text) == expected


@pytest.mark.parametrize(
    "text", ["carnet de manipulador", "permis de travail", "patente", "no license", "Permiso a B", "CARNET A NOMBRE"]
)
def test_other_papers_are_no_driving_licences(text: str) -> None:
    """Words that mean many papers need a class beside them."""
    assert licences(text) == {}


def test_what_comes_first_counts() -> None:
    """A language named twice has its first level."""
    assert languages("Spanish B1. Spanish C1") == {"es": "B1"}


@given(st.lists(st.sampled_from(["Spanish", "B1", "no", "carnet", "B", ",", "I don't drive", "é"]), max_size=10))
def test_facts_are_quotations(parts: list[str]) -> None:
    """Each fact has its words."""
    text = " ".join(parts)
    facts = read_facts(text)
    for mention in (*(f.mention for f in facts.languages), *(f.mention for f in facts.licences)):
        assert mention.text == text[mention.start : mention.end]
    assert all(isinstance(fact.level.level, Cefr) for fact in facts.languages)
