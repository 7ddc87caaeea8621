"""How one database is reached, whatever it is: what reads, what writes, and how the traces of deleted rows go."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from sqlalchemy import Engine

# The name of an engine's option that says whose rows a transaction sees; on SQLite nobody asks for it.
WHOSE = "organisation"
EVERYBODY = "*"
"""in place of an organisation: the work of the installation sees the rows of all"""


@dataclass(frozen=True, slots=True)
class Engines:
    """A transaction of `readers` has one consistent view; one of `writers` is the only one that writes while it lasts.

    `fold` takes out of the files what was deleted, as far as that is the program's to do.
    """

    readers: Engine
    writers: Engine
    fold: Callable[[], None]

    def of(self, organisation: str) -> Engines:
        """Return engines whose transactions see the rows of one organisation, as far as the database itself knows."""
        own = {WHOSE: organisation}
        return replace(
            self, readers=self.readers.execution_options(**own), writers=self.writers.execution_options(**own)
        )

    def dispose(self) -> None:
        """Give all connections back."""
        self.readers.dispose()
