"""Messages in the words of one language."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from copy import copy
from datetime import date
from enum import Enum, IntEnum
from functools import cache

from matcher.messages import Country, Message, Span, Term, Tongue, Value
from matcher.wording.catalogue import read_catalogue
from matcher.wording.languages import ENGLISH, LANGUAGES, Conventions
from taxonomy.types import Kind, Label

__all__ = ["ENGLISH", "LANGUAGES", "Labels", "Wording", "key_of", "wording_of"]

# First strong isolate and its end (UAX 9): what stands between them cannot turn the words around it.
ISOLATE, END = "\u2068", "\u2069"
COUNT = "n"  # the value that decides between singular and plural
SPAN = "span"  # the one message that neither a code nor an enum names
# What recurs fits: names of languages and countries, days of a year, small numbers.
MAX_REMEMBERED = 5_000

Labels = Callable[[Term, str], Label]
Glossary = dict[str, dict[str, str]]


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
        self._written: dict[tuple[type, Value], str] = {}
        self._terms: dict[str, str] = {}
        self._found: dict[str, Label] = {}
        self._glossaries: dict[tuple[type[Enum], ...], Glossary] = {}

    @property
    def direction(self) -> str:
        """Return "ltr" or "rtl", as HTML's `dir` takes it."""
        return "rtl" if self._conventions.is_rtl else "ltr"

    def with_labels(self, labels: Labels) -> Wording:
        """Return the same wording with another source of labels."""
        other = copy(self)
        other._labels, other._written, other._terms, other._found = labels, {}, {}, {}
        return other

    def say(self, message: Message) -> str:
        """Put a message into words. Raises KeyError where the language lacks it, or it lacks a value."""
        forms = self._templates[message.code]
        if not message.values:
            return forms[0].text
        values = dict(message.values)
        template = forms[0] if len(forms) == 1 else forms[self._form(values[COUNT])]
        show = self._show
        return template.text.format(*[show(values[name]) for name in template.names])

    def value(self, value: Value) -> str:
        """Put what stands in a message into words, such as a term."""
        return self._show(value)

    def name(self, member: Enum) -> str:
        """Return what a member of an enum is called."""
        return member.name if isinstance(member, IntEnum) else self._templates[key_of(member)][0].text

    def glossary(self, enums: tuple[type[Enum], ...]) -> Glossary:
        """Return the names of all members of some enums, by family and value."""
        found = self._glossaries.get(enums)
        if found is None:
            found = {family_of(enum): {member.value: self.name(member) for member in enum} for enum in enums}
            self._glossaries[enums] = found
        return found

    def find_label(self, term: Term) -> Label:
        """Return the label of a term; its `language` is another one where the taxonomy has none in this one."""
        return self._found.get(term.uri) or self._find(term)

    def labels(self, kind: Kind, uris: Iterable[str]) -> dict[str, Label]:
        """Return the labels of concepts by URI."""
        known = self._found
        return {uri: known.get(uri) or self._find(Term(kind, uri, uri)) for uri in uris}

    def isolated(self, text: str) -> str:
        """Put `text` into an isolate if it runs against the direction of the language."""
        return f"{ISOLATE}{text}{END}" if self._conventions.runs_other_way(text) else text

    def _form(self, n: Value) -> int:
        return self._conventions.form(n) if isinstance(n, (int, float)) else 0

    def _show(self, value: Value) -> str:  # noqa: PLR0911 - one return per kind of value
        """Return a value in words; the most frequent types first."""
        if isinstance(value, Term):
            return self._terms.get(value.uri) or self._term(value)
        if isinstance(value, Message):
            return self.say(value)
        if isinstance(value, tuple):
            return self._conventions.listed([self._show(item) for item in value])
        if isinstance(value, int) and not isinstance(value, Enum):
            return self._conventions.number(value)
        if isinstance(value, str) and not isinstance(value, Enum):
            return self.isolated(value)
        if isinstance(value, Span):
            return self._span(value)
        return self._written.get((type(value), value)) or self._write(value)

    def _find(self, term: Term) -> Label:
        found = self._found[term.uri] = self._labels(term, self.language)
        return found

    def _term(self, term: Term) -> str:
        label = self.find_label(term)
        is_foreign = label.language not in {self.language, ""}
        shown = self.isolated(f"{label.text} ({label.language.upper()})" if is_foreign else label.text)
        self._terms[term.uri] = shown
        return shown

    def _span(self, span: Span) -> str:
        if span.minimum == span.maximum:
            return self._conventions.number(span.minimum)
        ends = {"minimum": self._conventions.number(span.minimum), "maximum": self._conventions.number(span.maximum)}
        template = self._templates[SPAN][0]
        return template.text.format(*[ends[name] for name in template.names])

    def _write(self, value: float | date | Enum | Tongue | Country) -> str:
        match value:
            case Enum():
                said = self.isolated(self.name(value))
            case Tongue(code):
                said = self.isolated(self._conventions.language(code))
            case Country(code):
                said = self.isolated(self._conventions.country(code))
            case date():
                said = self._conventions.day(value)
            case _:
                said = self._conventions.number(value)
        if len(self._written) < MAX_REMEMBERED:
            self._written[type(value), value] = said
        return said


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
