"""Reading a file in a process of its own, one at a time, for as long as it may take and no longer."""

from __future__ import annotations

import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import BoundedSemaphore, Lock, Timer
from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from api.errors import BusyError, FileRefusedError
from api.uploads.kinds import FileKind, Purpose, kind_of
from api.uploads.paper import MAX_HIDDEN, MAX_TEXT, Reading
from api.uploads.table import MAX_CHARACTERS, MAX_COLUMNS, MAX_ROWS, BrokenRow, Table, TableRow
from matcher.language import guess_language
from taxonomy.characters import visible

MAX_WALL_S = 30
MAX_WAITING = 3  # of the places for reading in `api.lanes`, half stay free for others
# Bytes: a code point takes six in JSON, the rest is small.
MAX_ANSWER = {Purpose.TEXT: 8 * MAX_TEXT, Purpose.TABLE: 8 * MAX_CHARACTERS}

ROOT = Path(__file__).parents[2]
# Isolated from environment and folder; `-B`: it may write nothing.
START = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from api.uploads.child import main; main()"
TOO_MUCH = "needs more time or memory to be read than any file of its kind does"
DAMAGED = "is damaged, or not made as files of its kind are"


@dataclass(frozen=True, slots=True)
class ReadFile:
    """What a file says, and the language it is probably in."""

    reading: Reading
    language: str | None


Said = Annotated[str, StringConstraints(max_length=300)]


Cell = Annotated[str, StringConstraints(max_length=MAX_CHARACTERS)]
Cells = Annotated[list[Cell], Field(max_length=MAX_COLUMNS)]
Number = Annotated[int, Field(ge=1, le=10_000_000)]


class _Answer(BaseModel):
    """What the child may say: its answer is no more trusted than the file."""

    model_config = ConfigDict(strict=True, extra="forbid")

    refused: Said | None = None


class _TextAnswer(_Answer):
    """What it may say of a text."""

    text: Annotated[str, StringConstraints(max_length=MAX_TEXT)] = ""
    hidden: Annotated[str, StringConstraints(max_length=MAX_HIDDEN)] = ""
    n_pages: Annotated[int, Field(ge=0, le=1_000_000)] | None = None
    warnings: Annotated[list[Said], Field(max_length=100)] = []


class _TableAnswer(_Answer):
    """What it may say of a table."""

    header: Cells = []
    rows: Annotated[list[tuple[Number, Cells]], Field(max_length=MAX_ROWS)] = []
    broken: Annotated[list[tuple[Number, Said]], Field(max_length=MAX_ROWS)] = []
    encoding: Said = ""
    sheet: Said = ""
    unread: Annotated[list[Said], Field(max_length=1000)] = []
    n_above: Annotated[int, Field(ge=0, le=MAX_ROWS)] = 0


Answer = TypeVar("Answer", bound=_Answer)


class FileReader:
    """Reads files one at a time; a few more wait, others are told to come again. Shared by threads, keeps nothing."""

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._places = BoundedSemaphore(1 + MAX_WAITING)
        self._turn = Lock()

    def read(self, name: str, content: bytes) -> ReadFile:
        """Read the text of a file; only the end of `name` is looked at. Raises FileRefusedError, BusyError."""
        return check_text(*self._read(name, content, Purpose.TEXT))

    def read_table(self, name: str, content: bytes) -> Table:
        """Read a spreadsheet, likewise: XLSX, ODS, CSV and its kin."""
        return check_table(*self._read(name, content, Purpose.TABLE))

    def _read(self, name: str, content: bytes, purpose: Purpose) -> tuple[int, bytes]:
        if len(content) > self._max_bytes:
            raise FileRefusedError(f"has more than {self._max_bytes:,} bytes")
        kind = kind_of(name, content, purpose)
        if not self._places.acquire(blocking=False):
            raise BusyError("too many files are being read; try again in a few seconds")
        try:
            with self._turn:
                return _run(content, purpose, kind)
        finally:
            self._places.release()


def _run(content: bytes, purpose: Purpose, kind: FileKind) -> tuple[int, bytes]:
    """Return how the child ended and what it said; it has ended, whatever happened."""
    command = [sys.executable, "-I", "-B", "-c", START, purpose.value, kind.value]
    with subprocess.Popen(  # noqa: S603 - our own words
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={}, cwd="/"
    ) as child:
        overrun = Timer(MAX_WALL_S, child.kill)
        overrun.start()
        try:
            said = _exchange(child, content, MAX_ANSWER[purpose])
            return child.wait(), said
        finally:
            child.kill()  # nothing where it has ended
            overrun.cancel()


def _exchange(child: subprocess.Popen[bytes], content: bytes, longest: int) -> bytes:
    """Hand a file over, and return what comes back, ended where it is too long."""
    if child.stdin is None or child.stdout is None:
        raise RuntimeError("a child without pipes")
    with suppress(BrokenPipeError), child.stdin:
        child.stdin.write(content)
    said = child.stdout.read(longest + 1)
    if len(said) > longest:
        child.kill()
    return said


def check_text(returncode: int, said: bytes) -> ReadFile:
    """Return the text that a child said, looked through again; raises FileRefusedError."""
    answer = _check(returncode, said, _TextAnswer)
    text = visible(answer.text)
    if not text.strip():
        raise FileRefusedError("holds no text")
    reading = Reading(text, visible(answer.hidden), answer.n_pages, tuple(map(visible, answer.warnings)))
    return ReadFile(reading, guess_language(text))


def check_table(returncode: int, said: bytes) -> Table:
    """Return the table that a child said, likewise."""
    answer = _check(returncode, said, _TableAnswer)
    if not answer.header:
        raise FileRefusedError("holds no cells that are filled in")
    return Table(
        header=tuple(map(visible, answer.header)),
        rows=tuple(TableRow(number, tuple(map(visible, cells))) for number, cells in answer.rows),
        broken=tuple(BrokenRow(number, visible(reason)) for number, reason in answer.broken),
        encoding=answer.encoding,
        sheet=visible(answer.sheet),
        unread=tuple(map(visible, answer.unread)),
        n_above=answer.n_above,
    )


def _check(returncode: int, said: bytes, model: type[Answer]) -> Answer:
    if returncode < 0:
        raise FileRefusedError(TOO_MUCH)
    if returncode:
        raise FileRefusedError(DAMAGED)
    try:
        answer = model.model_validate_json(said)
    except ValidationError as error:
        raise FileRefusedError(DAMAGED) from error
    if answer.refused:
        raise FileRefusedError(answer.refused)
    return answer
