"""Locust users, named by person and intent. Every answer's body is checked; a wrong body is a failure.

Run by `make load`, or by hand against any server:

    locust -f benchmarks/locustfile.py --host http://127.0.0.1:8000 --headless -u 8 -t 30s
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Any

from locust import FastHttpUser, between, constant, task

SEED = 20261121
REFUSED = "refused, with Retry-After:"
SKILL_POOL = (
    "clean building floors",
    "prepare meals",
    "operate forklift",
    "lay bricks",
    "care for the elderly",
    "use sewing machines",
    "drive vehicles",
    "assist customers",
    "maintain vegetation",
    "install pipes",
)


class Person(FastHttpUser):
    """What all users share: a seeded source of choices, the ids of stored profiles, checked answers."""

    abstract = True

    def on_start(self) -> None:
        """Learn which profiles and vacancies exist."""
        self.choices = random.Random(SEED)  # seeded, so that runs are alike
        self.profile_ids = self._ids("profiles")
        self.vacancy_ids = self._ids("vacancies")

    def _ids(self, noun: str) -> list[str]:
        with self.client.get(f"/v1/{noun}?limit=100", name=f"{noun} (start)", catch_response=True) as answer:
            items = answer.json()[noun] if answer.status_code == 200 else []
            if not items:
                answer.failure(f"no {noun}")
            return [item["id"] for item in items]

    def checked(self, method: str, path: str, name: str, body: object = None) -> dict[str, Any]:
        """Send a request; an answer without the expected body counts as a failure."""
        with self.client.request(method, path, name=name, catch_response=True, json=body) as answer:
            content: dict[str, Any] = answer.json() if answer.status_code == 200 else {}
            problem = _problem(content) if content else _reason(answer.status_code, answer.headers or {})
            if problem:
                answer.failure(problem)
            return content


def _reason(status: int, headers: Mapping[str, str]) -> str:
    """Return how an answer without the expected body is counted: who is told when to come again was refused."""
    refused = status in (429, 503) and any(name.lower() == "retry-after" for name in headers)
    return f"{REFUSED} {status}" if refused else f"status {status}"


def _problem(body: dict[str, Any]) -> str | None:
    """Return what is wrong with a list of matches, or None."""
    if "matches" not in body:
        return None
    if "stamp" not in body:
        return "no stamp"
    for rank, match in enumerate(body["matches"], 1):
        if match["rank"] != rank:
            return f"rank {match['rank']} at place {rank}"
        if match["score"] is not None and match["score"] != sum(part["points"] for part in match["contributions"]):
            return f"contributions of {match['id']} do not sum to its score"
    return None


class CaseworkerInMeeting(Person):
    """Opens one person after another: matches, one vacancy, what would help most."""

    weight = 4
    wait_time = between(0.2, 0.6)

    @task(6)
    def open_matches(self) -> None:
        """Look at the ranked list of a stored profile."""
        profile = self.choices.choice(self.profile_ids)
        self.checked("GET", f"/v1/profiles/{profile}/matches?top=20", "caseworker: matches of a person")

    @task(2)
    def open_gaps(self) -> None:
        """Ask which step would open most vacancies."""
        profile = self.choices.choice(self.profile_ids)
        self.checked("GET", f"/v1/profiles/{profile}/gaps", "caseworker: gaps of a person")

    @task(1)
    def people_for_vacancy(self) -> None:
        """Ask who fits a vacancy."""
        vacancy = self.choices.choice(self.vacancy_ids)
        self.checked("GET", f"/v1/vacancies/{vacancy}/matches?top=10", "caseworker: people for a vacancy")


class CaseworkerMorningInbox(Person):
    """Opens the caseload inbox."""

    weight = 1
    wait_time = between(0.5, 1.5)

    @task
    def open_inbox(self) -> None:
        """Look at what is new for everybody."""
        self.checked("GET", "/v1/inbox", "caseworker: inbox")


class MigrantOnPhone(Person):
    """Types a few words and looks at what fits, without an account."""

    weight = 2
    wait_time = between(0.5, 1.5)

    @task(3)
    def type_ahead(self) -> None:
        """Search the taxonomy while typing."""
        letters = self.choices.choice(("cle", "wel", "coo", "dri", "nur", "car"))
        self.checked("GET", f"/v1/taxonomy/search?text={letters}&kind=skill", "migrant: typeahead")

    @task(1)
    def own_words(self) -> None:
        """Send own words and see matches."""
        body = {"text": "I cooked in a school kitchen for four years and I can drive.", "lang": "en"}
        self.checked("POST", "/v1/matches", "migrant: matches from own words", body)


class MatchThroughputTester(Person):
    """Ad hoc matches from confirmed skills, as fast as the server answers; no two profiles alike."""

    weight = 2
    wait_time = constant(0)

    @task
    def match_confirmed_skills(self) -> None:
        """Match a fresh combination of skills."""
        labels = self.choices.sample(SKILL_POOL, self.choices.randint(2, 6))
        body = {"skills": [{"label": label, "source": "stated"} for label in labels]}
        self.checked("POST", "/v1/matches", "tester: matches from skills", body)


class EmptyEndpoint(FastHttpUser):
    """The floor: what this server and this client cost when nothing is computed."""

    weight = 1
    wait_time = between(0.05, 0.1)

    @task
    def live(self) -> None:
        """Ask the probe that touches nothing."""
        self.client.get("/livez", name="floor: livez")
