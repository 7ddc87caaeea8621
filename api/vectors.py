"""Better vectors while serving: a child encodes the alternative labels, and every worker takes them up once they lie.

Preferred labels are enough to serve within the first minutes; encoding the others takes longer.
"""

from __future__ import annotations

import logging
import subprocess
import threading

from api.lacks import has_alternatives
from api.preparing import start_alternatives
from api.reading import Reader
from api.settings import Settings
from api.world import World
from matcher.artefacts import Concepts, open_linker
from matcher.errors import MatcherError
from taxonomy.errors import TaxonomyError

POLL_S = 2.0
log = logging.getLogger(__name__)


class Alternatives:
    """The child that encodes alternative labels; a duty of one worker."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._child: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the child, unless its work has been done."""
        if not has_alternatives(self._settings):
            self._child = start_alternatives(self._settings)

    def stop(self) -> None:
        """End the child; what it has encoded stays, and the next start goes on from there."""
        if self._child:
            self._child.terminate()
            self._child.wait()


class Renewal:
    """Reads texts with the better vectors as soon as they are there; every worker has one."""

    def __init__(self, settings: Settings, concepts: Concepts, world: World) -> None:
        self._settings = settings
        self._concepts = concepts
        self._world = world
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._wait, name="renewal", daemon=True)

    def start(self) -> None:
        """Begin to look for them, unless these are the best."""
        if not has_alternatives(self._settings):
            self._thread.start()

    def stop(self) -> None:
        """Look no more."""
        self._stopped.set()
        if self._thread.is_alive():
            self._thread.join()

    def _wait(self) -> None:
        while not self._stopped.wait(POLL_S):
            try:
                if not has_alternatives(self._settings):
                    continue
                linker = open_linker(self._settings.artefacts, self._concepts.taxonomy, self._concepts.encoder)
            except (TaxonomyError, MatcherError):
                log.exception("the better vectors cannot be opened; the first ones stay in use")
            else:
                self._world.reader = Reader(linker, self._concepts.places)
            return
