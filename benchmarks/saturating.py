"""As much as can be answered: users who think of nothing and wait for nobody. What comes back is the capacity.

`Busy` does the deeds of both other files in their shares; `Idle` asks the empty endpoint, which tells how many
requests this client can send at all, and what one of them costs it.
"""

from __future__ import annotations

from locust import constant, task

from benchmarks.load.asking import Asking
from benchmarks.load.deeds import EMPTY


class Busy(Asking):
    """Does one deed after the other."""

    wait_time = constant(0)

    @task
    def do(self) -> None:
        """Do the next."""
        self.asker.ask(self.client, self.asker.draw())


class Idle(Asking):
    """Asks for nothing, as fast as nothing is answered."""

    wait_time = constant(0)

    @task
    def do(self) -> None:
        """Ask for nothing."""
        self.asker.ask(self.client, EMPTY[0])
