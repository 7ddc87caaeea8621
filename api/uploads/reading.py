"""Reading a file in a process of its own, one at a time, for as long as it may take and no longer."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import BoundedSemaphore, Lock, Timer
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from api.errors import BusyError, FileRefusedError
from api.uploads.kinds import FileKind, kind_of
from api.uploads.paper import MAX_HIDDEN, MAX_TEXT, Reading
from matcher.language import guess_language
from taxonomy.characters import visible

MAX_WALL_S = 30
MAX_WAITING = 3  # of the places for reading in `api.lanes`, half stay free for others
MAX_ANSWER = 8 * MAX_TEXT  # bytes: a code point takes six in JSON, the rest is small

ROOT = Path(__file__).parents[2]
# Isolated from environment and folder; `-B`: it may write nothing.
START = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from api.uploads.child import main; main()"
TOO_MUCH = "needs more time or memory to be read than any CV does"


@dataclass(frozen=True, slots=True)
class ReadFile:
    """What a file says, and the language it is probably in."""

    reading: Reading
    language: str | None


Said = Annotated[str, StringConstraints(max_length=300)]


class _Answer(BaseModel):
    """What the child may say: its answer is no more trusted than the file."""

    model_config = ConfigDict(strict=True, extra="forbid")

    text: Annotated[str, StringConstraints(max_length=MAX_TEXT)] = ""
    hidden: Annotated[str, StringConstraints(max_length=MAX_HIDDEN)] = ""
    n_pages: Annotated[int, Field(ge=0, le=1_000_000)] | None = None
    warnings: Annotated[list[Said], Field(max_length=100)] = []
    refused: Said | None = None


class FileReader:
    """Reads files one at a time; a few more wait, others are told to come again. Shared by threads, keeps nothing."""

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._places = BoundedSemaphore(1 + MAX_WAITING)
        self._turn = Lock()

    def read(self, name: str, content: bytes) -> ReadFile:
        """Read a file; only the end of `name` is looked at. Raises FileRefusedError, BusyError."""
        if len(content) > self._max_bytes:
            raise FileRefusedError(f"has more than {self._max_bytes:,} bytes")
        kind = kind_of(name, content)
        if not self._places.acquire(blocking=False):
            raise BusyError("too many files are being read; try again in a few seconds")
        try:
            with self._turn:
                return check_answer(*_run(content, kind))
        finally:
            self._places.release()


def _run(content: bytes, kind: FileKind) -> tuple[int, bytes]:
    """Return how the child ended and what it said; it has ended, whatever happened."""
    command = [sys.executable, "-I", "-B", "-c", START, kind.value]
    with subprocess.Popen(  # noqa: S603 - our own words
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={}, cwd="/"
    ) as child:
        overrun = Timer(MAX_WALL_S, child.kill)
        overrun.start()
        try:
            said = _exchange(child, content)
            return child.wait(), said
        finally:
            child.kill()  # nothing where it has ended
            overrun.cancel()


def _exchange(child: subprocess.Popen[bytes], content: bytes) -> bytes:
    """Hand a file over, and return what comes back, ended where it is too long."""
    if child.stdin is None or child.stdout is None:
        raise RuntimeError("a child without pipes")
    with suppress(BrokenPipeError), child.stdin:
        child.stdin.write(content)
    said = child.stdout.read(MAX_ANSWER + 1)
    if len(said) > MAX_ANSWER:
        child.kill()
    return said


def check_answer(returncode: int, said: bytes) -> ReadFile:
    """Return what a child said, looked through again; raises FileRefusedError."""
    if returncode < 0:
        raise FileRefusedError(TOO_MUCH)
    if returncode:
        raise FileRefusedError("is damaged, or not made as files of its kind are")
    try:
        answer = _Answer.model_validate(json.loads(said))
    except (ValidationError, ValueError) as error:
        raise FileRefusedError("is damaged, or not made as files of its kind are") from error
    if answer.refused:
        raise FileRefusedError(answer.refused)
    text = visible(answer.text)
    if not text.strip():
        raise FileRefusedError("holds no text")
    reading = Reading(text, visible(answer.hidden), answer.n_pages, tuple(map(visible, answer.warnings)))
    return ReadFile(reading, guess_language(text))
