"""Files of vacancies that are imported through the pages: kept until every row is done or refused.

A file is read and kept first; somebody looks at its columns, and then it is run, batch by batch. What a batch did and
how far the file is done are one transaction, so nothing that was said to be done is lost, and nothing is done twice, if
the service stops in between: the leading worker goes on with it. The rows go through `api.importing` like those of
`/v1/vacancies:import`. A refused row is kept as it was sent, with the reasons, until it is corrected.
"""

from __future__ import annotations

import hashlib
import json
import logging
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy.exc import SQLAlchemyError

from api import import_repository as stored
from api.bodies import VacancyLine
from api.cells import key_of
from api.errors import ConflictError, ImmerseError, InvalidInputError, NotFoundError, Problem
from api.import_tables import RefusedRowRow, VacancyImportRow
from api.importing import ImportReport, import_vacancies
from api.linked_data import looks_like
from api.ordered_ids import make_ordered_id
from api.reading import Reader
from api.rounds import Rounds
from api.rows import RawRow, iter_rows, iter_table, read_row
from api.separated import write_records
from api.session import Database, OrganisationDatabase, Session
from api.uploads.reading import FileReader
from taxonomy.characters import visible

LOOK_S = 0.3  # how often the leading worker looks for files that wait
PATIENCE_S = 2.0  # how long a request waits for its file, before the page says how far it is
SHOWN_MERGED = 50
# What a column of a file of vacancies may hold, in the order in which forms offer it.
KEYS = (
    "title", "text", "place", "province", "country", "source", "external_id", "date", "expires", "lang", "contract",
    "salary", "hours", "shift", "start", "years", "education", "languages", "licences", "permission", "occupation",
    "skills", "optional_skills",
)  # fmt: skip
# What people call otherwise where it is about them.
SAME = {"id": "external_id", "shifts": "shift", "occupations": "occupation", "permissions": "permission"}
log = logging.getLogger(__name__)


class State(StrEnum):
    """How far a file is."""

    CHECKING = "checking"  # somebody looks at its columns
    RUNNING = "running"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it was read: its columns, none where rows name their own keys, and its rows, numbered as in the file.

    A row without columns is one cell of JSON.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    broken: tuple[tuple[int, str], ...] = ()


def read_upload(name: str, content: bytes, files: FileReader) -> Upload:
    """Read a file: JSON Lines, JSON-LD, a page with postings, or a spreadsheet; raises FileRefusedError, BusyError."""
    start = content[:200].removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    if start not in (b"{", b"[") and not looks_like(content):
        table = files.read_table(name, content)
        broken = tuple((row.number, row.reason) for row in table.broken)
        return Upload(table.header, tuple((row.number, row.cells) for row in table.rows), broken)
    rows: list[tuple[int, tuple[str, ...]]] = []
    broken_rows: list[tuple[int, str]] = []
    for row in iter_rows(content):
        if row.problems:
            broken_rows.append((row.line, "; ".join(map(str, row.problems))))
        else:
            rows.append((row.line, (json.dumps(row.data, ensure_ascii=False),)))
    return Upload((), tuple(rows), tuple(broken_rows))


def keep_upload(session: Session, name: str, upload: Upload, now: datetime) -> VacancyImportRow:
    """Keep a file until somebody has looked at its columns; they are named as they were for the same columns before."""
    header_hash = hashlib.sha256(json.dumps(upload.header).encode()).hexdigest() if upload.header else ""
    before = stored.find_alike(session, header_hash, State.DONE) if header_hash else None
    keys = [SAME.get(key, key) for key in map(key_of, upload.header)]
    guessed = [key if key in KEYS else "" for key in keys]
    row = VacancyImportRow(
        id=make_ordered_id(),
        name=visible(name)[:200],
        source="" if before is None else before.source,
        state=State.CHECKING.value,
        header=list(upload.header),
        header_hash=header_hash,
        columns=_once(guessed) if before is None else before.columns,
        waiting=zlib.compress(json.dumps([upload.rows, upload.broken], ensure_ascii=False).encode()),
        n_rows=len(upload.rows) + len(upload.broken),
        created_at=now,
        updated_at=now,
    )
    session.add(row)
    return row


def start_import(row: VacancyImportRow, columns: Sequence[str], source: str, now: datetime) -> None:
    """Let a file be run with these columns; raises InvalidInputError. One that runs or is done stays as it is."""
    if row.state != State.CHECKING:
        return
    chosen = [key if key in KEYS else "" for key in columns][: len(row.header)]
    row.columns = chosen + [""] * (len(row.header) - len(chosen))
    if row.header and "title" not in row.columns:
        raise InvalidInputError([Problem("title", "one of the columns must hold it")])
    row.source, row.state, row.updated_at = source.strip()[:200], State.RUNNING.value, now


def rows_of(row: VacancyImportRow) -> Upload:
    """Return the rows of a file that are still kept."""
    if not row.waiting:
        return Upload(tuple(row.header), ())
    rows, broken = json.loads(zlib.decompress(row.waiting))
    return Upload(
        tuple(row.header), tuple((n, tuple(cells)) for n, cells in rows), tuple((n, why) for n, why in broken)
    )


class Importer:
    """Runs files of one organisation."""

    def __init__(self, database: OrganisationDatabase, reader: Reader, now: Callable[[], datetime]) -> None:
        self._database = database
        self._reader = reader
        self._now = now

    def run(self, import_id: str, is_stopped: Callable[[], bool] = lambda: False) -> None:
        """Do what is still to be done of a file, until all is done or somebody says to stop."""
        with self._database.read() as session:
            row = stored.get_import(session, import_id)
            if row.state != State.RUNNING:
                return
            upload, columns, done, source = rows_of(row), row.columns, row.done, row.source
        todo = [each for each in upload.rows if each[0] > done]
        run = _Run(import_id, upload.broken)

        def rows() -> Iterator[RawRow]:
            for each in todo:
                if is_stopped():
                    return
                yield from run.sort_out(each, columns)

        report = import_vacancies(rows(), self._database, self._reader, self._now(), source, note=run.note)
        is_done = not todo or run.last == todo[-1][0]
        with self._database.write() as session:
            run.note(session, run.last, report, is_done=is_done).updated_at = self._now()

    def correct(self, import_id: str, corrected: Mapping[int, Sequence[str]]) -> int:
        """Try refused rows again with other cells; returns how many are refused still.

        Raises NotFoundError for a row that was not refused, ConflictError before all rows have been tried once.
        """
        with self._database.read() as session:
            row = stored.get_import(session, import_id)
            columns, source = row.columns, row.source
            if row.state != State.DONE:
                raise ConflictError("the file is not done yet")
            if unknown := corrected.keys() - {each.number for each in stored.list_refused(session, import_id)}:
                raise NotFoundError("refused row", str(min(unknown)))
        run = _Run(import_id, (), is_correction=True)
        todo = [(number, tuple(cells)) for number, cells in sorted(corrected.items())]
        raw = (found for each in todo for found in run.sort_out(each, columns))
        report = import_vacancies(raw, self._database, self._reader, self._now(), source, note=run.note)
        with self._database.write() as session:
            run.note(session, run.last, report)
        return run.n_refused


class _Run:
    """What one run of a file comes to; written with each batch."""

    def __init__(self, import_id: str, broken: Sequence[tuple[int, str]], *, is_correction: bool = False) -> None:
        self._id = import_id
        self._is_correction = is_correction
        self._noted: dict[str, int] = {}
        self._refused = [
            RefusedRowRow(import_id=import_id, number=number, cells=[], problems=[{"field": "", "reason": reason}])
            for number, reason in broken
        ]
        self._taken: list[int] = []
        self._n_merged = 0
        self.n_refused = 0
        self.last = 0

    def sort_out(self, row: tuple[int, tuple[str, ...]], columns: Sequence[str]) -> Iterator[RawRow]:
        """Yield a row that can be read; note one that cannot."""
        number, cells = row
        self.last = number
        raw = raw_row(number, cells, columns)
        try:
            read_row(raw, VacancyLine)
        except InvalidInputError as error:
            problems = [{"field": problem.field, "reason": problem.reason} for problem in error.problems]
            self._refused.append(RefusedRowRow(import_id=self._id, number=number, cells=list(cells), problems=problems))
            self.n_refused += 1
            return
        self._taken.append(number)
        yield raw

    def note(self, session: Session, line: int, report: ImportReport, *, is_done: bool = False) -> VacancyImportRow:
        """Write how far a file is in the transaction of what was done: rows up to `line`."""
        row = stored.get_import(session, self._id)
        for refused in self._refused:
            refused.organisation = row.organisation
            session.merge(refused)
        self._refused.clear()
        if self._is_correction:
            stored.delete_refused(session, self._id, [number for number in self._taken if number <= line])
        else:
            row.done = max(row.done, line)
        row.counts = self._added(row.counts, report)
        fresh = report.merged[self._n_merged :]
        self._n_merged = len(report.merged)
        row.merged = [*row.merged, *({"row": each.line, "into": each.into} for each in fresh)][:SHOWN_MERGED]
        if is_done:
            row.state, row.waiting = State.DONE.value, b""
        session.add(row)
        return row

    def _added(self, counts: Mapping[str, int], report: ImportReport) -> dict[str, int]:
        """Add what has come since the last time; somebody else may have corrected rows meanwhile."""
        found = {
            "created": report.n_created,
            "updated": report.n_updated,
            "unchanged": report.n_unchanged,
            "merged": len(report.merged),
        }
        added = {name: counts.get(name, 0) + n - self._noted.get(name, 0) for name, n in found.items()}
        self._noted = found
        return added


def raw_row(number: int, cells: Sequence[str], columns: Sequence[str]) -> RawRow:
    """Return a row as `api.importing` takes it: by what its columns hold, else as the JSON that it is."""
    if columns:
        return next(iter_table(columns, [(number, cells)]), RawRow(number, {}))
    try:
        data = json.loads(cells[0]) if cells else {}
    except ValueError as error:
        return RawRow(number, {}, (Problem("", f"not JSON ({error})"),))
    return (
        RawRow(number, data) if isinstance(data, dict) else RawRow(number, {}, (Problem("", "must be a JSON object"),))
    )


def refused_csv(row: VacancyImportRow, refused: Sequence[RefusedRowRow], reasons: Sequence[str]) -> bytes:
    """Return refused rows as a spreadsheet reads them, with the number and the reasons in the first columns."""
    header = ("row", "reason", *(row.header or ["json"]))
    rows = ((str(each.number), reason, *each.cells) for each, reason in zip(refused, reasons, strict=True))
    return write_records([header, *rows], delimiter=",")


def _once(keys: Sequence[str]) -> list[str]:
    """Leave a key out where an earlier column holds it."""
    return ["" if key in keys[:at] else key for at, key in enumerate(keys)]


class WaitingImports(Rounds):
    """The duty of the leading worker to run files that wait, those of a worker that has ended too."""

    def __init__(
        self, database: Database, reader: Reader, now: Callable[[], datetime], wake: Callable[[], None]
    ) -> None:
        super().__init__("imports")
        self._database = database
        self._reader = reader
        self._now = now
        self._wake = wake

    def go(self) -> float:
        """Run every file that waits; one that fails is tried again on the next round."""
        try:
            with self._database.read() as session:
                waiting = stored.list_running(session, State.RUNNING)
            for organisation, import_id in waiting:
                importer = Importer(self._database.of(organisation), self._reader, self._now)
                importer.run(import_id, self._stopped.is_set)
                self._wake()
        except (SQLAlchemyError, ImmerseError, OSError):
            log.exception("a file could not be imported; tried again")
        return LOOK_S


def wait_for(database: OrganisationDatabase, import_id: str, patience_s: float = PATIENCE_S) -> bool:
    """Wait a little for a file to be done; says whether it is."""
    until = time.monotonic() + patience_s
    pause = threading.Event()
    while True:
        with database.read() as session:
            if stored.get_import(session, import_id).state == State.DONE:
                return True
        if time.monotonic() > until:
            return False
        pause.wait(0.05)
