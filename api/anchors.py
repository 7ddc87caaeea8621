"""Anchors of the audit chain: the newest entry of each chain, noted in a file outside the database.

One JSON line an anchor, forced to disk. The file belongs in another place than the database (another disk or machine;
`IMMERSE_AUDIT_ANCHOR`): beside it, it only finds out those who did not think of it.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from api.chain import Anchor
from api.errors import AuditError


def read_anchors(path: Path) -> list[Anchor]:
    """Return all anchors in the order of their making; raises AuditError naming a line that is none."""
    if not path.exists():
        return []
    anchors = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            anchor = json.loads(line)
            anchors.append(Anchor(str(anchor["organisation"]), int(anchor["seq"]), str(anchor["mac"])))
        except (ValueError, KeyError, TypeError) as error:
            raise AuditError(f"line {number} of {path.name} is no anchor") from error
    return anchors


def add_anchors(path: Path, heads: Sequence[Anchor], now: datetime) -> int:
    """Note the heads that are not noted yet; returns how many. On disk when this returns."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        known = set(read_anchors(path))
        lines = [json.dumps({"at": now.isoformat(), **asdict(head)}) for head in heads if head not in known]
        stream.write("".join(f"{line}\n" for line in lines))
        stream.flush()
        os.fsync(stream.fileno())
    return len(lines)
