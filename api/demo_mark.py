"""Whether the demo world has been loaded, as a small file beside the database."""

from __future__ import annotations

from enum import StrEnum

from api.settings import Settings

NAME = "demo"


class Mark(StrEnum):
    """How far loading has come; a load that was cut short goes on at the next start."""

    NEVER = ""
    LOADING = "loading"
    DONE = "done"


def needs_demo(settings: Settings) -> bool:
    """Say whether the demo world is to be loaded: into a new database, or where a load was cut short."""
    mark = read_mark(settings)
    return mark is Mark.LOADING or (mark is Mark.NEVER and not settings.has_database)


def read_mark(settings: Settings) -> Mark:
    """Read the mark; anything unknown counts as done, since loading twice is the worse mistake."""
    path = settings.data / NAME
    if not path.exists():
        return Mark.NEVER
    return Mark.LOADING if path.read_text(encoding="utf-8").strip() == Mark.LOADING else Mark.DONE


def write_mark(settings: Settings, mark: Mark) -> None:
    """Write the mark."""
    (settings.data / NAME).write_text(mark + "\n", encoding="utf-8")
