"""The edge: probes, limits, the one error shape, headers, links, the taxonomy and the pages."""

from __future__ import annotations

import time
from html.parser import HTMLParser

import pytest
from fastapi.testclient import TestClient

from api.answers import LinksAnswer
from api.settings import Settings
from api.taxonomy_answers import ConceptsAnswer, OccupationAnswer, SkillAnswer, TaxonomyAnswer
from api.world import World
from tests.api.conftest import CHEF, COOK, vacancy_line


def test_probes(client: TestClient, world: World) -> None:
    """Alive without a database; ready with everything named; not ready while leaving, or with too little room."""
    assert client.get("/livez").json() == {"status": "ok"}
    assert client.get("/startupz").status_code == 200
    ready = client.get("/readyz")
    assert ready.status_code == 200
    good = {"database": True, "index": True, "encoder": "hashing-64-v1", "generation": "gen-000001"}
    assert ready.json() == {**good, "disk": True, "stopping": False}
    world.is_stopping = True
    leaving = client.get("/readyz")
    assert (leaving.status_code, leaving.json()) == (503, {**good, "disk": True, "stopping": True})
    assert client.get("/livez").status_code == 200


def test_probes_see_a_broken_database(client: TestClient, settings: Settings, world: World) -> None:
    """A database that cannot be asked turns readiness red, within its 200 ms, and nothing else."""
    world.duties.stop()  # else its threads may open the database again in between
    world.whole.close()
    for file in settings.data.glob("immerse.sqlite*"):
        file.write_bytes(b"this is no database" * 100)
    began = time.monotonic()
    ready = client.get("/readyz")
    assert (ready.status_code, ready.json()["database"]) == (503, False)
    assert time.monotonic() - began < 1.0
    assert client.get("/livez").status_code == 200


def test_metrics_count_by_template(client: TestClient) -> None:
    """Requests are counted by route, never by path, which may hold an id."""
    client.get("/v1/profiles/some-secret-id")
    text = client.get("/metrics").text
    assert 'immerse_requests_total{method="GET",route="/v1/profiles/{profile_id}",status="404"} 1.0' in text
    assert "some-secret-id" not in text


@pytest.mark.parametrize(
    ("method", "path", "content", "status", "error"),
    [
        ("POST", "/v1/matches", b"{", 400, "bad_request"),
        ("POST", "/v1/matches", b'{"text": "\\ud800"}', 422, "invalid_input"),
        ("POST", "/v1/matches", b'{"hours": NaN}', 422, "invalid_input"),
        ("POST", "/v1/matches", b"[1]", 422, "invalid_input"),
        ("POST", "/v1/matches", b"[" * 19_000, 400, "bad_request"),
        ("POST", "/v1/matches", b'{"text": "' + b"x" * 30_000 + b'"}', 413, "too_large"),
        ("GET", "/v1/nothing", b"", 404, "not_found"),
        ("DELETE", "/v1/link", b"", 405, "method_not_allowed"),
        ("GET", "/v1/vacancies?limit=1000", b"", 422, "invalid_input"),
        ("POST", "/v1/matches?top=1001", b"{}", 422, "invalid_input"),
        ("GET", "/v1/traces/nothing", b"", 404, "not_found"),
    ],
)
def test_every_refusal_has_the_one_shape(
    client: TestClient, method: str, path: str, content: bytes, status: int, error: str
) -> None:
    """`{"error", "detail"}` and nothing else, whatever went wrong."""
    answer = client.request(method, path, content=content, headers={"content-type": "application/json"})
    assert (answer.status_code, answer.json()["error"]) == (status, error)
    assert set(answer.json()) == {"error", "detail"}


def test_a_long_body_is_refused_without_content_length(client: TestClient) -> None:
    """Chunks are counted as they come, whatever was declared."""
    for path in ("/v1/matches", "/try", "/v1/vacancies:import"):
        answer = client.post(path, content=(b"x" * 1000 for _ in range(300)))
        assert (answer.status_code, answer.json()["error"]) == (413, "too_large")


def test_imports_may_be_longer(client: TestClient) -> None:
    """The limit of a bulk import is its own."""
    line = b'{"title": "Chef", "text": "' + b"x" * 30_000 + b'"}'
    assert client.post("/v1/vacancies:import", content=line).json()["n_created"] == 1
    assert client.post("/v1/vacancies:import", content=line * 8).status_code == 413


def test_every_answer_carries_the_security_headers(client: TestClient) -> None:
    """Pages may load their own style sheet and nothing else; refusals are no exception."""
    for path in ("/", "/livez", "/v1/nothing"):
        headers = client.get(path).headers
        assert headers["content-security-policy"].startswith("default-src 'none'; style-src 'self'")
        assert headers["x-content-type-options"] == "nosniff"


def test_link_proposes_concepts_with_their_words(client: TestClient) -> None:
    """Offsets lead back to the words, in code points."""
    text = "😀 I can cook."
    found = client.post("/v1/link", json={"id": "a", "text": text, "lang": "es", "top": 2}).json()
    LinksAnswer.model_validate(found)
    assert found["id"] == "a"
    assert len(found["links"]) == 2
    best = found["links"][0]
    assert (best["uri"], best["label"]) == (COOK, "cocinar")
    mention = best["mention"]
    assert text[mention["start"] : mention["end"]] == mention["text"]
    assert client.post("/v1/link", json={"text": text, "min_score": 1}).json()["links"] == []


def test_the_taxonomy_is_shown_and_searched(client: TestClient) -> None:
    """Release and counts, typeahead in a language, and single concepts with their relations."""
    shown = client.get("/v1/taxonomy").json()
    TaxonomyAnswer.model_validate(shown)
    assert shown["counts"]["skills"] == 3
    found = client.get("/v1/taxonomy/search", params={"text": "coc", "language": "es"}).json()
    ConceptsAnswer.model_validate(found)
    assert [concept["uri"] for concept in found["concepts"]] == [COOK]
    skill = client.get("/v1/taxonomy/skills", params={"uri": COOK, "language": "en"}).json()
    SkillAnswer.model_validate(skill)
    assert (skill["label"], skill["alternatives"]) == ("cook", ["prepare food"])
    occupation = client.get("/v1/taxonomy/occupations", params={"uri": CHEF}).json()
    OccupationAnswer.model_validate(occupation)
    assert occupation["isco"] == "3434"
    assert [entry["relation"] for entry in occupation["skills"]] == ["essential", "essential", "optional"]
    for path in ("skills", "occupations"):
        answer = client.get(f"/v1/taxonomy/{path}", params={"uri": "http://nothing"})
        assert (answer.status_code, answer.json()["error"]) == (404, "not_found")


class _Resources(HTMLParser):
    """Collects what a page would load or run."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note addresses and scripts."""
        given = dict(attrs)
        if tag in {"script", "img", "iframe", "link"}:
            self.found.append(str(given.get("src") or given.get("href") or tag))
        self.found += [name for name in given if name.startswith("on") or name == "style"]


def test_the_pages_show_the_whole_path(client: TestClient, world: World) -> None:
    """From the landing page to a person's explained matches, without scripts or anything from elsewhere."""
    client.post("/v1/vacancies", json=vacancy_line(title="Chef <x>&", occupation=CHEF))
    person = client.post("/v1/profiles", json={"text": "I can cook <script>alert(1)</script>"}).json()["id"]
    world.snapshots.refresh()
    pages = {path: client.get(path) for path in ("/", "/people", f"/people/{person}", "/docs")}
    pages["/try"] = client.post("/try", data={"text": "I can cook"})
    for path, answer in pages.items():
        assert answer.status_code == 200, path
        resources = _Resources()
        resources.feed(answer.text)
        assert resources.found
        assert all(found.startswith("/assets/") for found in resources.found), path
        assert "This service uses the ESCO classification of the European Commission." in answer.text
        assert "<script>" not in answer.text
    assert f'href="/people/{person}"' in pages["/"].text
    assert "across 1 person" in pages["/"].text
    assert "Chef &lt;x&gt;&amp;" in pages[f"/people/{person}"].text
    assert "/v1/profiles/{profile_id}/matches" in pages["/docs"].text
    style = client.get("/assets/frame/frame.css")
    assert style.headers["content-type"].startswith("text/css")
    assert "immutable" in style.headers["cache-control"]


def test_the_form_refuses_nothing_and_too_much(client: TestClient) -> None:
    """An empty text is a 422 that names the field."""
    assert client.post("/try", data={"text": " "}).status_code == 422
    assert client.post("/try", content=b"\xff").status_code == 422
    assert client.get("/people/nobody").status_code == 404


def test_the_reference_names_every_operation(client: TestClient) -> None:
    """Everything in DESIGN section 7 is in the OpenAPI description, with refusals in the one shape."""
    described = client.get("/openapi.json").json()
    for path in ("/v1/link", "/v1/matches", "/v1/profiles:import", "/v1/vacancies:import", "/v1/inbox", "/livez"):
        assert path in described["paths"]
    refusal = described["paths"]["/v1/matches"]["post"]["responses"]["422"]["content"]["application/json"]["schema"]
    assert refusal == {"$ref": "#/components/schemas/Refusal"}
    assert "HTTPValidationError" not in described["components"]["schemas"]
