"""How each language writes numbers, dates, lists and names, and which plural a number takes: CLDR, through babel."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from datetime import date

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal

__all__ = ["ENGLISH", "FORMS", "LANGUAGES", "Conventions", "own_name"]

ENGLISH = "en"
# The plural forms of whole numbers in the order of a catalogue's msgstr[0], msgstr[1], …: CLDR's categories.
_TWO = ("one", "other")
FORMS = {
    "en": _TWO,
    "es": _TWO,
    "it": _TWO,
    "el": _TWO,
    "fr": _TWO,
    "de": _TWO,
    "ar": ("zero", "one", "two", "few", "many", "other"),
    "uk": ("one", "few", "many"),
}
LANGUAGES = tuple(FORMS)
# English as it is written in Europe: "21 November 2026", no comma before "and".
_LOCALES = {"en": "en_150"}
# What stands in for a category that a language keeps for numbers no message has a form of its own for: in Ukrainian,
# fractions take the genitive, which "few" has ("37,5 години"); in the others, millions ("1 000 000 de").
_INSTEAD = {"uk": "few"}
# Numbers whose plural and spelling are remembered: nearly all that occur.
SMALL = range(1_000)
# Directions of letters, as Unicode names them (UAX 9).
_LEFT, _RIGHT = frozenset({"L"}), frozenset({"R", "AL"})


def own_name(language: str) -> str:
    """Return what a language calls itself; the code itself where CLDR has no name."""
    return Locale.parse(language).languages.get(language) or language


class Conventions:
    """What CLDR knows of one of `LANGUAGES`; raises KeyError for another."""

    def __init__(self, language: str) -> None:
        self.forms = FORMS[language]
        self._instead = len(self.forms) - 1 if language not in _INSTEAD else self.forms.index(_INSTEAD[language])
        self._locale = Locale.parse(_LOCALES.get(language, language))
        self.is_rtl = self._locale.text_direction == "rtl"
        self._other_way = _LEFT if self.is_rtl else _RIGHT
        patterns = self._locale.list_patterns["standard"]
        self._pair, self._first, self._middle, self._last = (patterns[at] for at in ("2", "start", "middle", "end"))
        self._form_of: dict[float, int] = {}
        self._number_of: dict[float, str] = {}

    def form(self, n: float) -> int:
        """Return the index into `forms` of the plural that `n` takes."""
        found = self._form_of.get(n)
        if found is None:
            category = self._locale.plural_form(n)
            found = self.forms.index(category) if category in self.forms else self._instead
            if n in SMALL:
                self._form_of[n] = found
        return found

    def number(self, n: float) -> str:
        """Write a number with at most three decimals, "1.234,5" in German."""
        found = self._number_of.get(n)
        if found is None:
            found = str(format_decimal(n, locale=self._locale))
            if n in SMALL:
                self._number_of[n] = found
        return found

    def day(self, day: date) -> str:
        """Write a date with the name of its month."""
        return format_date(day, "long", self._locale)

    def listed(self, items: Sequence[str]) -> str:
        """Write "a, b and c", with CLDR's patterns for the first, the last and all other joints."""
        if len(items) < 2:
            return "".join(items)
        if len(items) == 2:
            return str(self._pair.format(*items))
        said = self._first.format(items[0], items[1])
        for item in items[2:-1]:
            said = self._middle.format(said, item)
        return str(self._last.format(said, items[-1]))

    def language(self, code: str) -> str:
        """Return the name of a language; the code itself where CLDR has none."""
        return str(self._locale.languages.get(code, code))

    def country(self, code: str) -> str:
        """Return the name of a country; the code itself where CLDR has none."""
        return str(self._locale.territories.get(code, code))

    def runs_other_way(self, text: str) -> bool:
        """Say whether some letter of `text` runs against the direction of this language."""
        return any(unicodedata.bidirectional(letter) in self._other_way for letter in text)
