"""Messages in the words of one language."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from enum import Enum, IntEnum
from functools import cache

from matcher.messages import Country, Message, Span, Term, Tongue, Value
from matcher.wording.catalogue import Template, read_catalogue
from matcher.wording.languages import ENGLISH, LANGUAGES, Conventions
from taxonomy.types import Label

__all__ = ["ENGLISH", "LANGUAGES", "Labels", "Wording", "key_of", "wording_of"]

# First strong isolate and its end (UAX 9): what stands between them cannot turn the words around it.
ISOLATE, END = "\u2068", "\u2069"
COUNT = "n"  # the value that decides between singular and plural
SPAN = "span"  # the one message that neither a code nor an enum names

Labels = Callable[[Term, str], Label]


def _as_given(term: Term, _language: str) -> Label:
    return Label(term.label, ENGLISH, official=False)


class Wording:
    """Says messages in `language`; `labels` finds the label of a term, or its label as given is used.

    A label in another language is followed by that language's code, "weld (EN)". What runs against the direction of
    the language is put into an isolate.
    """

    def __init__(self, language: str, labels: Labels = _as_given) -> None:
        self.language = language
        self._labels = labels
        self._templates = read_catalogue(language)
        self._conventions = Conventions(language)

    @property
    def direction(self) -> str:
        """Return "ltr" or "rtl", as HTML's `dir` takes it."""
        return "rtl" if self._conventions.is_rtl else "ltr"

    def with_labels(self, labels: Labels) -> Wording:
        """Return the same wording with another source of labels."""
        other = object.__new__(Wording)
        other.language, other._templates, other._conventions = self.language, self._templates, self._conventions
        other._labels = labels
        return other

    def say(self, message: Message) -> str:
        """Put a message into words. Raises KeyError where the language lacks it, or it lacks a value."""
        values = dict(message.values)
        return self._fill(self._template(message.code.value, values.get(COUNT)), values)

    def name(self, member: Enum) -> str:
        """Return what a member of an enum is called."""
        return member.name if isinstance(member, IntEnum) else self._fill(self._template(key_of(member), None), {})

    def label(self, term: Term) -> str:
        """Return the label of a term, marked where it is in another language."""
        found = self._labels(term, self.language)
        mark = f" ({found.language.upper()})" if found.language not in {self.language, ""} else ""
        return found.text + mark

    def isolated(self, text: str) -> str:
        """Put `text` into an isolate if it runs against the direction of the language."""
        return f"{ISOLATE}{text}{END}" if self._conventions.runs_other_way(text) else text

    def _template(self, key: str, n: Value | None) -> Template:
        forms = self._templates[key]
        return forms[self._conventions.form(n)] if len(forms) > 1 and isinstance(n, (int, float)) else forms[0]

    def _fill(self, template: Template, values: dict[str, Value]) -> str:
        literals = template.literals
        shown = [self._show(values[name]) for name in template.names]
        return literals[0] + "".join(part for pair in zip(shown, literals[1:], strict=True) for part in pair)

    def _show(self, value: Value) -> str:
        match value:
            case Message():
                return self.say(value)
            case Span():
                return self._span(value)
            case tuple():
                return self._conventions.listed(tuple(map(self._show, value)))
            case date():
                return self._conventions.day(value)
            case int() | float() if not isinstance(value, Enum):
                return self._conventions.number(value)
        return self.isolated(self._named(value))

    def _span(self, span: Span) -> str:
        if span.minimum == span.maximum:
            return self._conventions.number(span.minimum)
        return self._fill(self._template(SPAN, None), {"minimum": span.minimum, "maximum": span.maximum})

    def _named(self, value: str | Enum | Term | Tongue | Country) -> str:
        match value:
            case Enum():
                return self.name(value)
            case Term():
                return self.label(value)
            case Tongue(code):
                return self._conventions.language(code)
            case Country(code):
                return self._conventions.country(code)
        return value


def key_of(member: Enum) -> str:
    """Return the key of an enum's member in a catalogue: "travel_mode.car" of `TravelMode.CAR`."""
    family = re.sub(r"(?<!^)(?=[A-Z])", "_", type(member).__name__).lower()
    return f"{family}.{member.value}"


@cache
def wording_of(language: str) -> Wording:
    """Return the wording of one of `LANGUAGES`, read once, with terms labelled as given."""
    return Wording(language)
