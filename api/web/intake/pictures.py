"""Pictures of work for people who read little, and what their answers claim.

`pictures.tsv` says which occupation a picture stands for and about which of its skills it asks. Whoever did it as their
work has held the occupation. Whoever did it sometimes or often, at home or unpaid, has not: of them only the skills
count that they then say they can do. Never anything follows from a picture that nobody answered.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files

from api.web.forms import Sent
from api.web.intake.picture_words import ABILITIES, WORK
from api.web.speech import mark

TABLE = files("api.web.intake") / "pictures.tsv"


class Often(StrEnum):
    """How often somebody has done something."""

    NEVER = "never"
    SOMETIMES = "sometimes"
    OFTEN = "often"
    WORK = "work"


OFTEN: Mapping[Often, str] = {
    Often.NEVER: mark("Never"),
    Often.SOMETIMES: mark("Sometimes"),
    Often.OFTEN: mark("Often"),
    Often.WORK: mark("It was my work"),
}
# What counts are the fewest years that an answer can mean.
YEARS: Mapping[str, str] = {
    "0.5": mark("Less than 1 year"),
    "1": mark("1 year"),
    "2": mark("2 years"),
    "3": mark("3 or 4 years"),
    "5": mark("5 to 9 years"),
    "10": mark("10 years or more"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A skill that a picture asks about: its key, the message beside it, and its URI."""

    key: str
    words: str
    uri: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture: its key, the message below it, the URI of the occupation, and what is asked about it."""

    key: str
    words: str
    uri: str
    asked: tuple[Asked, ...]


@dataclass(frozen=True, slots=True)
class Answered:
    """What somebody said about one picture. `years` are the fewest it can be, "" where nobody knows."""

    picture: Picture
    often: Often
    years: str
    can: frozenset[str]


@cache
def list_pictures() -> tuple[Picture, ...]:
    """Return all pictures in the order of the table. Raises KeyError for one without words."""
    rows = [line.split("\t") for line in TABLE.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return tuple(
        Picture(
            key,
            WORK[key],
            uri,
            tuple(Asked(asked, ABILITIES[asked], of) for at, asked, of in rows if at == key and asked),
        )
        for key, asked, uri in rows
        if not asked
    )


def read_answers(sent: Sent) -> tuple[Answered, ...]:
    """Return what a form says, for the pictures that somebody knows something about."""
    return tuple(_iter_answers(sent))


def _iter_answers(sent: Sent) -> Iterator[Answered]:
    for picture in list_pictures():
        often = sent.get(f"often-{picture.key}")
        if often in set(Often) - {Often.NEVER}:
            said = sent.get(f"years-{picture.key}")
            known = said if said in YEARS and often == Often.WORK else ""
            yield Answered(picture, Often(often), known, frozenset(sent.all(f"can-{picture.key}")))


def occupations_of(answers: tuple[Answered, ...]) -> list[tuple[str, str]]:
    """Return the occupations held, each with its years: what was somebody's work."""
    return [(answer.picture.uri, answer.years) for answer in answers if answer.often is Often.WORK]


def skills_of(answers: tuple[Answered, ...]) -> list[str]:
    """Return the skills that somebody says they have, each once."""
    said = (asked.uri for answer in answers for asked in answer.picture.asked if asked.key in answer.can)
    return list(dict.fromkeys(said))
