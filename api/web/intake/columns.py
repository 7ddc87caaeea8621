"""What the columns of a caseload are: recognised by what they are called in any of the eight languages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files

from api.cells import ALIASES
from api.web.frame.choices import COUNTRIES, TONGUES
from api.web.page import View
from api.web.speech import LANGUAGES, mark, speech_in
from matcher.places import fold_name

TABLE = files("api.web.intake") / "columns.tsv"
LANGUAGE = "language-"
"""what a column holds that gives the level of one language: this, and its code"""
TARGETS: Mapping[str, str] = {
    "name": mark("Name"),
    "contact": mark("Telephone or e-mail"),
    "external_id": mark("Your own number for this person"),
    "text": mark("The person's words"),
    "occupations": mark("Work that the person has done"),
    "years": mark("Years of that work"),
    "skills": mark("What the person can do"),
    "languages": mark("Languages, as it:B1; ar:C2"),
    "education": mark("Education, EQF 1 to 8"),
    "licences": mark("Licences and certificates"),
    "permission": mark("Permission to work, yes or no"),
    "permissions": mark("Permission to work by country, as IT:yes"),
    "place": mark("Town"),
    "country": mark("Country"),
    "travel": mark("Minutes to work, as transit:45"),
    "hours": mark("Hours a week, as 20-30"),
    "start": mark("Can begin on"),
    "wants_occupations": mark("What work would the person like?"),
    "wants_places": mark("Where would the person like to work?"),
}
SEVERAL = frozenset({"text", "skills", "occupations", "contact"})
"""what more than one column may hold; their cells are read together"""


def recognise(header: Sequence[str]) -> list[str]:
    """Return for each column what it probably holds, "" where nobody can tell or another column holds it already."""
    found: list[str] = []
    for name in header:
        target = find_target(name)
        found.append(target if target in SEVERAL or target not in found else "")
    return found


def find_target(name: str) -> str:
    """Return what a column of this name holds, "" where nothing is called so."""
    return _targets().get(fold_name(name), "")


def find_country(name: str) -> str:
    """Return the code of a country by code or by name in any language of the pages; the name itself where none fits."""
    return _countries().get(fold_name(name), name)


def name_target(target: str, page: View) -> str:
    """Return what a kind of column is called in the reader's language; raises KeyError."""
    if target.startswith(LANGUAGE):
        return page.speech.tongue(target.removeprefix(LANGUAGE))
    return page.say(TARGETS[target])


@cache
def _targets() -> dict[str, str]:
    named = {fold_name(target): target for target in TARGETS}
    named |= {fold_name(name): key for name, key in ALIASES.items() if key in TARGETS}
    named |= dict(_languages())
    for language in LANGUAGES:  # as the template calls them
        named |= {fold_name(str(speech_in(language).say(words))): target for target, words in TARGETS.items()}
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        target, _, names = line.partition("\t")
        if not target.startswith("#"):
            named |= {fold_name(name): target for name in names.split("|")}
    return named


def _languages() -> Iterator[tuple[str, str]]:
    """Yield the names of languages in all languages of the pages, and what a column of that name holds."""
    for language in LANGUAGES:
        for code in TONGUES:
            yield fold_name(speech_in(language).tongue(code)), f"{LANGUAGE}{code}"


@cache
def _countries() -> dict[str, str]:
    named = {fold_name(speech_in(language).country(code)): code for language in LANGUAGES for code in COUNTRIES}
    return named | {fold_name(code): code for code in COUNTRIES}
