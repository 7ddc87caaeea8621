"""From lines to what ranking sees: the edge of `matcher.intake`, with the linker and the gazetteer it needs."""

from __future__ import annotations

from collections.abc import Sequence

from api.bodies import HoursRange, LinkRequest, ProfileLine, VacancyLine, WantsGiven
from matcher import intake
from matcher.claims import (
    OccupationClaim,
    ProfileFacts,
    RecognitionClaim,
    RequirementClaim,
    SkillClaim,
    VacancyFacts,
    WantsFacts,
)
from matcher.intake import ReadProfile, ReadVacancy, ReadWith
from matcher.linking import Linker
from matcher.passages import Document
from matcher.places import Places
from matcher.types import Cefr, Hours, LanguageLevel, LinkedText, Permission, Travel
from taxonomy.taxonomy import Taxonomy

__all__ = ["ReadProfile", "ReadVacancy", "ReadWith", "Reader"]


class Reader:
    """Reads lines; immutable, shared by threads."""

    def __init__(self, linker: Linker, places: Places) -> None:
        self._linker = linker
        self.places = places

    @property
    def taxonomy(self) -> Taxonomy:
        """The release that texts are linked to."""
        return self._linker.taxonomy

    @property
    def read_with(self) -> ReadWith:
        """What this reader reads with."""
        return ReadWith.of(self._linker)

    def link(self, request: LinkRequest) -> LinkedText:
        """Link one text; see `link_many`."""
        return self.link_many([request])[0]

    def link_many(self, requests: Sequence[LinkRequest]) -> list[LinkedText]:
        """Link texts of one kind; `top` gives the N best whatever they are worth, `min_score` cuts below it.

        The kind and `top` of the first request hold for all.
        """
        if not requests:
            return []
        documents = [Document(request.text, request.lang) for request in requests]
        found = self._linker.link_many(documents, requests[0].kind, requests[0].top)
        return [_above(linked, request.min_score) for linked, request in zip(found, requests, strict=True)]

    def read_profiles(self, lines: Sequence[ProfileLine]) -> list[ReadProfile]:
        """Read people, in order; each result is what reading it alone gives."""
        return intake.read_profiles([_profile_facts(line) for line in lines], self._linker, self.places)

    def read_vacancies(self, lines: Sequence[VacancyLine], ids: Sequence[str]) -> list[ReadVacancy]:
        """Read vacancies, in order; `ids` are what ranking knows them by."""
        facts = [_vacancy_facts(*each) for each in zip(ids, lines, strict=True)]
        return intake.read_vacancies(facts, self._linker, self.places)


def _above(linked: LinkedText, min_score: float | None) -> LinkedText:
    kept = tuple(link for link in linked.links if link.score >= (min_score or 0))
    return LinkedText(kept, linked.unmapped)


def _profile_facts(line: ProfileLine) -> ProfileFacts:
    return ProfileFacts(
        text=line.text or "",
        lang=line.lang,
        skills=tuple(SkillClaim(skill.uri, skill.label, skill.level, skill.source) for skill in line.skills),
        occupations=tuple(OccupationClaim(held.uri, held.label, held.years) for held in line.occupations),
        languages=_languages(line.languages),
        education=line.education,
        licences=None if line.licences is None else tuple(line.licences),
        permissions=tuple(Permission(country, granted) for country, granted in line.permissions.items()),
        recognitions=tuple(
            RecognitionClaim(each.country, OccupationClaim(each.occupation.uri, each.occupation.label), each.granted)
            for each in line.recognitions
        ),
        place=line.place,
        country=line.country,
        travel=Travel(line.travel.mode, line.travel.minutes) if line.travel else None,
        hours=_hours(line.hours),
        shifts=None if line.shifts is None else tuple(line.shifts),
        start=line.start,
        wants=_wants(line.wants) if line.wants else WantsFacts(),
    )


def _wants(wants: WantsGiven) -> WantsFacts:
    occupations = tuple(OccupationClaim(wanted.uri, wanted.label) for wanted in wants.occupations)
    return WantsFacts(occupations, tuple(wants.places), _hours(wants.hours))


def _vacancy_facts(vacancy_id: str, line: VacancyLine) -> VacancyFacts:
    return VacancyFacts(
        id=vacancy_id,
        title=line.title,
        text=line.text,
        lang=line.lang,
        skills=tuple(RequirementClaim(skill.uri, skill.label, skill.relation) for skill in line.skills),
        occupation=OccupationClaim(line.occupation.uri, line.occupation.label) if line.occupation else None,
        languages=_languages(line.languages),
        licences=None if line.licences is None else tuple(line.licences),
        permission=line.permission,
        place=line.place,
        province=line.province,
        country=line.country,
        hours=_hours(line.hours),
        shifts=tuple(line.shift),
        start=line.start,
        years=line.years,
        education=line.education,
        published=line.date,
        expires=line.expires,
    )


def _languages(given: dict[str, Cefr]) -> tuple[LanguageLevel, ...]:
    return tuple(LanguageLevel(language, level) for language, level in given.items())


def _hours(hours: HoursRange | None) -> Hours | None:
    return Hours(hours.min, hours.max) if hours else None
