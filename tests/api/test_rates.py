"""How often somebody may ask: the pace holds, over all processes together, and a caller is one caller."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from starlette.types import Scope as ASGIScope

from api.app import create_app
from api.paces import find_address
from api.rates import Pace, Rates
from api.settings import Settings
from api.world import World

WORKER = """
import sys
from pathlib import Path
from api.rates import Pace, Rates
rates = Rates(Path(sys.argv[1]))
print(sum(rates.take("somebody", Pace(0.001, 300)) == 0 for _ in range(400)))
"""


def test_bursts_and_the_long_run(tmp_path: Path) -> None:
    """So many at once, then one as often as the pace says; the wait that is told is the wait that is needed."""
    now = [1000.0]
    rates, pace = Rates(tmp_path / "rates", lambda: now[0]), Pace(60, 3)
    assert [rates.take("a", pace) for _ in range(5)] == [0, 0, 0, 1, 1]
    assert rates.take("b", pace) == 0, "somebody else has a counter of their own"
    now[0] += 0.5
    assert rates.take("a", pace) == 0.5
    now[0] += 0.5
    assert [rates.take("a", pace) for _ in range(2)] == [0, 1]
    now[0] += 3600
    assert [rates.take("a", pace) for _ in range(4)] == [0, 0, 0, 1], "an hour of silence saves nothing up"
    assert all(rates.take("a", Pace(0, 1)) == 0 for _ in range(10)), "no limit"
    rates.close()
    again = Rates(tmp_path / "rates", lambda: now[0])
    assert again.take("a", pace) == 1, "a restart forgets nothing"
    again.close()


def test_workers_count_together(tmp_path: Path) -> None:
    """Three processes at once let through exactly what one would."""
    command = [sys.executable, "-c", WORKER, str(tmp_path / "rates")]
    workers = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    assert sum(int(worker.communicate(timeout=60)[0]) for worker in workers) == 300


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("192.0.2.1", "192.0.2.2", False),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("nonsense", "nonsense", True),
    ],
)
def test_an_address_is_one_subscriber(one: str, other: str, *, same: bool) -> None:
    """Of IPv6, everybody has a whole network to ask from."""

    def scope(address: str) -> ASGIScope:
        return {"client": (address, 1)}

    assert (find_address(scope(one)) == find_address(scope(other))) is same


def test_strangers_wait(settings: Settings, world: World) -> None:
    """Signing in, and trying keys, is counted by address: 429 with the seconds to wait."""
    app = create_app(settings, world)
    with TestClient(app, base_url="https://match.example.org", client=("192.0.2.9", 1)) as client:
        answers = [client.get("/v1/me", headers={"Authorization": "Bearer mk_x_y"}) for _ in range(17)]
        assert [answer.status_code for answer in answers] == [401] * 15 + [429] * 2
        assert int(answers[-1].headers["retry-after"]) >= 1
        assert client.get("/sign-in").status_code == 429
        assert client.get("/livez").status_code == 200
