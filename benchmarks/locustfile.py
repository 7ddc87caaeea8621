"""The closed model: so many users, each of whom waits for an answer, thinks, and asks again.

    locust -f benchmarks/locustfile.py --host http://127.0.0.1:8000 --headless -u 10 -t 30s

It tells how a given number of people are served. It does not tell what happens when more come: users who wait ask
nothing meanwhile, so a slow server is asked less, and its worst seconds hold the fewest requests (coordinated
omission; G. Tene, "How NOT to measure latency", 2015). Percentiles that are to hold for a rate of requests come from
`benchmarks/arrivals.py`. Think times are a tenth of real ones: ten of these caseworkers load as a hundred do.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, cycle
from typing import ClassVar

from locust import between, task

from benchmarks.load.asking import Asking
from benchmarks.load.deeds import CASEWORKER, EMPTY, MIGRANT, OFFICER, TESTER, Deed


class Doing(Asking):
    """A user who does each of some deeds once, and then again and again, as often as their shares say."""

    abstract = True
    deeds: ClassVar[Sequence[Deed]] = ()

    def on_start(self) -> None:
        """Draw an order. Nothing is left to chance but that, so a short run has every deed in it, too."""
        super().on_start()
        possible = [deed for deed in self.deeds if deed in self.asker.shares]
        random = self.asker.turn.random
        once, often = random.sample(possible, len(possible)), [d for d in possible for _ in range(round(d.share))]
        random.shuffle(often)
        self._next: Iterator[Deed] = chain(once, cycle(often))

    @task
    def do(self) -> None:
        """Do the next."""
        if (deed := next(self._next, None)) is not None:
            self.asker.ask(self.client, deed)


class Caseworker(Doing):
    """Opens one person after another: list, reasons, what would help most; now and then the inbox."""

    weight = 5
    wait_time = between(0.3, 1.0)
    deeds = CASEWORKER


class Migrant(Doing):
    """Looks at their own page on a phone, and types a few words."""

    weight = 3
    wait_time = between(0.5, 1.5)
    deeds = MIGRANT


class Officer(Doing):
    """Looks after vacancies: lists them, pastes one, imports a file."""

    fixed_count = 1
    wait_time = between(2.0, 4.0)
    deeds = OFFICER


class Tester(Doing):
    """A program that asks for lists, each for somebody else."""

    weight = 1
    wait_time = between(0.1, 0.3)
    deeds = TESTER


class Empty(Doing):
    """The floor: what this server and this client cost when nothing is computed."""

    fixed_count = 1
    wait_time = between(0.05, 0.1)
    deeds = EMPTY
