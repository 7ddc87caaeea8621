"""Logs: one JSON object a line, made of words that are on a list, so that nothing a person wrote can get into one.

An event is told by its constant text, with numbers put into it and nothing else; of an exception its class and places
in the code are told, never its message, which may quote what was sent. Other values are told under the names in TOLD.
"""

from __future__ import annotations

import json
import logging
import re
import sys
import threading
import traceback
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

# Of what is put into the text of an event: numbers, and names of generations such as "gen-000007".
NAMED = re.compile(r"[a-z]{1,12}-\d{1,12}")
# What an event may say beside its text: numbers, states and names of parts of the program.
TOLD = frozenset({"method", "route", "status", "ms", "worker", "seq", "generation", "n", "signal", "part"})
OURS = ("api", "matcher", "taxonomy")
MAX_FRAMES = 30

log = logging.getLogger(__name__)


class JsonLines(logging.Formatter):
    """Formats an event as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Tell time, level, who logs, what happened, the values that may be told, and where an exception came from."""
        told: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": _event(record),
            **{name: _plain(value) for name, value in record.__dict__.items() if name in TOLD},
        }
        if record.exc_info and record.exc_info[0]:
            told["exception"] = _name(record.exc_info[0])
            told["at"] = _places(record.exc_info[2])
        return json.dumps(told, ensure_ascii=True)


def configure_logs(level: str) -> None:
    """Let everything that is logged in this process, by whomever, go to stderr as lines of JSON."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    logging.captureWarnings(capture=True)
    logging.raiseExceptions = False  # else an event that cannot be written is printed with all its values
    threading.excepthook = _tell_thread


def _tell_thread(arguments: threading.ExceptHookArgs) -> None:
    """Log what ends a thread; Python would print the message of the exception."""
    trace = arguments.exc_traceback
    error = arguments.exc_value or arguments.exc_type()
    log.error("a thread ended with an exception", exc_info=(arguments.exc_type, error, trace))


def _event(record: logging.LogRecord) -> str:
    """Return the text of our own events; of others' only where they log, as they may put values into theirs."""
    if record.name.partition(".")[0] in OURS and isinstance(record.msg, str):
        values = record.args if isinstance(record.args, tuple) else ()
        return record.msg % tuple(_Shown(value) for value in values) if values else record.msg
    return f"{record.module}.{record.funcName}:{record.lineno}"


class _Shown(int):
    """A value in the text of an event: a number, or the name of a generation; of anything else three dots."""

    def __new__(cls, value: object) -> _Shown:
        made = super().__new__(cls, value if isinstance(value, int) else 0)
        made.text = str(value) if isinstance(value, (int, float)) or _is_named(value) else "…"
        return made

    text: str

    def __str__(self) -> str:
        return self.text

    __repr__ = __str__


def _is_named(value: object) -> bool:
    return isinstance(value, str) and NAMED.fullmatch(value) is not None


def _plain(value: object) -> object:
    """Return a number or a short word as it is; of anything else its type."""
    if isinstance(value, (bool, int, float)) or value is None:
        return value
    return value[:100] if isinstance(value, str) and value.isascii() and value.isprintable() else type(value).__name__


def _name(kind: type[BaseException]) -> str:
    return f"{kind.__module__}.{kind.__qualname__}"


def _places(trace: TracebackType | None) -> list[str]:
    frames = traceback.extract_tb(trace)[-MAX_FRAMES:]
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
