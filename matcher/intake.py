"""From what people and feeds hand in to what ranking sees: given facts win, texts are linked, nothing is lost silently.

Both readers work on many at once, because encoding is the cost. Names of concepts are looked up as labels of any
language; what is unknown comes back in `unresolved`, what no concept was found for in `unmapped`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from matcher.claims import ProfileFacts, VacancyFacts, WantsFacts
from matcher.duplicates import near_text_key
from matcher.facts import Facts, read_facts
from matcher.guesses import (
    MAX_GUESSES,
    Guess,
    inferred_skills,
    likeliest_occupation,
    likely_occupations,
    skills_of_guesses,
)
from matcher.inputs import canonical
from matcher.linking import Linker
from matcher.passages import Document
from matcher.places import Place, Places
from matcher.regulated import ISCO_CODE
from matcher.stated import read_stated
from matcher.terms import terms_of
from matcher.types import (
    HeldOccupation,
    HeldSkill,
    Kind,
    LanguageLevel,
    Link,
    LinkedText,
    LinkMethod,
    LinkStatus,
    Mention,
    RankingInput,
    Recognition,
    Relation,
    Requirement,
    RequirementSource,
    SkillSource,
    StatedFact,
    StatedKind,
    Vacancy,
    Wants,
)
from taxonomy.taxonomy import Taxonomy

__all__ = ["ReadProfile", "ReadVacancy", "ReadWith", "read_profiles", "read_vacancies"]

# From this score on a link in a vacancy is a requirement: more often right than wrong.
REQUIREMENT_SCORE = 0.5
# Where none of the guessed occupations needs the skill, and the words are not its name, a requirement has to be surer:
# "offers" in a reference number is no "job market offers", and a game engine is no part of a kitchen.
UNSUPPORTED_SCORE = 0.85
# Skills that a person can have named, or shown: the largest occupations of ESCO need ninety. A longer list was pasted,
# and counts as a list of proposals.
MAX_SAID = 100
# Occupations that count as held where more are named, those with most years: each brings the skills it needs, so a list
# of everything gains most here (docs/ranking.md). The others count as so many readings of one life.
MAX_HELD = 6
# From this score on a link in a profile enters ranking before anybody has confirmed it, at a proposal's low weight.
# Lower than for vacancies: a wrong proposal is one click away from removal, a missed one hides vacancies.
PROPOSAL_SCORE = 0.3
# Up to three occupations of a text enter ranking, those at least this sure in percent of the surest: on the
# development profiles the right one is first in 28, among the first three in 50 of 100 cases.
MAX_PROPOSED = 5
MIN_CERTAINTY = 10


# Raised whenever the same text and the same artefacts are read otherwise, or `near_text_key` comes out differently.
READING = 1


@dataclass(frozen=True, slots=True)
class ReadWith:
    """What something was read with: the id of the taxonomy release, and encoder and version of reading."""

    taxonomy: str
    reading: str

    @classmethod
    def of(cls, linker: Linker) -> ReadWith:
        """Name what this linker reads with."""
        return cls(linker.taxonomy.release.id, f"{linker.encoder_id}/{READING}")


@dataclass(frozen=True, slots=True)
class ReadProfile:
    """A profile as understood: what ranking sees, all proposals, and what was not understood.

    `unmapped` are passages in which neither a skill nor an occupation was found; `unresolved` are names and URIs that
    the taxonomy or the gazetteer does not have, in the order given.
    """

    input: RankingInput
    skill_links: tuple[Link, ...]
    occupation_links: tuple[Link, ...]
    unmapped: tuple[Mention, ...]
    unresolved: tuple[str, ...]
    read_with: ReadWith


@dataclass(frozen=True, slots=True)
class ReadVacancy:
    """A vacancy as understood; offsets count in `title`, a line break, `text`. `near_text_key`: see `duplicates`.

    `stated` are the facts that its text states, for people to read; what ranking needs of them is in `vacancy`.
    """

    vacancy: Vacancy
    stated: tuple[StatedFact, ...]
    skill_links: tuple[Link, ...]
    occupation_links: tuple[Link, ...]
    unmapped: tuple[Mention, ...]
    unresolved: tuple[str, ...]
    near_text_key: int
    read_with: ReadWith


def read_profiles(facts: Sequence[ProfileFacts], linker: Linker, places: Places) -> list[ReadProfile]:
    """Read profiles, in order; each result is what reading it alone gives."""
    documents = [Document(each.text, each.lang) for each in facts]
    linked = linker.link_kinds(documents, tuple(Kind))
    together = zip(facts, linked[Kind.SKILL], linked[Kind.OCCUPATION], strict=True)
    return [_read_profile(*each, linker, places) for each in together]


def read_vacancies(facts: Sequence[VacancyFacts], linker: Linker, places: Places) -> list[ReadVacancy]:
    """Read vacancies, in order; each result is what reading it alone gives."""
    documents = [Document.titled(each.title, each.text, each.lang) for each in facts]
    linked = linker.link_kinds(documents, tuple(Kind))
    together = zip(facts, documents, linked[Kind.SKILL], linked[Kind.OCCUPATION], strict=True)
    return [_read_vacancy(*each, linker, places) for each in together]


class _Names:
    """Looks names up and keeps those that nothing is called by."""

    def __init__(self, linker: Linker, places: Places) -> None:
        self._linker = linker
        self._places = places
        self.unresolved: list[str] = []

    def concept(self, kind: Kind, uri: str | None, label: str | None) -> str | None:
        """Return the URI of a concept given by URI or by name."""
        known = uri is not None and self._linker.taxonomy.table(kind).find_row(uri) is not None
        found = uri if known else self._linker.find_name(label, kind) if label else None
        if found is None and (uri or label):
            self.unresolved.append(uri or label or "")
        return found

    def place(self, name: str | None, country: str | None, *, province: bool = False) -> Place | None:
        """Return a place given by gazetteer id or by name."""
        if not name:
            return None
        find = self._places.find_province if province else self._places.find_place
        found = self._places.find_id(name) or find(name, country)
        if found is None:
            self.unresolved.append(name)
        return found


def _read_profile(
    facts: ProfileFacts, skills: LinkedText, occupations: LinkedText, linker: Linker, places: Places
) -> ReadProfile:
    names = _Names(linker, places)
    read = read_facts(facts.text)
    home = names.place(facts.place, facts.country)
    claimed = tuple(_claimed_occupations(facts, names))
    person = RankingInput(
        skills=(*_claimed_skills(facts, names), *_proposed_skills(skills)),
        occupations=(*claimed, *_proposed_occupations(occupations, alone=not claimed)),
        education=facts.education,
        languages=_languages(facts.languages, read),
        licences=_held_licences(read) if facts.licences is None else facts.licences,
        permissions=facts.permissions,
        recognitions=tuple(_recognitions(facts, names)),
        hours=facts.hours,
        shifts=facts.shifts,
        start=facts.start,
        home=home.id if home else None,
        travel=facts.travel,
        wants=_wants(facts.wants, occupations, names),
    )
    unmapped = _both_unmapped(skills, occupations)
    unresolved = tuple(names.unresolved)
    return ReadProfile(canonical(person), skills.links, occupations.links, unmapped, unresolved, ReadWith.of(linker))


def _claimed_skills(facts: ProfileFacts, names: _Names) -> Iterator[HeldSkill]:
    n_from = Counter(claim.source for claim in facts.skills)
    for claim in facts.skills:
        uri = names.concept(Kind.SKILL, claim.uri, claim.label)
        if uri is not None:
            waits = n_from[claim.source] > MAX_SAID
            source = SkillSource.PROPOSED if waits else claim.source
            yield HeldSkill(uri, source, claim.level, claim.years_since_use)


def _claimed_occupations(facts: ProfileFacts, names: _Names) -> Iterator[HeldOccupation]:
    found = [(names.concept(Kind.OCCUPATION, claim.uri, claim.label), claim.years) for claim in facts.occupations]
    held = [HeldOccupation(uri, years) for uri, years in found if uri is not None]
    by_years = sorted(held, key=lambda each: -1.0 if each.years is None else each.years, reverse=True)
    yield from by_years[:MAX_HELD]
    certainty = max(100 // len(held), 1) if held else 0
    for other in by_years[MAX_HELD:]:
        yield replace(other, source=SkillSource.PROPOSED, certainty=certainty)


def _recognitions(facts: ProfileFacts, names: _Names) -> Iterator[Recognition]:
    for claim in facts.recognitions:
        named = claim.occupation
        is_group = re.fullmatch(ISCO_CODE, named.label or "") is not None
        occupation = named.label if is_group else names.concept(Kind.OCCUPATION, named.uri, named.label)
        if occupation:
            yield Recognition(claim.country, occupation, claim.granted)


def _proposed_skills(linked: LinkedText) -> Iterator[HeldSkill]:
    return (HeldSkill(link.uri, SkillSource.PROPOSED) for link in _sure(linked, LinkStatus.HELD))


def _proposed_occupations(linked: LinkedText, *, alone: bool) -> Iterator[HeldOccupation]:
    """Yield the likeliest occupations: a guess asks a question, none hides all.

    Certainty is relative to the best guess if nothing else was said (`alone`), else to an occupation that was.
    """
    guesses = _held_guesses(linked)
    best = guesses[0].score if guesses and alone else 1.0
    for guess in guesses[:MAX_PROPOSED]:
        certainty = round(100 * guess.score / best) if best > 0 else 0
        if certainty >= MIN_CERTAINTY:
            yield HeldOccupation(guess.uri, None, SkillSource.PROPOSED, certainty)


def _sure(linked: LinkedText, status: LinkStatus, score: float = PROPOSAL_SCORE) -> list[Link]:
    return [link for link in linked.links if link.status is status and link.score >= score]


def _wants(facts: WantsFacts, linked: LinkedText, names: _Names) -> Wants:
    """Take the wishes given, else the occupations that the text wishes for."""
    given = [names.concept(Kind.OCCUPATION, claim.uri, claim.label) for claim in facts.occupations]
    occupations = tuple(uri for uri in given if uri) or tuple(link.uri for link in _sure(linked, LinkStatus.WISHED))
    found = [names.place(name, None) for name in facts.places]
    return Wants(occupations=occupations, places=tuple(place.id for place in found if place), hours=facts.hours)


def _languages(given: tuple[LanguageLevel, ...], read: Facts) -> tuple[LanguageLevel, ...]:
    known = {level.language for level in given}
    return (*given, *(fact.level for fact in read.languages if fact.level.language not in known))


def _held_licences(read: Facts) -> tuple[str, ...] | None:
    """Return what the text names, an empty tuple where it only denies, None where it says nothing."""
    if not read.licences:
        return None
    return tuple(fact.licence for fact in read.licences if fact.held)


def _both_unmapped(a: LinkedText, b: LinkedText) -> tuple[Mention, ...]:
    others = frozenset(b.unmapped)
    return tuple(mention for mention in a.unmapped if mention in others)


def _read_vacancy(
    facts: VacancyFacts,
    document: Document,
    skills: LinkedText,
    occupations: LinkedText,
    linker: Linker,
    places: Places,
) -> ReadVacancy:
    names = _Names(linker, places)
    stated = read_stated(facts.title, facts.text, facts.lang)
    guesses = _guesses(facts, occupations, names)
    occupation = likeliest_occupation(linker.taxonomy, guesses)
    inferred = inferred_skills(linker.taxonomy, guesses)
    place = names.place(facts.place, facts.country) or names.place(facts.province, facts.country, province=True)
    welcome = [fact.mention for fact in stated if fact.kind is StatedKind.DESIRABLE]
    vacancy = Vacancy(
        id=facts.id,
        requirements=_requirements(facts, welcome, _required(skills, guesses, linker.taxonomy), inferred, names),
        occupation=occupation,
        country=facts.country or (place.country if place else None),
        place=place.id if place else None,
        published=facts.published,
        expires=facts.expires,
        likely=likely_occupations(linker.taxonomy, guesses),
        **terms_of(facts, stated).as_fields(),
    )
    unmapped = _both_unmapped(skills, occupations)
    key = near_text_key(document.text, occupation or (guesses[0].uri if guesses else None))
    unresolved = tuple(names.unresolved)
    links = (skills.links, occupations.links)
    return ReadVacancy(vacancy, stated, *links, unmapped, unresolved, key, ReadWith.of(linker))


def _guesses(facts: VacancyFacts, linked: LinkedText, names: _Names) -> list[Guess]:
    """Return the occupation that was given, else what the text may be about."""
    claim = facts.occupation
    given = names.concept(Kind.OCCUPATION, claim.uri, claim.label) if claim else None
    return [Guess(given, 1.0)] if given else _held_guesses(linked)


def _held_guesses(linked: LinkedText) -> list[Guess]:
    held = [link for link in (*linked.links, *linked.runners_up) if link.status is LinkStatus.HELD]
    return [Guess(link.uri, link.score) for link in held[:MAX_GUESSES]]


def _required(linked: LinkedText, guesses: Sequence[Guess], taxonomy: Taxonomy) -> list[Link]:
    """Return the links that are sure enough to be required, given what the vacancy may be about."""
    needed = skills_of_guesses(taxonomy, guesses)
    return [
        link
        for link in _sure(linked, LinkStatus.HELD, REQUIREMENT_SCORE)
        if link.method is LinkMethod.LABEL or link.uri in needed or link.score >= UNSUPPORTED_SCORE
    ]


def _requirements(
    facts: VacancyFacts, welcome: Sequence[Mention], stated: Sequence[Link], inferred: Sequence[str], names: _Names
) -> tuple[Requirement, ...]:
    """Join what was given, read and inferred, each skill once and in that order of precedence, ordered by URI.

    Skills named in a clause of something `welcome` are optional.
    """
    found: dict[str, Requirement] = {}
    for claim in facts.skills:
        uri = names.concept(Kind.SKILL, claim.uri, claim.label)
        if uri is not None:
            found.setdefault(uri, Requirement(uri, claim.relation, RequirementSource.STATED))
    for link in stated:
        is_welcome = any(part.start <= link.mention.start < part.end for part in welcome)
        relation = Relation.OPTIONAL if is_welcome else Relation.ESSENTIAL
        found.setdefault(link.uri, Requirement(link.uri, relation, RequirementSource.STATED))
    for uri in inferred:
        found.setdefault(uri, Requirement(uri, Relation.ESSENTIAL, RequirementSource.INFERRED))
    return tuple(found[uri] for uri in sorted(found))
