"""`python -m benchmarks profile`: what a match is made of, by module, by library and by function.

Stacks are sampled from outside by py-spy while lists are made: a profiler that counts calls would make small functions
look large. Two things are looked at: `match` alone, in this process, over a grown world; and whole requests for the
list of a stored profile, in the one worker of a server, every request another profile. Shares of samples are shares of
the time in which a thread runs; the processor time that they are shares of is measured beside them, unsampled.
"""

from __future__ import annotations

import gc
import os
import re
import signal
import subprocess
import sysconfig
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, partial
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from benchmarks.caseload import people
from benchmarks.costs import EMPTY, Ask, calling_copy, cpu_ms
from benchmarks.growing import Soil, grow, lay_out
from benchmarks.results import write_result
from benchmarks.serving import ServerError
from benchmarks.workbench import Workbench
from matcher.bounds import Bounds
from matcher.matching import Snapshot, match
from matcher.world import World

ROOT = Path(__file__).resolve().parents[1]
OWN = ("matcher", "api", "taxonomy")
RATE = 250  # samples a second: each stops what it looks at for some 200 microseconds
N_PEOPLE, N_TOP = 200, 20
N_ROUNDS = 5  # times that all of them are asked for while sampled
N_SHOWN = 40
LIST = f"/v1/profiles/{{}}/matches?top={N_TOP}"
N_EMPTY = 2000
STACK = re.compile(r"(?P<frames>.*) (?P<n>\d+)")
FRAME = re.compile(r"(?P<function>.+) \((?P<file>[^()]+?)(?::\d+)?\)")
# The profiler takes some threads that wait, for a lock, for work or for the network, as running.
WAITING = ("Condition.wait", "Event.wait", "wait", "SocketIO.readinto", "EpollSelector.select")
PROFILER = Path(sysconfig.get_path("scripts")) / "py-spy"
LIBRARIES = Path(sysconfig.get_path("purelib"))
INTERPRETER = "Python itself"
Report = Callable[[str], None]
Row = dict[str, Any]


class ProfilerError(OSError):
    """A process could not be looked at; the message is what the profiler said."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A function on a stack; `owner` is our module, or the library that it belongs to."""

    function: str
    owner: str
    is_own: bool


def run_profile(bench: Workbench, soil: Soil, n: int, installation: Path | None, report: Report) -> Row:
    """Profile `match` among `n` grown vacancies, and requests to a copy of `installation`; write the result."""
    parts = [_core(bench, soil, n, report)]
    if installation is not None:
        parts.append(_requests(installation, report))
    content: Row = {"rate_hz": RATE, "top": N_TOP, "parts": parts}
    write_result("profile", "python -m benchmarks profile", content)
    return content


def _core(bench: Workbench, soil: Soil, n: int, report: Report) -> Row:
    """Profile `match` with bounds, whatever the size."""
    concepts = bench.concepts
    report(f"growing {n:,} vacancies")
    laid_out = lay_out(grow(soil, n), soil.taxonomy)
    world = World.of(laid_out, concepts.taxonomy, concepts.near, concepts.places, catalogue=concepts.catalogue)
    snapshot = Snapshot(world, concepts.encoder.id, exact_max=0, bounds=Bounds.of(world))
    gc.collect()
    gc.freeze()  # as serving does
    asks = [partial(match, snapshot, person, soil.newest, top=N_TOP) for person in people(soil, N_PEOPLE)]
    return _part("match, alone", n, asks, os.getpid(), report)


def _requests(installation: Path, report: Report) -> Row:
    """Profile lists of stored profiles over HTTP; the processor time of the empty endpoint is measured, too."""
    with calling_copy(installation, {}) as caller:
        listed = caller.get(f"/v1/profiles?limit={N_PEOPLE}")["profiles"]
        if not listed:
            raise ServerError("the installation has no profiles")
        n = int(caller.get("/v1/system/status")["index"]["n_vacancies"])
        empty = cpu_ms([partial(caller.get, EMPTY)] * N_EMPTY, caller.worker)
        asks = [partial(caller.get, LIST.format(profile["id"])) for profile in listed]
        row = _part("a stored profile's list, over HTTP", n, asks, caller.worker, report)
    return {**row, "empty_endpoint_cpu_ms": empty}


def _part(what: str, n: int, asks: Sequence[Ask], pid: int, report: Report) -> Row:
    for ask in asks:  # what is made when it is first used
        ask()
    taken = cpu_ms(asks, pid)
    with tempfile.TemporaryDirectory(prefix="immerse-profile-") as folder:
        stacks = Path(folder) / "stacks"
        with sampled(pid, stacks):
            for ask in islice(cycle(asks), N_ROUNDS * N_PEOPLE):
                ask()
        found = read_stacks(stacks.read_text(encoding="utf-8").splitlines())
    report(f"{what}: {taken} ms of processor time")
    n_samples = sum(seen for _, seen in found)
    return {"what": what, "vacancies": n, "cpu_ms": taken, "samples": n_samples, **shares(found)}


@contextmanager
def sampled(pid: int, stacks: Path) -> Iterator[None]:
    """Write the stacks of a process to a file while the block runs, one line a stack and how often it was seen.

    Raises ProfilerError where that is not allowed.
    """
    command = [str(PROFILER), "record", "--pid", str(pid), "--rate", str(RATE), "--format", "raw", "--function"]
    command += ["--full-filenames", "--output", str(stacks)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as profiler:
        words = profiler.stdout
        if words is None or "Sampling" not in (first := words.readline()):
            raise ProfilerError(first + words.read() if words else "the profiler said nothing")
        try:
            yield
        finally:
            profiler.send_signal(signal.SIGINT)
            profiler.wait(timeout=60)


def read_stacks(lines: Iterable[str]) -> list[tuple[list[Frame], int]]:
    """Return stacks of what runs, outermost frame first, and how often each was seen.

    >>> [(frames, n)] = read_stacks(["match (/elsewhere/x.py:3);<genexpr> (<string>) 7"])
    >>> [frame.function for frame in frames], n
    (['match', '<genexpr>'], 7)
    """
    found = [match for line in lines if (match := STACK.fullmatch(line.rstrip()))]
    stacks = [([_frame(text) for text in each["frames"].split(";")], int(each["n"])) for each in found]
    return [(frames, n) for frames, n in stacks if frames[-1].function not in WAITING]


@cache
def _frame(text: str) -> Frame:
    parts = FRAME.fullmatch(text)
    if parts is None:
        return Frame(text, INTERPRETER, is_own=False)
    path = Path(parts["file"])
    if path.is_relative_to(ROOT) and path.relative_to(ROOT).parts[0] in OWN:
        return Frame(parts["function"], ".".join(path.relative_to(ROOT).with_suffix("").parts), is_own=True)
    owner = path.relative_to(LIBRARIES).parts[0] if path.is_relative_to(LIBRARIES) else INTERPRETER
    return Frame(parts["function"], owner.removesuffix(".py"), is_own=False)


def shares(stacks: Sequence[tuple[Sequence[Frame], int]]) -> Row:
    """Return shares of all samples, in percent, largest first.

    modules    by the innermost module of ours on the stack: what it does, and what libraries do for it
    libraries  by who owns the innermost function; ours are one
    functions  of ours, with everything that they call
    own_time   by the innermost function alone
    """
    modules, libraries, functions, innermost = (Counter[str]() for _ in range(4))
    for frames, n in stacks:
        own = [frame for frame in frames if frame.is_own]
        last = frames[-1]
        modules[own[-1].owner if own else "outside of ours"] += n
        libraries["ours" if last.is_own else last.owner] += n
        innermost[f"{last.owner}: {last.function}"] += n
        functions.update(dict.fromkeys({f"{frame.owner}: {frame.function}" for frame in own}, n))
    every = sum(n for _, n in stacks)
    names = {"modules": modules, "libraries": libraries, "functions": functions, "own_time": innermost}
    return {name: _percent(counted, every) for name, counted in names.items()}


def _percent(counted: Counter[str], every: int) -> list[list[object]]:
    """Return names and percents as pairs: JSON objects come out by name, and these are by size."""
    return [[name, round(100 * n / every, 1)] for name, n in counted.most_common(N_SHOWN) if 1000 * n >= every]
