"""Who is let in, who waits, who is refused, and how fast; gates by themselves and in front of the application."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from api.admission import KEPT_S, WAITING_PER_PERMIT, OverloadedError, Queue
from api.app import create_app
from api.gate import N_THREADS, lay_out
from api.lanes import COSTS, MOST_RANKINGS, RESERVE, Capacity, Cost, Lane, Lanes, cost_of
from api.policy import POLICY
from api.postgres import POOL_SIZE
from api.settings import Settings
from api.sqlite import POOL_SIZE as SQLITE_POOL_SIZE
from api.world import World
from tests.api.conftest import at_the_machine, vacancy_line
from tests.api.queues import held, wait_until_full


class Clock:
    """A time that tests set."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        """Return the time."""
        return self.now


async def _soon(*waiting: Awaitable[float]) -> Sequence[asyncio.Future[float]]:
    tasks = [asyncio.ensure_future(each) for each in waiting]
    await asyncio.sleep(0)
    return tasks


def test_the_first_in_is_the_first_served() -> None:
    """No more than the permits are in; whoever waits follows in the order of coming."""

    async def run() -> None:
        queue = Queue(2, deadline_s=5)
        entered = [await queue.enter(), await queue.enter()]
        third, fourth = await _soon(queue.enter(), queue.enter())
        assert (queue.n_in, queue.n_waiting, third.done()) == (2, 2, False)
        queue.leave(entered[0])
        await asyncio.sleep(0)
        assert (third.done(), fourth.done(), queue.n_in) == (True, False, 2)
        for each in (entered[1], await third):
            queue.leave(each)
        queue.leave(await fourth)
        assert (queue.n_in, queue.n_waiting) == (0, 0)

    asyncio.run(run())


def test_a_full_queue_refuses_at_once() -> None:
    """Beyond eight waiting for each permit nobody waits; the refusal says when to come again."""

    async def run() -> None:
        clock = Clock()
        queue = Queue(1, 1000, clock)
        first = await queue.enter()
        waiting = await _soon(*(queue.enter() for _ in range(WAITING_PER_PERMIT)))
        with pytest.raises(OverloadedError):
            queue.keep()
        clock.now += 3.0
        queue.leave(first)  # one takes three seconds
        await asyncio.sleep(0)
        refill = await _soon(queue.enter())
        with pytest.raises(OverloadedError) as refused:
            await queue.enter()
        assert refused.value.retry_after_s == 3 * (WAITING_PER_PERMIT + 1)
        for task in (*waiting, *refill):
            task.cancel()

    asyncio.run(run())


def test_nobody_waits_for_what_would_come_too_late() -> None:
    """Where requests have taken a second each, one with a deadline of two seconds does not wait behind another."""

    async def run() -> None:
        clock = Clock()
        queue = Queue(1, 2.0, clock)
        entered = await queue.enter()
        clock.now += 1.0
        queue.leave(entered)
        await queue.enter()
        waiting = await _soon(queue.enter(queue.keep()))
        with pytest.raises(OverloadedError):
            queue.keep()
        for task in waiting:
            task.cancel()

    asyncio.run(run())


def test_whoever_waited_too_long_is_dropped() -> None:
    """At the deadline the wait ends, and the permit goes to somebody else."""

    async def run() -> None:
        queue = Queue(1, deadline_s=0.05)
        entered = await queue.enter()
        with pytest.raises(OverloadedError):
            await queue.enter()
        assert queue.n_waiting == 0
        queue.leave(entered)
        assert queue.n_in == 0
        queue.leave(await queue.enter())

    asyncio.run(run())


def test_a_permit_of_somebody_who_left_is_not_lost() -> None:
    """A permit that comes in the moment in which its receiver is cancelled goes on to the next one."""

    async def run() -> None:
        queue = Queue(1, deadline_s=5)
        entered = await queue.enter()
        second, third = await _soon(queue.enter(), queue.enter())
        queue.leave(entered)  # gives it to the second
        second.cancel()
        queue.leave(await asyncio.wait_for(third, 1))
        assert (queue.n_in, queue.n_waiting) == (0, 0)

    asyncio.run(run())


def test_a_kept_place_is_nobody_elses_for_a_moment() -> None:
    """Whoever was let on is not refused later, unless it took too long; what is on its way counts as waiting."""

    async def run() -> None:
        clock = Clock()
        queue = Queue(1, 1000, clock)
        entered = await queue.enter()
        tickets = [queue.keep() for _ in range(WAITING_PER_PERMIT)]
        with pytest.raises(OverloadedError):
            queue.keep()
        assert queue.drop(tickets.pop())  # one that was refused for another reason
        queue.keep()
        waiting = await _soon(*(queue.enter(ticket) for ticket in tickets))
        assert queue.n_waiting == len(tickets)
        clock.now += KEPT_S
        late = queue.keep()  # the place of the one that has not come
        with pytest.raises(OverloadedError):
            await queue.enter()
        queue.leave(entered)
        queue.leave(await waiting[0])
        assert await _soon(queue.enter(late))
        for task in waiting:
            task.cancel()

    asyncio.run(run())


def test_every_costly_route_exists() -> None:
    """A row of the table that names no route would protect nothing."""
    assert set(COSTS) - set(POLICY) == set()


def test_routes_are_found_with_their_cost(settings: Settings, world: World) -> None:
    """By method and path; what is not in the table costs a few rows; probes and administration never wait."""
    lanes = Lanes(lay_out(create_app(settings, world).routes, POLICY))
    place = lanes.find("GET", "/v1/profiles/abc/matches")
    assert place is not None
    assert cost_of(place.rule.method, place.rule.path) == Cost(Lane.RANKING)
    assert lanes.find("GET", "/nothing") is None
    assert cost_of("POST", "/v1/vacancies:import") == Cost(Lane.IMPORTING, grows=True)
    assert cost_of("GET", "/v1/profiles/{profile_id}") == Cost(Lane.READING)
    assert {cost_of("GET", "/livez").lane, cost_of("POST", "/v1/admin/ranking:stop").lane} == {Lane.FREE}


def test_capacity_follows_the_cores() -> None:
    """Cores are shared among workers, everybody has one, and there are threads for all permits and some to spare."""
    assert Capacity.of(2, 1).permits[Lane.RANKING] == 2
    assert Capacity.of(2, 2).permits[Lane.RANKING] == 1
    assert Capacity.of(2, 3).permits[Lane.RANKING] == 1
    assert Capacity.of(16, 2).permits[Lane.RANKING] == MOST_RANKINGS
    assert Capacity.of(16, 2).permits[Lane.SURVEYING] == 1
    capacity = Capacity.of(2, 1)
    assert capacity.threads == sum(capacity.permits.values()) + RESERVE


def test_there_is_a_connection_for_every_thread() -> None:
    """Threads that answer, those that find out who asks, and those in the background never wait for each other's."""
    overflow, background = 10, 5  # SQLAlchemy's own, and: snapshots, retention, audit, samples, probes
    assert Capacity.of(64, 1).threads + N_THREADS + background <= POOL_SIZE + overflow
    assert SQLITE_POOL_SIZE == POOL_SIZE


def test_a_busy_service_refuses_and_probes_answer(settings: Settings, world: World) -> None:
    """With all permits and places taken, a list is refused with Retry-After, while probes and other lanes answer."""
    permits = world.capacity.permits[Lane.RANKING]
    n = permits * (1 + WAITING_PER_PERMIT)
    settings = settings.model_copy(update={"deadline_ms": 60_000})
    with at_the_machine(create_app(settings, world)) as client, ThreadPoolExecutor(n) as pool:
        body = {"text": "I can cook", "kind": "skill"}
        with held(world):
            waiting = [pool.submit(client.post, "/v1/link", json=body) for _ in range(n)]
            wait_until_full(client, Lane.RANKING, permits * WAITING_PER_PERMIT)
            began = time.perf_counter()
            refused = client.post("/v1/matches", json=body)
            took = time.perf_counter() - began
            probes = [client.get(path).status_code for path in ("/livez", "/readyz", "/startupz", "/v1/profiles")]
        answers = [each.result(20) for each in waiting]
        counted = client.get("/metrics").text
    assert (refused.status_code, refused.json()["error"]) == (503, "overloaded")
    assert int(refused.headers["retry-after"]) >= 1
    assert took < 0.5
    assert probes == [200, 200, 200, 200]
    assert [answer.status_code for answer in answers] == [200] * n
    assert 'immerse_refused_total{lane="ranking"}' in counted
    assert 'immerse_requests_total{method="POST",route="/v1/matches",status="503"}' in counted


def test_a_list_does_not_wait_for_everybody_else(settings: Settings, world: World) -> None:
    """While people are ranked for vacancies, and more such requests wait, a list comes at once."""
    settings = settings.model_copy(update={"deadline_ms": 60_000})
    with at_the_machine(create_app(settings, world)) as client, ThreadPoolExecutor(WAITING_PER_PERMIT + 1) as pool:
        vacancy = client.post("/v1/vacancies", json=vacancy_line()).json()["id"]
        with held(world, "rankable"):
            surveys = [
                pool.submit(client.get, f"/v1/vacancies/{vacancy}/matches") for _ in range(WAITING_PER_PERMIT + 1)
            ]
            wait_until_full(client, Lane.SURVEYING, WAITING_PER_PERMIT)
            assert client.post("/v1/matches", json={"text": "I can cook"}).status_code == 200
            assert not any(each.done() for each in surveys)
        assert {each.result(20).status_code for each in surveys} == {200}
