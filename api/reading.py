"""From lines to what ranking sees: the edge of `matcher.intake`, with the linker and the gazetteer it needs."""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Callable, Sequence
from typing import TypeVar

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
from matcher.errors import EncodingError
from matcher.intake import ReadProfile, ReadVacancy, ReadWith
from matcher.linking import BARE, Linker
from matcher.passages import Document
from matcher.places import Places
from matcher.types import Cefr, Hours, Kind, LanguageLevel, LinkedText, Permission, Travel
from taxonomy.taxonomy import Taxonomy

__all__ = ["ReadProfile", "ReadVacancy", "ReadWith", "Reader"]

BARE_S = 30.0  # after which an encoder that failed is tried again
Read = TypeVar("Read")
log = logging.getLogger(__name__)


class Reader:
    """Reads lines; shared by threads.

    Where the encoder fails, texts are linked by their labels alone for a while, and `read_with` says so: what was read
    that way is read again by `immerse relink`.
    """

    def __init__(self, linker: Linker, places: Places, clock: Callable[[], float] = time.monotonic) -> None:
        self._full = linker
        self._bare = linker.with_settings(BARE)
        self.places = places
        self._clock = clock
        self._bare_until = -math.inf

    @property
    def is_lexical(self) -> bool:
        """Whether texts are linked by labels alone for now."""
        return self._clock() < self._bare_until

    @property
    def _linker(self) -> Linker:
        return self._bare if self.is_lexical else self._full

    def _reading(self, read: Callable[[Linker], Read]) -> Read:
        """Read with the encoder, else without."""
        if not self.is_lexical:
            try:
                return read(self._full)
            except EncodingError:
                log.exception("texts are linked by labels alone for %g s", BARE_S)
                self._bare_until = self._clock() + BARE_S
        return read(self._bare)

    @property
    def taxonomy(self) -> Taxonomy:
        """The release that texts are linked to."""
        return self._linker.taxonomy

    @property
    def read_with(self) -> ReadWith:
        """What this reader reads with."""
        return ReadWith.of(self._linker)

    def find_name(self, name: str, kind: Kind) -> str | None:
        """Find the concept that is called so in any language."""
        return self._full.find_name(name, kind)

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
        found = self._reading(lambda linker: linker.link_many(documents, requests[0].kind, requests[0].top))
        return [_above(linked, request.min_score) for linked, request in zip(found, requests, strict=True)]

    def find_concept(self, kind: Kind, uri: str | None, label: str | None) -> str | None:
        """Return the URI of a concept that was given by URI or by name, as reading finds it; None where nothing is."""
        linker = self._linker
        known = uri is not None and linker.taxonomy.table(kind).find_row(uri) is not None
        return uri if known else linker.find_name(label, kind) if label else None

    def read_profiles(self, lines: Sequence[ProfileLine]) -> list[ReadProfile]:
        """Read people, in order; each result is what reading it alone gives."""
        facts = [_profile_facts(line) for line in lines]
        return self._reading(lambda linker: intake.read_profiles(facts, linker, self.places))

    def read_vacancies(self, lines: Sequence[VacancyLine], ids: Sequence[str]) -> list[ReadVacancy]:
        """Read vacancies, in order; `ids` are what ranking knows them by."""
        facts = [vacancy_facts(*each) for each in zip(ids, lines, strict=True)]
        return self._reading(lambda linker: intake.read_vacancies(facts, linker, self.places))


def _above(linked: LinkedText, min_score: float | None) -> LinkedText:
    kept = tuple(link for link in linked.links if link.score >= (min_score or 0))
    return LinkedText(kept, linked.unmapped)


def _profile_facts(line: ProfileLine) -> ProfileFacts:
    return ProfileFacts(
        text=line.text or "",
        lang=line.lang,
        skills=tuple(
            SkillClaim(skill.uri, skill.label, skill.level, skill.source, skill.years_since_use)
            for skill in line.skills
        ),
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


def vacancy_facts(vacancy_id: str, line: VacancyLine) -> VacancyFacts:
    """Return what a line gives, in the words of `matcher`; `vacancy_id` is what ranking knows it by."""
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
