"""What there is to ask a server for, learned before the clock runs, and who asks.

Who asks is said by environment variables, never on a command line, where every process of a machine can read it:
`IMMERSE_LOAD_KEY` is a service key (`immerse key create`), `IMMERSE_LOAD_CASEWORKER` and `IMMERSE_LOAD_OFFICER` are
what the cookie of a signed-in browser holds, whatever that browser signed in with. Without any of them a server on this
machine that has no administrator yet takes everything. People sign in by invitations that the caseworker makes here.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from http import HTTPStatus
from typing import Any

import httpx

MOST_PROFILES, MOST_VACANCIES = 5_000, 1_000
IN_PART = 200  # the most that one part of a list holds
N_PEOPLE = 6  # who look at their own page; each signs in once, and only so many may a minute
# Beginnings of words that every taxonomy of skills has: what is typed, and where confirmed skills are drawn from.
LETTERS = ("cle", "wel", "coo", "dri", "nur", "car", "ins", "pre", "mai", "ope", "ass", "man")
TIMEOUT_S = 60.0


class GroundError(Exception):
    """The server has nothing to ask for, or does not know who asks; the message says which."""


class Who(StrEnum):
    """As whom something is done."""

    CASEWORKER = "caseworker"
    OFFICER = "officer"
    PERSON = "person"
    ANYBODY = "anybody"


@dataclass(frozen=True, slots=True)
class Callers:
    """The headers that show who asks; nothing is shown where the machine itself may ask."""

    key: str = field(default="", repr=False)
    caseworker: str = field(default="", repr=False)
    officer: str = field(default="", repr=False)

    @classmethod
    def named(cls, environment: Mapping[str, str] = os.environ) -> Callers:
        """Take what the environment names."""
        key, caseworker, officer = (environment.get(f"IMMERSE_LOAD_{name}", "") for name in ("KEY", *STAFF))
        return cls(key, caseworker, officer)

    @property
    def is_open(self) -> bool:
        """Whether nobody is named, so that the machine itself asks."""
        return not (self.key or self.caseworker or self.officer)

    def headers(self, host: str, who: Who, path: str) -> dict[str, str] | None:
        """Return the headers for a path, None where nobody who may ask for it is named."""
        visit = self.officer if who is Who.OFFICER else self.caseworker
        if who is Who.ANYBODY or self.is_open:
            return own_page(host)
        if self.key and path.startswith("/v1/"):
            return {"Authorization": f"Bearer {self.key}"}
        return {**own_page(host), "Cookie": f"{cookie_name(host)}={visit}"} if visit else None


STAFF = ("CASEWORKER", "OFFICER")


def own_page(host: str) -> dict[str, str]:
    """Return what a browser adds to what a page of the server itself asks."""
    return {"Origin": host, "Sec-Fetch-Site": "same-origin"}


def cookie_name(host: str) -> str:
    """Return under which name a visit is kept: see `api/cookies.py`."""
    return "__Host-immerse" if host.startswith("https:") else "immerse"


@dataclass(frozen=True, slots=True)
class Ground:
    """What exists: ids of profiles and vacancies, uris of skills, and the visits of people to their own pages.

    `own` are profile and cookie of each of them; `n_profiles` and `n_vacancies` count all there are, not only those
    that are known here.
    """

    host: str
    callers: Callers
    profiles: tuple[str, ...]
    vacancies: tuple[str, ...]
    skills: tuple[str, ...]
    own: tuple[tuple[str, str], ...]
    n_profiles: int
    n_vacancies: int

    def headers(self, who: Who, path: str, person: int = 0) -> dict[str, str] | None:
        """Return the headers for a path, None where nobody who may ask for it is known."""
        if who is not Who.PERSON:
            return self.callers.headers(self.host, who, path)
        if not self.own:
            return None
        return {**own_page(self.host), "Cookie": f"{cookie_name(self.host)}={self.own[person][1]}"}


def learn(host: str, callers: Callers) -> Ground:
    """Ask a server for what it has; raises GroundError."""
    logging.getLogger("httpx").setLevel(logging.WARNING)  # which would tell of every request
    with httpx.Client(base_url=host, timeout=TIMEOUT_S) as client:
        asked = _Asked(client, host, callers)
        profiles, n_profiles = asked.ids("profiles", MOST_PROFILES)
        vacancies, n_vacancies = asked.ids("vacancies", MOST_VACANCIES)
        skills = {each["uri"] for letters in LETTERS for each in asked.concepts(letters)}
        if not (profiles and vacancies and skills):
            raise GroundError(f"{host} has {n_profiles} profiles and {n_vacancies} vacancies: there is nothing to rank")
        own = tuple(asked.invite(profile) for profile in profiles[:N_PEOPLE]) if asked.may_invite else ()
    return Ground(host, callers, profiles, vacancies, tuple(sorted(skills)), own, n_profiles, n_vacancies)


@dataclass(frozen=True, slots=True)
class _Asked:
    """One caller of a server, who wants to know what it has."""

    client: httpx.Client
    host: str
    callers: Callers

    @property
    def may_invite(self) -> bool:
        return self.callers.is_open or bool(self.callers.caseworker)

    def ids(self, noun: str, most: int) -> tuple[tuple[str, ...], int]:
        """Return up to so many ids, and how many there are."""
        found: list[str] = []
        after, n_total = "", 0
        while len(found) < most and after is not None:
            body = self.json("GET", f"/v1/{noun}?limit={IN_PART}" + (f"&after={after}" if after else ""))
            found += [each["id"] for each in body[noun]]
            after, n_total = body["next"], body["n_total"]
        return tuple(found[:most]), n_total

    def concepts(self, letters: str) -> list[dict[str, str]]:
        """Return the skills that typing a few letters finds."""
        found: list[dict[str, str]] = self.json("GET", f"/v1/taxonomy/search?text={letters}&kind=skill&limit=50")[
            "concepts"
        ]
        return found

    def invite(self, profile: str) -> tuple[str, str]:
        """Invite a person, sign in with the code as they would, and return profile and cookie."""
        path = f"/v1/profiles/{profile}/invitations"
        visitor = Callers(caseworker=self.callers.caseworker)  # a key cannot invite
        headers = visitor.headers(self.host, Who.CASEWORKER, path)
        code = self._read(self.client.post(path, json={}, headers=headers))["code"]
        answer = self.client.post("/sign-in/invitation", data={"code": code}, headers=own_page(self.host))
        cookie = answer.cookies.get(cookie_name(self.host))
        if cookie is None:
            raise GroundError(f"an invitation was not taken: status {answer.status_code} (IMMERSE_RATE_STRANGERS?)")
        self.client.cookies.clear()
        return profile, cookie

    def json(self, method: str, path: str) -> dict[str, Any]:
        """Ask for JSON as staff."""
        headers = self.callers.headers(self.host, Who.CASEWORKER, path)
        if headers is None:
            raise GroundError("name a caseworker or a key in the environment: see docs/load-testing.md")
        return self._read(self.client.request(method, path, headers=headers))

    def _read(self, answer: httpx.Response) -> dict[str, Any]:
        if answer.status_code == HTTPStatus.UNAUTHORIZED:
            raise GroundError(f"{self.host} does not know who asks: see docs/load-testing.md for signing in")
        if not answer.is_success:
            raise GroundError(f"{answer.request.url.path}: status {answer.status_code}")
        body: dict[str, Any] = answer.json()
        return body
