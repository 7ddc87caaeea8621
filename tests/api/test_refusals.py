"""Every way in refuses what it cannot take with a 4xx and a sentence; nothing that is sent makes an answer of 5xx."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from api.app import create_app
from api.routes import ROUTERS
from api.settings import Settings
from api.world import World

WRITING = ("POST", "PUT", "PATCH")
WAYS_IN = sorted(
    (method, route.path)
    for router in ROUTERS
    for route in router.routes
    if isinstance(route, APIRoute)
    for method in route.methods or ()
    if method in WRITING
)
BODIES = {
    "nothing": b"",
    "half": b"{",
    "no UTF-8": b'{"text": "\xff\xfe"}',
    "a list": b"[1]",
    "a string": b'"x"',
    "null": b"null",
    "NaN": b'{"hours": NaN, "years": Infinity}',
    "an endless number": b'{"years": ' + b"9" * 6000 + b', "hours": 1e999}',
    "nested": b'{"a":' * 3000 + b"1" + b"}" * 3000,
    "NUL": b'{"text": "a\\u0000", "title": "\\u0000", "id": "\\u0000"}',
    "half a pair": b'{"text": "\\ud800", "title": "\\udfff"}',
    "marks": b'{"text": "a' + "\u0301".encode() * 5000 + b'", "title": "x"}',
    "the wrong kinds": b'{"text": 1, "title": [], "skills": "x", "languages": [1], "hours": "many", "start": 1e9}',
    "unseen": '{"text": "\u200b", "title": "\u202e\U000e0041", "kind": "skill"}'.encode(),
    "markup": b'{"title": "' + b"<b>" * 4000 + b'", "text": "<script>x</script>"}',
    "csv without rows": b"id,title,text",
    "an open quotation mark": b'id,title\n1,"x\n2,y\n',
    "a carriage return": b"id,title\r1,2\r",
    "form": b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n%PDF-\r\n--x--\r\n',
    "half a form": b"--x\r\nContent-Disposition: form-data",
}  # fmt: skip
KINDS = ("application/json", "multipart/form-data; boundary=x", "application/x-www-form-urlencoded", "text/\u00e9", "")


@pytest.fixture
def outside(settings: Settings, world: World) -> Iterator[TestClient]:
    """Return a client that sees what a browser would see of an unexpected error."""
    with TestClient(create_app(settings, world), raise_server_exceptions=False, follow_redirects=False) as client:
        yield client


@pytest.mark.slow
def test_every_way_in_refuses_with_a_reason(outside: TestClient) -> None:
    """Each route that takes a body, with each of these bodies as each kind: done, or refused in the one shape."""
    assert ("POST", "/v1/profiles:import") in WAYS_IN
    assert ("POST", "/v1/profiles:read") in WAYS_IN
    wrong = []
    n_refused = 0
    for method, path in WAYS_IN:
        for name, body in BODIES.items():
            for kind in KINDS:
                headers = {b"content-type": kind.encode()} if kind else {}
                answer = outside.request(method, re.sub(r"\{.*?\}", "nothing", path), content=body, headers=headers)
                if answer.status_code < 400:
                    continue
                n_refused += 1
                said = answer.json() if "json" in answer.headers["content-type"] else {}
                if answer.status_code >= 500 or set(said) != {"error", "detail"} or len(said["detail"]) < 8:
                    wrong.append((method, path, name, kind, answer.status_code, answer.text[:200]))
    assert wrong == []
    assert n_refused > len(WAYS_IN) * len(KINDS)


@pytest.mark.parametrize("path", ["/v1/profiles:import", "/v1/vacancies:import"])
def test_imports_number_what_they_refuse(client: TestClient, path: str) -> None:
    """An import answers 200 with a numbered problem for every row that was not taken, whatever comes; none is lost."""
    for name, body in BODIES.items():
        answer = client.post(path, content=body)
        assert answer.status_code == 200, name
        said = answer.json()
        taken = said["n_created"] + said["n_updated"] + said["n_unchanged"] + said["n_merged"]
        assert said["n_rows"] == taken + said["n_refused"], name
        assert len({problem["line"] for problem in said["problems"]}) == said["n_refused"], name
        assert all(problem["reason"] for problem in said["problems"]), name
