"""The form as the page shows it: its parts, what is known in each, and which of them are open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from api.alike import Alike, Likeness
from api.web.frame.choices import (
    Choice,
    offer,
    offer_classes,
    offer_countries,
    offer_education,
    offer_levels,
    offer_modes,
    offer_papers,
    offer_tongues,
)
from api.web.frame.consents import Asked, ask_in, ask_in_others
from api.web.intake.form import Filled
from api.web.page import View
from api.web.speech import mark
from matcher.types import Kind
from taxonomy.types import Label

# What a field is part of, by the beginning of its name.
PARTS = {
    "who": ("name", "contact", "number"),
    "words": ("did", "can", "text"),
    "work": ("work", "years", "held", "skill", "proposal"),
    "languages": ("language", "level"),
    "papers": ("permission", "permitted", "licence", "licences", "education"),
    "place": ("place", "country", "mode", "minutes", "hours", "start"),
    "wishes": ("wish",),
    "consent": ("consent",),
}
PERMISSION = {"yes": mark("Yes"), "no": mark("No"), "": mark("Not known")}
OF_CV = {"language": "languages", "licence": "papers"}
LIKENESSES = {
    Likeness.NUMBER: mark("has the same number"),
    Likeness.CONTACT: mark("has the same telephone number or e-mail address"),
    Likeness.NAME_AND_WORDS: mark("has the same name, and nearly the same words"),
    Likeness.NAME: mark("has the same name"),
}


@dataclass(frozen=True, slots=True)
class Named:
    """A concept with its name, as the form sends it back in `value`, and the years where they are known."""

    value: str
    label: Label
    is_ticked: bool
    years: str = ""


@dataclass(frozen=True, slots=True)
class FormView:
    """All that the page needs beside the form: what is known by part, names, and what there is to choose from."""

    known: Mapping[str, str]
    opened: frozenset[str]
    held: tuple[Named, ...]
    skills: tuple[Named, ...]
    proposals: tuple[Named, ...]
    tongues: tuple[Choice, ...]
    countries: tuple[Choice, ...]
    levels: tuple[Choice, ...]
    education: tuple[Choice, ...]
    permission: tuple[Choice, ...]
    licences: tuple[Choice, ...]
    modes: tuple[Choice, ...]
    asked: Asked
    asked_in_others: tuple[Asked, ...]


def view_form(form: Filled, page: View) -> FormView:
    """Return what the page shows of a form."""
    known = {part: shown for part in PARTS if (shown := _known(part, form, page))}
    wrong = {part for part, heads in PARTS.items() if any(_head(name) in heads for name in form.errors)}
    wrong |= {part for part in PARTS if any(_head(name) in PARTS[part] for name in form.all("add"))}
    return FormView(
        known=known,
        # What is known is folded, except where somebody has to look at it.
        opened=frozenset(part for part in PARTS if part not in known or part in wrong or part in _checked(form)),
        held=_named(page, Kind.OCCUPATION, form.all("held"), form, "held"),
        skills=_named(page, Kind.SKILL, form.all("skill"), form, "skill"),
        proposals=_named(page, Kind.OCCUPATION, _proposals(form), form, "held"),
        tongues=offer_tongues(page.speech, form.column("language")),
        countries=offer_countries(page.speech, (*form.column("permission"), form.get("country"))),
        levels=offer_levels(page.speech),
        education=offer_education(page.speech),
        permission=offer(page.speech, PERMISSION),
        licences=(*offer_classes(page.wording), *offer_papers(page.wording, form.all("licence"))),
        modes=offer_modes(page.wording),
        asked=ask_in(page.language),
        asked_in_others=tuple(ask_in_others(page.language)),
    )


def _checked(form: Filled) -> set[str]:
    return {OF_CV[each] for each in form.marks if each in OF_CV} | ({"work"} if form.all("proposal") else set())


def _head(name: str) -> str:
    return name.partition("-")[0]


def _proposals(form: Filled) -> list[str]:
    held = {value.partition(" ")[0] for value in form.all("held")}
    return [uri for uri in form.all("proposal") if uri not in held]


def _named(page: View, kind: Kind, values: Sequence[str], form: Filled, name: str) -> tuple[Named, ...]:
    parted = [(value, *value.partition(" ")[::2]) for value in values]
    labels = page.wording.labels(kind, [uri for _, uri, _ in parted])
    return tuple(Named(value, labels[uri], form.has(name, value), years) for value, uri, years in parted)


def _known(part: str, form: Filled, page: View) -> str:
    """Return what is known of a part in one line; nothing where nothing is."""
    if part == "languages":
        spoken = [
            f"{page.speech.tongue(form.get(f'language-{n}'))} {form.get(f'level-{n}')}".strip()
            for n in form.rows("language")
            if form.get(f"language-{n}")
        ]
        return page.speech.listed(spoken)
    if part == "work":
        named = [each.label.text for each in _named(page, Kind.OCCUPATION, form.all("held"), form, "held")]
        return _shorten(
            page.speech.listed([*named, *(form.get(f"work-{n}") for n in form.rows("work") if form.get(f"work-{n}"))])
        )
    heads = PARTS[part]
    values = [value.strip() for name, given in form.fields.items() if _head(name) in heads for value in given]
    filled = [value for value in values if value]
    if not filled or part in ("papers", "consent"):
        return page.say_n("%(n)s answer", "%(n)s answers", len(filled)) if filled else ""
    return _shorten(filled[0])


def _shorten(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 80 else line[:79].rsplit(" ", 1)[0] + "…"


@dataclass(frozen=True, slots=True)
class AlikeView:
    """Somebody who may be the same person, and why."""

    profile_id: str
    name: str
    why: str
    is_certain: bool


def view_alike(found: Sequence[Alike], page: View) -> tuple[AlikeView, ...]:
    """Return people who may be the same as the page shows them."""
    return tuple(
        AlikeView(
            each.profile_id, each.name, page.say(LIKENESSES[each.likeness]),
            each.likeness is Likeness.NUMBER,
        )
        for each in found
    )  # fmt: skip
