"""Takes up connections so that all workers of one socket get their share.

A server of asyncio takes up all that wait at once, and of the workers that a connection wakes, the first one there is
mostly the same. All browsers of an office that open in the morning would end up with one worker, and stay there for as
long as they keep their connections, while the others have nothing to do. So a worker takes up one connection, then
lets the others have the next; the longer, the more it has.
"""

from __future__ import annotations

import asyncio
import logging
import socket
import ssl
from collections.abc import Callable
from contextlib import suppress

# The event loop sleeps in whole milliseconds.
PAUSE_S, MOST_S = 0.001, 0.005
PER_PAUSE = 8  # connections that make it a pause longer
RETRY_S = 1.0  # after an accept that failed, as when no more files may be open

log = logging.getLogger(__name__)


def pause_s(n_open: int) -> float:
    """Return how long a worker with so many connections leaves the next one to others."""
    return min(PAUSE_S * (1 + n_open // PER_PAUSE), MOST_S)


class Acceptor:
    """Hands the connections of `listener` to protocols, until it is closed; `alone` says that there is no other worker.

    `count` says how many are open, beside those whose handshake goes on.
    """

    def __init__(
        self,
        listener: socket.socket,
        make: Callable[[], asyncio.Protocol],
        tls: ssl.SSLContext | None,
        count: Callable[[], int],
        *,
        alone: bool,
    ) -> None:
        self._listener, self._make, self._tls, self._count, self._alone = listener, make, tls, count, alone
        self._beginning: set[asyncio.Task[None]] = set()
        self._task = asyncio.get_running_loop().create_task(self._run())

    async def close(self) -> None:
        """Take up no more."""
        self._task.cancel()
        with suppress(asyncio.CancelledError):
            await self._task

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        self._listener.settimeout(0)
        while True:
            try:
                connection, _ = await loop.sock_accept(self._listener)
            except ConnectionAbortedError:
                continue  # whoever it was has left
            except OSError as error:
                log.warning("no connection can be taken up: error %d", error.errno or 0)
                await asyncio.sleep(RETRY_S)
                continue
            task = loop.create_task(self._begin(connection))
            self._beginning.add(task)
            task.add_done_callback(self._beginning.discard)
            await asyncio.sleep(0 if self._alone else pause_s(self._count() + len(self._beginning)))

    async def _begin(self, connection: socket.socket) -> None:
        """Shake hands where there is TLS; whoever cannot is told by that."""
        with suppress(OSError):  # those of TLS too
            await asyncio.get_running_loop().connect_accepted_socket(self._make, connection, ssl=self._tls)
