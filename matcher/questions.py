"""What to ask first when too little is known to rank anything."""

from __future__ import annotations

from matcher.coverage import confirmed
from matcher.types import RankingInput

MAX_QUESTIONS = 3
CONFIRM = "Is what was read from the text right? Accept or reject the proposed skills and occupations."


def questions_for(person: RankingInput) -> tuple[str, ...]:
    """Return up to three questions, those that decide most of a score first.

    Once anything can be scored, the only one left is whether what was read from a text is right.
    """
    if person.skills or person.occupations or person.wants.occupations or person.wants.unwanted_occupations:
        return (CONFIRM,) if confirmed(person) != person else ()
    questions = (
        (True, "Which work have you done, paid or unpaid, and for how long?"),
        (True, "Which work would you like to do?"),
        (not person.languages, "Which languages do you speak, and at what level?"),
        (person.home is None or person.travel is None, "Where do you live, and how far can you travel?"),
        (not person.permissions, "In which countries may you work?"),
        (True, "What are you good at?"),
    )
    return tuple(text for is_open, text in questions if is_open)[:MAX_QUESTIONS]
