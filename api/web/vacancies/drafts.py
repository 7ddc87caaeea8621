"""A vacancy that somebody types or pastes: what the form says, before any of it is stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from api.bodies import Decision, VacancyLine, read_body
from api.vacancy_answers import About, Said
from api.web.forms import Sent
from api.web.vacancies.review import read_choice
from api.world import World
from matcher.types import Kind, Relation

# What the form has a field for, under the names of a vacancy line.
FIELDS = ("title", "text", "source", "external_id", "place", "country", "lang", "date", "expires")
NEEDED = ("title", "text", "source")


@dataclass(frozen=True, slots=True)
class Draft:
    """The fields as they were typed, and the answers to what was read from them."""

    fields: Mapping[str, str]
    answers: tuple[Said, ...]

    @classmethod
    def of(cls, form: Sent) -> Draft:
        """Read a form."""
        fields = {name: form.get(name).strip() for name in FIELDS}
        answers = (read_choice(name, form.get(name)) for name in form.fields)
        return cls(fields, tuple(said for said in answers if said is not None))

    @classmethod
    def empty(cls, today: date) -> Draft:
        """Begin one."""
        return cls({**dict.fromkeys(FIELDS, ""), "date": today.isoformat()}, ())

    def line(self) -> VacancyLine:
        """Return the vacancy line; raises InvalidInputError with every problem."""
        given: dict[str, Any] = {name: value for name, value in self.fields.items() if value}
        return read_body(VacancyLine, {"title": "", **given})


def find_added(world: World, about: About, name: str, relation: Relation | None) -> Said | None:
    """Return the answer that adds a concept by its name in any language; None where nothing is called so."""
    kind = about.concept or Kind.SKILL
    uri = world.reader.find_name(name.strip(), kind) if name.strip() else None
    return None if uri is None else Said(about, uri, Decision.ACCEPTED, relation)
