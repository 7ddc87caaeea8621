"""Gendered labels are split where both forms are whole words, and only there."""

from __future__ import annotations

import pytest

from taxonomy.gender import split_forms


@pytest.mark.parametrize(
    ("label", "forms"),
    [
        ("boulanger/boulangère", ("boulanger", "boulangère")),
        ("ebanista specializzato/ebanista specializzata", ("ebanista specializzato", "ebanista specializzata")),
        ("مدرس مهني / مدرسة مهنية", ("مدرس مهني", "مدرسة مهنية")),
        ("manažér/manažérka predaja", ("manažér predaja", "manažérka predaja")),
        ("Kaufmann/Kauffrau", ("Kaufmann", "Kauffrau")),
        ("piqueur-brodeur/piqueuse-brodeuse", ("piqueur-brodeur", "piqueuse-brodeuse")),
        ("Import-/Exportleiter/Import-/Exportleiterin", ("Import-/Exportleiter", "Import-/Exportleiterin")),
        ("obchodný manažér/obchodný manažér", ("obchodný manažér",)),
    ],
)
def test_split(label: str, forms: tuple[str, ...]) -> None:
    """Both forms, the first one first; a shared rest belongs to both; equal sides are one."""
    assert split_forms(label) == forms


@pytest.mark.parametrize(
    "label",
    [
        "and/or",
        "I/O",
        "input/output",
        "CAD/CAM",
        "informatico/a",
        "Lehrer/-in",
        "redactor/a de revista",
        "krejčí/švadlena",
        "import-/eksportsjef",
        "baker",
        "/",
        "a/b/c",
        "",
    ],
)
def test_whole(label: str) -> None:
    """Alternatives, abbreviations, bare endings and different words stay as they are."""
    assert split_forms(label) == (label,)
