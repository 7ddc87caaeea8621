"""The service connects to nothing: where there is no network, everything works."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

UNSHARE = ["unshare", "--map-root-user", "--net"]


@pytest.mark.slow
def test_everything_works_without_a_network(tmp_path: Path) -> None:
    """In a network namespace with nothing but loopback: import, link, match, pages, export, erase."""
    if not shutil.which("unshare") or subprocess.run([*UNSHARE, "true"], capture_output=True, check=False).returncode:
        pytest.skip("this machine gives no network namespace of one's own")
    command = [*UNSHARE, sys.executable, "-m", "tests.api.isolated", str(tmp_path / "data")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=170, check=False)
    assert (done.returncode, done.stdout) == (0, "everything works\n"), done.stderr[-3000:]
