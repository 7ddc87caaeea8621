"""Guesses the language of a text by its commonest small words, so that labels of that language are compared first.

A guess only narrows a comparison: without one, all languages are compared. Words shared by several languages are left
out of the lists, but for those that tell a whole family from others.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from matcher.text import Word, fold, words

__all__ = ["guess_language", "is_small_word"]

# A text needs this many small words of its language, and more than any other language has.
MIN_WORDS = 2
# The first words of a text tell its language; reading on costs time and says the same.
MAX_WORDS = 200

_SMALL_WORDS = {
    "bg": "и на за от се с в или по към ще са че",
    "cs": "a na je se ve pro nebo jsem jako při práce že",
    "da": "og af til på med som ikke jeg har det eller inden",
    "de": "und der die das ich mit für von ist nicht ein eine als im wir sie auf bei oder habe",
    "el": "και το να η ο του της για με σε από είναι στην στο θα έχω τα",
    "en": "the and of to in is for with you i we are as have my on our or be an at who your will",
    "es": "de la el los las y en con para por que un una del se soy tengo como he al mi o su a no sin desde más es",
    "fi": "ja on ei olen sekä että tai kanssa kuin työ",
    "fr": "le la les des et en du pour une un dans avec je est sur au aux suis vous nous ou mon ai j comme",
    "hr": "i u na za se je od kao ili sam rad sa",
    "hu": "a az és egy hogy nem van vagy mint munka",
    "it": "di il la e per che con del della sono una un ho nel le gli dei come mi anche o alla",
    "nl": "de het een en van voor met ik op in zijn je bij wij of als ben naar",
    "pl": "i w na do z się jest nie oraz od dla jako mam lub przy",
    "pt": "de o a os as e em com para por que uma um do da não sou tenho como no na dos das ou",
    "ro": "și de la în cu pe pentru un o am sunt din care sau ca este",
    "sv": "och att det som en på är av för med jag har inte till eller vi",
    "tr": "ve bir bu için ile olarak de da çok ben olan veya",
    "uk": "і та в на з до я що не для у за або як є маю про від",
    "ru": "и в на с по я не что для как или мы от опыт",
    "ar": "في من على و أن إلى مع أنا كنت لدي هذا هذه التي أو عن",
    "fa": "در و به از که را با این است من برای هستم",
}
_LANGUAGES_OF: dict[str, tuple[str, ...]] = {}
for _language, _listed in _SMALL_WORDS.items():
    for _word in dict.fromkeys(fold(_listed).split()):
        _LANGUAGES_OF[_word] = (*_LANGUAGES_OF.get(_word, ()), _language)


# Letters that one of these languages has and the others of its script do not; the first that occurs decides.
_LETTERS = (
    ("uk", re.compile(r"[іїєґ]", re.IGNORECASE)),
    ("ru", re.compile(r"[ыэё]", re.IGNORECASE)),
    ("fa", re.compile(r"[پچژگ]")),
    ("ar", re.compile(r"[ء-ي]{2}")),
    ("el", re.compile(r"[α-ωάέήίόύώ]{2}", re.IGNORECASE)),
)
# Greek, Cyrillic and Arabic letters: the languages above need one of these.
_OTHER_SCRIPTS = re.compile(r"[\u0370-\u06ff]")


def is_small_word(folded: str) -> bool:
    """Whether a folded word is one of the commonest small words of any of these languages."""
    return folded in _LANGUAGES_OF


def guess_language(text: str, found: Sequence[Word] | None = None) -> str | None:
    """Return the ISO 639-1 code of the likely language of `text`, or None where its words do not tell.

    A script that hardly mixes with others decides alone; so one Greek word makes a text Greek. Whoever has the words
    of the text hands them in as `found`.
    """
    counts: Counter[str] = Counter()
    for language, letters in _LETTERS if _OTHER_SCRIPTS.search(text) else ():
        if letters.search(text):
            return language
    for word in (words(text) if found is None else found)[:MAX_WORDS]:
        for language in _LANGUAGES_OF.get(word.text, ()):
            counts[language] += 1
    ranked = counts.most_common(2)
    if not ranked or ranked[0][1] < MIN_WORDS or (len(ranked) > 1 and ranked[0][1] == ranked[1][1]):
        return None
    return ranked[0][0]
