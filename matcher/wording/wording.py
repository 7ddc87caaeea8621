"""Messages in the words of one language."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from copy import copy
from datetime import date
from enum import Enum, IntEnum
from functools import cache

from matcher.messages import Country, Message, Span, Term, Tongue, Value
from matcher.wording.catalogue import Template, read_catalogue
from matcher.wording.languages import ENGLISH, LANGUAGES, Conventions
from taxonomy.types import Kind, Label

__all__ = ["ENGLISH", "LANGUAGES", "Labels", "Wording", "key_of", "wording_of"]

# First strong isolate and its end (UAX 9): what stands between them cannot turn the words around it.
ISOLATE, END = "\u2068", "\u2069"
COUNT = "n"  # the value that decides between singular and plural
SPAN = "span"  # the one message that neither a code nor an enum names
# Everything that recurs fits: 13,939 skills and 3,007 occupations, a few hundred languages, countries and numbers.
MAX_REMEMBERED = 20_000

Labels = Callable[[Term, str], Label]


def _as_given(term: Term, _language: str) -> Label:
    return Label(term.label, ENGLISH, official=False)


class Wording:
    """Says messages in `language`; `labels` finds the label of a term, or its label as given is used.

    A label in another language is followed by that language's code, "weld (EN)". What runs against the direction of
    the language is put into an isolate. Remembers how names, labels and small numbers are written, never texts: of
    those there is no end, and they may be personal.
    """

    def __init__(self, language: str, labels: Labels = _as_given) -> None:
        self.language = language
        self._labels = labels
        self._templates = read_catalogue(language)
        self._conventions = Conventions(language)
        self._remembered: dict[tuple[type, Value], str] = {}
        self._found: dict[tuple[Kind, str], Label] = {}

    @property
    def direction(self) -> str:
        """Return "ltr" or "rtl", as HTML's `dir` takes it."""
        return "rtl" if self._conventions.is_rtl else "ltr"

    def with_labels(self, labels: Labels) -> Wording:
        """Return the same wording with another source of labels."""
        other = copy(self)
        other._labels, other._remembered, other._found = labels, {}, {}
        return other

    def say(self, message: Message) -> str:
        """Put a message into words. Raises KeyError where the language lacks it, or it lacks a value."""
        values = dict(message.values)
        return self._fill(self._template(message.code.value, values.get(COUNT)), values)

    def name(self, member: Enum) -> str:
        """Return what a member of an enum is called."""
        return member.name if isinstance(member, IntEnum) else self._fill(self._template(key_of(member), None), {})

    def glossary(self, enums: Iterable[type[Enum]]) -> dict[str, dict[str, str]]:
        """Return the names of all members of some enums, by family and value."""
        return {family_of(enum): {member.value: self.name(member) for member in enum} for enum in enums}

    def find_label(self, term: Term) -> Label:
        """Return the label of a term; its `language` is another one where the taxonomy has none in this one."""
        key = term.kind, term.uri
        found = self._found.get(key)
        if found is None:
            found = self._found[key] = self._labels(term, self.language)
        return found

    def isolated(self, text: str) -> str:
        """Put `text` into an isolate if it runs against the direction of the language."""
        return f"{ISOLATE}{text}{END}" if self._conventions.runs_other_way(text) else text

    def _template(self, key: str, n: Value | None) -> Template:
        forms = self._templates[key]
        return forms[self._conventions.form(n)] if len(forms) > 1 and isinstance(n, (int, float)) else forms[0]

    def _fill(self, template: Template, values: dict[str, Value]) -> str:
        literals, names = template.literals, template.names
        pieces = [literals[0]]
        for name, literal in zip(names, literals[1:], strict=True):
            pieces += (self._show(values[name]), literal)
        return "".join(pieces)

    def _show(self, value: Value) -> str:
        if isinstance(value, Message):
            return self.say(value)
        if isinstance(value, tuple):
            return self._conventions.listed(tuple(map(self._show, value)))
        if isinstance(value, Span):
            return self._span(value)
        if isinstance(value, str) and not isinstance(value, Enum):
            return self.isolated(value)
        key = type(value), value
        shown = self._remembered.get(key)
        if shown is None:
            shown = self._written(value)
            if len(self._remembered) < MAX_REMEMBERED:
                self._remembered[key] = shown
        return shown

    def _span(self, span: Span) -> str:
        if span.minimum == span.maximum:
            return self._conventions.number(span.minimum)
        return self._fill(self._template(SPAN, None), {"minimum": span.minimum, "maximum": span.maximum})

    def _written(self, value: float | date | Enum | Term | Tongue | Country) -> str:
        match value:
            case Enum():
                return self.isolated(self.name(value))
            case Term():
                return self.isolated(self._marked(self.find_label(value)))
            case Tongue(code):
                return self.isolated(self._conventions.language(code))
            case Country(code):
                return self.isolated(self._conventions.country(code))
            case date():
                return self._conventions.day(value)
        return self._conventions.number(value)

    def _marked(self, label: Label) -> str:
        return label.text if label.language in {self.language, ""} else f"{label.text} ({label.language.upper()})"


def key_of(member: Enum) -> str:
    """Return the key of an enum's member in a catalogue: "travel_mode.car" of `TravelMode.CAR`."""
    return f"{family_of(type(member))}.{member.value}"


@cache
def family_of(enum: type[Enum]) -> str:
    """Return the name of an enum as keys begin with it: "travel_mode" of `TravelMode`."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", enum.__name__).lower()


@cache
def wording_of(language: str) -> Wording:
    """Return the wording of one of `LANGUAGES`, read once, with terms labelled as given."""
    return Wording(language)
