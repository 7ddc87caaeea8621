"""What forms offer to choose from, in the reader's language: the same lists, in the same words, wherever it is asked.

A list is what is common, not what may be true: each `offer_` function takes what is stored or typed already, and offers
that too, so that a form which is sent back as it was loses nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from api.web.speech import Speech, mark
from matcher.language_names import NAMES
from matcher.licences import Paper
from matcher.remedies import licence_name
from matcher.text import fold
from matcher.types import Cefr, Shift, TravelMode
from matcher.wording.wording import Wording

# The European Economic Area, Switzerland, the United Kingdom, and the states that are to join the Union, with Kosovo.
COUNTRIES = (
    "AL", "AT", "BA", "BE", "BG", "CH", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GB", "GE", "GR", "HR", "HU",
    "IE", "IS", "IT", "LI", "LT", "LU", "LV", "MD", "ME", "MK", "MT", "NL", "NO", "PL", "PT", "RO", "RS", "SE", "SI",
    "SK", "TR", "UA", "XK",
)  # fmt: skip
# Those that matching reads in texts, and others that newcomers speak whose names are not read there.
TONGUES = (*NAMES, "ig", "kk", "ml", "rom", "th")
# Council of Europe, Common European Framework of Reference, self-assessment grid, in fewer and simpler words.
LEVELS: Mapping[Cefr, str] = {
    Cefr.NONE: mark("Not at all"),
    Cefr.A1: mark("A1: I know some words and simple sentences"),
    Cefr.A2: mark("A2: I can talk about simple things of every day"),
    Cefr.B1: mark("B1: I can talk about work and everyday matters"),
    Cefr.B2: mark("B2: I can take part in most conversations at work"),
    Cefr.C1: mark("C1: I speak easily, also about difficult things"),
    Cefr.C2: mark("C2: I speak it like somebody who grew up with it"),
}
# European Qualifications Framework, by what usually leads to a level.
EDUCATION: Mapping[int, str] = {
    1: mark("Some years of school"),
    2: mark("School until about 15 years of age"),
    3: mark("A short vocational training after that"),
    4: mark("School until about 18 years of age, or a full apprenticeship"),
    5: mark("A short course at a college after that"),
    6: mark("University: bachelor, three or four years"),
    7: mark("University: master, about five years"),
    8: mark("University: doctorate"),
}
CLASSES = ("AM", "A", "B", "BE", "C", "CE", "D", "DE")
"""of driving licences: those that most people have, of all in `matcher.licences.DRIVING`"""


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that can be chosen; `value` is what the form sends, `name` what the reader calls it."""

    value: str
    name: str
    chosen: bool = False


def offer(speech: Speech, messages: Mapping[str, str]) -> tuple[Choice, ...]:
    """Return choices by value, in their order."""
    return tuple(Choice(value, speech.say(words)) for value, words in messages.items())


def offer_countries(speech: Speech, kept: Iterable[str] = (), chosen: str | None = None) -> tuple[Choice, ...]:
    """Return countries by name."""
    codes = {*COUNTRIES, *filter(None, (*kept, chosen))}
    return sort_by_name(Choice(code, speech.country(code), code == chosen) for code in codes)


def offer_tongues(speech: Speech, kept: Iterable[str] = ()) -> tuple[Choice, ...]:
    """Return languages by name."""
    return sort_by_name(Choice(code, speech.tongue(code)) for code in {*TONGUES, *filter(None, kept)})


def offer_levels(speech: Speech) -> tuple[Choice, ...]:
    """Return how well a language can be spoken, not at all first."""
    return tuple(Choice(level.name, speech.say(words)) for level, words in LEVELS.items())


def offer_education(speech: Speech, chosen: int | None = None) -> tuple[Choice, ...]:
    """Return levels of education, lowest first."""
    return tuple(Choice(str(level), speech.say(words), level == chosen) for level, words in EDUCATION.items())


def offer_classes(wording: Wording, held: Collection[str] = ()) -> tuple[Choice, ...]:
    """Return the classes of driving licences, ticked where they are held."""
    return tuple(_licence(wording, each, held) for each in CLASSES)


def offer_papers(wording: Wording, held: Collection[str] = ()) -> tuple[Choice, ...]:
    """Return other licences and certificates, ticked where they are held, and whatever else is held behind them."""
    papers = [paper.value for paper in Paper]
    others = [each for each in held if each not in papers and each not in CLASSES]
    return tuple(_licence(wording, each, held) for each in (*papers, *others))


def offer_modes(wording: Wording, chosen: TravelMode | None = None) -> tuple[Choice, ...]:
    """Return ways to get to work."""
    return tuple(Choice(mode.value, wording.name(mode), mode is chosen) for mode in TravelMode)


def offer_shifts(wording: Wording, held: Collection[str] = ()) -> tuple[Choice, ...]:
    """Return times of work, ticked where somebody can work then, and whatever else is stored behind them."""
    known = {shift.value: wording.name(shift) for shift in Shift}
    values = dict.fromkeys((*known, *held))
    return tuple(Choice(value, known.get(value, value), value in held) for value in values)


def sort_by_name(choices: Iterable[Choice]) -> tuple[Choice, ...]:
    """Return choices by name, an accent making no difference."""
    return tuple(sorted(choices, key=lambda choice: (fold(choice.name), choice.name)))


def _licence(wording: Wording, licence: str, held: Collection[str]) -> Choice:
    return Choice(licence, wording.say(licence_name(licence)), licence in held)
