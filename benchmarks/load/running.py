"""Starts locust in processes of its own (it patches sockets) and says what came of it; what `make load` does.

One command measures, on the same server and one after the other: what this client can send to the empty endpoint at
all, what the server answers at most (the capacity), then the programme in one model or both. The rates of the
arrival-rate model are shares of that capacity, so they mean the same on every machine.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks.load.deeds import ROLES
from benchmarks.load.ground import GroundError
from benchmarks.load.outcome import LoadError, Report
from benchmarks.load.programmes import JUDGED_SHARE, SMOKE, Model, Programme
from benchmarks.load.usage import Meter, Usage, metered, usage_of
from benchmarks.load.verdict import Exit, Verdict, judge
from benchmarks.results import RESULTS, read_result, write_result
from benchmarks.serving import served, served_copy

FILES = Path(__file__).parents[1]
CLOSED, ARRIVALS, SATURATING = (FILES / name for name in ("locustfile.py", "arrivals.py", "saturating.py"))
SELF_TEST_S = 4
# Capacity is measured again until it grows by no more than this, so many times at most.
WARMING, MOST_GAUGES = 1.2, 4
GRACE_S = 150  # to learn from a server before, and for the slowest answers after
FOLDER = RESULTS / "load"
Say = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class Options:
    """What to load, how, and where the result goes. Without `rate` the capacity is measured first."""

    programme: Programme = SMOKE
    models: tuple[Model, ...] = tuple(Model)
    roles: tuple[str, ...] = ROLES
    left_out: tuple[str, ...] = ()
    rate: float | None = None
    processes: int = 1
    n_workers: int = 2
    host: str | None = None
    in_place: bool = False
    results: Path | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """One run of locust, what the server used meanwhile, and whether promises were kept."""

    model: Model
    report: Report
    judged: Sequence[int]
    used: Usage | None
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Gauge:
    """What is known before: what this client can send, and what this server answers, in requests a second.

    `client_ms` is what one request to the empty endpoint costs the client in processor time, so that `ceiling` is what
    one locust process could send with a core of its own, however slow the server is. `capacity` is measured, or given
    by whoever asks for certain rates; `used` is what the server used meanwhile.
    """

    empty: float
    client_ms: float
    capacity: float
    used: Usage | None = None

    @property
    def ceiling(self) -> float:
        """Requests a second that this client could send on a whole core."""
        return round(1000 / self.client_ms) if self.client_ms else 0.0


def run_load(options: Options, data: Path, say: Say) -> int:
    """Load a server in each model, write the result, say the verdict, and return the exit code."""
    with _server(options, data) as (host, pid), metered(pid) as meter:
        gauge = _gauge(options, host, meter, say)
        runs = [_run(options, model, gauge, host, meter, say) for model in options.models]
    told = _told(options, gauge, runs)
    folder = options.results or (Path("load-results") if options.host else FOLDER)
    path = write_result(name_of(options.programme, runs[0].report), _command(options), told, folder)
    for line in _summary(gauge, runs):
        say(line)
    say(f"written to {path}")
    code = max((run.verdict.exit for run in runs), key=lambda each: (each is Exit.BROKEN, each))
    say(f"exit code {int(code)}: {code.name.lower()}")
    return int(code)


def run_read(path: Path, say: Say) -> int:
    """Say the verdict on a report that locust wrote when somebody ran it by hand, and return the exit code.

    Of arrivals the highest rate is judged: whoever offers rates by hand offers what is to be held.
    """
    try:
        report = Report.read(path)
    except (OSError, ValueError, KeyError) as error:
        raise LoadError(f"{path} is no report of a load test: {error}") from error
    model = Model.ARRIVALS if report.steps else Model.CLOSED
    judged = report.windows_of(1.0) if report.steps else report.measured()
    run = Run(model, report, judged, None, judge(report, judged))
    for line in _told_of_run(run):
        say(line)
    say(f"exit code {int(run.verdict.exit)}: {run.verdict.exit.name.lower()}")
    return int(run.verdict.exit)


@contextmanager
def _server(options: Options, data: Path) -> Iterator[tuple[str, int | None]]:
    if options.host:
        yield options.host.rstrip("/"), None
    elif options.in_place:
        with tempfile.TemporaryDirectory(prefix="immerse-loaded-") as folder:
            log = Path(folder) / "server.log"
            with served(data, log, options.n_workers, ("--no-demo",)) as server:
                yield server.address, server.pid
    else:
        with served_copy(data, options.n_workers) as server:
            yield server.address, server.pid


def _gauge(options: Options, host: str, meter: Meter | None, say: Say) -> Gauge:
    """Measure what client and server can do at most."""
    say(f"the client alone: {SELF_TEST_S} s of the empty endpoint")
    words = ["Idle", "-u", "8", "-r", "8", "-t", f"{SELF_TEST_S}s"]
    empty = run_locust(host, SATURATING, words, SELF_TEST_S, options)
    rate, cores = empty.answered(), empty.client().cores
    gauge = Gauge(round(rate), round(1000 * cores / rate, 3) if rate else 0.0, options.rate or 0.0)
    if options.rate is not None or Model.ARRIVALS not in options.models:
        return gauge
    busy = _saturate(options, host, say)
    for _ in range(MOST_GAUGES - 1):  # a server that has just started makes and reads much that it needs only once
        before, busy = busy.answered(), _saturate(options, host, say)
        if busy.answered() <= WARMING * before:
            break
    return replace(gauge, capacity=round(busy.answered(), 1), used=_used(busy, busy.measured(), meter))


def _saturate(options: Options, host: str, say: Say) -> Report:
    """Ask for as much as is answered; raises LoadError where that is nothing."""
    seconds = options.programme.gauge_s
    say(f"capacity: {seconds} s of as much as is answered")
    n = str(2 * options.n_workers + 2)  # enough that no worker waits for the client, too few to be refused
    busy = run_locust(host, SATURATING, ["Busy", "-u", n, "-r", n, "-t", f"{seconds}s"], seconds, options)
    if not busy.answered():
        raise LoadError(f"nothing was answered right: {busy.wrong()}")
    return busy


def _run(options: Options, model: Model, gauge: Gauge, host: str, meter: Meter | None, say: Say) -> Run:
    programme = options.programme
    say(f"{programme.name}, {model} model: {programme.seconds} s")
    if model is Model.CLOSED:
        report = run_closed(host, options)
    else:
        top = max(programme.steps)
        shares = ",".join(f"{share / top:g}" for share in programme.steps)
        words = ["--rate", f"{gauge.capacity * top:g}", "--steps", shares, "--step-s", f"{programme.step_s:g}"]
        report = run_locust(host, ARRIVALS, words, programme.seconds, options)
    judged = judged_windows(report, model, programme)
    used = _used(report, judged, meter)
    verdict = judge(report, judged, committed_ratios(name_of(programme, report), model), used=used)
    return Run(model, report, judged, used, verdict)


def run_closed(host: str, options: Options) -> Report:
    """Run the users of the chosen roles; raises LoadError."""
    users, seconds = str(options.programme.users), options.programme.seconds
    words = [*(role.capitalize() for role in options.roles), "Empty", "-u", users, "-r", users, "-t", f"{seconds}s"]
    return run_locust(host, CLOSED, words, seconds, options)


def _used(report: Report, windows: Sequence[int], meter: Meter | None) -> Usage | None:
    within = set(windows)
    n = sum(times.n for (window, _), times in report.times.items() if window in within)
    return usage_of(meter, windows, report.window_s, n, report.client(windows).cores)


def judged_windows(report: Report, model: Model, programme: Programme) -> Sequence[int]:
    """Return the part of a run that is held against budgets: at `JUDGED_SHARE`, above which a queue may grow."""
    if model is Model.CLOSED:
        return report.measured()
    return report.windows_of(JUDGED_SHARE / max(programme.steps))


def run_locust(host: str, file: Path, words: Sequence[str], seconds: float, options: Options = Options()) -> Report:
    """Run locust headless and return what it counted; raises LoadError."""
    with tempfile.TemporaryDirectory(prefix="immerse-locust-") as folder:
        path = Path(folder) / "report.json"
        command = [sys.executable, "-m", "locust", "-f", str(file), "--host", host, "--headless", "--only-summary"]
        command += ["--exit-code-on-error", "0", "--stop-timeout", "30", "--report", str(path)]
        command += ["--window-s", str(max(1, int(seconds) // 60)), "--roles", ",".join(options.roles)]
        command += ["--leave-out", ",".join(options.left_out), *words]
        command += ["--processes", str(options.processes)] if options.processes > 1 else []
        try:
            done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=seconds + GRACE_S)
        except subprocess.TimeoutExpired as error:
            raise LoadError(f"locust did not come to an end in {error.timeout:g} s") from error
        if not path.exists():
            said = [line for line in done.stderr.splitlines() if GroundError.__name__ in line]
            raise LoadError(said[-1] if said else f"locust said nothing that could be read:\n{done.stderr[-2000:]}")
        report = Report.read(path)
    if not report.windows:
        raise LoadError(f"nothing was asked:\n{done.stderr[-2000:]}")
    return report


def name_of(programme: Programme, report: Report) -> str:
    """Return what a result is called: the programme and how many vacancies there are, to one digit."""
    return f"{programme.name}-{float(format(report.facts['vacancies'], '.0e')):.0f}"


def committed_ratios(name: str, model: Model) -> dict[str, float]:
    """Return the committed ratios to the empty endpoint, by deed; none where nothing is committed."""
    try:
        rows = read_result(name, FOLDER)["runs"][model]["rows"]
    except (FileNotFoundError, KeyError):
        return {}
    return {row["name"]: row["ratio"] for row in rows if row["ratio"] is not None}


def _told(options: Options, gauge: Gauge, runs: Sequence[Run]) -> dict[str, Any]:
    """Return the result as it is written."""
    facts = runs[0].report.facts
    return {
        "programme": options.programme.name,
        "seconds": options.programme.seconds,
        "server": "elsewhere" if options.host else "this machine, on the cores that the client uses, too",
        "workers": None if options.host else options.n_workers,
        "client_processes": options.processes,
        "client_versions": {name: version(name) for name in ("locust", "gevent", "geventhttpclient")},
        "data": {name: facts[name] for name in ("vacancies", "profiles", "profiles_asked")},
        "roles": list(options.roles),
        "left_out": list(options.left_out),
        "gauge": {**asdict(gauge), "ceiling": gauge.ceiling},
        "runs": {run.model: _told_of(run) for run in runs},
    }


def _told_of(run: Run) -> dict[str, Any]:
    return {
        "counted_from": "when sent" if run.model is Model.CLOSED else "when due",
        "judged_at": None if run.model is Model.CLOSED else JUDGED_SHARE,
        "rows": [asdict(row) for row in run.report.rows(run.judged)],
        "by_rate": [asdict(step) for step in run.report.by_rate()],
        "over_time": [asdict(moment) for moment in run.report.over_time()],
        "client": asdict(run.report.client(run.judged)),
        "server": None if run.used is None else asdict(run.used),
        "verdict": {"exit": int(run.verdict.exit), "lines": [str(line) for line in run.verdict.lines]},
        "wrong": run.report.wrong(),
    }


def _summary(gauge: Gauge, runs: Sequence[Run]) -> Iterator[str]:
    """Yield what a reader wants to know, the verdict last."""
    facts = runs[0].report.facts
    yield f"{facts['vacancies']:,} vacancies, {facts['profiles']:,} profiles"
    yield f"empty endpoint: {gauge.empty:,} a second; a client with a core of its own sends at most {gauge.ceiling:,}"
    if gauge.capacity:
        yield f"capacity: {gauge.capacity:g} a second" + _said(gauge.used)
    for run in runs:
        yield from _told_of_run(run)


def _told_of_run(run: Run) -> Iterator[str]:
    yield f"--- {run.model} model, times counted from when a request was {_from(run)}" + _said(run.used)
    for row in run.report.rows(run.judged):
        ratio = "" if row.ratio is None else f"  {row.ratio:g} times the empty endpoint"
        times = f"p50={row.p50_ms:8.1f} p95={row.p95_ms:8.1f} p99={row.p99_ms:8.1f} ms"
        yield f"{row.name:36} n={row.n:6} {times}{ratio}"
    for step in run.report.by_rate():
        rates = f"offered {step.offered:g} a second: {step.answered:g} answered, {step.refused:g} refused"
        yield f"{rates}, p50={step.p50_ms:.1f} p95={step.p95_ms:.1f} p99={step.p99_ms:.1f} ms"
    yield from run.verdict.said()


def _said(used: Usage | None) -> str:
    if used is None:
        return ""
    return (f"; the server used {used.cores:g} cores, {used.cpu_ms_each:g} ms an answer, {used.memory_mib:.0f} MiB; "
            f"others used {used.others_cores:g} cores")  # fmt: skip


def _from(run: Run) -> str:
    return "sent" if run.model is Model.CLOSED else "due"


def _command(options: Options) -> str:
    words = [f"python -m benchmarks load --programme {options.programme.name}"]
    words += [f"--model {options.models[0]}"] if len(options.models) == 1 else []
    words += [f"--roles {','.join(options.roles)}"] if options.roles != ROLES else []
    words += [f"--leave-out {','.join(options.left_out)!r}"] if options.left_out else []
    words += [f"--rate {options.rate:g}"] if options.rate is not None else []
    return " ".join([*words, f"--workers {options.n_workers}"])
