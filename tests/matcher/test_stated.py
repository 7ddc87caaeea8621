"""Facts that decide are read from vacancies in eight languages, each with its words; nothing where nothing is said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.stated import read_stated
from matcher.types import Relation, StatedKind


def values(text: str, kind: StatedKind) -> set[str]:
    """Return the values of one kind, those that are only welcome with a question mark."""
    return {
        fact.value + ("?" if fact.relation is Relation.OPTIONAL else "")
        for fact in read_stated("", text, None)
        if fact.kind is kind
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Contrato indefinido a jornada completa.", {"permanent"}),
        ("We offer a permanent contract.", {"permanent"}),
        ("Contratto a tempo determinato.", {"temporary"}),
        ("CDI à temps plein.", {"permanent"}),
        ("Wir suchen Sie unbefristet in Vollzeit.", {"permanent"}),
        ("Σύμβαση αορίστου χρόνου.", {"permanent"}),
        ("Contrato sem termo.", {"permanent"}),
        ("Umowa na czas nieokreślony.", {"permanent"}),
    ],
)
def test_contracts(text: str, expected: set[str]) -> None:
    """The kind of contract, in each language."""
    assert expected == values(text, StatedKind.CONTRACT)


@given(st.text(max_size=400), st.sampled_from([None, "en", "es", "de", "el", "pl", "uk", "xx"]))
def test_any_text_can_be_read(text: str, language: str | None) -> None:
    """Random text raises nothing, and every fact quotes the text."""
    for fact in read_stated("", text, language):
        assert fact.mention.text == f"\n{text}"[fact.mention.start : fact.mention.end]
