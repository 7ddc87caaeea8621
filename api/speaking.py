"""What people ask explanations with: languages, steps, and texts that were handed in; the same for HTTP and files."""

from __future__ import annotations

from api.errors import InvalidInputError, Problem
from api.reading import ReadProfile, ReadVacancy
from matcher.errors import InputError
from matcher.quotes import Words, mentions_of, personal_words
from matcher.steps import Move
from matcher.types import Step
from matcher.what_if import read_move
from matcher.wording.wording import LANGUAGES, Wording
from matcher.wording.wordings import Wordings
from taxonomy.taxonomy import Taxonomy

MOST = 2  # columns of a screen or a sheet: the person's language and the caseworker's


def wordings_of(languages: str, wordings: Wordings) -> list[Wording]:
    """Return the wordings of "es,ar", in that order; raises InvalidInputError."""
    named = list(dict.fromkeys(name for part in languages.split(",") if (name := part.strip().lower())))
    unknown = [name for name in named if name not in LANGUAGES]
    if unknown or len(named) > MOST:
        reason = f"must be up to {MOST} of {', '.join(LANGUAGES)}, separated by a comma"
        raise InvalidInputError([Problem("languages", reason)])
    return [wordings.get(name) for name in named]


def words_of_read(read: ReadProfile, text: str) -> Words:
    """Return the words of a profile that was handed in with `text`."""
    return personal_words(text, mentions_of((*read.skill_links, *read.occupation_links)))


def words_of_vacancy(read: ReadVacancy) -> Words:
    """Return the words of a vacancy that was handed in."""
    mentions = mentions_of((*read.skill_links, *read.occupation_links))
    return Words({uri: mention.text for uri, mention in mentions.items()}, read.vacancy.occupation)


def write_step(step: Move | Step) -> str:
    """Return how a step is written where it is supposed; `read_step` reads it."""
    return f"{step.kind.value}:{step.value}"


def read_step(step: str, taxonomy: Taxonomy) -> Move:
    """Return the step "language:it:B2"; raises InvalidInputError."""
    kind, _, value = step.partition(":")
    try:
        return read_move(kind, value, taxonomy)
    except InputError as error:
        raise InvalidInputError([Problem("step", "; ".join(error.problems))]) from error
