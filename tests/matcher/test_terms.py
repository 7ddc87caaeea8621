"""What ranking takes from stated facts: given ones win, only what is needed stands in the way."""

from __future__ import annotations

from datetime import date

import pytest

from matcher.claims import VacancyFacts
from matcher.stated import read_stated
from matcher.terms import Terms, terms_of
from matcher.types import Cefr, Hours, LanguageLevel

TEXT = (
    "Requisitos: español B1, inglés, 2 años de experiencia como camarero, carnet de conducir, graduado en ESO.\n"
    "Se valora alemán A2 y carnet de carretillero.\n"
    "Contrato indefinido, 20-25 horas semanales, turno de noche. Incorporación: 01/03/2027."
)


def terms(text: str, **given: object) -> Terms:
    """Return the terms of a text beside what was given."""
    facts = VacancyFacts(id="v", title="Camarero", text=text, **given)  # type: ignore[arg-type]
    return terms_of(facts, read_stated(facts.title, facts.text, "es"))


def test_what_the_text_states_becomes_terms() -> None:
    """Needed and welcome are kept apart; a licence without a class is that for cars."""
    assert terms(TEXT) == Terms(
        languages=(LanguageLevel("es", Cefr.B1),),
        languages_named=("en",),
        optional_languages=(LanguageLevel("de", Cefr.A2),),
        licences=("B",),
        optional_licences=("forklift",),
        permission_required=False,
        hours=Hours(20, 25),
        shifts=("night",),
        start=date(2027, 3, 1),
        years=2,
        education=2,
    )


def test_what_was_given_wins() -> None:
    """A feed's own fields count more than its text; an empty list of licences says that none is needed."""
    given = terms(
        TEXT,
        languages=(LanguageLevel("es", Cefr.C1),),
        licences=(),
        permission=False,
        hours=Hours(40, 40),
        shifts=("morning",),
        start=date(2027, 1, 7),
        years=1,
        education=4,
    )
    assert given.languages == (LanguageLevel("es", Cefr.C1),)
    assert (given.licences, given.optional_licences) == ((), ())
    assert (given.hours, given.shifts, given.start) == (Hours(40, 40), ("morning",), date(2027, 1, 7))
    assert (given.years, given.education, given.permission_required) == (1, 4, False)


def test_nothing_said_is_nothing_known() -> None:
    """A text without facts leaves everything open."""
    assert terms("Limpieza de oficinas.") == Terms(
        languages=(),
        languages_named=(),
        optional_languages=(),
        licences=(),
        optional_licences=(),
        permission_required=False,
        hours=None,
        shifts=(),
        start=None,
        years=None,
        education=None,
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Carnet C o C+E.", ("C",)), ("Permiso de conducir C y C+E.", ("C", "CE")), ("Carnet B imprescindible.", ("B",))],
)
def test_of_alternatives_the_least_counts(text: str, expected: tuple[str, ...]) -> None:
    """Of "C or CE" only C is needed; joined by "and", both are."""
    assert expected == terms(text).licences


def test_a_start_in_the_past_is_left_out() -> None:
    """A vacancy seen as open after its first day keeps nobody out for being free later."""
    assert terms(TEXT, published=date(2027, 3, 2)).start is None
