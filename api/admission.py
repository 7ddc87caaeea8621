"""Takes up as many costly requests as there are cores, lets a few wait for a moment, and refuses the others at once.

Refusals are made in the event loop, before a body is parsed and before any thread is asked, so that they stay fast
when everything is busy. Whoever has waited as long as the deadline is not taken up any more: the person who asked has
left, and the work would only make the next one wait.

Two middlewares of pure ASGI, before and after it has been found out who asks. Permits are held for work, not for slow
connections: a body is read before the permit is asked for, and the permit is given back when the answer begins.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections import deque
from collections.abc import Callable, Mapping
from functools import partial

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.disk import Disk
from api.errors import DiskFullError
from api.lanes import Lane, Lanes, cost_of
from api.measures import Measures
from api.policy import Rule
from api.refusals import RefusalResponse, refuse

WAITING_PER_PERMIT = 8
CAUTION = 2.0  # how much longer than expected a wait may become; who is dropped at the deadline has waited for nothing
REMEMBERED = 0.1  # weight of the newest request in the mean time that one takes
TICKET = "ticket"  # its name in the state of a request
KEPT_S = 0.25  # to find out who asks and to read the body; whoever sends slower keeps no place from others


class OverloadedError(Exception):
    """There is no room; try again after `retry_after_s`."""

    def __init__(self, retry_after_s: int) -> None:
        super().__init__(f"busy; try again in {retry_after_s} s")
        self.retry_after_s = retry_after_s


class Ticket:
    """Stands for a place that a queue keeps for a request which is on its way there."""


class Queue:
    """At most `permits` at once, in the order of their coming; a few more wait, at most `deadline_s` each.

    Everything happens in one event loop.
    """

    def __init__(self, permits: int, deadline_s: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.permits = permits
        self._deadline_s = deadline_s
        self._clock = clock
        self._n_in = 0
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._kept: dict[Ticket, float] = {}  # oldest first
        self._mean_s = 0.0

    @property
    def n_in(self) -> int:
        """How many have been let in and have not left."""
        return self._n_in

    @property
    def n_waiting(self) -> int:
        """How many wait."""
        return len(self._waiting)

    def keep(self) -> Ticket:
        """Keep a place for `KEPT_S`, so that nobody is refused late who could have been refused at once.

        Raises OverloadedError where whoever comes now would not be let in before the deadline.
        """
        self._check()
        ticket = Ticket()
        self._kept[ticket] = self._clock()
        return ticket

    def drop(self, ticket: Ticket) -> bool:
        """Keep the place no longer; returns whether it was still kept."""
        return self._kept.pop(ticket, None) is not None

    async def enter(self, ticket: Ticket | None = None) -> float:
        """Wait for a permit; returns the time when it was given. Raises OverloadedError at once, or at the deadline."""
        if ticket is None or not self.drop(ticket):
            self._check()
        if self._n_in < self.permits and not self._waiting:
            self._n_in += 1
            return self._clock()
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        try:
            async with asyncio.timeout(self._deadline_s):
                await turn
        except TimeoutError:
            self._give_up(turn)
            raise OverloadedError(self._retry_after_s()) from None
        except BaseException:
            self._give_up(turn)
            raise
        return self._clock()

    def leave(self, entered: float) -> None:
        """Give back the permit that was given at `entered`."""
        took = self._clock() - entered
        self._mean_s += REMEMBERED * (took - self._mean_s) if self._mean_s else took
        self._pass_on()

    def _give_up(self, turn: asyncio.Future[None]) -> None:
        if turn.done() and not turn.cancelled():
            self._pass_on()  # the permit came in the same moment
        elif turn in self._waiting:
            self._waiting.remove(turn)

    def _pass_on(self) -> None:
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(None)
                return
        self._n_in -= 1

    def _check(self) -> None:
        ahead = self._count_ahead()
        if ahead < self.permits:
            return
        if ahead >= self.permits * (1 + WAITING_PER_PERMIT) or CAUTION * self._wait_s() > self._deadline_s:
            raise OverloadedError(self._retry_after_s())

    def _count_ahead(self) -> int:
        too_old = self._clock() - KEPT_S
        while self._kept and next(iter(self._kept.values())) <= too_old:
            del self._kept[next(iter(self._kept))]
        return self._n_in + self.n_waiting + len(self._kept)

    def _wait_s(self) -> float:
        return (self._count_ahead() - self.permits + 1) * self._mean_s / self.permits

    def _retry_after_s(self) -> int:
        return max(1, math.ceil(self._wait_s()))


class Threshold:
    """The outer part: refuses what could not be let in, before it is even asked who asks."""

    def __init__(self, app: ASGIApp, lanes: Lanes, queues: Mapping[Lane, Queue], measures: Measures) -> None:
        self._app = app
        self._lanes = lanes
        self._queues = queues
        self._measures = measures

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on where there is a place for it, or refuse it."""
        place = self._lanes.find(scope["method"], scope["path"]) if scope["type"] == "http" else None
        lane = Lane.FREE if place is None else cost_of(place.rule.method, place.rule.path).lane
        queue = self._queues.get(lane)
        if queue is None:
            await self._app(scope, receive, send)
            return
        try:
            ticket = queue.keep()
        except OverloadedError as error:
            scope["route"] = place.route if place else None
            await _refuse(error, self._measures, lane)(scope, receive, send)
            return
        scope.setdefault("state", {})[TICKET] = ticket
        try:
            await self._app(scope, receive, send)
        finally:
            queue.drop(ticket)


class Admission:
    """The inner part: a queue for each lane, and no new rows while the disk is full."""

    def __init__(self, app: ASGIApp, queues: Mapping[Lane, Queue], disk: Disk, measures: Measures) -> None:
        self._app = app
        self._queues = queues
        self._disk = disk
        self._measures = measures
        for lane, queue in queues.items():
            measures.waiting.labels(lane).set_function(partial(_count, queue))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on when it is its turn, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        rule: Rule = scope["state"]["rule"]
        cost = cost_of(rule.method, rule.path)
        queue = self._queues.get(cost.lane)
        if cost.grows and self._disk.is_low:
            await refuse(507, DiskFullError.code, str(DiskFullError()))(scope, receive, send)
        elif queue is None:
            await self._app(scope, receive, send)
        else:
            await self._queued(queue, cost.lane, scope, receive, send)

    async def _queued(self, queue: Queue, lane: Lane, scope: Scope, receive: Receive, send: Send) -> None:
        whole = await _read(receive)
        try:
            entered = await queue.enter(scope["state"].get(TICKET))
        except OverloadedError as error:
            await _refuse(error, self._measures, lane)(scope, receive, send)
        else:
            await self._pass(scope, whole, send, lambda: queue.leave(entered))

    async def _pass(self, scope: Scope, receive: Receive, send: Send, leave: Callable[[], None]) -> None:
        left = False

        async def send_and_leave(message: Message) -> None:
            nonlocal left
            if not left and message["type"] == "http.response.start":
                left = True
                leave()
            await send(message)

        try:
            await self._app(scope, receive, send_and_leave)
        finally:
            if not left:
                leave()


async def _read(receive: Receive) -> Receive:
    """Read a body to its end, and return what gives it once more; raises ClientDisconnect."""
    messages: deque[Message] = deque()
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        messages.append(message)
        more = message.get("more_body", False)

    async def again() -> Message:
        return messages.popleft() if messages else await receive()

    return again


def _refuse(error: OverloadedError, measures: Measures, lane: Lane) -> RefusalResponse:
    measures.refused.labels(lane).inc()
    return refuse(503, "overloaded", str(error), {"retry-after": str(error.retry_after_s)})


def _count(queue: Queue) -> float:
    return queue.n_waiting


def build_queues(permits: Mapping[Lane, int], deadline_s: float) -> dict[Lane, Queue]:
    """Make a queue for each lane that has permits."""
    return {lane: Queue(n, deadline_s) for lane, n in permits.items()}
