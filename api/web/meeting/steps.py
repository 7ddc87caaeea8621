"""What would open most vacancies for a person, as a small bar chart beside its numbers, and what a step would change.

Pure: what matching counted goes in, words and numbers come out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from api.matches import Title
from api.speaking import write_step
from api.web.page import View
from api.web.reasons.view import Cost
from matcher.types import Gaps, Group, Step, StepKind
from matcher.what_if import WhatIf

WIDTH = 100  # of the longest bar; the picture is stretched to its place


@dataclass(frozen=True, slots=True)
class Bar:
    """A step, and how many vacancies become ready now with it; `width` is relative to the longest bar.

    `value` is how the step is written where it is supposed.
    """

    value: str
    kind: str
    label: str
    n: int
    width: int
    cost: Cost | None
    per_week: float | None


@dataclass(frozen=True, slots=True)
class Together:
    """Steps that open more together than each of them alone."""

    values: tuple[str, ...]
    labels: tuple[str, ...]
    n: int


@dataclass(frozen=True, slots=True)
class Chart:
    """All steps that were counted, most vacancies first."""

    bars: tuple[Bar, ...]
    together: tuple[Together, ...]
    quickest: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Changed:
    """A vacancy that stands elsewhere after the steps."""

    id: str
    title: Title
    group_before: str
    group: Group
    group_name: str
    score_before: int | None
    score: int | None


@dataclass(frozen=True, slots=True)
class Supposed:
    """What steps would change: how many vacancies are ready before and after, which are newly so, and other changes."""

    steps: tuple[str, ...]
    n_before: int
    n_after: int
    newly_ready: tuple[Changed, ...]
    n_newly_ready: int
    n_changed: int


def show_chart(page: View, found: Gaps) -> Chart:
    """Return the chart of a person's gaps."""
    most = max((step.n_unlocked for step in found.steps), default=0)
    return Chart(
        bars=tuple(_bar(page, step, most) for step in found.steps),
        together=tuple(
            Together(
                tuple(map(write_step, bundle.steps)),
                tuple(page.wording.say(step.label) for step in bundle.steps),
                bundle.n_unlocked,
            )
            for bundle in found.bundles
        ),
        quickest=tuple(_bar(page, step, most) for step in found.quickest),
    )


def _bar(page: View, step: Step, most: int) -> Bar:
    return Bar(
        value=write_step(step),
        kind=page.wording.name(step.kind),
        label=page.wording.say(step.label),
        n=step.n_unlocked,
        width=WIDTH * step.n_unlocked // most if most else 0,
        cost=Cost.of(page.wording, step.effort),
        per_week=None if step.per_week is None else round(step.per_week, 2),
    )


def show_supposed(page: View, found: WhatIf, steps: Sequence[str], titles: Mapping[str, Title]) -> Supposed:
    """Return what steps, which are called `steps`, would change; `titles` are those of the vacancies shown."""
    ready = set(found.newly_ready)
    return Supposed(
        steps=tuple(steps),
        n_before=found.n_ready_before,
        n_after=found.n_ready_after,
        newly_ready=tuple(_changed(page, found, titles, ready)),
        n_newly_ready=len(ready),
        n_changed=found.n_changed,
    )


def _changed(page: View, found: WhatIf, titles: Mapping[str, Title], ready: set[str]) -> Iterator[Changed]:
    for change in found.changes:
        if change.id in ready and change.id in titles:
            before, after = change.before, change.after
            yield Changed(
                id=change.id,
                title=titles[change.id],
                group_before=page.wording.name(before.group),
                group=after.group,
                group_name=page.wording.name(after.group),
                score_before=before.score,
                score=after.score,
            )


@dataclass(frozen=True, slots=True)
class Wish:
    """What the form for supposing sends: a language and its level, a licence, a way of so many minutes."""

    language: str = ""
    level: str = ""
    licence: str = ""
    mode: str = ""
    minutes: str = ""

    @property
    def steps(self) -> list[str]:
        """Return the steps that were filled in, as `api.speaking.read_step` reads them."""
        steps = (
            (self.level, f"{StepKind.LANGUAGE.value}:{self.language}:{self.level}"),
            (self.licence, f"{StepKind.LICENCE.value}:{self.licence}"),
            (self.minutes, f"{StepKind.PLACE.value}:{self.mode}:{self.minutes}"),
        )
        return [step for is_given, step in steps if is_given]
