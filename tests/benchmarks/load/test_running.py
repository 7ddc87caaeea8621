"""Load tests of a real supervised server with the demo world, and how each kind of trouble is seen in one."""

from __future__ import annotations

import http.client
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import psutil
import pytest

from api.principals import Role
from api.sealing import DEFAULT_ORGANISATION
from api.session import Database
from api.settings import Settings
from benchmarks.load.deeds import FLOOR, MIX
from benchmarks.load.ground import GroundError
from benchmarks.load.histogram import GROWTH, merged
from benchmarks.load.outcome import LoadError, Report
from benchmarks.load.programmes import SMOKE, Budgets, Model
from benchmarks.load.running import ARRIVALS, Options, run_closed, run_load, run_locust
from benchmarks.load.usage import metered
from benchmarks.load.verdict import Exit, judge
from benchmarks.serving import Server, served, served_copy
from tests.api.people import add_user
from tests.browser.conftest import installation

__all__ = ["installation"]

# They take all of the machine: a test beside them waits too long, and so do they.
pytestmark = [pytest.mark.slow, pytest.mark.alone]
LISTS = Options(roles=("tester",))
# These say only that nothing hangs; what a quiet machine does is committed.
PATIENT = Budgets(p95_ms={deed.name: 20_000 for _, deeds in MIX.values() for deed in deeds}, refused=1.0)


@pytest.fixture(scope="module")
def server(installation: Path) -> Iterator[Server]:
    """Serve a copy of the demo world with two workers."""
    with served_copy(installation, 2) as found:
        yield found


def _arrivals(host: str, rate: float, seconds: float, options: Options = LISTS) -> Report:
    words = ["--rate", str(rate), "--steps", "1", "--step-s", str(seconds)]
    return run_locust(host, ARRIVALS, words, seconds, options)


def _closed(host: str, users: int, seconds: int, options: Options = LISTS) -> Report:
    return run_closed(host, replace(options, programme=replace(SMOKE, users=users, seconds=seconds)))


def test_smoke(server: Server, tmp_path: Path) -> None:
    """Every deed of every role is done in both models, no body is wrong, and the result says where it was measured."""
    said: list[str] = []
    options = Options(SMOKE, host=server.address, results=tmp_path)
    code = run_load(options, tmp_path, lambda line: said.append(str(line)))
    assert said[-1].startswith(f"exit code {code}")
    [path] = tmp_path.glob("smoke-*.json")
    told: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    assert told["data"]["vacancies"] > 100
    assert {"commit", "machine", "versions"} <= set(told["made_by"])
    assert told["gauge"]["ceiling"] > told["gauge"]["empty"] > 0
    for model in Model:
        run = told["runs"][model]
        assert run["wrong"] == {}
        assert "pass  wrong bodies and lost answers: 0, at most 0" in run["verdict"]["lines"]
        assert run["rows"]
    done = {row["name"] for row in told["runs"][Model.CLOSED]["rows"]}
    assert done == {deed.name for _, deeds in MIX.values() for deed in deeds}
    assert [step["offered"] for step in told["runs"][Model.ARRIVALS]["by_rate"]] == pytest.approx(
        [share * told["gauge"]["capacity"] for share in SMOKE.steps], rel=0.02, abs=0.06
    )  # told to a tenth


def test_a_server_that_stands_still_cannot_hide(server: Server) -> None:
    """Of requests that come when they are due, as many are slow as come while a server stands still: a third or so.

    One user who waits for each answer asks once in each of these seconds: nearly all they see is fast.
    """
    nothing = Options(roles=())
    with _standing_still(server.pid):
        arrivals, closed = _arrivals(server.address, 40.0, 9.0, nothing), _closed(server.address, 1, 9, nothing)
    assert arrivals.wrong() == closed.wrong() == {}
    assert merged(arrivals.times.values()).n > 0.8 * 40 * 9
    assert _share_above(arrivals, 200) > 0.15
    assert _share_above(closed, 200) < 0.1


def _share_above(report: Report, ms: float) -> float:
    times = merged(report.times.values())
    return sum(n for key, n in times.counts.items() if GROWTH**key > ms) / times.n


@contextmanager
def _standing_still(pid: int) -> Iterator[None]:
    """Stop the workers for a second, again and again, two seconds after the last time."""
    over = threading.Event()

    def stop() -> None:
        while not over.wait(2.0):
            workers = psutil.Process(pid).children(recursive=True)
            for number in (signal.SIGSTOP, signal.SIGCONT):
                for worker in workers:
                    worker.send_signal(number)
                time.sleep(1.0 if number == signal.SIGSTOP else 0)

    thread = threading.Thread(target=stop)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


@contextmanager
def _lying(address: str) -> Iterator[str]:
    """Pass everything on to a server, but change one number in every list of matches that comes back."""
    host = address.removeprefix("http://")

    class Liar(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _pass_on(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0)) or None
            left_out = ("host", "accept-encoding", "origin")
            headers = {name: value for name, value in self.headers.items() if name.lower() not in left_out}
            with closing(http.client.HTTPConnection(host, timeout=30)) as connection:
                connection.request(self.command, self.path, body, {**headers, "Origin": address})
                answer = connection.getresponse()
                content = re.sub(rb'"score": ?(\d+)', rb'"score":1\1', answer.read(), count=1)
            self.send_response(answer.status)
            for name, value in answer.getheaders():
                if name.lower() in ("content-type", "set-cookie", "retry-after"):
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = _pass_on  # noqa: N815 - as the library calls them

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    liar = ThreadingHTTPServer(("127.0.0.1", 0), Liar)
    thread = threading.Thread(target=liar.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{liar.server_port}"
    finally:
        liar.shutdown()
        thread.join()
        liar.server_close()


def test_a_wrong_body_turns_the_verdict_red(server: Server) -> None:
    """One number changed in answers of status 200 is a broken promise, and the reason is said."""
    with _lying(server.address) as host:
        report = _closed(host, 3, 5)
    verdict = judge(report, report.measured(), budgets=PATIENT)
    assert verdict.exit is Exit.BROKEN
    assert any("contributions do not sum" in reason for reason in verdict.wrong)


def test_a_slow_answer_turns_the_verdict_red(server: Server) -> None:
    """An honest run keeps patient promises and breaks one of ten microseconds; what the server uses is measured."""
    began = time.time()
    with metered(server.pid) as meter:
        report = _closed(server.address, 3, 5)
    assert judge(report, report.windows, budgets=PATIENT).exit is not Exit.BROKEN
    assert judge(report, report.windows, budgets=replace(PATIENT, p95_ms={FLOOR: 0.01})).exit is Exit.BROKEN
    assert meter is not None
    cores, machine = meter.used(began, time.time())
    assert 0.01 < cores <= machine + 0.05
    assert 100 < (meter.memory_between(began, time.time()) or 0) <= meter.memory_mib


def test_several_processes_count_as_one(server: Server) -> None:
    """Two locust processes share the rate, and what both counted is in one report."""
    report = _arrivals(server.address, 20.0, 6.0, Options(roles=(), processes=2))
    assert report.client(report.windows).processes == 2
    n = sum(times.n for times in report.times.values()) + sum(report.failures.values())
    assert 20 * 6 * 0.6 < n < 20 * 6 * 1.5
    assert report.wrong() == {}


def test_a_client_without_a_core_says_so(server: Server) -> None:
    """A client that is held up for a while has sent late, and says that the numbers are not the server's."""
    found: list[Report] = []
    thread = threading.Thread(target=lambda: found.append(_arrivals(server.address, 20.0, 6.0)))
    thread.start()
    while thread.is_alive():
        for signal_number in (signal.SIGSTOP, signal.SIGCONT):
            for client in _clients():
                with suppress(psutil.NoSuchProcess):  # it has just ended
                    client.send_signal(signal_number)
            time.sleep(0.3)
    thread.join()
    [report] = found
    assert report.wrong() == {}
    verdict = judge(report, report.windows, budgets=PATIENT)
    assert verdict.exit is Exit.UNKNOWN
    assert any("sent late" in line for line in verdict.said() if line.startswith("FAIL"))


def _clients() -> list[psutil.Process]:
    found = []
    for child in psutil.Process().children(recursive=True):
        with suppress(psutil.NoSuchProcess):
            found += [child] if str(ARRIVALS) in child.cmdline() else []
    return found


def test_everybody_is_signed_in_where_there_are_users(installation: Path, tmp_path: Path) -> None:
    """With users nobody is let in as the machine: who is named does what they may; without names nothing is done."""
    data = tmp_path / "data"
    shutil.copytree(installation, data, ignore=shutil.ignore_patterns("*.lock", "*.sock", "backups"))
    now = datetime.now(UTC)
    whole = Database.installed(Settings(data=data))
    roles = (Role.ADMINISTRATOR, Role.CASEWORKER, Role.VACANCY_OFFICER)
    cookies = [add_user(whole, DEFAULT_ORGANISATION, role, now).headers["Cookie"].partition("=")[2] for role in roles]
    whole.close()
    named = {"IMMERSE_LOAD_CASEWORKER": cookies[1], "IMMERSE_LOAD_OFFICER": cookies[2]}
    with served(data, tmp_path / "server.log", 1) as server:
        with pytest.raises(LoadError, match=GroundError.__name__):
            _closed(server.address, 3, 3)
        with pytest.MonkeyPatch.context() as patch:
            for name, value in named.items():
                patch.setenv(name, value)
            report = _closed(server.address, 10, 12, Options())
    assert report.wrong() == {}
    assert set(report.facts["deeds"]) == {deed.name for _, deeds in MIX.values() for deed in deeds}
    answered = {name.partition(":")[0] for _, name in report.times}
    assert answered == {"caseworker", "migrant", "officer", "tester", "floor"}


def test_the_command_explains_itself() -> None:
    """`--help` names every option that the documentation names."""
    words = [sys.executable, "-m", "benchmarks", "load", "--help"]
    said = subprocess.run(
        words, check=True, capture_output=True, text=True, env={**os.environ, "COLUMNS": "100"}
    ).stdout
    root = Path(__file__).resolve().parents[3]
    documented = set(re.findall(r"`(--[a-z-]+)", (root / "docs" / "load-testing.md").read_text(encoding="utf-8")))
    assert documented - {"--headless"} <= set(re.findall(r"--[a-z-]+", said))  # that is locust's own
