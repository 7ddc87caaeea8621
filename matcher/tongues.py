"""Names of languages in the languages of this project's people: CLDR's, through babel, and what people also say."""

from __future__ import annotations

import re
from functools import lru_cache

from babel import Locale

from matcher.countries import COUNTRY_LANGUAGES
from matcher.language_names import NAMES
from matcher.text import fold, stem

__all__ = ["tongue_names", "tongue_of", "tongues_by_stem"]

_ALSO = {
    "ar": "árabe عربي إنجليزية арабською арабську arapça arabă arabskiego",
    "de": "alemán alemana deutsch allemand allemande نمساوية німецькою almanca niemieckiego niemiecku",
    "el": "griego grec greco grego greaca",
    "en": "الانكليزية انجليزي انكليزي الإنجليزي إنجليزية angielskiego angielsku ingilizce engleză inglesa anglaise inglese inglesi",
    "es": "español española espagnol espagnole spagnola castellano castilian castellà إسباني اسباني hiszpańskiego hiszpańsku ispanyolca spaniolă",
    "fa": "farsi dari persian persa فارسی دری darí farsça دارية",
    "fr": "française francés francesa francese فرنسي francuskiego francusku fransızca franceză française",
    "it": "italien italienne إيطالي włoskiego włosku italyanca italiană italiana",
    "pl": "polaco polaca polonais polonaise polacca polskiego polsku lehçe polonă полски",
    "pt": "português portugaise portoghese portuguesa brasileiro",
    "ku": "kurdish kurmanji sorani kurdo kurde curdo kurmancî كردي كوردي curda",
    "nl": "holandés olandese hollandais neerlandés holländisch flamenco flemish",
    "ps": "pashto pastún pachto paschtu pastu pashtun",
    "ro": "moldavo moldovan rumano",
    "ru": "روسي rosyjskiego rosyjsku російською російську rusça",
    "tl": "tagalog filipino",
    "ti": "tigrinya tigrigna tigriña",
    "tr": "تركي tureckiego turecku türkçe",
    "uk": "أوكراني اوكراني ukraińskiego ukraińsku українською українську ukraynaca",
    "zh": "mandarin mandarín cantonese chino cinese chinois çince",
    "am": "amhárico amharisch",
}
# Also the name of nothing else than a language in CLDR, but an everyday word in some text.
_PLAIN_WORDS = frozenset({"no", "o", "s", "es", "he", "is", "so", "hindu"})


@lru_cache(maxsize=1)
def tongue_names() -> dict[str, str]:
    """Return the ISO 639-1 code of each folded one-word name."""
    found: dict[str, str] = {}
    for language in COUNTRY_LANGUAGES:
        names = Locale.parse(language).languages
        for code in NAMES:
            name = fold(names.get(code, ""))
            forms = (name, name.removeprefix("ال")) if language == "ar" else (name,)
            found.update({form: code for form in forms if form and " " not in form and form not in _PLAIN_WORDS})
    found.update({fold(word): code for code, listed in _ALSO.items() for word in listed.split()})
    return found


@lru_cache(maxsize=1)
def tongues_by_stem() -> dict[str, str]:
    """Return the code of each stemmed name (`matcher.text.stem`), for texts that decline them."""
    return {stem(name): code for name, code in tongue_names().items()}


# "Deutschkenntnisse", "deutschsprachig", "Englischniveau".
_GERMAN_TAIL = re.compile(r"(?:s?kenntniss(?:e|en)|sprachkenntniss(?:e|en)|niveau|sprachig\w*|sprechend\w*)$")
# "angielski" is declined: "języka angielskiego", "w języku angielskim", "po angielsku".
_POLISH_ENDINGS = ("ego", "emu", "im", "ich", "iej", "a", "u")


@lru_cache(maxsize=1 << 15)
def tongue_of(word: str) -> str | None:
    """Return the code of the language that a folded word names, declined or in a German compound."""
    names, stems = tongue_names(), tongues_by_stem()
    found = names.get(word) or stems.get(stem(word))
    if found is None and (tail := _GERMAN_TAIL.search(word)):
        return names.get(word[: tail.start()])
    for ending in _POLISH_ENDINGS if found is None else ():
        base = word.removesuffix(ending).removesuffix("i")
        if word.endswith(ending) and base.endswith(("sk", "ck")):
            return names.get(f"{base}i")
    return found
