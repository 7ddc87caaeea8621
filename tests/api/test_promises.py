"""Every promise of `docs/promises.md` names a test that exists and runs."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROMISES = ROOT / "docs" / "promises.md"
ROW = re.compile(r"\| (?P<promise>[^|]+) \| (?P<tests>[^|]+) \|")
TEST = re.compile(r"`(?P<path>tests/[\w/]+\.py)::(?P<name>test_\w+)`")
HEADINGS = {"promise", "---"}


def _rows(text: str) -> list[tuple[str, list[tuple[str, str]]]]:
    found = (ROW.fullmatch(line) for line in text.splitlines())
    return [
        (row["promise"], [(test["path"], test["name"]) for test in TEST.finditer(row["tests"])])
        for row in found
        if row and row["promise"] not in HEADINGS
    ]


def _broken(text: str) -> list[str]:
    """Return every promise without a test, and every test that does not exist or never runs."""
    problems = []
    for promise, tests in _rows(text):
        if not tests:
            problems.append(f"no test: {promise}")
        for path, name in tests:
            reason = _problem(path, name)
            if reason:
                problems.append(f"{path}::{name} {reason}")
    return problems


def _problem(path: str, name: str) -> str | None:
    file = ROOT / path
    if not file.exists():
        return "has no such file"
    tree = ast.parse(file.read_text(encoding="utf-8"))
    test = next((node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == name), None)
    if test is None:
        return "is not there"
    if not ast.get_docstring(test):
        return "says nothing"
    marks = " ".join(ast.unparse(mark) for mark in test.decorator_list)
    return "never runs" if "mark.skip(" in marks or "xfail" in marks else None


def test_every_promise_has_tests_that_exist() -> None:
    """No row without a test, no test that is missing, skipped or expected to fail; no line of a table unread."""
    text = PROMISES.read_text(encoding="utf-8")
    assert _broken(text) == []
    lines = [
        line for line in text.splitlines() if line.startswith("|") and "---" not in line and "promise |" not in line
    ]
    assert len(_rows(text)) == len(lines) >= 10


def test_a_broken_promise_is_seen() -> None:
    """The check is seen red: a promise without test, one with a test that is not there, and one with no such file."""
    table = """
| a promise | somebody's word |
| another | `tests/api/test_promises.py::test_nothing` |
| a third | `tests/api/test_nothing.py::test_nothing` |
"""
    assert _broken(table) == [
        "no test: a promise",
        "tests/api/test_promises.py::test_nothing is not there",
        "tests/api/test_nothing.py::test_nothing has no such file",
    ]


@pytest.mark.slow
def test_every_promised_test_is_collected() -> None:
    """Pytest finds each of them by its id, as CI does."""
    ids = sorted(
        {f"{path}::{name}" for _, tests in _rows(PROMISES.read_text(encoding="utf-8")) for path, name in tests}
    )
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider", *ids]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-2000:]
    assert [each for each in ids if each not in done.stdout] == []
