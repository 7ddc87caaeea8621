"""Keeps workers serving: this process holds the socket, `workers` processes serve on it, and one more stands by.

Opening an installation takes seconds, so a worker that dies is replaced by the one that stands by, which has opened
everything and only waits for the word. Workers are fresh interpreters (nothing is forked: faiss hangs in forked
children). Each has a channel to here, a pair of sockets: the worker says `ready` and `serving`, this process says
`serve`, and whichever end closes tells the other that it is gone. So workers never outlive this process.

The library's own supervisor (uvicorn's `Multiprocess`) looks for dead workers every half second, starts the next one
cold, leaves a single worker alone, and waits without end for one that does not stop.
"""

from __future__ import annotations

import errno
import queue
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import FrameType

from api.errors import PreparationError
from api.preparing import environment
from api.settings import Settings

COMMAND = (sys.executable, "-m", "api.starting")
# A C library that gives each thread a heap (glibc) keeps in each the most that any answer took: an hour of load
# on 100,000 vacancies held 10 GB. In one heap it is kept once. What the environment says itself goes before.
MEMORY = {"MALLOC_ARENA_MAX": "1"}
STOP_S = 4.6  # after which a worker that was asked to end is killed
BIND_S = 6.0  # how long workers of a supervisor that was killed may still hold the port
SHORTEST_PAUSE_S, LONGEST_PAUSE_S = 0.5, 30.0  # before a worker is started again after one that never got ready
BACKLOG = 2048


class State(StrEnum):
    """How far a worker is, in its own words."""

    OPENING = "opening"
    READY = "ready"
    SERVING = "serving"


SERVE = "serve"


@dataclass(slots=True, eq=False)
class Worker:
    """A process, the channel to it, how far it is, and whether it was told to serve."""

    process: subprocess.Popen[bytes]
    channel: socket.socket
    state: State = State.OPENING
    chosen: bool = False

    @property
    def stands_by(self) -> bool:
        """Whether it could serve and was not told to."""
        return self.state is State.READY and not self.chosen

    def serve(self) -> None:
        """Tell it to serve."""
        self.chosen = True
        try:
            self.channel.sendall(f"{SERVE}\n".encode())
        except OSError:
            return  # it has just ended, which is told by its thread


@dataclass(frozen=True, slots=True)
class Said:
    """A worker has come further."""

    worker: Worker
    state: State


@dataclass(frozen=True, slots=True)
class Ended:
    """A worker has ended with this exit code, below 0 by a signal."""

    worker: Worker
    code: int


@dataclass(frozen=True, slots=True)
class Stop:
    """Somebody asked this process to stop."""


Event = Said | Ended | Stop


class Supervisor:
    """Starts, replaces and ends workers; everything happens in the thread that runs it."""

    def __init__(
        self, listener: socket.socket, n_workers: int, command: Sequence[str], environment: Mapping[str, str]
    ) -> None:
        self._listener = listener
        self._n_workers = n_workers
        self._command = tuple(command)
        self._environment = dict(environment)
        self._workers: list[Worker] = []
        self._events: queue.SimpleQueue[Event] = queue.SimpleQueue()
        self._has_served = False
        self._n_failed = 0  # in a row, before they were ready
        self._pause_until = 0.0
        self._died_at: list[float] = []  # of serving workers that have not been replaced yet

    def run(self) -> None:
        """Serve until SIGTERM or SIGINT; raises PreparationError where no worker gets so far as to serve."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._on_signal)
        try:
            self._fill()
            while not isinstance(event := self._next(), Stop):
                if isinstance(event, Ended):
                    self._bury(event)
                elif isinstance(event, Said):
                    self._note(event)
                self._fill()
                if isinstance(event, Said) and event.worker.stands_by:
                    _say(f"worker {event.worker.process.pid} stands by")
        finally:
            self._end()

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self._events.put(Stop())

    def _next(self) -> Event | None:
        """Return what happens next, or None once a pause is over."""
        pause = self._pause_until - time.monotonic()
        try:
            return self._events.get(timeout=pause if pause > 0 else None)
        except queue.Empty:
            return None

    def _fill(self) -> None:
        """See to it that enough workers serve, and that one stands by once they do."""
        missing = self._n_workers - sum(worker.chosen for worker in self._workers)
        for worker in [worker for worker in self._workers if worker.stands_by][:missing]:
            worker.serve()
        wanted = self._n_workers + (1 if self._has_served else 0)
        if time.monotonic() >= self._pause_until:
            for _ in range(wanted - len(self._workers)):
                self._start()

    def _start(self) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            descriptors = (self._listener.fileno(), theirs.fileno())
            process = subprocess.Popen(  # noqa: S603  # our own words
                [*self._command, *map(str, descriptors)],
                env=self._environment,
                pass_fds=descriptors,
                stdin=subprocess.DEVNULL,
            )
        worker = Worker(process, ours)
        self._workers.append(worker)
        threading.Thread(target=self._listen, args=(worker,), name=f"worker-{process.pid}", daemon=True).start()

    def _listen(self, worker: Worker) -> None:
        """Pass on what a worker says, and its end."""
        with worker.channel.makefile("r", encoding="ascii") as lines:
            try:
                for line in lines:
                    self._events.put(Said(worker, State(line.strip())))
            except OSError:
                pass  # it was killed with words of ours unread
        self._events.put(Ended(worker, worker.process.wait()))

    def _note(self, event: Said) -> None:
        event.worker.state = event.state
        self._n_failed, self._pause_until = 0, 0.0
        if event.state is not State.SERVING:
            return
        if self._died_at:
            _say(f"worker {event.worker.process.pid} serves after {time.monotonic() - self._died_at.pop(0):.2f} s")
        if not self._has_served and self._n_serving == self._n_workers:
            self._has_served = True
            host, port = self._listener.getsockname()[:2]
            scheme = "https" if "IMMERSE_TLS_CERT" in self._environment else "http"
            _say(f"serving at {scheme}://{f'[{host}]' if ':' in host else host}:{port}")

    @property
    def _n_serving(self) -> int:
        return sum(worker.state is State.SERVING for worker in self._workers)

    def _bury(self, event: Ended) -> None:
        worker = event.worker
        self._workers.remove(worker)
        worker.channel.close()
        _say(f"worker {worker.process.pid} ended ({describe(event.code)})")
        if worker.state is State.OPENING:
            if not self._has_served:
                raise PreparationError("no worker could be started; the lines above say why")
            pause = min(LONGEST_PAUSE_S, SHORTEST_PAUSE_S * 2**self._n_failed)
            self._n_failed += 1
            self._pause_until = time.monotonic() + pause
        elif worker.chosen:
            self._died_at.append(time.monotonic())

    def _end(self) -> None:
        """Ask all workers to end, and kill those that do not."""
        self._listener.close()
        deadline = time.monotonic() + STOP_S
        for worker in self._workers:
            worker.channel.shutdown(socket.SHUT_RDWR)
            if worker.state is State.OPENING:
                worker.process.terminate()  # it listens to nobody yet, and has nothing to finish
        for worker in self._workers:
            try:
                worker.process.wait(max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                _say(f"worker {worker.process.pid} did not end within {STOP_S:g} s and is killed")
                worker.process.kill()
                worker.process.wait()


def supervise(settings: Settings, command: Sequence[str] = COMMAND) -> None:
    """Serve an installation until asked to stop. Everything must have been prepared.

    `command` starts a worker; the descriptors of the socket and of its channel are appended.
    Raises PreparationError where the address cannot be used or no worker can be started.
    """
    with bind(settings.host, settings.port) as listener:
        Supervisor(listener, settings.workers, command, {**MEMORY, **environment(settings)}).run()


def bind(host: str, port: int, patience_s: float = BIND_S) -> socket.socket:
    """Listen on an address; waits for those who are just leaving it. Raises PreparationError."""
    deadline = time.monotonic() + patience_s
    while True:
        try:
            family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
            return socket.create_server((str(address[0]), int(address[1])), family=family, backlog=BACKLOG)
        except OSError as error:
            if error.errno != errno.EADDRINUSE or time.monotonic() > deadline:
                raise PreparationError(f"cannot listen on {host}:{port}: {error.strerror or error}") from error
            time.sleep(0.2)


def describe(code: int) -> str:
    """Say how a process ended."""
    if code >= 0:
        return f"exit code {code}"
    try:
        return signal.Signals(-code).name
    except ValueError:
        return f"signal {-code}"


def _say(line: str) -> None:
    sys.stderr.write(f"immerse: {line}\n")
    sys.stderr.flush()
