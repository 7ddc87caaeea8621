"""The texts that people agree to, by version, in all languages of the pages.

Whoever asks for consent, the person's own page or a caseworker, asks with these. A text that somebody has read is never
changed, not even its translation: a new version is added, which is CURRENT from then on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from api.rights_bodies import Purpose
from api.web.speech import LANGUAGES, OWN_NAMES, mark, speech_in

CURRENT = "2026-11"
TEXTS: Mapping[str, Mapping[Purpose, str]] = {
    "2026-11": {
        Purpose.RANKING: mark(
            "A program may compare what I can do and what I want with vacancies, and put the vacancies in order. "
            "People decide, not the program. I can stop this at any time."
        ),
        Purpose.CONTACT: mark("My caseworker may call me or write to me about vacancies."),
        Purpose.STATISTICS: mark(
            "I may be counted in reports that check if the program is fair to everybody. My name is not in them."
        ),
    }
}
NAMES = {
    Purpose.RANKING: mark("Comparing me with vacancies"),
    Purpose.CONTACT: mark("Calling or writing to me"),
    Purpose.STATISTICS: mark("Counting me in reports"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """All texts of CURRENT in one language, by purpose."""

    language: str
    name: str
    direction: str
    texts: Mapping[Purpose, str]


def ask_in(language: str) -> Asked:
    """Return what somebody is asked to agree to now, in one of LANGUAGES."""
    speech = speech_in(language)
    texts = {purpose: speech.say(text) for purpose, text in TEXTS[CURRENT].items()}
    return Asked(language, OWN_NAMES[language], speech.direction, texts)


def ask_in_others(language: str) -> Iterator[Asked]:
    """Yield the same in all other languages."""
    return (ask_in(other) for other in LANGUAGES if other != language)
