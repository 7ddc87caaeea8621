"""Every write, sync and rename of a publication is made to fail, or the process is killed there: one generation loads.

strace injects the faults into real system calls. The process that publishes is forked from one that has imported
everything, before it has used faiss, so that a fault takes a tenth of a second.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from matcher.generations import CURRENT, open_current
from tests.matcher.test_generations import publish

OLD, NEW, NEXT = 10, 20, 30
CALLS = ("write", "fsync", "rename")

# Reads "fork ROOT", answers the pid of a child that waits; reads "go", lets it publish, answers how it ended.
FORKING = """
import ctypes, os, sys
from pathlib import Path
from tests.matcher.test_generations import publish

ANY, SET_PTRACER = -1, 0x59616D61
for line in sys.stdin:
    root = Path(line.split()[1])
    waiting, going = os.pipe()
    child = os.fork()
    if not child:
        ctypes.CDLL(None).prctl(SET_PTRACER, ANY, 0, 0, 0)
        os.read(waiting, 1)
        try:
            publish(root, 20)
        except OSError:
            os._exit(1)
        os._exit(0)
    print(child, flush=True)
    sys.stdin.readline()
    os.write(going, b"!")
    print(os.waitpid(child, 0)[1], flush=True)
    os.close(waiting), os.close(going)
"""


@dataclass(slots=True)
class Publisher:
    """The process that forks publishing children."""

    process: subprocess.Popen[str]

    def publish(self, root: Path, inject: str, log: Path) -> int:
        """Publish under `root` with a fault injected; returns how the child ended, as `waitpid` says."""
        child = self._ask(f"fork {root}")
        trace = ["strace", "-q", "-p", child, "-o", str(log), "-e", f"trace={','.join(CALLS)}", "-e", inject]
        with subprocess.Popen(trace, stderr=subprocess.PIPE, text=True) as strace:
            self._wait_until_traced(int(child), strace)
            status = int(self._ask("go"))
            strace.wait(10)
        return status

    def _wait_until_traced(self, child: int, strace: subprocess.Popen[str]) -> None:
        status = Path(f"/proc/{child}/status")
        while f"TracerPid:\t{strace.pid}\n" not in status.read_text(encoding="utf-8"):
            assert strace.poll() is None, strace.stderr and strace.stderr.read()

    def _ask(self, line: str) -> str:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().strip()


@pytest.fixture(scope="module")
def publisher() -> Iterator[Publisher]:
    """Start the process that publishes."""
    alone = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "PYTHONWARNINGS": "ignore"}
    command = [sys.executable, "-c", FORKING]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=alone) as process:
        yield Publisher(process)
        process.kill()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a folder with one generation."""
    publish(tmp_path / "index", OLD)
    return tmp_path / "index"


needs_strace = pytest.mark.skipif(
    shutil.which("strace") is None and os.environ.get("CI") != "true", reason="needs strace"
)


@pytest.mark.slow
@needs_strace
@pytest.mark.parametrize("fault", ["signal=KILL", "error=EIO", "error=ENOSPC"])
def test_the_old_or_the_new_generation_loads_whatever_fails(publisher: Publisher, root: Path, fault: str) -> None:
    """Each call in turn: what is on disk loads, what was reported as published above all, and publishing goes on."""
    log = root.parent / "calls"
    assert publisher.publish(_fresh(root, "whole"), "inject=write:error=EIO:when=60000", log) == 0
    calls = Counter(re.findall(r"^(?:\d+ +)?(\w+)\(", log.read_text(encoding="utf-8"), flags=re.MULTILINE))
    assert all(calls[call] >= 2 for call in CALLS), calls
    loaded: Counter[int] = Counter()
    for call in CALLS:
        for at in range(1, calls[call] + 1):
            copy = _fresh(root, f"{call}-{at}")
            status = publisher.publish(copy, f"inject={call}:{fault}:when={at}", log)
            assert os.WIFSIGNALED(status) == (fault == "signal=KILL"), (call, at, status)
            found = len(open_current(copy).ids)
            assert found in ((NEW,) if status == 0 else (OLD, NEW)), (call, at, status)
            loaded[found] += 1
            _assert_publishing_goes_on(copy)
            shutil.rmtree(copy)
    assert loaded[OLD] > loaded[NEW] > 0, loaded


def _fresh(root: Path, name: str) -> Path:
    copy = root.parent / name
    shutil.copytree(root, copy)
    return copy


def _assert_publishing_goes_on(root: Path) -> None:
    publish(root, NEXT)
    assert len(open_current(root).ids) == NEXT
    left = {path.name for path in root.iterdir() if path.name != CURRENT}
    assert not {name for name in left if name.startswith(".")}, left
    assert len(left) == 2
