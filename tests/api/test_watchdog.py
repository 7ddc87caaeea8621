"""A blocked loop ends its process with its stacks; a loop that runs, or a process that was held up, does not."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest

STALE_S = 1.0
BEATING = f"""
import sys, time
from api.watchdog import Watchdog
watchdog = Watchdog({STALE_S})
secret = "MARIA-CANARY"
def beat_for(seconds):
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        watchdog.beat()
        time.sleep(0.05)
beat_for(0.3)
print("beating", flush=True)
"""


def _run(then: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", BEATING + then]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "beating\n"
    return process


def test_a_blocked_loop_ends_the_process() -> None:
    """With code 70, and the stacks of its threads without any value."""
    with _run("def stuck(secret):\n    time.sleep(30)\nstuck(secret)") as process:
        _, said = process.communicate(timeout=10)
    assert process.returncode == 70
    assert "has been blocked for 1 s" in said
    assert "in stuck" in said
    assert "CANARY" not in said


@pytest.mark.slow
def test_whoever_holds_the_interpreter_ends_too() -> None:
    """Code that never lets another thread run cannot be seen by one; a timer without the interpreter's lock sees it."""
    with _run("import re\nre.match('(a+)+$', 'a' * 60 + 'b')") as process:
        _, said = process.communicate(timeout=20)
    assert process.returncode == 1
    assert "Timeout" in said


def test_a_loop_that_runs_stays() -> None:
    """As long as it beats, and after it has been told to stop."""
    with _run(f"beat_for({2 * STALE_S})\nwatchdog.stop()\ntime.sleep({1.5 * STALE_S})") as process:
        _, said = process.communicate(timeout=10)
    assert (process.returncode, said) == (0, "")


def test_a_process_that_was_held_up_stays() -> None:
    """A stopped process has not beaten, and that is nobody's fault."""
    with _run(f"beat_for({STALE_S})\nwatchdog.stop()") as process:
        os.kill(process.pid, signal.SIGSTOP)
        time.sleep(1.5 * STALE_S)
        os.kill(process.pid, signal.SIGCONT)
        _, said = process.communicate(timeout=10)
    assert (process.returncode, said) == (0, "")
