"""What people say about proposals, applied to what ranking sees. Pure: facts and answers in, facts out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from api.bodies import Decision
from matcher.inputs import canonical
from matcher.types import HeldOccupation, HeldSkill, Kind, RankingInput, SkillSource


@dataclass(frozen=True, slots=True)
class Answer:
    """A person's word on one link."""

    kind: Kind
    uri: str
    decision: Decision


def apply_answers(facts: RankingInput, answers: Iterable[Answer]) -> RankingInput:
    """Take rejected concepts out, and count accepted ones as stated by a person.

    A rejected occupation is neither held nor wanted. An accepted one counts as held, whatever the text said.
    """
    given = [answer for answer in answers if answer.decision is not Decision.NONE]
    rejected = [a.uri for a in given if a.kind is Kind.SKILL and a.decision is Decision.REJECTED]
    accepted = [a.uri for a in given if a.kind is Kind.SKILL and a.decision is Decision.ACCEPTED]
    skills = {skill.uri: skill for skill in facts.skills}
    occupations = {occupation.uri: occupation for occupation in facts.occupations}
    wanted = list(facts.wants.occupations)
    for answer in given:
        if answer.decision is Decision.REJECTED:
            (skills if answer.kind is Kind.SKILL else occupations).pop(answer.uri, None)
            wanted = [uri for uri in wanted if answer.kind is Kind.SKILL or uri != answer.uri]
        elif answer.kind is Kind.SKILL:
            skills[answer.uri] = _stated(skills.get(answer.uri), answer.uri)
        else:
            held = occupations.get(answer.uri, HeldOccupation(answer.uri))
            occupations[answer.uri] = replace(held, source=SkillSource.STATED)
    return canonical(
        replace(
            facts,
            skills=tuple(skills.values()),
            rejected_skills=tuple({*facts.rejected_skills, *rejected} - {*accepted}),
            occupations=tuple(occupations.values()),
            wants=replace(facts.wants, occupations=tuple(wanted)),
        )
    )


def _stated(held: HeldSkill | None, uri: str) -> HeldSkill:
    if held is None:
        return HeldSkill(uri, SkillSource.STATED)
    return held if held.source is SkillSource.VERIFIED else replace(held, source=SkillSource.STATED)
