"""The facts of a person that a page shows and lets change, and what each small form sends as a patch of the profile.

A fact is shown as ranking sees it, so one that was read from the person's words is shown too; a fact that nobody knows
says so. A form changes what was given, and only that: the patch is the one of `PATCH /v1/profiles/{id}`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from api.errors import InvalidInputError, Problem
from api.web.forms import Sent
from api.web.frame.choices import (
    EDUCATION,
    Choice,
    offer_classes,
    offer_countries,
    offer_education,
    offer_levels,
    offer_modes,
    offer_papers,
    offer_shifts,
    offer_tongues,
)
from api.web.page import View
from api.web.speech import mark
from matcher.places import Places
from matcher.remedies import licence_name
from matcher.types import Cefr, Hours, Kind, RankingInput, Shift
from matcher.wording.wording import Wording

Json = dict[str, Any]


class FactKey(StrEnum):
    """What can be known about a person beside skills and work, in the order in which it is shown."""

    LANGUAGES = "languages"
    PERMISSIONS = "permissions"
    PLACE = "place"
    TRAVEL = "travel"
    EDUCATION = "education"
    LICENCES = "licences"
    HOURS = "hours"
    SHIFTS = "shifts"
    START = "start"
    WANTS = "wants"


NAMED = {
    FactKey.LANGUAGES: mark("Languages"),
    FactKey.PERMISSIONS: mark("May work in"),
    FactKey.PLACE: mark("Lives in"),
    FactKey.TRAVEL: mark("Way to work"),
    FactKey.EDUCATION: mark("Education"),
    FactKey.LICENCES: mark("Licences and papers"),
    FactKey.HOURS: mark("Hours a week"),
    FactKey.SHIFTS: mark("Times of work"),
    FactKey.START: mark("Can start"),
    FactKey.WANTS: mark("Wants"),
}


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact: each part of it in words; empty where nobody knows."""

    key: FactKey
    name: str
    shown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Choices:
    """What the forms offer, and what is chosen or written there now; `homes` are countries to live in."""

    tongues: tuple[Choice, ...]
    levels: tuple[Choice, ...]
    countries: tuple[Choice, ...]
    homes: tuple[Choice, ...]
    education: tuple[Choice, ...]
    classes: tuple[Choice, ...]
    papers: tuple[Choice, ...]
    modes: tuple[Choice, ...]
    shifts: tuple[Choice, ...]
    wanted_work: tuple[Choice, ...]
    wanted_places: tuple[Choice, ...]
    written: Mapping[str, str]


def show_facts(page: View, person: RankingInput, places: Places) -> tuple[Fact, ...]:
    """Return all facts of a person, known or not."""
    shown = _shown(page, person, places)
    return tuple(Fact(key, str(page.say(NAMED[key])), tuple(shown[key])) for key in FactKey)


def _shown(page: View, person: RankingInput, places: Places) -> dict[FactKey, list[str]]:
    speech, wording, say = page.speech, page.wording, page.say
    home = None if person.home is None else places.find_id(person.home)
    travel = person.travel
    languages = [
        str(say("%(language)s %(level)s", language=speech.tongue(known.language), level=known.level.name))
        if known.level is not Cefr.NONE
        else str(say("no %(language)s", language=speech.tongue(known.language)))
        for known in person.languages
    ]
    permissions = [
        speech.country(each.country)
        if each.granted
        else str(say("not in %(country)s", country=speech.country(each.country)))
        for each in person.permissions
    ]
    return {
        FactKey.LANGUAGES: languages,
        FactKey.PERMISSIONS: permissions,
        FactKey.PLACE: [] if home is None else [f"{home.name}, {speech.country(home.country)}"],
        FactKey.TRAVEL: []
        if travel is None
        else [str(say("%(mode)s, up to %(n)s min", mode=wording.name(travel.mode), n=travel.minutes))],
        FactKey.EDUCATION: [] if person.education is None else [str(say(EDUCATION[person.education]))],
        FactKey.LICENCES: _licences(page, person),
        FactKey.HOURS: [] if person.hours is None else [_span(page, person.hours)],
        FactKey.SHIFTS: [] if person.shifts is None else _shifts(page, person.shifts),
        FactKey.START: [] if person.start is None else [speech.day(person.start)],
        FactKey.WANTS: _wants(page, person, places),
    }


def _licences(page: View, person: RankingInput) -> list[str]:
    if person.licences is None:
        return []
    return [_licence(page.wording, each) for each in person.licences] or [str(page.say("none"))]


def _licence(wording: Wording, licence: str) -> str:
    return wording.say(licence_name(licence))


def _shifts(page: View, shifts: Iterable[str]) -> list[str]:
    known = {shift.value: shift for shift in Shift}
    return [page.wording.name(known[each]) if each in known else each for each in shifts]


def _span(page: View, hours: Hours) -> str:
    low, high = page.speech.number(hours.minimum), page.speech.number(hours.maximum)
    return low if low == high else f"{low}–{high}"


def _wants(page: View, person: RankingInput, places: Places) -> list[str]:
    wants, taxonomy = person.wants, page.world.taxonomy.occupations
    found = []
    for uri in wants.occupations:
        row = taxonomy.find_row(uri)
        found.append(uri if row is None else taxonomy.label(row, page.language).text)
    found += [place.name for each in wants.places if (place := places.find_id(each))]
    if wants.hours is not None:
        found.append(str(page.say("%(hours)s hours a week", hours=_span(page, wants.hours))))
    return found


# --- what the forms offer --------------------------------------------------------------------


def offer_choices(page: View, person: RankingInput, given: Json) -> Choices:
    """Return what the forms offer to be chosen; whatever is known of the person is among it."""
    speech, wording = page.speech, page.wording
    held, travel = person.licences or (), person.travel
    wants = given.get("wants") or {}
    return Choices(
        tongues=offer_tongues(speech, (known.language for known in person.languages)),
        levels=offer_levels(speech),
        countries=offer_countries(speech, (each.country for each in person.permissions)),
        homes=offer_countries(speech, chosen=given.get("country")),
        education=offer_education(speech, person.education),
        classes=offer_classes(wording, held),
        papers=offer_papers(wording, held),
        modes=offer_modes(wording, None if travel is None else travel.mode),
        shifts=offer_shifts(wording, person.shifts or ()),
        wanted_work=tuple(_wanted(page, each) for each in wants.get("occupations", ())),
        wanted_places=tuple(Choice(each, each, chosen=True) for each in wants.get("places", ())),
        written=_written(person, given),
    )


def _wanted(page: View, given: Json) -> Choice:
    """Return an occupation that is wanted as it was given, a concept by its name in the page's language."""
    uri = given.get("uri")
    if uri is None:
        return Choice(given["label"], given["label"], chosen=True)
    return Choice(uri, page.wording.labels(Kind.OCCUPATION, [uri])[uri].text, chosen=True)


def _written(person: RankingInput, given: Json) -> dict[str, str]:
    """Return what stands in the text fields now: what was given, and numbers as ranking sees them."""
    wants, hours = given.get("wants") or {}, person.hours
    return {
        "place": given.get("place") or "",
        "minutes": "" if person.travel is None else str(person.travel.minutes),
        "hours_min": "" if hours is None else f"{hours.minimum:g}",
        "hours_max": "" if hours is None else f"{hours.maximum:g}",
        "start": "" if person.start is None else person.start.isoformat(),
        "wanted_min": _bound(wants, "min"),
        "wanted_max": _bound(wants, "max"),
    }


def _bound(wants: Json, name: str) -> str:
    return f"{wants['hours'][name]:g}" if wants.get("hours") else ""


# --- what the forms send ---------------------------------------------------------------------


def patch_of(key: str, form: Sent) -> Json:
    """Return the patch that the form of a fact asks for; nothing chosen means that nobody knows.

    Raises InvalidInputError for an unknown fact. What is chosen is checked where the profile is read.
    """
    if key not in PATCHES:
        raise InvalidInputError([Problem("fact", f"must be one of {', '.join(PATCHES)}")])
    return PATCHES[FactKey(key)](form)


def _languages(form: Sent) -> Json:
    level = form.get("level")
    return {"languages": {form.get("language"): level or None}} if form.get("language") else {}


def _permissions(form: Sent) -> Json:
    granted = {"yes": True, "no": False}.get(form.get("granted"))
    return {"permissions": {form.get("country"): granted}} if form.get("country") else {}


def _licence_list(form: Sent) -> Json:
    named = [*form.all("licence"), *_split(form.get("other"))]
    return {"licences": named if named or form.has("none") else None}


def _travel(form: Sent) -> Json:
    minutes = _number(form, "minutes")
    return {"travel": None if minutes is None else {"mode": form.get("mode"), "minutes": int(minutes)}}


def _education(form: Sent) -> Json:
    level = _number(form, "level")
    return {"education": None if level is None else int(level)}


def _wishes(form: Sent) -> Json:
    return {
        "wants": {
            "occupations": [*form.all("occupation"), *_split(form.get("occupations"))],
            "places": [*form.all("wanted_place"), *_split(form.get("places"))],
            "hours": _range(form),
        }
    }


def _range(form: Sent) -> Json | None:
    low, high = _number(form, "min"), _number(form, "max")
    if low is None and high is None:
        return None
    return {"min": high if low is None else low, "max": low if high is None else high}


def _number(form: Sent, name: str) -> float | None:
    text = form.get(name).strip().replace(",", ".")
    try:
        return float(text) if text else None
    except ValueError as error:
        raise InvalidInputError([Problem(name, "must be a number")]) from error


def _split(text: str) -> list[str]:
    return [part.strip() for part in text.replace(";", ",").replace("،", ",").split(",") if part.strip()]


PATCHES: Mapping[FactKey, Callable[[Sent], Json]] = {
    FactKey.LANGUAGES: _languages,
    FactKey.PERMISSIONS: _permissions,
    FactKey.PLACE: lambda form: {"place": form.get("place").strip() or None, "country": form.get("country") or None},
    FactKey.TRAVEL: _travel,
    FactKey.EDUCATION: _education,
    FactKey.LICENCES: _licence_list,
    FactKey.HOURS: lambda form: {"hours": _range(form)},
    FactKey.SHIFTS: lambda form: {"shifts": list(form.all("shift")) or None},
    FactKey.START: lambda form: {"start": form.get("start").strip() or None},
    FactKey.WANTS: _wishes,
}
