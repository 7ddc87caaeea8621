"""Why a row of a file was refused, in the language of the page. Pure.

The reasons come from `api.cells`, `api.bodies` and pydantic, in English, and quote what was sent; those that people
meet are known here by their form and said in every language, the others are shown as they are.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from markupsafe import Markup, escape

from api.vacancy_imports import KEYS
from api.web.speech import Speech, mark

COLUMNS: Mapping[str, str] = {
    "title": mark("Title"),
    "text": mark("Text"),
    "place": mark("Place"),
    "province": mark("Province or region"),
    "country": mark("Country (two letters)"),
    "source": mark("Source"),
    "external_id": mark("Its number there"),
    "date": mark("Last seen open"),
    "expires": mark("Open until"),
    "lang": mark("Language of the text (two letters)"),
    "contract": mark("Contract"),
    "salary": mark("Pay"),
    "hours": mark("Hours a week"),
    "shift": mark("Shifts"),
    "start": mark("First day of work"),
    "years": mark("Years of experience"),
    "education": mark("Education (EQF level 1 to 8)"),
    "languages": mark("Languages (es:B1; ar:C2)"),
    "licences": mark("Licences (B; C)"),
    "permission": mark("Work permit needed (yes or no)"),
    "occupation": mark("Occupation"),
    "skills": mark("Skills that are needed (cook; bake)"),
    "optional_skills": mark("Skills that are welcome (cook; bake)"),
}
if set(COLUMNS) != set(KEYS):
    raise TypeError("every column that a file may have needs a name")
QUOTED = r"(?P<value>'.*'|\".*\")"
REASONS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.DOTALL), message)
    for pattern, message in (
        (rf"{QUOTED} is no day of the calendar", mark("%(value)s is no day of the calendar")),
        (rf"{QUOTED} is not a date like .*", mark("%(value)s is no date; write it like 2026-11-21")),
        (r"must be a date like .*", mark("This is no date; write it like 2026-11-21")),
        (rf"{QUOTED} is no number", mark("%(value)s is no number")),
        (rf"{QUOTED} is neither yes nor no", mark("%(value)s is neither yes nor no")),
        (rf"{QUOTED} is not an EQF level from 1 to 8", mark("%(value)s is no level from 1 to 8")),
        (rf"{QUOTED} is not of the form (?P<form>.*)", mark("%(value)s is not written like %(form)s")),
        (r"Field required|must hold something that can be seen|String should have at least .*", mark("This is needed")),
        (r"String should match pattern '\^\[A-Z\]\{2\}\$'", mark("Write the two letters of the country, as ES")),
        (
            r"String should match pattern '\^\[a-z\]\{2,3\}\$'",
            mark("Write the two letters of the language, as es"),
        ),
        (r"must be one of A1, A2.*", mark("Write a level from A1 to C2")),
        (r"String should have at most .*|List should have at most .*", mark("This is too long")),
        (r"Input should be (?:less|greater) than.*|min must not be above max", mark("This number cannot be right")),
        (r"two columns give it, and they differ", mark("Two columns say this, and they differ")),
        (r"has \d+ cells where the header has \d+", mark("The row has more cells than there are columns")),
        (r"not JSON .*|must be a JSON object", mark("This is not JSON as it must be")),
    )
)


def say_reason(field: str, reason: str, speech: Speech) -> Markup:
    """Say why a row was refused, with the name of the column in front, if there is one."""
    name = COLUMNS.get(field.partition(".")[0])
    said = _say(reason, speech)
    if name is None:
        return said
    return speech.say("%(column)s: %(reason)s", column=speech.say(name), reason=said)


def _say(reason: str, speech: Speech) -> Markup:
    for pattern, message in REASONS:
        found = pattern.fullmatch(reason)
        if found:
            values = {name: Markup("<bdi>%s</bdi>") % escape(value) for name, value in found.groupdict().items()}
            return speech.say(message, **values)
    return Markup('<span lang="en" dir="ltr">%s</span>') % escape(reason)
