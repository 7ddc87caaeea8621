"""A real server and every hostile file: each is refused with a reason or read, and nobody else notices."""

from __future__ import annotations

import statistics
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event, Thread

import httpx
import psutil
import pytest

from api.uploads.confining import MAX_MEMORY
from tests.api.hostile import hostile_files
from tests.api.papers import SENTENCES, pdf
from tests.api.servers import Running, running_server

pytestmark = pytest.mark.slow
READ = "/v1/profiles:read"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """Start a server whose temporary files would lie in its own data folder."""
    data = tmp_path_factory.mktemp("data")
    with running_server(data, TMPDIR=str(data)) as running:
        yield running


class Probe:
    """Asks the server small things all the time, and watches how large its children get."""

    def __init__(self, server: Running) -> None:
        self._server = server
        self._done = Event()
        self._thread = Thread(target=self._run)
        self.took_s: list[float] = []
        self.statuses: Counter[int] = Counter()
        self.largest_child = 0

    def __enter__(self) -> Probe:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()

    def _run(self) -> None:
        process = psutil.Process(self._server.pid)
        with httpx.Client(base_url=self._server.address, timeout=30) as client:
            while not self._done.wait(0.05):
                for method, path, body in (("GET", "/livez", None), ("POST", "/v1/link", {"text": "I cook"})):
                    started = time.perf_counter()
                    self.statuses[client.request(method, path, json=body).status_code] += 1
                    self.took_s.append(time.perf_counter() - started)
                self.largest_child = max(self.largest_child, *map(_memory, process.children()), 0)


def _memory(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.NoSuchProcess:
        return 0


def test_hostile_files_harm_nobody(server: Running) -> None:
    """No answer of 5xx, every refusal has a reason, the server answers others at once, and nothing stays behind."""
    process = psutil.Process(server.pid)
    data = Path(process.environ()["IMMERSE_DATA"])
    files = hostile_files()
    assert len(files) >= 90
    wrong = []
    with httpx.Client(base_url=server.address, timeout=60) as client:
        client.post(READ, files={"file": ("cv.pdf", pdf("I cook."))})
        client.post("/v1/link", json={"text": "I cook"})
        descriptors, memory = process.num_fds(), process.memory_info().rss
        with Probe(server) as probe:
            for hostile in files:
                answer = client.post(READ, files={"file": (hostile.filename, hostile.make())})
                refused = None if answer.status_code == 200 else answer.json()["detail"]
                if answer.status_code not in (200, 413, 422) or not hostile.fits(refused):
                    wrong.append((hostile.name, answer.status_code, refused))
                assert refused is None or len(refused) > 10
        said = client.post(READ, files={"file": ("cv.pdf", pdf(SENTENCES["ar"]))}).json()
    assert wrong == []
    assert said["text"] == SENTENCES["ar"]
    assert set(probe.statuses) == {200}
    assert statistics.median(probe.took_s) < 0.2
    assert statistics.quantiles(probe.took_s, n=20)[-1] < 2
    assert 0 < probe.largest_child <= MAX_MEMORY
    assert process.children(recursive=True) == []
    assert process.num_fds() < descriptors + len(files) // 4  # connections, and no pipe for each file
    assert process.memory_info().rss - memory < 200_000_000
    assert list(data.rglob("tmp*")) == []


def test_a_crowd_is_queued_or_told_to_come_again(server: Running) -> None:
    """Of many files at once as many as may wait are read; the others are told when to come again."""
    content = pdf(*SENTENCES.values())

    def send(_: int) -> httpx.Response:
        return httpx.post(f"{server.address}{READ}", files={"file": ("cv.pdf", content)}, timeout=60)

    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(send, range(16)))
    statuses = Counter(answer.status_code for answer in answers)
    assert set(statuses) <= {200, 503}  # by the reader's own queue, or by that of all requests
    assert statuses[200] >= 1
    assert statuses[200] < len(answers)
    assert all(int(answer.headers["retry-after"]) > 0 for answer in answers if answer.status_code != 200)
