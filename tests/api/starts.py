"""Where tests start from: a database of either kind that is made and filled once, and copied for each test."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL

from api.postgres import read_url
from api.session import KEYS, Database
from api.settings import Settings
from tests.api.postgres import Server, running_server

SQLITE, POSTGRESQL = "sqlite", "postgresql"
Fill = Callable[[Database], None]


@dataclass(frozen=True, slots=True)
class Template:
    """A filled database: the folder of its keys, which holds it too if it is a file, and its address if it has one."""

    folder: Path
    url: URL | None


class Starts:
    """Makes each template once in a process; the server is started when somebody first wants it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._made: dict[tuple[str, Fill], Template] = {}
        self._open = ExitStack()
        self._server: Server | None = None

    @property
    def server(self) -> Server:
        """The PostgreSQL server of this test run."""
        if self._server is None:
            self._server = self._open.enter_context(running_server())
        return self._server

    def address(self, kind: str, fill: Fill) -> str:
        """Return what settings say about a database that `copy` will make."""
        url = self._template(kind, fill).url if kind == POSTGRESQL else None
        return "" if url is None else _said(url.set(database=self.server.url().database))

    def copy(self, kind: str, fill: Fill, settings: Settings) -> None:
        """Make the database that the settings name, with its keys."""
        template = self._template(kind, fill)
        settings.data.mkdir(parents=True)
        shutil.copytree(template.folder / KEYS, settings.data / KEYS)
        if template.url is None:
            shutil.copy(template.folder / settings.database.name, settings.database)
        else:
            self.server.copy(template.url, read_url(settings.database_url))

    def drop(self, settings: Settings) -> None:
        """Drop what `copy` has made, where it is on the server."""
        if settings.database_url:
            self.server.drop(read_url(settings.database_url))

    def close(self) -> None:
        """Stop the server if it was started."""
        self._open.close()

    def _template(self, kind: str, fill: Fill) -> Template:
        if (kind, fill) not in self._made:
            self._made[kind, fill] = self._make(kind, fill)
        return self._made[kind, fill]

    def _make(self, kind: str, fill: Fill) -> Template:
        folder = self._folder / f"{kind}-{len(self._made)}"
        if kind == POSTGRESQL:
            return Template(folder, self.server.make_template(folder, fill))
        database = Database.open(Settings(data=folder).database)
        fill(database)
        database.close()
        return Template(folder, None)


def _said(url: URL) -> str:
    return url.set(drivername="postgresql").render_as_string(hide_password=False)
