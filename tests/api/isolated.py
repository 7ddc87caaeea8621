"""Serves the kitchen where there is no network but the machine itself: `unshare -rn python -m tests.api.isolated DATA`.

Brings the loopback interface up, checks that nothing else can be reached, and uses the service from end to end.
"""

from __future__ import annotations

import fcntl
import json
import socket
import struct
import sys
from pathlib import Path

import httpx

from tests.api.conftest import COOK, vacancy_line
from tests.api.supervised import supervised

SIOCSIFFLAGS, IFF_UP = 0x8914, 1  # linux/sockios.h, linux/if.h
OUTSIDE = ("192.0.2.1", 443)  # TEST-NET-1 (RFC 5737)


def main(data: Path) -> None:
    """Import, link, match and show pages without any network."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", IFF_UP))
    try:
        socket.create_connection(OUTSIDE, timeout=2).close()
    except OSError:
        pass
    else:
        raise SystemExit("there is a network here")
    with supervised(data) as served, httpx.Client(base_url=served.address, timeout=30) as client:
        vacancies = "\n".join(json.dumps(vacancy_line(id=str(n), skills=[{"uri": COOK}])) for n in range(3))
        assert client.post("/v1/vacancies:import", content=vacancies).json()["n_rows"] == 3
        assert client.post("/v1/link", json={"text": "I can cook", "kind": "skill"}).json()["links"]
        person = client.post("/v1/profiles", json={"text": "I can cook"}).json()["id"]
        for path in (f"/v1/profiles/{person}/matches", f"/v1/profiles/{person}/gaps", "/v1/inbox", "/metrics"):
            assert client.get(path).status_code == 200, path
        for page in ("/", "/people", f"/people/{person}", "/docs", "/assets/frame/frame.css", "/system/card"):
            assert client.get(page).status_code == 200, page
        assert client.get(f"/v1/profiles/{person}/export").status_code == 200
        assert client.delete(f"/v1/profiles/{person}").status_code == 200
    sys.stdout.write("everything works\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
