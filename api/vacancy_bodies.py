"""What officers send about vacancies beside the vacancies themselves."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from api.bodies import Decision, Id, Statement
from api.vacancy_answers import About, Said
from matcher.types import Relation

MAX_ANSWERS = 500  # as many as a vacancy may have skills


class AnswerLine(Statement):
    """A word on one thing that was read: a concept by its URI, or a stated fact by its value, such as "de:B2".

    `none` takes back what was said before.
    """

    about: About
    value: Id
    decision: Decision
    relation: Relation | None = None
    """asked for (essential) or welcome (optional); left out, it stays as it was read"""


class AnswersLine(Statement):
    """What an officer says about a vacancy; `reviewed` where they have looked at all that was read."""

    answers: Annotated[list[AnswerLine], Field(default_factory=list, max_length=MAX_ANSWERS)]
    reviewed: bool = False

    def said(self) -> list[Said]:
        """Return the answers as they are kept."""
        return [Said(line.about, line.value, line.decision, line.relation) for line in self.answers]
