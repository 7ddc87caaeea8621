"""The form that takes up a person: what stands in it, and what it says as a profile line.

A field is known by its name; of rows that repeat, by its name, a hyphen and a number. Nothing that was typed is lost:
whatever came in goes out again, with what is wrong with it beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from api.bodies import ProfileLine, read_body
from api.errors import InvalidInputError, Problem
from api.rights_bodies import ConsentGiven, IdentityGiven, Purpose
from api.web.forms import Sent
from api.web.frame.consents import CURRENT
from api.web.speech import mark

ROWS = {"work": 3, "language": 4, "permission": 1, "wish": 2}
"""how many rows of each kind the form begins with"""
MORE = 2
MOST_ROWS = 20
# What a field must hold, by the beginning of its name: pydantic's reasons are for programs.
EXPECTED = {
    "text": mark("This is too long, or holds characters that no text has."),
    "did": mark("This is too long, or holds characters that no text has."),
    "name": mark("A name has at most 500 characters."),
    "contact": mark("This has at most 500 characters."),
    "number": mark("A number has at most 500 characters."),
    "years": mark("Years are a number from 0 to 80."),
    "work": mark("Write what the work is called, in at most 500 characters."),
    "wish": mark("Write what the work is called, in at most 500 characters."),
    "licence": mark("A licence has at most 60 letters and digits."),
    "place": mark("A place has at most 500 characters."),
    "minutes": mark("Minutes are a whole number from 0 to 300."),
    "hours": mark("Hours a week are from 0 to 84, and the lower number comes first."),
    "start": mark("This is no date."),
}
LEVEL_WITHOUT_LANGUAGE = mark("Choose which language this is.")
LANGUAGE_WITHOUT_LEVEL = mark("Choose how well.")
LANGUAGE_TWICE = mark("This language stands here twice.")
PERMISSION_WITHOUT_COUNTRY = mark("Choose in which country.")
MINUTES_WITHOUT_MODE = mark("Choose how.")
UNKNOWN_NAME = mark("ESCO knows no work of this name. Choose one that is offered, or save again to keep these words.")
UNKNOWN_PLACE = mark("No town of this name is known. Choose one that is offered, or save again to keep the name.")
LANGUAGE_OF_CONSENT = mark("Choose in which language the person was asked.")
# Where a problem of a line stands in the form.
FIELDS = {
    "external_id": "number", "text": "text", "place": "place", "country": "place", "start": "start",
    "education": "education", "travel": "minutes", "hours": "hours",
}  # fmt: skip
ROW_FIELDS = {"occupations": "years", "languages": "level", "licences": "licence", "permissions": "permission"}


@dataclass(frozen=True, slots=True)
class Filled:
    """The form as it stands.

    `errors` are messages by field, `marks` the groups of fields that were filled from a CV, `proposals` occupations
    that a CV was read as, by URI, which count for nothing until somebody ticks them.
    """

    fields: Mapping[str, Sequence[str]] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    marks: frozenset[str] = frozenset()

    @classmethod
    def of(cls, sent: Sent) -> Filled:
        """Take what a form sends."""
        return cls(dict(sent.fields), marks=frozenset(sent.all("mark")))

    def get(self, name: str) -> str:
        """Return what a field holds."""
        return next(iter(self.fields.get(name, ())), "").strip()

    def all(self, name: str) -> Sequence[str]:
        """Return all that a field with many answers holds."""
        return self.fields.get(name, ())

    def has(self, name: str, value: str) -> bool:
        """Say whether a field with many answers holds one of them."""
        return value in self.fields.get(name, ())

    def rows(self, kind: str) -> range:
        """Return the numbers of the rows of a kind: those that are filled, and some that are free."""
        numbers = [
            int(n) for name in self.fields for head, _, n in [name.partition("-")] if head == kind and n.isdigit()
        ]
        n = max(ROWS[kind], *(number + 1 for number in numbers), 0) if numbers else ROWS[kind]
        return range(min(n + (MORE if self.get("add") == kind else 0), MOST_ROWS))

    def column(self, kind: str) -> tuple[str, ...]:
        """Return what the rows of a kind hold, without those that are empty."""
        return tuple(filter(None, (self.get(f"{kind}-{n}") for n in self.rows(kind))))

    def with_errors(self, errors: Mapping[str, str]) -> Filled:
        """Return the same form with what is wrong with it."""
        return replace(self, errors={**self.errors, **errors})

    def with_fields(self, fields: Mapping[str, Sequence[str]]) -> Filled:
        """Return the form with other values in some fields."""
        return replace(self, fields={**self.fields, **fields})


@dataclass(frozen=True, slots=True)
class Said:
    """What a form says, once nothing in it is wrong."""

    line: ProfileLine
    identity: IdentityGiven
    consents: tuple[ConsentGiven, ...]


def read_form(form: Filled) -> Said | Filled:
    """Return what the form says, or the form again with what is wrong beside its fields."""
    errors: dict[str, str] = dict(_missing(form))
    line = _read(ProfileLine, _line(form), form, errors)
    identity = _read(
        IdentityGiven, {"name": form.get("name") or None, "contact": form.get("contact") or None}, form, errors
    )
    if errors or line is None or identity is None:
        return form.with_errors(errors)
    return Said(line, identity, tuple(_consents(form)))


def question_names(form: Filled, line: ProfileLine, unresolved: Iterable[str]) -> Filled | None:
    """Return the form with a question beside each name that nothing is called by; None where there is none.

    Each is asked about once: whoever sends it again means it.
    """
    strange = [name for name in unresolved if name not in form.all("kept")]
    if not strange:
        return None
    errors = {
        f"{kind}-{n}": UNKNOWN_NAME
        for kind in ("work", "wish")
        for n in form.rows(kind)
        if form.get(f"{kind}-{n}") in strange
    }
    if line.place in strange:
        errors["place"] = UNKNOWN_PLACE
    return form.with_errors(errors).with_fields({"kept": [*form.all("kept"), *strange]}) if errors else None


def _read(model: Any, data: dict[str, Any], form: Filled, errors: dict[str, str]) -> Any:  # noqa: ANN401 - either model
    try:
        return read_body(model, data)
    except InvalidInputError as error:
        for problem in error.problems:
            name = _field_of(problem, form)
            errors.setdefault(name, EXPECTED.get(name.partition("-")[0], EXPECTED["text"]))
        return None


def _missing(form: Filled) -> Iterator[tuple[str, str]]:
    """Yield what is wrong between fields: halves of an answer."""
    seen: set[str] = set()
    for n in form.rows("language"):
        language, level = form.get(f"language-{n}"), form.get(f"level-{n}")
        if level and not language:
            yield f"language-{n}", LEVEL_WITHOUT_LANGUAGE
        elif language and not level:
            yield f"level-{n}", LANGUAGE_WITHOUT_LEVEL
        elif language and language in seen:
            yield f"language-{n}", LANGUAGE_TWICE
        seen.add(language)
    for n in form.rows("permission"):
        if form.get(f"permitted-{n}") and not form.get(f"permission-{n}") and not _place(form)["country"]:
            yield f"permission-{n}", PERMISSION_WITHOUT_COUNTRY
    if form.get("minutes") and not form.get("mode"):
        yield "mode", MINUTES_WITHOUT_MODE
    if form.all("consent") and not form.get("consent-language"):
        yield "consent-language", LANGUAGE_OF_CONSENT


def _line(form: Filled) -> dict[str, Any]:
    """Say what the form says as a line of a profile; what is empty is not known, and left out."""
    wishes = _wishes(form)
    line: dict[str, Any] = {
        "external_id": form.get("number"),
        "text": words_of(form),
        "occupations": [*_held(form), *_work(form)],
        "skills": [{"uri": uri} for uri in form.all("skill")],
        "languages": {form.get(f"language-{n}"): form.get(f"level-{n}") for n in form.rows("language")},
        "education": form.get("education"),
        "permissions": _permissions(form),
        **_place(form),
        "hours": _hours(form),
        "start": form.get("start"),
        "wants": {"occupations": wishes} if wishes else None,
    }
    line["languages"].pop("", None)
    if form.get("minutes") and form.get("mode"):
        line["travel"] = {"mode": form.get("mode"), "minutes": form.get("minutes")}
    known: dict[str, Any] = {key: value for key, value in line.items() if value}
    licences = [*form.all("licence"), *_listed(form.get("licence-other"))]
    if licences or form.get("licences") == "none":
        known["licences"] = licences
    return known


def words_of(form: Filled) -> str:
    """Return the person's own words: what they did, what they can do, and what they brought along."""
    return "\n\n".join(filter(None, (form.get("did"), form.get("can"), form.get("text"))))


def _held(form: Filled) -> Iterator[dict[str, Any]]:
    """Yield occupations that were chosen by picture or ticked: a URI, and the years where they are known."""
    for value in form.all("held"):
        uri, _, years = value.partition(" ")
        yield {"uri": uri, **({"years": years} if years else {})}


def _work(form: Filled) -> Iterator[dict[str, Any]]:
    for n in form.rows("work"):
        name, years = form.get(f"work-{n}"), form.get(f"years-{n}").replace(",", ".")
        if name:
            yield {"label": name, **({"years": years} if years else {})}


def _place(form: Filled) -> dict[str, str]:
    """Return the town and its country; "León, ES" says both."""
    town, _, code = form.get("place").rpartition(", ")
    if town and re.fullmatch("[A-Z]{2}", code):
        return {"place": town, "country": code}
    return {"place": form.get("place"), "country": form.get("country")}


def _permissions(form: Filled) -> dict[str, bool]:
    """Return the answers that are known; an answer without a country is about the one that the person lives in."""
    home = _place(form)["country"]
    answers = ((form.get(f"permission-{n}") or home, form.get(f"permitted-{n}")) for n in form.rows("permission"))
    return {country: answer == "yes" for country, answer in answers if country and answer in ("yes", "no")}


def _hours(form: Filled) -> dict[str, str]:
    low, high = (form.get(name).replace(",", ".") for name in ("hours-min", "hours-max"))
    return {"min": low or high, "max": high or low} if low or high else {}


def _wishes(form: Filled) -> list[dict[str, str]]:
    return [{"label": form.get(f"wish-{n}")} for n in form.rows("wish") if form.get(f"wish-{n}")]


def _consents(form: Filled) -> Iterator[ConsentGiven]:
    language = form.get("consent-language")
    for purpose in Purpose:
        if purpose.value in form.all("consent"):
            yield ConsentGiven(purpose=purpose, given=True, language=language, wording=CURRENT)


def _listed(text: str) -> list[str]:
    return [each.strip() for each in text.replace(";", ",").split(",") if each.strip()]


def _field_of(problem: Problem, form: Filled) -> str:
    """Return the field of the form that a problem of a line is about."""
    head, _, rest = problem.field.partition(".")
    if head in ROW_FIELDS:
        return _row_of(head, rest, form)
    if head == "wants":
        return "wish-0"
    return FIELDS.get(head, head)


def _row_of(head: str, rest: str, form: Filled) -> str:
    key = rest.partition(".")[0]
    if head == "languages":
        rows = (n for n in form.rows("language") if form.get(f"language-{n}") == key)
        return f"level-{next(rows, 0)}"
    if head == "licences":
        return "licence-other"
    if head == "permissions":
        return "permission-0"
    n_held = len(form.all("held"))
    filled = [n for n in form.rows("work") if form.get(f"work-{n}")]
    at = int(key) - n_held if key.isdigit() else 0
    number = filled[at] if 0 <= at < len(filled) else 0
    return f"{'work' if rest.endswith('label') else 'years'}-{number}"
