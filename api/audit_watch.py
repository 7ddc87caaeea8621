"""Verifying and anchoring the audit chain: on demand, and on a schedule while serving."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from pathlib import Path

from prometheus_client import CollectorRegistry, Gauge
from sqlalchemy.exc import SQLAlchemyError

from api import accountability_repository as repository
from api.anchors import add_anchors, read_anchors
from api.audit import Chain, attach
from api.chain import Anchor, Verdict, verify
from api.errors import AuditError
from api.rounds import Rounds
from api.session import Database
from api.settings import Settings

ANCHOR_EVERY_S = 300.0
VERIFY_EVERY_S = 3600.0  # a hundred thousand entries take about a second
log = logging.getLogger(__name__)


def verify_chain(database: Database, chain: Chain, anchors: Path) -> Verdict:
    """Check every entry of every organisation against the key and the anchors; raises AuditError for bad anchors.

    Anchors are read first, so that entries appended meanwhile are no problem.
    """
    noted = read_anchors(anchors)
    with database.read() as session:
        return verify(chain.key, repository.iter_entries(session), noted)


def anchor_chain(database: Database, chain: Chain, anchors: Path) -> int:
    """Note the newest entry of each chain where it is not noted yet; returns how many were."""
    with database.read() as session:
        heads = [Anchor(row.organisation, row.seq, row.mac) for row in repository.list_heads(session)]
    return add_anchors(anchors, heads, chain.now()) if heads else 0


def verify_installed(settings: Settings) -> Verdict:
    """Check the chain of an installation; raises KeysError where its keys are gone."""
    database = Database.installed(settings)
    try:
        chain = attach(database, lambda: datetime.now(UTC))
        return verify_chain(database, chain, settings.audit_anchors)
    finally:
        database.close()


class AuditWatch(Rounds):
    """Anchors every five minutes and verifies every hour, in a thread; a duty of the leading worker."""

    def __init__(self, database: Database, settings: Settings, chain: Chain, registry: CollectorRegistry) -> None:
        super().__init__("audit")
        self._left = 0.0  # seconds until the next thorough look
        self._database = database
        self._anchors = settings.audit_anchors
        self._chain = chain
        self._problems = Gauge(
            "immerse_audit_problems", "What did not fit when the audit chain was last verified", registry=registry
        )
        self._verified = Gauge(
            "immerse_audit_verified_timestamp_seconds", "When the audit chain was last verified", registry=registry
        )

    def check(self) -> Verdict:
        """Verify, count what does not fit, and log it."""
        verdict = verify_chain(self._database, self._chain, self._anchors)
        self._problems.set(len(verdict.problems))
        self._verified.set(self._chain.now().timestamp())
        for problem in verdict.problems:
            log.error("the audit chain was tampered with: %s", problem)
        return verdict

    def go(self) -> float:
        """Anchor every five minutes, and verify every hour."""
        try:
            if self._left <= 0:
                self.check()
                self._left = VERIFY_EVERY_S
            # A broken chain is anchored as well: the anchors from before the break stay, and tell.
            anchor_chain(self._database, self._chain, self._anchors)
        except (SQLAlchemyError, AuditError, OSError):
            log.exception("the audit chain could not be verified or anchored; tried again soon")
        self._left -= ANCHOR_EVERY_S
        return ANCHOR_EVERY_S

    def stop(self) -> None:
        """Go no more rounds, and note the newest entries once more."""
        super().stop()
        self.go()
