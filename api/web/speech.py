"""What pages say, in one of LANGUAGES: gettext catalogues of all sections together, and numbers and dates of CLDR.

Each section keeps its catalogues in its folder: `messages.pot`, made by `python -m api.web.messages`, and one `.po` for
each language but English, whose texts are the ids. They are read as they are, at first use.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from babel import negotiate_locale
from babel.messages.pofile import read_po
from markupsafe import Markup, escape

from matcher.wording.languages import ENGLISH, LANGUAGES, Conventions, own_name

__all__ = ["ENGLISH", "LANGUAGES", "OWN_NAMES", "SECTIONS", "WEB", "Speech", "mark", "prefer", "speech_in"]

WEB = files("api.web")
SECTIONS = (
    "frame", "sign_in", "about", "inbox", "meeting", "reasons", "intake", "vacancies", "own", "administration",
)  # fmt: skip
# People choose their language, so each is called what it calls itself.
OWN_NAMES = {language: own_name(language) for language in LANGUAGES}
MAX_HEADER = 200  # characters of a header that are read
Key = tuple[str | None, str]  # msgctxt and msgid


def mark(message: str) -> str:
    """Mark a message that is said later, for extraction; returns it as it is."""
    return message


class Speech:
    """Says messages in `language`, first in the words of `section`. What has no translation is said in English.

    Values go into `%(name)s`; numbers as the language writes them. What is not `Markup` is escaped, so the result is
    safe in a page.
    """

    def __init__(self, language: str, section: str = "") -> None:
        self.language = language
        # The same English word may be another one elsewhere: what the own section says of it comes first.
        self._forms = {**_merged(language), **_read(section, language)} if section else _merged(language)
        self._conventions = Conventions(language)

    @property
    def direction(self) -> str:
        """Return "ltr" or "rtl", as HTML's `dir` takes it."""
        return "rtl" if self._conventions.is_rtl else "ltr"

    def say(self, message: str, /, **values: object) -> Markup:
        """Say a message."""
        return self._fill(self._find((None, message), (message,))[0], values)

    def notice(self, said: Mapping[str, str], done: str) -> Markup | None:
        """Say what a code in an address stands for; None where that is nothing, as anybody may write an address."""
        return self.say(said[done]) if done in said else None

    def say_n(self, one: str, many: str, n: int, /, **values: object) -> Markup:
        """Say a message in the form that `n` takes; both ids may name it `%(n)s` or `%(num)s`."""
        return self._fill(self._choose((None, one), (one, many), n), {"n": n, "num": n, **values})

    def say_in(self, context: str, message: str, /, **values: object) -> Markup:
        """Say a message whose words alone would not tell what is meant."""
        return self._fill(self._find((context, message), (message,))[0], values)

    def say_n_in(self, context: str, one: str, many: str, n: int, /, **values: object) -> Markup:
        """Do both."""
        return self._fill(self._choose((context, one), (one, many), n), {"n": n, "num": n, **values})

    def number(self, n: float) -> str:
        """Write a number."""
        return self._conventions.number(n)

    def day(self, day: date | datetime | None) -> str:
        """Write a date with the name of its month; nothing for None."""
        return "" if day is None else self._conventions.day(day)

    def country(self, code: str) -> str:
        """Return the name of a country."""
        return self._conventions.country(code)

    def tongue(self, code: str) -> str:
        """Return the name of a language."""
        return self._conventions.language(code)

    def listed(self, items: list[str]) -> str:
        """Write "a, b and c"."""
        return self._conventions.listed(items)

    def _find(self, key: Key, said: tuple[str, ...]) -> tuple[str, ...]:
        return self._forms.get(key, said)

    def _choose(self, key: Key, said: tuple[str, ...], n: int) -> str:
        forms = self._find(key, said)
        if forms is said:  # English, whose two forms are those of the ids
            return said[0] if n == 1 else said[1]
        return forms[self._conventions.form(n)]

    def _fill(self, text: str, values: Mapping[str, object]) -> Markup:
        shown = {name: self._show(value) for name, value in values.items()}
        return Markup(text) % shown  # noqa: S704 - ids and translations are ours; values are escaped

    def _show(self, value: object) -> object:
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return escape(self._conventions.number(value))
        return escape(value)


@cache
def speech_in(language: str, section: str = "") -> Speech:
    """Return how the pages of a section speak one of LANGUAGES; raises KeyError for another."""
    return Speech(language, section)


def prefer(header: str) -> str:
    """Return which of LANGUAGES an `Accept-Language` header wants most (RFC 9110, 12.5.4), else English."""
    weighed: list[tuple[float, int, str]] = []
    for at, part in enumerate(header[:MAX_HEADER].split(",")):
        name, _, parameter = part.strip().partition(";")
        key, _, value = parameter.strip().partition("=")
        try:
            weight = float(value) if key.strip() == "q" else 1.0
        except ValueError:
            weight = 0.0
        if weight > 0 and name.strip():
            weighed.append((-weight, at, name.strip().split("-")[0].lower()))
    return negotiate_locale([name for _, _, name in sorted(weighed)], LANGUAGES) or ENGLISH


def catalogue_of(section: str, name: str) -> Traversable:
    """Return where a section keeps a catalogue: "messages.pot" or "es.po"."""
    return WEB / section / "catalogues" / name


@cache
def _merged(language: str) -> dict[Key, tuple[str, ...]]:
    """Return the messages of all sections; those of the frame come first, as every section uses them."""
    found: dict[Key, tuple[str, ...]] = {}
    for section in reversed(SECTIONS):
        found |= _read(section, language)
    return found


@cache
def _read(section: str, language: str) -> dict[Key, tuple[str, ...]]:
    found: dict[Key, tuple[str, ...]] = {}
    path = catalogue_of(section, f"{language}.po")
    if language == ENGLISH or not path.is_file():
        return found
    with path.open("rb") as stream:
        catalogue = read_po(stream)
    for entry in catalogue:
        texts = entry.string if isinstance(entry.string, (tuple, list)) else (entry.string,)
        said = tuple(text for text in texts if text)
        if entry.id and len(said) == len(texts) and not entry.fuzzy:
            one = entry.id[0] if isinstance(entry.id, (tuple, list)) else entry.id
            found[entry.context, one] = said
    return found
