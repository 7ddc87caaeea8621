"""Whether a run kept its promises: one line for each, and what the whole says by its exit code."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, IntEnum

from benchmarks.load.outcome import Client, Report, Row
from benchmarks.load.programmes import BUDGETS, CLIENT_CPU, CLIENT_LATE_MS, OTHERS_CORES, RATIO_GROWTH, Budgets
from benchmarks.load.usage import Usage

CLIENT_BOUND = "client-bound: numbers say nothing about the server"
DISTURBED = "disturbed: other programs had this machine, and numbers are of them, too"


class Exit(IntEnum):
    """What a caller is told; a broken promise comes before a run that could not tell."""

    KEPT = 0
    BROKEN = 1
    UNKNOWN = 2


class About(Enum):
    """Whose limit a line is about: only those of the server are promises."""

    SERVER = "server"
    CLIENT = "client"
    MACHINE = "machine"


@dataclass(frozen=True, slots=True)
class Line:
    """One promise: what was measured, what is still acceptable, and whether it was kept."""

    what: str
    measured: float
    most: float
    unit: str = ""
    about: About = About.SERVER

    @property
    def is_kept(self) -> bool:
        """Whether it was kept."""
        return self.measured <= self.most

    def __str__(self) -> str:
        """Return it as a line."""
        said = "pass" if self.is_kept else "FAIL"
        return f"{said}  {self.what}: {self.measured:g}{self.unit}, at most {self.most:g}{self.unit}"


@dataclass(frozen=True, slots=True)
class Verdict:
    """All promises of a run, what was wrong in detail, and what never ran."""

    lines: tuple[Line, ...]
    wrong: Mapping[str, int] = field(default_factory=dict)

    @property
    def exit(self) -> Exit:
        """What the whole says."""
        broken = [line for line in self.lines if not line.is_kept]
        if any(line.about is About.SERVER for line in broken):
            return Exit.BROKEN
        return Exit.UNKNOWN if broken else Exit.KEPT

    def was_limited_by(self, about: About) -> bool:
        """Say whether client or machine were the limit."""
        return any(line.about is about and not line.is_kept for line in self.lines)

    def said(self) -> Iterator[str]:
        """Yield the lines, broken promises last, where they are seen."""
        yield from map(str, sorted(self.lines, key=lambda line: not line.is_kept))
        yield from (f"      {n} times: {reason}" for reason, n in sorted(self.wrong.items()))
        yield from (CLIENT_BOUND,) * self.was_limited_by(About.CLIENT)
        yield from (DISTURBED,) * self.was_limited_by(About.MACHINE)


def judge(
    report: Report,
    windows: Sequence[int],
    committed: Mapping[str, float] | None = None,
    budgets: Budgets = BUDGETS,
    used: Usage | None = None,
) -> Verdict:
    """Hold some windows of a run against budgets, and ratios to the empty endpoint against the committed ones.

    A wrong body is a broken promise whenever it came. `used` tells, for a server on this machine, what others took.
    """
    rows, client = report.rows(windows), report.client(windows)
    of_times = _of_times(rows, report, budgets, committed or {})
    return Verdict((*_of_failures(rows, budgets), *of_times, *_of_client(client), *_of_machine(used)), report.wrong())


def _of_failures(rows: Sequence[Row], budgets: Budgets) -> Iterator[Line]:
    n = sum(row.n + row.wrong + row.refused for row in rows)
    yield Line("wrong bodies and lost answers", sum(row.wrong for row in rows), 0)
    yield Line("refused", round(100 * sum(row.refused for row in rows) / max(n, 1), 2), 100 * budgets.refused, " %")


def _of_times(rows: Sequence[Row], report: Report, budgets: Budgets, committed: Mapping[str, float]) -> Iterator[Line]:
    by_name = {row.name: row for row in rows}
    if missing := _missing(report):
        yield Line(f"never answered ({', '.join(missing)})", len(missing), 0)
    for name, row in by_name.items():
        if row.n and name in budgets.p95_ms:
            yield Line(f"{name}: p95", row.p95_ms, budgets.p95_ms[name], " ms")
        if row.ratio is not None and name in committed and row.n >= ENOUGH:
            most = round(RATIO_GROWTH * committed[name], 1)
            yield Line(f"{name}: median by that of the empty endpoint", row.ratio, most)


def _missing(report: Report) -> list[str]:
    """Return the deeds that were never answered right. Arrivals are drawn: what is rare may not have come."""
    asked = {name for (_, name) in report.times}
    n = sum(times.n for times in report.times.values())
    shares: Mapping[str, float] = report.facts["deeds"]
    certain = 100 * SURELY / max(n, 1) if report.steps else 0.0
    return sorted(name for name, share in shares.items() if name not in asked and share >= certain)


ENOUGH = 20  # answers, below which a median is chance
SURELY = 5  # requests of a kind that are expected, where none came in 1 of 150 runs (Poisson)


def _of_client(client: Client) -> Iterator[Line]:
    busiest = round(100 * client.cpu_mean)
    yield Line("client: busiest process, of a core", busiest, 100 * CLIENT_CPU, " %", About.CLIENT)
    late = client.lag_p99_ms if client.late_p99_ms is None else client.late_p99_ms
    what = "greenlets late" if client.late_p99_ms is None else "requests sent late"
    yield Line(f"client: {what}, p99", late, CLIENT_LATE_MS, " ms", About.CLIENT)


def _of_machine(used: Usage | None) -> Iterator[Line]:
    if used is not None:
        yield Line("other programs on this machine, cores", used.others_cores, OTHERS_CORES, about=About.MACHINE)
