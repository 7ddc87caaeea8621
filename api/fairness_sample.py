"""The sample for fairness reports: which groups people belong to, kept apart from everything else, and not for long.

One sealed file an organisation, in a folder of its own; the database knows nothing of it. It is there for one purpose,
is deleted when its time is over, and only auditors put it there or use it. When it ends is authenticated with the
content, so nobody can give it more time.
"""

from __future__ import annotations

import json
import os
import re
import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote, unquote

from api.errors import GoneError, InvalidInputError, NotFoundError, Problem
from api.sealing import Owner, Seals, name_owner, place_of

FOLDER = "fairness"
ENDING = ".sample"
LONGEST_DAYS = 183
NAME = re.compile(r"[\w -]{1,40}")
Groups = Mapping[str, Mapping[str, str]]
"""groups by attribute, by profile id"""


@dataclass(frozen=True, slots=True)
class Sample:
    """A sample, and when it ends."""

    groups: Groups
    expires: datetime


class SampleStore:
    """The samples of an installation, in a folder below its data."""

    def __init__(self, data: Path, seals: Seals) -> None:
        self._folder = data / FOLDER
        self._seals = seals

    def put(self, organisation: str, groups: Groups, days: int, now: datetime) -> Sample:
        """Keep a sample in place of the one before; raises InvalidInputError."""
        check_groups(groups)
        if not 1 <= days <= LONGEST_DAYS:
            raise InvalidInputError([Problem("days", f"must be 1 to {LONGEST_DAYS}")])
        expires = (now + timedelta(days=days)).astimezone(UTC)
        self._write(organisation, groups, expires)
        return Sample(groups, expires)

    def get(self, organisation: str, now: datetime) -> Sample:
        """Return the sample; raises NotFoundError, GoneError once it is over, SealError where it was changed."""
        try:
            first, _, sealed = self._path(organisation).read_bytes().partition(b"\n")
        except FileNotFoundError as error:
            raise NotFoundError("sample of", organisation) from error
        expires = datetime.fromisoformat(first.decode("ascii"))
        if expires <= now:
            self.delete(organisation)
            raise GoneError(f"the sample was over on {expires:%Y-%m-%d} and has been deleted")
        plain = self._seals.open(name_owner(Owner.ORGANISATION, organisation), _place(organisation, expires), sealed)
        return Sample(json.loads(plain), expires)

    def keep_only(self, organisation: str, profiles: Collection[str], now: datetime) -> Sample:
        """Take everybody out who is in no profile any more, and return what is left; raises as `get` does."""
        sample = self.get(organisation, now)
        left = {each: groups for each, groups in sample.groups.items() if each in profiles}
        if len(left) < len(sample.groups):
            self._write(organisation, left, sample.expires)
        return Sample(left, sample.expires)

    def delete(self, organisation: str) -> bool:
        """Delete the sample; says whether there was one."""
        path = self._path(organisation)
        was_there = path.exists()
        path.unlink(missing_ok=True)
        return was_there

    def delete_over(self, now: datetime) -> int:
        """Delete the samples whose time is over, and what cannot be read as one; returns how many."""
        over = [path for path in self._folder.glob(f"*{ENDING}") if _is_over(path, now)]
        for path in over:
            path.unlink(missing_ok=True)
        return len(over)

    def list_organisations(self) -> list[str]:
        """Return the organisations that have a sample."""
        return sorted(unquote(path.name.removesuffix(ENDING)) for path in self._folder.glob(f"*{ENDING}"))

    def _write(self, organisation: str, groups: Groups, expires: datetime) -> None:
        owner = name_owner(Owner.ORGANISATION, organisation)
        self._seals.store.make([owner])
        content = json.dumps(groups, ensure_ascii=False, sort_keys=True).encode()
        sealed = self._seals.seal(owner, _place(organisation, expires), content)
        _write_whole(self._path(organisation), expires.isoformat().encode() + b"\n" + sealed)

    def _path(self, organisation: str) -> Path:
        return self._folder / f"{quote(organisation, safe='')}{ENDING}"


def check_groups(groups: Groups) -> None:
    """Raise InvalidInputError for names of attributes or groups that are none, all of them at once."""
    problems = [
        Problem(f"people.{number}", f"{name[:40]!r} is no name of an attribute or a group")
        for number, each in enumerate(groups.values())
        for pair in each.items()
        for name in pair
        if not NAME.fullmatch(name)
    ]
    if problems:
        raise InvalidInputError(problems)


def _is_over(path: Path, now: datetime) -> bool:
    try:
        return datetime.fromisoformat(path.read_bytes().partition(b"\n")[0].decode("ascii")) <= now
    except ValueError:
        return True


def _place(organisation: str, expires: datetime) -> bytes:
    return place_of(FOLDER, "sample", organisation, expires.isoformat())


def _write_whole(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    partial = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    partial.replace(path)
