"""Verifying and anchoring the audit chain: on demand, and on a schedule while serving."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

from prometheus_client import CollectorRegistry, Gauge
from sqlalchemy.exc import SQLAlchemyError

from api import accountability_repository as repository
from api.anchors import add_anchors, read_anchors
from api.audit import CHAIN, About, Chain, Outcome, note_key, record
from api.chain import Anchor, Verdict, verify
from api.errors import ImmerseError
from api.operators import opened, operator, the_service
from api.principals import Principal
from api.rounds import Rounds
from api.session import Database
from api.settings import Settings

LOOK_EVERY_S = 5.0
ANCHOR_EVERY_S = 300.0
ANCHOR_ENTRIES = 100  # or as soon as a chain has grown by this: what is younger than its anchor can be cut off unseen
NOTE_EVERY_S = 24 * 3600.0  # an entry for each verification that found something, and for one a day that did not
VERIFIED = "audit.verify"
VERIFY_EVERY_S = 3600.0  # a hundred thousand entries take about a second
log = logging.getLogger(__name__)


def verify_chain(database: Database, chain: Chain, anchors: Path) -> Verdict:
    """Check every entry of every organisation against the key and the anchors; raises AuditError for bad anchors.

    Anchors are read first, so that entries appended meanwhile are no problem.
    """
    noted = read_anchors(anchors)
    with database.read() as session, repository.streamed_entries(session) as entries:
        return verify(chain.keys, entries, noted)


def anchor_chain(database: Database, chain: Chain, anchors: Path) -> dict[str, int]:
    """Note the newest entry of each chain where it is not noted yet; returns their numbers, by organisation."""
    with database.read() as session:
        heads = [Anchor(row.organisation, row.seq, row.mac) for row in repository.list_heads(session)]
    if heads:
        add_anchors(anchors, heads, chain.now())
    return {head.organisation: head.seq for head in heads}


def verify_installed(settings: Settings) -> Verdict:
    """Check the chain of an installation; raises KeysError where its keys are gone."""
    with opened(settings) as database:
        chain: Chain = database.info[CHAIN]
        verdict = verify_chain(database, chain, settings.audit_anchors)
        note_verified(database, verdict, operator)
        return verdict


def rotate_installed(settings: Settings) -> str:
    """Add a key to the audit chain and let it sign from now on; returns a line that says what was done."""
    with opened(settings) as database:
        chain: Chain = database.info[CHAIN]
        with database.write() as session:  # nobody appends meanwhile
            heads = repository.list_heads(session)
            number = chain.keys.add()
            for head in heads:
                note_key(session, operator(head.organisation), number)
        anchor_chain(database, chain, settings.audit_anchors)
    return f"key {number} signs {len(heads)} chains from now on; keep older ones, they verify what came before"


def note_verified(database: Database, verdict: Verdict, principal: Callable[[str], Principal]) -> None:
    """Record in each chain that all were verified, as failed where anything did not fit."""
    outcome = Outcome.FAILED if verdict.problems else Outcome.DONE
    with database.write() as session:
        for head in repository.list_heads(session):
            record(session, principal(head.organisation), VERIFIED, About(), outcome)


class AuditWatch(Rounds):
    """Anchors every five minutes, and sooner where much happens; verifies every hour. A duty of the leading worker."""

    def __init__(self, database: Database, settings: Settings, chain: Chain, registry: CollectorRegistry) -> None:
        super().__init__("audit")
        self._verify_in = self._anchor_in = self._note_in = 0.0  # seconds
        self._anchored: dict[str, int] = {}  # the newest number of each chain
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
        """Verify and anchor where it is time for that."""
        try:
            if self._verify_in <= 0:
                self._verify()
                self._verify_in = VERIFY_EVERY_S
            # A broken chain is anchored as well: the anchors from before the break stay, and tell.
            if self._anchor_in <= 0 or self._count_grown() >= ANCHOR_ENTRIES:
                self._anchored = anchor_chain(self._database, self._chain, self._anchors)
                self._anchor_in = ANCHOR_EVERY_S
        except (SQLAlchemyError, ImmerseError, OSError):
            log.exception("the audit chain could not be verified or anchored; tried again soon")
        self._verify_in -= LOOK_EVERY_S
        self._anchor_in -= LOOK_EVERY_S
        self._note_in -= LOOK_EVERY_S
        return LOOK_EVERY_S

    def _verify(self) -> None:
        verdict = self.check()
        if verdict.n_entries and (verdict.problems or self._note_in <= 0):
            note_verified(self._database, verdict, the_service)
            self._note_in = NOTE_EVERY_S

    def _count_grown(self) -> int:
        """Return by how many entries the chain has grown that has grown most since it was anchored."""
        with self._database.read() as session:
            heads = repository.list_heads(session)
        return max((head.seq - self._anchored.get(head.organisation, 0) for head in heads), default=0)

    def stop(self) -> None:
        """Go no more rounds, and note the newest entries once more."""
        super().stop()
        self._anchor_in = 0.0
        self.go()
