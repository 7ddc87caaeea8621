"""Single things a person could do or be asked, and what the person's facts are afterwards."""

from __future__ import annotations

from dataclasses import dataclass, replace

from matcher.blockers import INDEPENDENT, LONGEST_WAY, Facts
from matcher.conditions import (
    Condition,
    NeedsHours,
    NeedsLanguage,
    NeedsLanguageNamed,
    NeedsLicence,
    NeedsPermission,
    NeedsPlace,
    NeedsRecognition,
    NeedsShifts,
)
from matcher.coverage import confirmed
from matcher.messages import Code, Country, Message, Span, Tongue, say
from matcher.remedies import licence_name, shift_names
from matcher.types import (
    Cefr,
    HeldSkill,
    Hours,
    Kind,
    LanguageLevel,
    Permission,
    RankingInput,
    Recognition,
    SkillSource,
    StepKind,
    Travel,
    TravelMode,
)
from matcher.world import World

# Longest ways that are worth asking about, in minutes: quarter hours up to what few people accept every day.
WAYS = tuple(range(15, LONGEST_WAY + 1, 15))


@dataclass(frozen=True, slots=True, order=True)
class Move:
    """A step before anybody has counted what it opens; `value` as in `Step`."""

    kind: StepKind
    value: str


CONFIRM = Move(StepKind.CONFIRM, "proposals")


def move_for(condition: Condition, person: RankingInput, facts: Facts) -> Move | None:  # noqa: PLR0911 - one per kind
    """Return the smallest step that turns an open condition into a met one; None where there is no such step.

    There is none for a start date, schooling, years of experience, work in an unnamed country, and a way that is longer
    than anybody goes or cannot be measured.
    """
    match condition:
        case NeedsPermission(country):
            return None if country is None else Move(StepKind.PERMISSION, country)
        case NeedsRecognition(row):
            return Move(StepKind.RECOGNITION, f"{row.country}:{row.scope[0]}")
        case NeedsLicence(licence):
            return Move(StepKind.LICENCE, licence)
        case NeedsLanguage(language, level):
            return Move(StepKind.LANGUAGE, f"{language}:{level.name}")
        case NeedsLanguageNamed(language):
            return Move(StepKind.LANGUAGE, f"{language}:{INDEPENDENT.name}")
        case NeedsShifts(shifts):
            return Move(StepKind.SHIFTS, "+".join(shifts))
        case NeedsHours(hours):
            return Move(StepKind.HOURS, _span(_reaching(person.hours, hours)))
        case NeedsPlace(place):
            return _way(place, person, facts)
    return None


def apply(move: Move, person: RankingInput) -> RankingInput:  # noqa: PLR0911 - one return per kind of step
    """Return the person after the step, which only ever adds. A skill learnt counts as *stated*."""
    value = move.value
    match move.kind:
        case StepKind.CONFIRM:
            return confirmed(person)
        case StepKind.SKILL:
            return replace(person, skills=(*person.skills, HeldSkill(value, SkillSource.STATED)))
        case StepKind.LANGUAGE:
            language, _, level = value.partition(":")
            rest = tuple(known for known in person.languages if known.language != language)
            reached = max([Cefr[level], *(known.level for known in person.languages if known.language == language)])
            return replace(person, languages=(*rest, LanguageLevel(language, reached)))
        case StepKind.LICENCE:
            return replace(person, licences=(*(person.licences or ()), value))
        case StepKind.PERMISSION:
            elsewhere = tuple(known for known in person.permissions if known.country != value)
            return replace(person, permissions=(*elsewhere, Permission(value, granted=True)))
        case StepKind.RECOGNITION:
            country, _, occupation = value.partition(":")
            others = tuple(one for one in person.recognitions if (one.country, one.occupation) != (country, occupation))
            return replace(person, recognitions=(*others, Recognition(country, occupation, granted=True)))
        case StepKind.SHIFTS:
            return replace(person, shifts=tuple(sorted({*(person.shifts or ()), *value.split("+")})))
        case StepKind.HOURS:
            minimum, _, maximum = value.partition("-")
            return replace(person, hours=_both(person.hours, Hours(float(minimum), float(maximum))))
        case StepKind.PLACE:
            mode, _, minutes = value.partition(":")
            longest = max(int(minutes), person.travel.minutes if person.travel else 0)
            return replace(person, travel=Travel(TravelMode(mode), longest))


def label_of(move: Move, world: World, language: str) -> Message:  # noqa: PLR0911 - one return per kind of step
    """Return the short name of the step."""
    value = move.value
    match move.kind:
        case StepKind.CONFIRM:
            return say(Code.MOVE_CONFIRM)
        case StepKind.SKILL:
            return say(Code.MOVE_SKILL, skill=world.term(Kind.SKILL, world.taxonomy.skills.row(value), language))
        case StepKind.LANGUAGE:
            code, _, level = value.partition(":")
            return say(Code.MOVE_LANGUAGE, language=Tongue(code), level=Cefr[level])
        case StepKind.LICENCE:
            return say(Code.MOVE_LICENCE, licence=licence_name(value))
        case StepKind.PERMISSION:
            return say(Code.MOVE_PERMISSION, country=Country(value))
        case StepKind.RECOGNITION:
            return _recognition(value, world)
        case StepKind.SHIFTS:
            return say(Code.MOVE_SHIFTS, shifts=shift_names(value.split("+")))
        case StepKind.HOURS:
            minimum, _, maximum = value.partition("-")
            return say(Code.MOVE_HOURS, hours=Span(float(minimum), float(maximum)), n=float(maximum))
        case StepKind.PLACE:
            mode, _, minutes = value.partition(":")
            return say(Code.MOVE_PLACE, minutes=int(minutes), mode=TravelMode(mode))


def _recognition(value: str, world: World) -> Message:
    country, _, occupation = value.partition(":")
    row = world.catalogue.find_regulated(country, occupation)
    profession = row.profession if row else occupation
    return say(Code.MOVE_RECOGNITION, profession=profession, country=Country(country))


def _reaching(own: Hours | None, wanted: Hours) -> Hours:
    """Return `own` stretched just far enough to overlap `wanted`."""
    if own is None:
        return wanted
    return Hours(min(own.minimum, wanted.maximum), max(own.maximum, wanted.minimum))


def _both(own: Hours | None, more: Hours) -> Hours:
    if own is None:
        return more
    return Hours(min(own.minimum, more.minimum), max(own.maximum, more.maximum))


def _span(hours: Hours) -> str:
    return f"{hours.minimum:g}-{hours.maximum:g}"


def _way(place: str, person: RankingInput, facts: Facts) -> Move | None:
    if person.travel is None:
        return None  # the mode is a question, not a step
    minutes = facts.minutes_to(place)
    longest = next((way for way in WAYS if minutes <= way), None)  # NaN is never that short
    return None if longest is None else Move(StepKind.PLACE, f"{person.travel.mode}:{longest}")
