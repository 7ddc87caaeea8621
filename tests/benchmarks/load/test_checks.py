"""What is wrong with answers: each way in which a body can be wrong is seen."""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from functools import partial
from typing import Any

import pytest

from benchmarks.load.checks import (
    check_concepts,
    check_gaps,
    check_import,
    check_inbox,
    check_matches,
    of_json,
    of_page,
    reason,
)

STAMP = {"taxonomy": "1.2", "encoder": "e5", "index": "gen-1", "weights": "w", "as_of": "2026-11-22"}
Body = dict[str, Any]


def _match(vacancy: str, rank: int, points: int, group: str = "ready_now") -> Body:
    parts = [{"name": "essential_skills", "points": points, "maximum": 200}, {"name": "x", "points": 3, "maximum": 9}]
    return {"id": vacancy, "rank": rank, "score": points + 3, "group": group, "contributions": parts}


def _matches() -> Body:
    unscored = {**_match("v4", 4, 0, "one_step_away"), "score": None}
    matches = [_match("v1", 1, 90), _match("v2", 2, 50), _match("v3", 3, 120, "one_step_away"), unscored]
    return {"id": "p1", "matches": matches, "stamp": dict(STAMP)}


def _swap(body: Body) -> None:
    body["matches"][0], body["matches"][1] = body["matches"][1], body["matches"][0]
    for rank, match in enumerate(body["matches"], 1):
        match["rank"] = rank


BROKEN: dict[str, Callable[[Body], object]] = {
    "somebody else": lambda body: body.update(id="p2"),
    "0 matches": lambda body: body.update(matches=[]),
    "5 matches": lambda body: body["matches"].append(_match("v5", 5, 1, "one_step_away")),
    "twice": lambda body: body["matches"][1].update(id="v1"),
    "a stamp without index": lambda body: body["stamp"].update(index=""),
    "misses 'stamp'": lambda body: body.pop("stamp"),
    "rank 3 at place 2": lambda body: body["matches"][1].update(rank=3),
    "do not sum": lambda body: body["matches"][2].update(score=124),
    "above its maximum": lambda body: body["matches"][0]["contributions"][0].update(maximum=89),
    "not in the order": _swap,
    "degraded": lambda body: body.update(degraded={"ranking": "exact"}),
}


@pytest.mark.parametrize("said", BROKEN)
def test_a_wrong_list_is_seen(said: str) -> None:
    """A right list passes; each broken one is named."""
    check = of_json(partial(check_matches, top=4, about="p1"))
    assert check(json.dumps(_matches())) is None
    body = deepcopy(_matches())
    BROKEN[said](body)
    assert said in str(check(json.dumps(body)))


def test_what_is_no_json_is_seen() -> None:
    """An error page with status 200 is no list."""
    check = of_json(partial(check_matches, top=4))
    assert check("<html>") == "no JSON"
    assert check("[]") == "no object"
    assert check("{}") == "misses 'matches'"


def test_a_wrong_inbox_is_seen() -> None:
    """Counts are those of its people, and nobody has news without a match."""
    entry = {"n_new": 2, "n_closing": 1, "n_ready": 1, "best": _match("v1", 1, 5)}
    body = {"people": [entry, {**entry, "n_new": 0, "n_closing": 0, "best": None}], "n_people": 2, "n_new": 2}
    body["n_closing"] = 1
    assert check_inbox(body) is None
    assert "are counted" in str(check_inbox({**body, "n_people": 3}))
    assert "sums" in str(check_inbox({**body, "n_new": 3}))
    assert "no best" in str(check_inbox({**body, "people": [{**entry, "best": None}, body["people"][1]]}))  # type: ignore[index]
    wrong = {**entry, "best": {**_match("v1", 1, 5), "score": 9}}
    assert "sum" in str(check_inbox({**body, "people": [wrong, body["people"][1]]}))  # type: ignore[index]


def test_wrong_steps_are_seen() -> None:
    """A count without its vacancies is no count."""
    body = {"id": "p", "stamp": STAMP, "steps": [{"n_unlocked": 2, "vacancy_ids": ["a", "b"]}]}
    assert check_gaps(body, about="p") is None
    assert "somebody else" in str(check_gaps(body, about="q"))
    for ids in ([], ["a", "b", "c"]):
        assert "count" in str(check_gaps({**body, "steps": [{"n_unlocked": 2, "vacancy_ids": ids}]}))


def test_wrong_concepts_and_imports_are_seen() -> None:
    """Nothing found, or a row lost, is wrong."""
    found = [{"uri": "a", "label": "cook"}, {"uri": "b", "label": "clean"}]
    assert check_concepts({"concepts": found}, 10) is None
    assert all(check_concepts({"concepts": each}, 10) for each in ([], [*found, found[0]], [{"uri": "a", "label": ""}]))
    counts = dict.fromkeys(("n_created", "n_updated", "n_unchanged", "n_merged"), 1)
    assert check_import({**counts, "n_rows": 4, "n_refused": 0}, 4) is None
    assert check_import({**counts, "n_rows": 5, "n_refused": 1}, 5) == "4 of 5 rows taken up, 1 refused"


def test_a_wrong_page_is_seen() -> None:
    """A page in another language, of somebody else, or cut off, is wrong, whatever its status."""
    page = '<!doctype html>\n<html lang="ar" dir="rtl">\n<main id="board"></main></html>\n'
    assert of_page("ar", 'id="board"')(page) is None
    assert of_page("en")(page) == "no page in en"
    assert of_page("ar", 'href="/people/p1"')(page) == 'a page without href="/people/p1"'
    assert of_page("ar")(page[:-10]) == "a page that breaks off"


def test_refusals_are_told_from_failures() -> None:
    """Only who says when to come again has refused."""
    assert reason(503, {"Retry-After": "1"}).startswith("refused")
    assert reason(429, {"retry-after": "1"}).startswith("refused")
    assert [reason(status, {}) for status in (503, 0)] == ["status 503", "status 0"]
    assert reason(500, {"Retry-After": "1"}) == "status 500"
