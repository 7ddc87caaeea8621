"""What is wrong with an answer, or None. Every answer of a load test is checked here: a wrong body is a failure.

A status says nothing: a page that leads to signing in, an empty list, or a list that was made in a weaker way because
the server is out of breath all have status 200 and would make it look fast.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

Check = Callable[[str], str | None]
REFUSED = "refused, with Retry-After:"
GROUPS = ("ready_now", "one_step_away", "not_reachable_now")
STAMP = ("taxonomy", "encoder", "index", "weights", "as_of")


def reason(status: int, headers: Mapping[str, str]) -> str:
    """Return how an answer with another status than expected is counted; who is told when to come again was refused."""
    refused = status in (429, 503) and any(name.lower() == "retry-after" for name in headers)
    return f"{REFUSED} {status}" if refused else f"status {status}"


def of_json(check: Callable[[dict[str, Any]], str | None]) -> Check:
    """Return a check of a text that must be a JSON object; what was made in a weaker way fails."""

    def checked(text: str) -> str | None:
        try:
            body = json.loads(text)
        except ValueError:
            return "no JSON"
        if not isinstance(body, dict):
            return "no object"
        if body.get("degraded"):
            return f"degraded: {body['degraded']}"
        try:
            return check(body)
        except (KeyError, TypeError) as error:
            return f"misses {error}"

    return checked


def check_matches(body: Mapping[str, Any], top: int, about: str | None = None, least: int = 1) -> str | None:
    """Check a list of matches: whose it is, how long, ranks, sums, order, no vacancy twice, stamp."""
    matches = body["matches"]
    if about is not None and body["id"] != about:
        return "the list of somebody else"
    if not least <= len(matches) <= top:
        return f"{len(matches)} matches where {top} were asked for"
    if len({match["id"] for match in matches}) != len(matches):
        return "the same match twice"
    missing = [name for name in STAMP if not body["stamp"].get(name)]
    if missing:
        return f"a stamp without {', '.join(missing)}"
    return next(
        (found for n, match in enumerate(matches, 1) if (found := check_match(match, n))), _check_order(matches)
    )


def check_match(match: Mapping[str, Any], rank: int | None = None) -> str | None:
    """Check one match: its rank, and that its score is the sum of its contributions, none above its maximum."""
    if rank is not None and match["rank"] != rank:
        return f"rank {match['rank']} at place {rank}"
    parts = match["contributions"]
    if match["score"] is not None and match["score"] != sum(part["points"] for part in parts):
        return "contributions do not sum to the score"
    if any(part["points"] > part["maximum"] for part in parts):
        return "a contribution above its maximum"
    return None


def _check_order(matches: Sequence[Mapping[str, Any]]) -> str | None:
    # By group, then by score, and those without a score last.
    keys = [(GROUPS.index(each["group"]), each["score"] is None, -(each["score"] or 0)) for each in matches]
    return None if keys == sorted(keys) else "not in the order of groups and scores"


def check_gaps(body: Mapping[str, Any], about: str | None = None) -> str | None:
    """Check steps: whose they are, and that each count is that of the vacancies it names."""
    if about is not None and body["id"] != about:
        return "the steps of somebody else"
    if not body["stamp"]["index"]:
        return "no stamp"
    wrong = [each for each in body["steps"] if not 0 < len(each["vacancy_ids"]) <= each["n_unlocked"]]
    return f"{len(wrong)} steps whose count is not that of their vacancies" if wrong else None


def check_inbox(body: Mapping[str, Any]) -> str | None:
    """Check an inbox: its counts are those of its people, news first, and each best match adds up."""
    people = body["people"]
    if len(people) != body["n_people"] or not people:
        return f"{len(people)} people where {body['n_people']} are counted"
    if any(body[name] != sum(each[name] for each in people) for name in ("n_new", "n_closing")):
        return "counts that are not the sums of its people"
    if (each := next((each for each in people if each["n_new"] and each["best"] is None), None)) is not None:
        return f"{each['n_new']} new vacancies and no best one"
    return next((found for each in people if each["best"] and (found := check_match(each["best"]))), None)


def check_concepts(body: Mapping[str, Any], most: int) -> str | None:
    """Check what typing a few letters found: something, no concept twice, all with a label."""
    found = body["concepts"]
    if not 0 < len(found) <= most or len({each["uri"] for each in found}) != len(found):
        return f"{len(found)} concepts, of which some twice, or none"
    return None if all(each["label"] for each in found) else "a concept without a label"


def check_import(body: Mapping[str, Any], n_rows: int) -> str | None:
    """Check that an import took up every row."""
    taken = sum(body[name] for name in ("n_created", "n_updated", "n_unchanged", "n_merged"))
    if body["n_rows"] != n_rows or taken != n_rows:
        return f"{taken} of {n_rows} rows taken up, {body['n_refused']} refused"
    return None


def of_page(language: str, *markers: str) -> Check:
    """Return a check of a page: whole, in this language and its direction, with every marker of its content."""
    opening = f'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}">'

    def checked(text: str) -> str | None:
        if opening not in text[:200]:
            return f"no page in {language}"
        if not text.rstrip().endswith("</html>"):
            return "a page that breaks off"
        return next((f"a page without {marker}" for marker in markers if marker not in text), None)

    return checked


def check_alive(text: str) -> str | None:
    """Check what the empty endpoint says."""
    return None if text else "nothing"
