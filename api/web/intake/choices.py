"""What the form offers to choose from, in plain words."""

from __future__ import annotations

from dataclasses import dataclass

from api.web.speech import mark
from matcher.licences import Paper
from matcher.types import TravelMode


@dataclass(frozen=True, slots=True)
class Choice:
    """A value, and the message that says what it means."""

    value: str
    words: str


# Council of Europe, Common European Framework of Reference, self-assessment grid, in fewer and simpler words.
LEVELS = (
    Choice("NONE", mark("Not at all")),
    Choice("A1", mark("A1: I know some words and simple sentences")),
    Choice("A2", mark("A2: I can talk about simple things of every day")),
    Choice("B1", mark("B1: I can talk about work and everyday matters")),
    Choice("B2", mark("B2: I can take part in most conversations at work")),
    Choice("C1", mark("C1: I speak easily, also about difficult things")),
    Choice("C2", mark("C2: I speak it like somebody who grew up with it")),
)
# European Qualifications Framework, by what usually leads to a level.
EDUCATION = (
    Choice("1", mark("Some years of school")),
    Choice("2", mark("School until about 15 years of age")),
    Choice("3", mark("A short vocational training after that")),
    Choice("4", mark("School until about 18 years of age, or a full apprenticeship")),
    Choice("5", mark("A short course at a college after that")),
    Choice("6", mark("University: bachelor, three or four years")),
    Choice("7", mark("University: master, about five years")),
    Choice("8", mark("University: doctorate")),
)
PERMISSION = (
    Choice("yes", mark("Yes")),
    Choice("no", mark("No")),
    Choice("", mark("Not known")),
)
DRIVING = ("AM", "A", "B", "BE", "C", "CE", "D")
PAPERS = tuple(Paper)
MODES = tuple(TravelMode)

# The languages of Europe's states and those that newcomers speak most, by ISO 639.
TONGUES = (
    "am", "ar", "az", "be", "bg", "bn", "bs", "ca", "cs", "da", "de", "el", "en", "es", "et", "eu", "fa", "fi", "fr",
    "ga", "gl", "ha", "he", "hi", "hr", "hu", "hy", "ig", "it", "ka", "kk", "ku", "ln", "lt", "lv", "mk", "ml", "mt",
    "nl", "no", "pa", "pl", "ps", "pt", "ro", "rom", "ru", "sk", "sl", "so", "sq", "sr", "sv", "sw", "ta", "th", "ti",
    "tl", "tr", "uk", "ur", "uz", "vi", "wo", "yo", "zh",
)  # fmt: skip
# The European Economic Area, Switzerland, the United Kingdom, and states that are to join.
COUNTRIES = (
    "AL", "AT", "BA", "BE", "BG", "CH", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GB", "GR", "HR", "HU", "IE",
    "IS", "IT", "LI", "LT", "LU", "LV", "MD", "ME", "MK", "MT", "NL", "NO", "PL", "PT", "RO", "RS", "SE", "SI", "SK",
    "TR", "UA", "XK",
)  # fmt: skip
