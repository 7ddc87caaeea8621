"""One process leads; when it dies, however it dies, another one does."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

from api.leading import Duties, Leading

HOLDER = """
import sys
from pathlib import Path
from api.leading import Leading
leading = Leading(Path(sys.argv[1]))
print(leading.take(), flush=True)
sys.stdin.read()
"""


class Noted:
    """A duty that says when it begins and ends."""

    def __init__(self) -> None:
        self.begun = threading.Event()
        self.ended = threading.Event()

    def start(self) -> None:
        """Begin."""
        self.begun.set()

    def stop(self) -> None:
        """End."""
        self.ended.set()


def test_a_killed_leader_is_followed(tmp_path: Path) -> None:
    """While another process leads, nothing is done here; once it is killed, its duties are taken over."""
    command = [sys.executable, "-c", HOLDER, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "True\n"
        leading, duty = Leading(tmp_path), Noted()
        duties = Duties(leading)
        duties.add(duty)
        duties.start()
        assert not duty.begun.wait(1.0)
        assert not leading.is_held
        holder.kill()
        assert duty.begun.wait(5.0)
    assert leading.is_held
    duties.stop()
    assert duty.ended.is_set()
    assert Leading(tmp_path).take()


def test_one_leads_within_a_process(tmp_path: Path) -> None:
    """Two handles exclude each other, whoever let go can lead again, and taking twice is taking once."""
    first, second = Leading(tmp_path), Leading(tmp_path)
    assert (first.take(), first.take(), second.take()) == (True, True, False)
    first.release()
    assert second.take()
    assert not first.is_held
    second.release()


def test_duties_that_never_began_end(tmp_path: Path) -> None:
    """Whoever never led stops at once, and leaves the lead where it is."""
    leader = Leading(tmp_path)
    assert leader.take()
    duty = Noted()
    duties = Duties(Leading(tmp_path))
    duties.add(duty)
    duties.start()
    duties.stop()
    assert not duty.begun.is_set()
    assert not Leading(tmp_path).take()
    leader.release()
