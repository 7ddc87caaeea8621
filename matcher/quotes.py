"""The words of texts that links rest on, kept apart from everything that ranks.

Ranking sees concepts; links keep the words they came from, with whoever stores or hands in the text. Explanations join
the two again, after ranking. A person's words are quoted as linking saw them: what identifies somebody is blanked out,
so a match sheet can be handed on, and equal facts give equal bytes whoever says them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from matcher.masking import mask
from matcher.types import Link, LinkStatus, Mention

__all__ = ["Quotes", "Words", "mentions_of", "personal_words"]

# A clause that says it all has fewer letters; of a longer one the beginning tells a reader where to look.
LONGEST = 120


@dataclass(frozen=True, slots=True)
class Words:
    """The words that stand for each concept (URI) in a text.

    `occupation` is the one that a vacancy is about: its words stand for requirements that nobody wrote down.
    """

    by_uri: Mapping[str, str] = field(default_factory=dict)
    occupation: str | None = None

    def of(self, uri: str | None) -> str | None:
        """Return the words for a concept on one line, long ones cut; None where the text has none."""
        said = self.by_uri.get(uri or "")
        return (_short(said) or None) if said else None


NOTHING = Words()


@dataclass(frozen=True, slots=True)
class Quotes:
    """The words of a person, and of vacancies by id."""

    person: Words = NOTHING
    vacancies: Mapping[str, Words] = field(default_factory=dict)

    def vacancy(self, vacancy_id: str) -> Words:
        """Return the words of a vacancy; nothing where it has no text or was not handed in."""
        return self.vacancies.get(vacancy_id, NOTHING)


def mentions_of(links: Iterable[Link]) -> dict[str, Mention]:
    """Return where a text says that somebody has, or asks for, each concept; the surest link of each."""
    found: dict[str, Mention] = {}
    for link in links:
        if link.status is LinkStatus.HELD:
            found.setdefault(link.uri, link.mention)
    return found


def personal_words(text: str, mentions: Mapping[str, Mention]) -> Words:
    """Cut a person's words out of their masked text; the mentions' offsets count in `text`."""
    masked = mask(text)
    return Words({uri: masked[mention.start : mention.end] for uri, mention in mentions.items()})


def _short(text: str) -> str:
    joined = " ".join(text.split())
    return joined if len(joined) <= LONGEST else joined[: LONGEST - 1].rsplit(" ", 1)[0] + "…"
