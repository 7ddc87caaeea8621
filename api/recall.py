"""What was found for people when they were last ranked, so that only what has changed is ranked again.

An entry holds for one state of the vacancies, the days that were asked about and one version of a profile. It has ids,
counts and results, nothing that somebody wrote.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Set
from dataclasses import dataclass
from threading import Lock

from api.attention import Fact, unknown_facts
from matcher.bulk import Days, News
from matcher.messages import Message
from matcher.questions import questions_for
from matcher.types import RankingInput, SkillSource

# People that are remembered in one process: an entry takes some ten kilobytes, nearly all of it the best match.
MOST = 5_000


@dataclass(frozen=True, slots=True)
class Ground:
    """What a result holds for: whose vacancies, in which state, and which days."""

    organisation: str
    index: str | None
    seq: int
    days: Days

    def is_older_than(self, other: Ground) -> bool:
        """Say whether this holds for another state of the same organisation's vacancies."""
        return self.organisation == other.organisation and (self.index, self.seq) != (other.index, other.seq)


@dataclass(frozen=True, slots=True)
class Known:
    """What was found for a person, and what their facts lack. `occupations` are those wanted, else held (URIs)."""

    news: News
    n_proposed: int
    """skills and occupations read from words that nobody has confirmed"""
    unknown: tuple[Fact, ...]
    questions: tuple[Message, ...]
    occupations: tuple[str, ...]
    home: str | None

    @classmethod
    def of(cls, news: News, facts: RankingInput) -> Known:
        """Put together what was found for a person of these facts."""
        sources = [skill.source for skill in facts.skills] + [held.source for held in facts.occupations]
        return cls(
            news=news,
            n_proposed=sources.count(SkillSource.PROPOSED),
            unknown=unknown_facts(facts),
            questions=questions_for(facts),
            occupations=facts.wants.occupations or tuple(held.uri for held in facts.occupations),
            home=facts.home,
        )


class Recall:
    """Remembers what was found for at most `most` people; those looked at longest ago are forgotten first."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._grounds: OrderedDict[Ground, OrderedDict[str, tuple[int, Known]]] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        return sum(map(len, self._grounds.values()))

    def find(self, ground: Ground, versions: Mapping[str, int]) -> dict[str, Known]:
        """Return what is known of those people whose version is still the one that was ranked."""
        found: dict[str, Known] = {}
        with self._lock:
            entries = self._grounds.get(ground)
            if entries is None:
                return found
            self._grounds.move_to_end(ground)
            for profile_id, version in versions.items():
                entry = entries.get(profile_id)
                if entry is not None and entry[0] == version:
                    entries.move_to_end(profile_id)
                    found[profile_id] = entry[1]
        return found

    def keep(self, ground: Ground, versions: Mapping[str, int], found: Mapping[str, Known]) -> None:
        """Remember what was found for people of these versions; what held for older vacancies is forgotten."""
        with self._lock:
            for other in [other for other in self._grounds if other.is_older_than(ground)]:
                del self._grounds[other]
            entries = self._grounds.setdefault(ground, OrderedDict())
            self._grounds.move_to_end(ground)
            for profile_id, known in found.items():
                entries[profile_id] = versions[profile_id], known
                entries.move_to_end(profile_id)
            self._make_room()

    def retain(self, organisation: str, ids: Set[str]) -> None:
        """Forget everybody of an organisation but `ids`: those who were erased, or are not ranked any more."""
        with self._lock:
            for ground, entries in self._grounds.items():
                if ground.organisation == organisation:
                    for profile_id in entries.keys() - ids:
                        del entries[profile_id]

    def _make_room(self) -> None:
        too_many = len(self) - self._most
        while too_many > 0:
            ground, entries = next(iter(self._grounds.items()))
            for _ in range(min(too_many, len(entries))):
                entries.popitem(last=False)
                too_many -= 1
            if not entries:
                del self._grounds[ground]
