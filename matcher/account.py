"""What a person is told about a ranking that was kept: what was used, what was not, what decided, when and with what.

Messages only; `matcher.wording` says them in eight languages. Nothing is ranked here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from matcher.assessment import maximum_points
from matcher.messages import Code, Country, Message, Span, Term, Tongue, say
from matcher.remedies import licence_name
from matcher.types import Cefr, ContributionName, Kind, LanguageLevel, RankingInput, SkillSource, Stamp
from matcher.weights import Weights

__all__ = ["Account", "Kept", "account_of"]


@dataclass(frozen=True, slots=True)
class Kept:
    """What is known about a ranking beside the person: when it was made, by which program, with what."""

    day: date
    program: str
    stamp: Stamp
    weights: Weights


@dataclass(frozen=True, slots=True)
class Account:
    """The messages, by what they are about."""

    made: tuple[Message, ...]
    used: tuple[Message, ...]
    not_used: tuple[Message, ...]
    decided: tuple[Message, ...]
    rights: tuple[Message, ...]


def account_of(person: RankingInput, kept: Kept, label: Callable[[Kind, str], str]) -> Account:
    """Give account of a ranking; `label` names a concept for where a language has no label of it."""

    def terms(kind: Kind, uris: Iterator[str]) -> tuple[Term, ...]:
        return tuple(Term(kind, uri, label(kind, uri)) for uri in uris)

    used = (*_skills(person, terms), *_work(person, terms), *_conditions(person))
    rejected = terms(Kind.SKILL, iter(person.rejected_skills))
    stamp = kept.stamp
    return Account(
        made=(
            say(Code.ACCOUNT_MADE, day=kept.day),
            say(
                Code.ACCOUNT_VERSIONS,
                taxonomy=stamp.taxonomy,
                encoder=stamp.encoder,
                weights=stamp.weights,
                catalogue=stamp.catalogue,
                program=kept.program,
                as_of=stamp.as_of,
            ),
        ),
        used=used or (say(Code.ACCOUNT_NOTHING),),
        not_used=(
            say(Code.ACCOUNT_NEVER),
            say(Code.ACCOUNT_TEXT),
            *((say(Code.ACCOUNT_REJECTED, skills=rejected),) if rejected else ()),
        ),
        decided=(say(Code.ACCOUNT_POINTS, parts=_parts(kept.weights)), say(Code.ACCOUNT_BLOCKERS)),
        rights=(say(Code.ACCOUNT_RIGHTS),),
    )


Terms = Callable[[Kind, Iterator[str]], tuple[Term, ...]]


def _skills(person: RankingInput, terms: Terms) -> Iterator[Message]:
    for source in SkillSource:
        held = terms(Kind.SKILL, (skill.uri for skill in person.skills if skill.source is source))
        if held:
            yield say(Code.ACCOUNT_SKILLS, source=source, skills=held)


def _work(person: RankingInput, terms: Terms) -> Iterator[Message]:
    if person.occupations:
        yield say(Code.ACCOUNT_WORK, occupations=terms(Kind.OCCUPATION, (held.uri for held in person.occupations)))
    if person.wants.occupations:
        yield say(Code.ACCOUNT_WISHES, occupations=terms(Kind.OCCUPATION, iter(person.wants.occupations)))
    if person.education is not None:
        yield say(Code.ACCOUNT_EDUCATION, level=person.education)


def _conditions(person: RankingInput) -> Iterator[Message]:
    if person.languages:
        yield say(Code.ACCOUNT_LANGUAGES, languages=tuple(map(_language, person.languages)))
    if person.licences:
        yield say(Code.ACCOUNT_LICENCES, licences=tuple(map(licence_name, person.licences)))
    granted = tuple(Country(permission.country) for permission in person.permissions if permission.granted)
    if granted:
        yield say(Code.ACCOUNT_PERMISSIONS, countries=granted)
    hours = person.hours or person.wants.hours
    if hours:
        yield say(Code.ACCOUNT_HOURS, hours=Span(hours.minimum, hours.maximum))
    if person.home or person.travel or person.wants.places:
        yield say(Code.ACCOUNT_PLACE)
    denied = any(not permission.granted for permission in person.permissions)
    if denied or person.recognitions or person.shifts or person.start or person.licences == ():
        yield say(Code.ACCOUNT_OTHERS)


def _language(known: LanguageLevel) -> Message:
    tongue = Tongue(known.language)
    if known.level is Cefr.NONE:
        return say(Code.ACCOUNT_NO_LANGUAGE, language=tongue)
    return say(Code.REQUIRED_LANGUAGE, language=tongue, level=known.level)


def _parts(weights: Weights) -> tuple[Message, ...]:
    together = zip(ContributionName, maximum_points(weights), strict=True)
    return tuple(say(Code.ACCOUNT_PART, name=name, points=points) for name, points in together)
