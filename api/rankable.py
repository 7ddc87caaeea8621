"""What ranking sees of people, remembered by version: everybody is ranked for a vacancy, and no file is opened twice.

Opening what is sealed and reading its JSON takes several times as long as ranking it. Nothing else of a person is in
here. Who was erased, or is not ranked any more, is forgotten when their organisation's people are next asked for.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection
from itertools import islice
from threading import Lock
from typing import NamedTuple

from api import repository
from api.profiles import ranked_by
from api.sealing import organisation_of
from api.session import Session
from matcher.types import RankingInput

# People that are remembered in one process: one takes some five kilobytes.
MOST = 20_000


class Ranked(NamedTuple):
    """What ranking sees of a person, and the version of the profile that says so."""

    version: int
    input: RankingInput


class Rankable:
    """Remembers at most `most` people; organisations that were asked about longest ago are forgotten first."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._kept: OrderedDict[str, dict[str, Ranked]] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        return sum(map(len, self._kept.values()))

    def read(self, session: Session, whom: Collection[str] | None = None) -> dict[str, Ranked]:
        """Return by id, ascending, the people who may be ranked, of all of the organisation or of those `whom` names.

        What has not changed since it was last read is not read again.
        """
        organisation, versions = organisation_of(session), dict(repository.list_rankable_versions(session))
        with self._lock:
            kept = self._kept.setdefault(organisation, {})
            self._kept.move_to_end(organisation)
            for gone in kept.keys() - versions.keys():
                del kept[gone]
            found = {i: kept[i] for i, version in versions.items() if i in kept and kept[i].version == version}
        wanted = versions.keys() if whom is None else versions.keys() & set(whom)
        fresh = repository.list_rankable(session, sorted(wanted - found.keys()))
        found |= {row.id: Ranked(row.version, ranked_by(row)) for row in fresh}
        with self._lock:
            kept.update(found)
            self._make_room()
        return {i: found[i] for i in sorted(wanted) if i in found}

    def _make_room(self) -> None:
        while len(self) > self._most and len(self._kept) > 1:
            self._kept.popitem(last=False)
        for kept in self._kept.values():
            for i in list(islice(kept, max(len(kept) - self._most, 0))):
                del kept[i]
