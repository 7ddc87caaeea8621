"""What has to be there before serving: checked here cheaply, built in a spawned child process.

The serving process never imports what building needs, and nothing is ever forked: the child is a fresh interpreter.
"""

from __future__ import annotations

import os
import subprocess
import sys
from enum import StrEnum

from api.demo_mark import needs_demo
from api.errors import PreparationError
from api.lacks import Part, find_lacks, has_alternatives
from api.settings import Settings
from matcher.catalogue import open_catalogue

CHILD = (sys.executable, "-m", "api.building")
DEMO = "--demo"


class Scope(StrEnum):
    """How much a command needs."""

    TAXONOMY = "taxonomy"
    CONCEPTS = "concepts"  # all that reads and ranks, without a database
    ALL = "all"
    ALTERNATIVES = "alternatives"  # the rest of the vectors, in the background


def prepare(settings: Settings, scope: Scope, *, demo: bool = False) -> None:
    """Build what is missing, with progress on stderr; raises PreparationError.

    The tables that people edit are read first: a mistake in one is better said before minutes of building than after.
    """
    if scope is not Scope.TAXONOMY:
        open_catalogue(settings.steps_table, settings.regulated_table)
    lacks = [lack for lack in find_lacks(settings) if scope is not Scope.TAXONOMY or lack.part is Part.TAXONOMY]
    wants_demo = demo and needs_demo(settings)
    if not lacks and not wants_demo:
        return
    command = [*CHILD, scope.value, *([DEMO] if wants_demo else [])]
    done = subprocess.run(command, env=environment(settings), check=False)  # noqa: S603  # our own words
    if done.returncode:
        raise PreparationError("setting up failed; the lines above say where")


def prepare_alternatives(settings: Settings) -> None:
    """Encode all other labels, unless that has been done, and wait for it; raises PreparationError."""
    if not has_alternatives(settings) and start_alternatives(settings).wait():
        raise PreparationError("setting up failed; the lines above say where")


def start_alternatives(settings: Settings) -> subprocess.Popen[bytes]:
    """Start encoding all other labels in a child of low priority, which ends with this process."""
    command = [*CHILD, Scope.ALTERNATIVES.value]
    return subprocess.Popen(command, env=environment(settings), stdin=subprocess.PIPE)  # noqa: S603  # our own words


def environment(settings: Settings) -> dict[str, str]:
    """Return the environment that gives a child the same settings."""
    given = {f"IMMERSE_{name.upper()}": getattr(settings, name) for name in settings.model_fields_set}
    return {**os.environ, **{name: str(value) for name, value in given.items() if value is not None}}
