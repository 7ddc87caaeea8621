"""What to ask first when too little is known to rank anything."""

from __future__ import annotations

from matcher.coverage import confirmed
from matcher.messages import Code, Message, say
from matcher.types import RankingInput

MAX_QUESTIONS = 3


def questions_for(person: RankingInput) -> tuple[Message, ...]:
    """Return up to three questions, those that decide most of a score first.

    Once anything can be scored, the only one left is whether what was read from a text is right.
    """
    if person.skills or person.occupations or person.wants.occupations or person.wants.unwanted_occupations:
        return (say(Code.QUESTION_CONFIRM),) if confirmed(person) != person else ()
    questions = (
        (True, Code.QUESTION_WORK_DONE),
        (True, Code.QUESTION_WORK_WANTED),
        (not person.languages, Code.QUESTION_LANGUAGES),
        (person.home is None or person.travel is None, Code.QUESTION_HOME),
        (not person.permissions, Code.QUESTION_PERMISSIONS),
        (True, Code.QUESTION_GOOD_AT),
    )
    return tuple(say(code) for is_open, code in questions if is_open)[:MAX_QUESTIONS]
