"""A client in a process of its own that asks at a given rate, whether or not anybody answers.

    python -m tests.api.open_loop ADDRESS PATH RATE SECONDS < body.json

It posts the body, or gets the path where there is none. Prints JSON: for each answer its status and the milliseconds
it took, from when it should have been asked. What the client itself takes counts against the server, so it does little:
connections stay open, and of an answer only status and length are read.
"""

from __future__ import annotations

import asyncio
import gc
import json
import sys
import time
from asyncio import StreamReader, StreamWriter
from dataclasses import asdict, dataclass

CONNECTIONS = 40  # opened before the clock runs


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer; `ms` counts from when the request was due, so that a slow client counts against the server."""

    status: int
    ms: float


class Connections:
    """Connections to one address: those that are idle, and new ones where all are busy."""

    def __init__(self, address: str) -> None:
        host, port = address.removeprefix("http://").split(":")
        self._host, self._port = host, int(port)
        self._idle: list[tuple[StreamReader, StreamWriter]] = []

    async def open(self, n: int) -> None:
        """Open connections, to be used later."""
        self._idle += [await asyncio.open_connection(self._host, self._port) for _ in range(n)]

    async def ask(self, request: bytes) -> int:
        """Send a request; returns the status of its answer."""
        if not self._idle:
            await self.open(1)
        reader, writer = connection = self._idle.pop()
        writer.write(request)
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        await reader.readexactly(int(head.split(b"content-length: ")[1].split(b"\r\n")[0]))
        if b"connection: close" in head:
            writer.close()
        else:
            self._idle.append(connection)
        return int(head.split(b" ", 2)[1])


async def ask(address: str, path: str, rate: float, seconds: float, body: bytes) -> list[Answered]:
    """Ask `rate` times a second for `seconds`, and wait for all answers."""
    connections = Connections(address)
    await connections.open(CONNECTIONS)
    length = f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n" if body else ""
    head = f"{'POST' if body else 'GET'} {path} HTTP/1.1\r\nHost: {address.removeprefix('http://')}\r\n{length}\r\n"
    request = head.encode() + body
    gc.disable()
    began = time.perf_counter()

    async def one(n: int) -> Answered:
        due = began + n / rate
        await asyncio.sleep(due - time.perf_counter())
        status = await connections.ask(request)
        return Answered(status, (time.perf_counter() - due) * 1000)

    return list(await asyncio.gather(*(one(n) for n in range(int(rate * seconds)))))


def main() -> None:
    """Run as a process."""
    address, path, rate, seconds = sys.argv[1], sys.argv[2], float(sys.argv[3]), float(sys.argv[4])
    answers = asyncio.run(ask(address, path, rate, seconds, sys.stdin.buffer.read()))
    sys.stdout.write(json.dumps([asdict(each) for each in answers]))


if __name__ == "__main__":
    main()
