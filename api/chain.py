"""The arithmetic of the audit chain: the mac of an entry, and what is wrong with a chain. No database.

A mac is HMAC-SHA256(key, mac before it || canonical JSON of every other field). So a changed field, a missing entry and
entries in another order are found by whoever has the key, and nobody without it can make a chain that fits. A chain
that lost its end still fits: that is found by comparing with an anchor, a head that was noted elsewhere.

The chain tells which key signs (`api.audit_keys`). One that does not end with the newest was made with an old key.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from itertools import groupby
from operator import attrgetter

from api.accountability_tables import AuditEntryRow
from api.audit_keys import AuditKeys, next_key

START = "0" * 64
"""what stands before the first entry"""
TEXTS = (
    "organisation", "actor", "role", "action", "object_kind", "object", "outcome", "trace", "request",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Anchor:
    """The newest entry of a chain at some moment, noted outside the database."""

    organisation: str
    seq: int
    mac: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """How many entries there are, and everything that does not fit, in words."""

    n_entries: int
    problems: tuple[str, ...]


def mac_of(key: bytes, before: str, entry: AuditEntryRow) -> str:
    """Return the mac of an entry after the mac `before`, both in hex."""
    fields = {name: getattr(entry, name) for name in TEXTS}
    at = entry.at.astimezone(UTC).isoformat(timespec="microseconds")
    canonical = json.dumps({**fields, "seq": entry.seq, "at": at}, sort_keys=True, separators=(",", ":"))
    return hmac.new(key, bytes.fromhex(before) + canonical.encode("ascii"), hashlib.sha256).hexdigest()


def verify(keys: AuditKeys, entries: Iterable[AuditEntryRow], anchors: Sequence[Anchor]) -> Verdict:
    """Check chains, each in its order, against the keys and the anchors."""
    found: list[str] = []
    newest = keys.newest
    n_entries, heads = 0, dict.fromkeys({anchor.organisation for anchor in anchors}, 0)
    for organisation, chain in groupby(entries, key=attrgetter("organisation")):
        anchored = {anchor.seq: anchor.mac for anchor in anchors if anchor.organisation == organisation}
        last = 0
        number = 0
        for entry, wrong, number in _checked(keys, chain, anchored):  # noqa: B007 - the last number is asked for below
            found += [f"organisation {organisation}: {each}" for each in wrong]
            n_entries, last = n_entries + 1, entry.seq
        if number < newest:
            found.append(f"organisation {organisation}: key {number} signs its end, and {newest} is the newest")
        heads[organisation] = last
    found += _cut_off(anchors, heads)
    return Verdict(n_entries, tuple(found))


def _checked(
    keys: AuditKeys, chain: Iterable[AuditEntryRow], anchored: Mapping[int, str]
) -> Iterator[tuple[AuditEntryRow, list[str], int]]:
    """Yield each entry with what is wrong with it, and the number of the key that signs what follows."""
    before, expected, number = START, 1, 0
    for entry in chain:
        wrong = []
        if entry.seq != expected:
            wrong.append(f"{entry.seq - expected} entries are missing before {entry.seq}")
        elif not hmac.compare_digest(entry.mac, mac_of(keys.get(number), before, entry)):
            wrong.append(f"entry {entry.seq} does not fit: it or the one before it was changed")
        if anchored.get(entry.seq, entry.mac) != entry.mac:
            wrong.append(f"entry {entry.seq} is not the one that was anchored")
        number = next_key(entry, number)
        yield entry, wrong, number
        before, expected = entry.mac, entry.seq + 1


def _cut_off(anchors: Iterable[Anchor], heads: Mapping[str, int]) -> Iterator[str]:
    newest = {anchor.organisation: anchor.seq for anchor in sorted(anchors, key=attrgetter("seq"))}
    for organisation, seq in sorted(newest.items()):
        if seq > heads[organisation]:
            yield f"organisation {organisation}: the end was cut off after {heads[organisation]}, {seq} was anchored"
