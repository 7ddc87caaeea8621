"""What to ask first when too little is known to rank anything."""

from __future__ import annotations

from matcher.types import RankingInput

MAX_QUESTIONS = 3


def questions_for(person: RankingInput) -> tuple[str, ...]:
    """Return up to three questions, those that decide most of a score first; none once anything can be scored."""
    if person.skills or person.occupations or person.wants.occupations or person.wants.unwanted_occupations:
        return ()
    questions = (
        (True, "Which work have you done, paid or unpaid, and for how long?"),
        (True, "Which work would you like to do?"),
        (not person.languages, "Which languages do you speak, and at what level?"),
        (person.home is None or person.travel is None, "Where do you live, and how far can you travel?"),
        (not person.permissions, "In which countries may you work?"),
        (True, "What are you good at?"),
    )
    return tuple(text for is_open, text in questions if is_open)[:MAX_QUESTIONS]
