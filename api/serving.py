"""Serving an installation: one process, one event loop, better vectors taken up when a child has made them."""

from __future__ import annotations

import gc
import logging
import socket
import subprocess
import sys
import threading

import uvicorn

from api.app import create_app
from api.lacks import has_alternatives
from api.opening import open_installed
from api.preparing import start_alternatives
from api.reading import Reader
from api.session import Database
from api.settings import Settings
from api.world import World
from matcher.artefacts import Concepts, open_linker
from matcher.errors import MatcherError
from taxonomy.errors import TaxonomyError

GRACE_S = 5  # for requests in progress when asked to stop
log = logging.getLogger(__name__)


def serve(settings: Settings) -> None:
    """Serve until asked to stop. Everything must have been prepared."""
    concepts = open_installed(settings)
    world = World(settings, Database.open(settings.database, settings.keys), concepts)
    better = None if has_alternatives(settings) else BetterVectors(settings, concepts, world)
    if better:
        better.start()
    config = uvicorn.Config(
        create_app(settings, world),
        host=settings.host,
        port=settings.port,
        log_level="warning",
        access_log=False,  # paths hold ids of people
        timeout_graceful_shutdown=GRACE_S,
    )
    gc.freeze()  # what has been opened lives as long as the process
    gc.enable()
    try:
        AnnouncingServer(config).run()
    finally:
        if better:
            better.stop()


class AnnouncingServer(uvicorn.Server):
    """Says where it serves once it does."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start to listen, then say so."""
        await super().startup(sockets)
        if self.started:
            sys.stderr.write(f"immerse: serving at http://{self.config.host}:{self.config.port}\n")


class BetterVectors:
    """Watches the child that encodes alternative labels, and reads texts with its work once it is done."""

    def __init__(self, settings: Settings, concepts: Concepts, world: World) -> None:
        self._settings = settings
        self._concepts = concepts
        self._world = world
        self._child: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the child and a thread that waits for it."""
        self._child = start_alternatives(self._settings)
        threading.Thread(target=self._wait, args=(self._child,), name="better-vectors", daemon=True).start()

    def stop(self) -> None:
        """End the child; what it has encoded stays, and the next start goes on from there."""
        if self._child and self._child.poll() is None:
            self._child.terminate()
            self._child.wait()

    def _wait(self, child: subprocess.Popen[bytes]) -> None:
        if child.wait() != 0:
            return
        try:
            linker = open_linker(self._settings.artefacts, self._concepts.taxonomy, self._concepts.encoder)
        except (TaxonomyError, MatcherError):
            log.exception("the better vectors cannot be opened; the first ones stay in use")
        else:
            self._world.reader = Reader(linker, self._concepts.places)
