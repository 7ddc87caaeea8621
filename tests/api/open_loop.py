"""A client in a process of its own that asks at a given rate, whether or not anybody answers.

    python -m tests.api.open_loop ADDRESS RATE SECONDS < body.json

Prints JSON: for each answer its status and the milliseconds it took, from when it should have been asked.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from dataclasses import asdict, dataclass

import httpx

PATH = "/v1/link"


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer; `ms` counts from when the request was due, so that a slow client counts against the server."""

    status: int
    ms: float


async def ask(address: str, rate: float, seconds: float, body: bytes) -> list[Answered]:
    """Ask `rate` times a second for `seconds`, and wait for all answers."""
    headers = {"content-type": "application/json"}
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=None)
    async with httpx.AsyncClient(base_url=address, headers=headers, timeout=30, limits=limits) as client:
        await asyncio.gather(*(client.get("/livez") for _ in range(20)))  # connections, and the code behind them
        began = time.perf_counter()

        async def one(n: int) -> Answered:
            due = began + n / rate
            await asyncio.sleep(due - time.perf_counter())
            answer = await client.post(PATH, content=body)
            return Answered(answer.status_code, (time.perf_counter() - due) * 1000)

        return list(await asyncio.gather(*(one(n) for n in range(int(rate * seconds)))))


def main() -> None:
    """Run as a process."""
    address, rate, seconds = sys.argv[1], float(sys.argv[2]), float(sys.argv[3])
    answers = asyncio.run(ask(address, rate, seconds, sys.stdin.buffer.read()))
    sys.stdout.write(json.dumps([asdict(each) for each in answers]))


if __name__ == "__main__":
    main()
