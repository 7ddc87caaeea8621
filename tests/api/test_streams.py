"""Rows that are read a part at a time: whoever stops reading them leaves nothing open."""

from __future__ import annotations

import gc
import warnings

import pytest
from sqlalchemy.exc import ResourceClosedError

from api.accountability_repository import streamed_entries
from api.audit import About, attach, record
from api.audit_watch import rotate_installed, verify_chain
from api.errors import KeysError
from api.operators import operator
from api.session import KEYS, Database
from api.settings import Settings
from tests.api.conftest import NOW

pytestmark = pytest.mark.databases


@pytest.fixture
def recorded(whole: Database) -> Database:
    """Append three entries."""
    attach(whole, lambda: NOW)
    for n in range(3):
        with whole.write() as session:
            record(session, operator(), f"profile.read {n}", About())
    return whole


def test_the_cursor_is_closed_when_a_reader_stops(recorded: Database) -> None:
    """After the first row, and although somebody still holds the rest."""
    with recorded.read() as session:
        with streamed_entries(session) as entries:
            rest = iter(entries)
            assert next(rest).action == "profile.read 0"
        with pytest.raises(ResourceClosedError):
            list(rest)


def test_a_verification_that_fails_leaves_no_cursor(recorded: Database, settings: Settings) -> None:
    """It stops at the first entry that is signed with a lost key; the driver finds no cursor that was left open."""
    rotate_installed(settings)
    with recorded.write() as session:
        record(session, operator(), "signed with the new key", About())
    (settings.data / KEYS / "audit-001.key").unlink()
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        with pytest.raises(KeysError):
            verify_chain(recorded, attach(recorded, lambda: NOW), settings.audit_anchors)
        gc.collect()
    assert [str(each.message) for each in warned] == []
