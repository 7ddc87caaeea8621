"""The list of a meeting: groups with their sizes, one row for each match, and what marks lift or fold. Pure.

Order within a group is the order of the ranking; a mark never changes it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from api.marks import MarkKind
from api.matches import Title
from api.web.meeting.reading import File
from api.web.page import View
from api.web.speech import mark
from matcher.bulk import CLOSING_DAYS
from matcher.cautions import unlikely
from matcher.types import BlockerState, Group, Match, MatchList

MARKED = {
    MarkKind.PIN: mark("Kept on top"),
    MarkKind.HIDE: mark("Hidden"),
    MarkKind.ADD: mark("Added by a caseworker"),
}


@dataclass(frozen=True, slots=True)
class InTheWay:
    """What stands in the way of a match first, the step that removes it, and how many others there are."""

    state: BlockerState | None
    name: str
    step: str
    n_more: int


@dataclass(frozen=True, slots=True)
class Marked:
    """That somebody marked a match, and why."""

    id: str
    kind: MarkKind
    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Row:
    """A match in a list. `age` and `closes_in` are days; None where the vacancy does not say."""

    id: str
    title: Title
    group: Group
    group_name: str
    score: int | None
    maximum: int
    confidence: str
    age: int | None
    closes_in: int | None
    below_level: bool
    unlikely: str
    in_the_way: InTheWay | None
    marked: Marked | None
    is_wanted: bool
    """whether the person said on their own page that they are interested"""
    reason: str = ""
    """why it is shown beside the list"""

    @property
    def closes_soon(self) -> bool:
        """Whether it closes within a week."""
        return self.closes_in is not None and self.closes_in <= CLOSING_DAYS


@dataclass(frozen=True, slots=True)
class Section:
    """A group, how many vacancies it has, and the best of them; `is_all` where none is left out."""

    group: Group
    name: str
    size: int
    rows: tuple[Row, ...]
    is_all: bool


@dataclass(frozen=True, slots=True)
class Listing:
    """A whole list."""

    lifted: tuple[Row, ...]
    sections: tuple[Section, ...]
    hidden: tuple[Row, ...]
    widen: tuple[Row, ...]
    obstacles: tuple[str, ...]
    """why nothing is suitable today, most vacancies first; empty where something is"""
    questions: tuple[str, ...]
    as_of: date
    sizes: tuple[tuple[Group, int], ...]

    @property
    def n_open(self) -> int:
        """How many vacancies were ranked."""
        return sum(size for _, size in self.sizes)

    @property
    def first(self) -> str | None:
        """Return the vacancy to begin with: what was lifted, else the best of the list."""
        rows = [*self.lifted, *(row for section in self.sections for row in section.rows)]
        return rows[0].id if rows else None


def show_list(page: View, file: File, found: MatchList, titles: Mapping[str, Title], only: Group | None) -> Listing:
    """Return the list; `only` is the group that alone was asked for."""
    rows = _Rows(page, file, titles, found.stamp.as_of)
    shown = [rows.row(match) for match in found.matches if match.id in titles]
    kinds = {row.id: row.marked.kind for row in shown if row.marked}
    plain = [row for row in shown if row.id not in kinds]
    sizes = found.sizes or {}
    return Listing(
        lifted=tuple(row for row in shown if kinds.get(row.id) in (MarkKind.PIN, MarkKind.ADD)),
        sections=tuple(_sections(page, plain, shown, sizes, only)),
        hidden=tuple(row for row in shown if kinds.get(row.id) is MarkKind.HIDE),
        widen=tuple(
            rows.row(wide.match, page.wording.say(wide.reason)) for wide in found.widen if wide.match.id in titles
        ),
        obstacles=tuple(page.wording.say(obstacle.reason) for obstacle in found.obstacles),
        questions=tuple(page.wording.say(question) for question in found.questions),
        as_of=found.stamp.as_of,
        sizes=tuple(sizes.items()),
    )


def _sections(
    page: View, plain: Sequence[Row], shown: Iterable[Row], sizes: Mapping[Group, int], only: Group | None
) -> Iterator[Section]:
    n_shown = {group: sum(row.group is group for row in shown) for group in Group}
    for group, size in sizes.items():
        rows = tuple(row for row in plain if row.group is group)
        if only in (None, group):
            yield Section(group, page.wording.name(group), size, rows, is_all=n_shown[group] == size)


class _Rows:
    """Makes rows; what is said once is looked up."""

    def __init__(self, page: View, file: File, titles: Mapping[str, Title], as_of: date) -> None:
        self._page, self._file, self._titles, self._as_of = page, file, titles, as_of

    def row(self, match: Match, reason: str = "") -> Row:
        """Return the row of a match."""
        wording, title = self._page.wording, self._titles[match.id]
        doubt = unlikely(match.cautions)
        return Row(
            id=match.id,
            title=title,
            group=match.group,
            group_name=wording.name(match.group),
            score=match.score,
            maximum=sum(part.maximum for part in match.contributions),
            confidence=wording.name(match.confidence),
            age=title.age_on(self._as_of),
            closes_in=title.closes_in(self._as_of),
            below_level=bool(match.below_level),
            unlikely="" if doubt is None else wording.say(doubt),
            in_the_way=self._in_the_way(match),
            marked=self._marked(match.id),
            is_wanted=match.id in self._file.interested_in,
            reason=reason,
        )

    def _marked(self, vacancy_id: str) -> Marked | None:
        found = self._file.marks.get(vacancy_id)
        if found is None:
            return None
        kind = MarkKind(found.kind)
        return Marked(found.id, kind, str(self._page.say(MARKED[kind])), found.reason)

    def _in_the_way(self, match: Match) -> InTheWay | None:
        """Return the first thing that is not met, else not known, else what skills alone would be enough."""
        wording = self._page.wording
        if match.open_blockers:
            first, *others = match.open_blockers
            step = "" if first.step is None else wording.say(first.step)
            return InTheWay(first.state, wording.say(first.required), step, len(others))
        if match.enough:
            return InTheWay(None, "", wording.say(match.enough[0]), 0)
        return None
