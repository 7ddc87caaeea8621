"""What was found for people when they were last ranked, so that only what has changed is ranked again.

An entry holds for one state of the vacancies, the days that were asked about and one version of a profile. It has ids,
counts and results, nothing that somebody wrote.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Collection, Mapping
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
        self._entries: OrderedDict[tuple[Ground, str], tuple[int, Known]] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._entries)

    def find(self, ground: Ground, versions: Mapping[str, int]) -> dict[str, Known]:
        """Return what is known of those people whose version is still the one that was ranked."""
        found = {}
        with self._lock:
            for profile_id, version in versions.items():
                key = ground, profile_id
                entry = self._entries.get(key)
                if entry is not None and entry[0] == version:
                    self._entries.move_to_end(key)
                    found[profile_id] = entry[1]
        return found

    def keep(self, ground: Ground, versions: Mapping[str, int], found: Mapping[str, Known]) -> None:
        """Remember what was found for people of these versions; what held for older vacancies is forgotten."""
        with self._lock:
            state = ground.organisation, ground.index, ground.seq
            self._drop(lambda other, _: other.organisation == state[0] and (other.index, other.seq) != state[1:])
            for profile_id, known in found.items():
                self._entries[ground, profile_id] = versions[profile_id], known
                self._entries.move_to_end((ground, profile_id))
            while len(self._entries) > self._most:
                self._entries.popitem(last=False)

    def retain(self, organisation: str, ids: Collection[str]) -> None:
        """Forget everybody of an organisation but `ids`: those who were erased, or are not ranked any more."""
        with self._lock:
            self._drop(lambda ground, profile_id: ground.organisation == organisation and profile_id not in ids)

    def _drop(self, is_over: Callable[[Ground, str], bool]) -> None:
        for key in [key for key in self._entries if is_over(*key)]:
            del self._entries[key]
