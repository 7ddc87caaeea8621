"""The questions that help most where nothing is known yet, and what their answers make of a profile."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from api.bodies import LinkRequest
from api.patches import merge_patch
from api.reading import Reader
from api.web.forms import Sent
from api.web.frame.choices import (
    COUNTRIES,
    Choice,
    offer_countries,
    offer_levels,
    offer_modes,
    offer_tongues,
)
from api.web.page import View
from matcher.messages import Code, Message
from matcher.types import Kind, TravelMode

MOST_WORDS = 4_000  # code points of one answer; a phone's keyboard writes less
MOST_WISHES = 5
ROWS = 3  # languages that the form has room for
MINUTES = (15, 30, 45, 60, 90)
WORDS = {Code.QUESTION_WORK_DONE: "work", Code.QUESTION_GOOD_AT: "good"}
"""questions that are answered in the person's own words, which are read like all others"""


@dataclass(frozen=True, slots=True)
class Question:
    """A question, and the name of the part of the form that answers it."""

    text: str
    part: str


@dataclass(frozen=True, slots=True)
class Choices:
    """What the form of the questions offers."""

    tongues: tuple[Choice, ...]
    levels: tuple[Choice, ...]
    countries: tuple[Choice, ...]
    modes: tuple[Choice, ...]
    minutes: tuple[int, ...] = MINUTES
    rows: int = ROWS


PARTS = {
    **WORDS,
    Code.QUESTION_WORK_WANTED: "wanted",
    Code.QUESTION_LANGUAGES: "languages",
    Code.QUESTION_HOME: "home",
    Code.QUESTION_PERMISSIONS: "permissions",
}


def view_questions(page: View, questions: Sequence[Message]) -> tuple[Question, ...]:
    """Return the questions that a person can answer here."""
    return tuple(Question(page.wording.say(each), PARTS[each.code]) for each in questions if each.code in PARTS)


def view_choices(page: View) -> Choices:
    """Return what the form offers, sorted as the page's language names it."""
    speech = page.speech
    return Choices(
        tongues=offer_tongues(speech),
        levels=offer_levels(speech),
        countries=offer_countries(speech),
        modes=offer_modes(page.wording),
    )


def add_words(given: dict[str, Any], words: str) -> dict[str, Any]:
    """Return a line with words put behind those that are there: people add to what they said, nothing is lost."""
    added = words[:MOST_WORDS].strip()
    if not added:
        return given
    before = str(given.get("text", "")).rstrip()
    return {**given, "text": f"{before}\n\n{added}" if before else added}


def amend(given: dict[str, Any], sent: Sent, reader: Reader) -> dict[str, Any]:
    """Return a line with the answers of the form; what was left empty stays not known."""
    line = given
    for part in WORDS.values():
        line = add_words(line, sent.get(part))
    return merge_patch(line, _facts(line, sent, reader))


def _facts(given: dict[str, Any], sent: Sent, reader: Reader) -> dict[str, Any]:
    """Return what the answers say as a patch of the line."""
    patch: dict[str, Any] = {}
    wishes = list(_wishes(sent.get("wanted"), reader))
    if wishes:
        before = (given.get("wants") or {}).get("occupations", [])
        patch["wants"] = {"occupations": [*before, *wishes]}
    languages = zip(sent.all("tongue"), sent.all("level"), strict=False)
    known = {tongue: level for tongue, level in languages if tongue and level}
    if known:
        patch["languages"] = known
    if sent.get("place").strip():
        patch["place"] = sent.get("place").strip()
    if sent.get("minutes") in {str(minutes) for minutes in MINUTES}:
        patch["travel"] = {"mode": sent.get("mode", TravelMode.TRANSIT.value), "minutes": int(sent.get("minutes"))}
    if sent.get("country") in COUNTRIES and sent.has("permitted"):
        patch["permissions"] = {sent.get("country"): sent.get("permitted") == "yes"}
    return patch


def _wishes(words: str, reader: Reader) -> Iterator[dict[str, str]]:
    """Yield the occupations that are wished for: the concept that the words are linked to, else the words as a name."""
    parts = [part.strip() for part in re.split(r"[,،;\n]", words[:MOST_WORDS]) if part.strip()]
    for part in parts[:MOST_WISHES]:
        links = reader.link(LinkRequest(text=part, kind=Kind.OCCUPATION)).links
        yield {"uri": links[0].uri} if links else {"label": part[:200]}
