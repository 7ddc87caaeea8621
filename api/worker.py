"""One worker: opens the installation, stands by, and serves once it is told to.

    python -m api.starting LISTENER CHANNEL

Both are descriptors that `api.supervising` hands over: the socket to serve on, and the channel to the supervisor.
"""

from __future__ import annotations

import asyncio
import faulthandler
import gc
import signal
import socket
import sys
import threading
from collections.abc import Callable
from functools import partial
from types import FrameType
from typing import cast

import uvicorn

from api.accepting import Acceptor
from api.app import create_app
from api.bodies import ProfileLine
from api.disk import Reserve
from api.errors import ImmerseError
from api.explaining import explain_matches
from api.exposure import check_exposure
from api.fairness_keeping import SampleKeeping
from api.logs import configure_logs
from api.matches import gaps_of, matches_of, name_all
from api.opening import open_installed
from api.session import Database
from api.settings import Settings
from api.speaking import wordings_of, words_of_read
from api.supervising import SERVE, State
from api.vectors import Alternatives, Renewal
from api.watchdog import STALE_S, Watchdog
from api.world import World
from matcher.errors import MatcherError
from matcher.results import match_list_to_json, write_match_list
from matcher.wording.wording import ENGLISH
from taxonomy.errors import TaxonomyError

DRAIN_S = 1.0  # from saying "not ready" to accepting nothing more, so that a proxy sends new requests elsewhere
GRACE_S = 3  # for requests in progress after that
SWITCH_S = 0.001  # threads that rank let the event loop in five times sooner than usual, so that refusals are fast
REHEARSED = "I have cooked in a school kitchen for four years, I can drive, and I speak some Spanish."
REHEARSED_TOP = 5


class Channel:
    """The worker's end of the channel to its supervisor."""

    def __init__(self, descriptor: int) -> None:
        self._socket = socket.socket(fileno=descriptor)
        self._socket.set_inheritable(False)
        self._lines = self._socket.makefile("r", encoding="ascii")

    def say(self, state: State) -> None:
        """Say how far this worker is."""
        self._socket.sendall(f"{state}\n".encode())

    def wait(self) -> bool:
        """Wait for the word to serve; False where the supervisor wants, or has come to, an end."""
        return self._lines.readline().strip() == SERVE

    def wait_for_end(self, then: Callable[[], object]) -> None:
        """Call `then` in a thread once the supervisor has closed the channel or has ended."""

        def wait() -> None:
            self._lines.read()
            then()

        threading.Thread(target=wait, name="channel", daemon=True).start()


class Server(uvicorn.Server):
    """Serves until the channel closes or SIGTERM comes: first not ready, then accepting nothing, then gone."""

    def __init__(self, config: uvicorn.Config, world: World, channel: Channel, watchdog: Watchdog) -> None:
        super().__init__(config)
        self._world = world
        self._channel = channel
        self._watchdog = watchdog
        self._acceptors: list[Acceptor] = []

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start to take up connections, then say so."""
        loop = asyncio.get_running_loop()
        await super().startup([])
        if self.started:
            self._acceptors = [self._accept_from(listener) for listener in sockets or ()]
            self._channel.say(State.SERVING)
            self._channel.wait_for_end(lambda: loop.call_soon_threadsafe(self._leave, loop))

    async def on_tick(self, counter: int) -> bool:
        """Ten times a second: tell the watchdog that the loop runs."""
        self._watchdog.beat()
        return await super().on_tick(counter)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Finish what is in progress; the supervisor sees to it that this ends."""
        self._watchdog.stop()
        for acceptor in self._acceptors:
            await acceptor.close()
        await super().shutdown(sockets)

    def _accept_from(self, listener: socket.socket) -> Acceptor:
        config, state = self.config, self.server_state
        make = partial(
            cast("Callable[..., asyncio.Protocol]", config.http_protocol_class),
            config=config,
            server_state=state,
            app_state=self.lifespan.state,
        )
        return Acceptor(listener, make, config.ssl, lambda: len(state.connections), alone=config.workers == 1)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """On SIGTERM leave; a terminal's SIGINT reaches the supervisor too, which decides."""
        del frame
        if sig == signal.SIGTERM:
            loop = asyncio.get_running_loop()
            loop.call_soon_threadsafe(self._leave, loop)

    def _leave(self, loop: asyncio.AbstractEventLoop) -> None:
        if not self._world.is_stopping:
            self._world.is_stopping = True
            loop.call_later(DRAIN_S, self._exit)

    def _exit(self) -> None:
        self.should_exit = True


def work(listener: socket.socket, channel: Channel, settings: Settings, world: World, stale_s: float = STALE_S) -> None:
    """Make `world` ready, say so, and serve it on `listener` once told to."""
    check_exposure(settings, world.whole)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    configure_logs(settings.log_level)
    app = create_app(settings, world)
    config = uvicorn.Config(
        app,
        log_config=None,  # as `api.logs` says
        log_level=settings.log_level,
        access_log=False,  # paths hold ids of people
        timeout_graceful_shutdown=GRACE_S,
        ws="none",
        server_header=False,
        forwarded_allow_ips=settings.trusted_proxies,  # left out, uvicorn believes everybody on this machine
        ssl_certfile=settings.tls_cert,
        ssl_keyfile=settings.tls_key,
        workers=settings.workers,
    )
    config.load()
    if settings.reserve_bytes:
        world.duties.add(Reserve(settings.reserve, settings.reserve_bytes, settings.min_free_bytes, world.disk))
    world.start()
    rehearse(world)
    gc.freeze()  # what has been opened lives as long as the process
    gc.enable()
    channel.say(State.READY)
    world.warm_search()  # until then it would take the processor from what a start waits for
    if channel.wait():
        Server(config, world, channel, Watchdog(stale_s)).run([listener])
    else:
        world.close()


def rehearse(world: World) -> None:
    """Read and match somebody made up, so that the first person does not wait for what is made when first used."""
    wordings = wordings_of(ENGLISH, world.wordings)
    [read] = world.reader.read_profiles([ProfileLine(text=REHEARSED)])
    current = world.snapshots.current()
    found = matches_of(current, read.input, REHEARSED_TOP, None)
    body = match_list_to_json(found, name_all(world.database, found, {}))
    write_match_list(found, {}, {}, {})
    explain_matches(world, body, found, read.input, words_of_read(read, REHEARSED), wordings)
    gaps_of(current, read.input, None)


def open_world(settings: Settings) -> World:
    """Open an installation, and what keeps its vectors the best there are."""
    concepts = open_installed(settings, without_encoder=True)
    world = World(settings, Database.installed(settings), concepts)
    world.duties.add(Alternatives(settings))
    world.duties.add(SampleKeeping(world.whole, settings.data, world.now))
    world.followers.append(Renewal(settings, concepts, world))
    return world


def main(open_it: Callable[[Settings], World] = open_world, stale_s: float = STALE_S) -> None:
    """Run as a process of the supervisor; settings come from the environment."""
    gc.disable()  # as `api.starting` says
    faulthandler.enable()
    sys.setswitchinterval(SWITCH_S)
    listener, channel = socket.socket(fileno=int(sys.argv[1])), Channel(int(sys.argv[2]))
    listener.set_inheritable(False)
    settings = Settings()
    try:
        work(listener, channel, settings, open_it(settings), stale_s)
    except (ImmerseError, MatcherError, TaxonomyError, OSError) as error:
        sys.stderr.write(f"immerse: {error}\n")
        sys.exit(1)
