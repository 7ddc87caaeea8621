"""From lines to what ranking sees: texts are linked, given facts win, words that nothing was found for are kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from api.bodies import LinkRequest, ProfileLine, VacancyLine
from api.repository import hash_content
from matcher.inputs import canonical
from matcher.linking import Linker
from matcher.passages import Document
from matcher.types import (
    HeldOccupation,
    HeldSkill,
    Hours,
    Kind,
    LanguageLevel,
    Link,
    LinkedText,
    LinkStatus,
    Mention,
    Permission,
    RankingInput,
    Relation,
    Requirement,
    RequirementSource,
    SkillSource,
    Vacancy,
)


@dataclass(frozen=True, slots=True)
class ReadProfile:
    """What a profile line says: what ranking sees of it, what it was linked to, and what was not understood."""

    input: RankingInput
    links: tuple[Link, ...]
    unmapped: tuple[Mention, ...]


@dataclass(frozen=True, slots=True)
class ReadVacancy:
    """What a vacancy line says; `likeness` is equal for nearly equal texts at one place, empty where none can be."""

    vacancy: Vacancy
    links: tuple[Link, ...]
    likeness: str


class Reader:
    """Reads lines with a linker; immutable, shared by threads."""

    def __init__(self, linker: Linker) -> None:
        self._linker = linker

    def link(self, request: LinkRequest) -> LinkedText:
        """Link one text; see `link_many`."""
        return self.link_many([request])[0]

    def link_many(self, requests: Sequence[LinkRequest]) -> list[LinkedText]:
        """Link texts of one kind; `top` gives the N best whatever they are worth, `min_score` cuts below it."""
        if not requests:
            return []
        kind, top = requests[0].kind, requests[0].top
        documents = [Document(request.text, request.lang) for request in requests]
        found = self._linker.link_many(documents, kind, top)
        return [_above(linked, request.min_score) for linked, request in zip(found, requests, strict=True)]

    def read_profiles(self, lines: Sequence[ProfileLine]) -> list[ReadProfile]:
        """Read people, in order."""
        documents = [Document(line.text or "", line.lang) for line in lines]
        skills = self._linker.link_many(documents, Kind.SKILL)
        occupations = self._linker.link_many(documents, Kind.OCCUPATION)
        return [_profile(*each) for each in zip(lines, skills, occupations, strict=True)]

    def read_vacancies(self, lines: Sequence[VacancyLine], ids: Sequence[str]) -> list[ReadVacancy]:
        """Read vacancies, in order; `ids` are what ranking knows them by."""
        documents = [Document.titled(line.title, line.text, line.lang) for line in lines]
        skills = self._linker.link_many(documents, Kind.SKILL)
        occupations = self._linker.link_many(documents, Kind.OCCUPATION)
        return [_vacancy(*each) for each in zip(ids, lines, skills, occupations, strict=True)]


def _above(linked: LinkedText, min_score: float | None) -> LinkedText:
    kept = tuple(link for link in linked.links if link.score >= (min_score or 0))
    return LinkedText(kept, linked.unmapped)


def _profile(line: ProfileLine, skills: LinkedText, occupations: LinkedText) -> ReadProfile:
    held = [link for link in skills.links if link.status is LinkStatus.HELD]
    facts = RankingInput(
        skills=tuple(HeldSkill(link.uri, SkillSource.PROPOSED) for link in held)
        + tuple(HeldSkill(skill.uri, skill.source, skill.level) for skill in line.skills if skill.uri),
        occupations=tuple(
            HeldOccupation(link.uri, None, SkillSource.PROPOSED)
            for link in occupations.links
            if link.status is LinkStatus.HELD
        )
        + tuple(HeldOccupation(held.uri, held.years) for held in line.occupations if held.uri),
        education=line.education,
        languages=tuple(LanguageLevel(language, level) for language, level in line.languages.items()),
        licences=None if line.licences is None else tuple(line.licences),
        permissions=tuple(Permission(country, granted) for country, granted in line.permissions.items()),
        hours=Hours(line.hours.min, line.hours.max) if line.hours else None,
    )
    return ReadProfile(canonical(facts), (*occupations.links, *skills.links), skills.unmapped)


def _vacancy(vacancy_id: str, line: VacancyLine, skills: LinkedText, occupations: LinkedText) -> ReadVacancy:
    vacancy = Vacancy(
        id=vacancy_id,
        requirements=tuple(
            Requirement(link.uri, Relation.ESSENTIAL, RequirementSource.STATED)
            for link in skills.links
            if link.status is LinkStatus.HELD
        )
        + tuple(Requirement(skill.uri, skill.relation, RequirementSource.STATED) for skill in line.skills if skill.uri),
        occupation=_occupation(line, occupations),
        languages=tuple(LanguageLevel(language, level) for language, level in line.languages.items()),
        licences=tuple(line.licences),
        permission_required=bool(line.permission),
        country=line.country,
        published=line.date,
        expires=line.expires,
    )
    likeness = hash_content({"text": line.text.casefold(), "place": line.place}) if len(line.text) > 200 else ""
    return ReadVacancy(vacancy, (*occupations.links, *skills.links), likeness)


def _occupation(line: VacancyLine, linked: LinkedText) -> str | None:
    if line.occupation and line.occupation.uri:
        return line.occupation.uri
    return linked.links[0].uri if linked.links else None
