"""Sampled stacks are told apart by whose they are, and a process that runs can be looked at."""

import os
import time
from pathlib import Path

from benchmarks.profiling import INTERPRETER, LIBRARIES, ROOT, Frame, read_stacks, sampled, shares

MATCH = f"match ({ROOT}/matcher/matching.py)"
ASSESS = f"_Search.run ({ROOT}/matcher/bounds.py:96)"
PRODUCT = f"_matmul_vector ({LIBRARIES}/scipy/sparse/_compressed.py)"
LOADS = "loads (/usr/lib/python3/json/__init__.py)"


def test_a_frame_is_ours_a_library_s_or_python_s() -> None:
    """By its file; a line number behind it says nothing."""
    [(frames, n)] = read_stacks([f"{LOADS};{ASSESS};{PRODUCT} 12"])
    expected = [
        Frame("loads", INTERPRETER, is_own=False),
        Frame("_Search.run", "matcher.bounds", is_own=True),
        Frame("_matmul_vector", "scipy", is_own=False),
    ]
    assert (expected, 12) == (frames, n)


def test_what_waits_is_left_out() -> None:
    """A thread that waits for work costs nothing."""
    assert read_stacks(["run (/x/threading.py);Condition.wait (/x/threading.py) 9"]) == []


def test_shares_are_by_module_library_and_function() -> None:
    """Of ten samples, six in a library called by ours, one of these in a recursion, three in ours, one in neither."""
    stacks = read_stacks([f"{MATCH};{ASSESS};{PRODUCT} 5", f"{MATCH};{MATCH};{PRODUCT} 1", f"{MATCH} 3", f"{LOADS} 1"])
    found = shares(stacks)
    assert found["modules"] == [["matcher.bounds", 50.0], ["matcher.matching", 40.0], ["outside of ours", 10.0]]
    assert found["libraries"] == [["scipy", 60.0], ["ours", 30.0], [INTERPRETER, 10.0]]
    assert found["functions"] == [["matcher.matching: match", 90.0], ["matcher.bounds: _Search.run", 50.0]]
    assert found["own_time"][:2] == [["scipy: _matmul_vector", 60.0], ["matcher.matching: match", 30.0]]


def test_a_running_process_is_sampled(tmp_path: Path) -> None:
    """This process, while this function runs."""
    with sampled(os.getpid(), tmp_path / "stacks"):
        end = time.monotonic() + 0.5
        while time.monotonic() < end:
            sum(range(1000))
    found = read_stacks((tmp_path / "stacks").read_text(encoding="utf-8").splitlines())
    assert any(frame.function == test_a_running_process_is_sampled.__name__ for frames, _ in found for frame in frames)
