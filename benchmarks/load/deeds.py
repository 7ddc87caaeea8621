"""What users do, by whom, how often: each deed makes a request and knows what the answer must hold.

Deeds know no locust: both models (`benchmarks/locustfile.py`, `benchmarks/arrivals.py`) send the same ones, and tests
read them without a server.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from random import Random
from urllib.parse import urlencode

from benchmarks.load.checks import (
    Check,
    check_alive,
    check_concepts,
    check_gaps,
    check_import,
    check_inbox,
    check_matches,
    of_json,
    of_page,
)
from benchmarks.load.ground import LETTERS, Ground, Who

SEED = 20261122
FLOOR = "floor: livez"
TOP = 20
LANGUAGES = ("en", "es", "it", "el", "fr", "de", "ar", "uk")
JSON_TYPE, FORM_TYPE = "application/json", "application/x-www-form-urlencoded"
N_ROWS = 10  # of an imported file
N_FILES = 20  # that are imported again and again, so that a server does not grow
WORDS = (
    ("en", "I cooked in a school kitchen for {n} years and I can drive."),
    ("es", "Trabajé {n} años en una panadería: hacía el pan y atendía a los clientes."),
    ("it", "Ho lavorato {n} anni come muratore e so leggere i disegni."),
    ("fr", "J'ai gardé des enfants pendant {n} ans et je parle un peu allemand."),
    ("uk", "Я {n} років працювала медсестрою в лікарні."),
    ("ar", "عملت {n} سنوات سائق شاحنة وأعرف الصيانة."),
)
DUTIES = (
    "You clean rooms and corridors, empty bins and refill soap.",
    "You prepare cold and warm meals and keep the kitchen clean.",
    "You load and unload lorries with a forklift and count the stock.",
    "You serve guests, take orders and handle payments.",
    "You care for elderly people at home, wash them and help them to eat.",
    "You sew and repair garments with industrial machines.",
    "You lay bricks, mix mortar and read drawings.",
)


@dataclass(frozen=True, slots=True)
class Request:
    """What is sent, and what is wrong with an answer. `person` says whose own page it is, of those who signed in."""

    path: str
    check: Check
    body: str | None = None
    kind: str = JSON_TYPE
    language: str = "en"
    person: int = 0

    @property
    def method(self) -> str:
        """What is sent along is posted."""
        return "GET" if self.body is None else "POST"


class Turn:
    """A seeded source of choices, and whose turn it is: every profile once before any comes again."""

    def __init__(self, ground: Ground, seed: int = SEED) -> None:
        """Shuffle the profiles; processes that load together have seeds of their own."""
        self.ground = ground
        self.random = Random(f"{SEED}:{seed}")
        self._profiles = self.random.sample(ground.profiles, len(ground.profiles))
        self.n_asked = 0

    def profile(self) -> str:
        """Return the next profile."""
        self.n_asked += 1
        return self._profiles[self.n_asked % len(self._profiles)]

    def vacancy(self) -> str:
        """Draw a vacancy."""
        return self.random.choice(self.ground.vacancies)

    def person(self) -> int:
        """Draw one of those who signed in."""
        return self.random.randrange(len(self.ground.own))

    def language(self) -> str:
        """Draw a language of the pages."""
        return self.random.choice(LANGUAGES)


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that somebody does; `share` says how often, of all deeds of the same users."""

    name: str
    who: Who
    share: float
    make: Callable[[Turn], Request]


# --- caseworkers ------------------------------------------------------------------------------------


def _inbox(_: Turn) -> Request:
    return Request("/v1/inbox", of_json(check_inbox))


def _inbox_page(turn: Turn) -> Request:
    language = turn.language()
    return Request("/", of_page(language, 'id="board"', 'href="/people/'), language=language)


def _meeting_page(turn: Turn) -> Request:
    profile, language = turn.profile(), turn.language()
    markers = (f'action="/people/{profile}/links"', 'id="listing"', "vacancy=")
    return Request(f"/people/{profile}", of_page(language, *markers), language=language)


def _reasons_page(turn: Turn) -> Request:
    profile, vacancy, language = turn.profile(), turn.vacancy(), turn.language()
    markers = ('id="reasons"', f'action="/people/{profile}/matches/{vacancy}/decision"')
    return Request(f"/people/{profile}/matches/{vacancy}", of_page(language, *markers), language=language)


def _steps_page(turn: Turn) -> Request:
    profile, language = turn.profile(), turn.language()
    markers = ('id="steps"', f'href="/people/{profile}"')
    return Request(f"/people/{profile}/steps", of_page(language, *markers), language=language)


def _matches(turn: Turn) -> Request:
    profile = turn.profile()
    check = of_json(partial(check_matches, top=TOP, about=profile))
    return Request(f"/v1/profiles/{profile}/matches?top={TOP}", check)


def _gaps(turn: Turn) -> Request:
    profile = turn.profile()
    return Request(f"/v1/profiles/{profile}/gaps", of_json(partial(check_gaps, about=profile)))


def _people(turn: Turn) -> Request:
    check = of_json(partial(check_matches, top=10, least=0))  # nobody may fit
    return Request(f"/v1/vacancies/{turn.vacancy()}/matches?top=10", check)


# --- people on their phones ---------------------------------------------------------------------------


def _own_page(turn: Turn) -> Request:
    language = turn.language()
    return Request("/me", of_page(language, 'href="/me/data"'), language=language, person=turn.person())


def _own_profile_page(turn: Turn) -> Request:
    language = turn.language()
    markers = ('action="/me/profile/words"',)
    return Request("/me/profile", of_page(language, *markers), language=language, person=turn.person())


def _own_steps(turn: Turn) -> Request:
    person = turn.person()
    profile = turn.ground.own[person][0]
    check = of_json(partial(check_gaps, about=profile))
    return Request(f"/v1/profiles/{profile}/gaps?languages=ar", check, person=person)


def _typeahead(turn: Turn) -> Request:
    letters = turn.random.choice(LETTERS)
    return Request(f"/v1/taxonomy/search?text={letters}&kind=skill", of_json(partial(check_concepts, most=10)))


def _own_words(turn: Turn) -> Request:
    language, words = turn.random.choice(WORDS)
    body = {"text": words.format(n=turn.random.randint(2, 30)), "lang": language}
    return Request(f"/v1/matches?top={TOP}", of_json(partial(check_matches, top=TOP)), json.dumps(body))


# --- officers -------------------------------------------------------------------------------------------


def _vacancies_page(turn: Turn) -> Request:
    language = turn.language()
    return Request("/vacancies", of_page(language, 'name="id"', 'href="/vacancies/'), language=language)


def _paste(turn: Turn) -> Request:
    language, title = turn.language(), f"Opening {turn.random.randrange(10**6)}"
    form = {"title": title, "text": _duties(turn.random), "source": "load test", "date": "", "expires": ""}
    check = of_page(language, title, 'id="review"')
    return Request("/vacancies/new", check, urlencode(form), FORM_TYPE, language)


def _import(turn: Turn) -> Request:
    number = turn.random.randrange(N_FILES)
    source = Random(f"{SEED}:file {number}")
    lines = [
        {"id": f"load-{number}-{row}", "source": "load test", "title": f"Opening {number}-{row}",
         "text": _duties(source), "lang": "en", "place": f"Nowhere {number}-{row}"}
        for row in range(N_ROWS)
    ]  # fmt: skip
    body = "".join(f"{json.dumps(line)}\n" for line in lines)
    return Request("/v1/vacancies:import", of_json(partial(check_import, n_rows=N_ROWS)), body)


def _duties(random: Random) -> str:
    return " ".join(random.sample(DUTIES, 2))


# --- testers of throughput ----------------------------------------------------------------------------


def _confirmed(turn: Turn) -> Request:
    chosen = turn.random.sample(turn.ground.skills, min(turn.random.randint(3, 12), len(turn.ground.skills)))
    body = {"skills": [{"uri": uri, "source": "stated"} for uri in chosen]}
    return Request(f"/v1/matches?top={TOP}", of_json(partial(check_matches, top=TOP)), json.dumps(body))


def _alive(_: Turn) -> Request:
    return Request("/livez", check_alive)


# Shares within a role: a meeting opens a person, looks at several matches, and now and then asks for steps.
CASEWORKER = (
    Deed("caseworker: inbox", Who.CASEWORKER, 1, _inbox),
    Deed("caseworker: inbox page", Who.CASEWORKER, 2, _inbox_page),
    Deed("caseworker: meeting page", Who.CASEWORKER, 6, _meeting_page),
    Deed("caseworker: reasons page", Who.CASEWORKER, 6, _reasons_page),
    Deed("caseworker: steps page", Who.CASEWORKER, 2, _steps_page),
    Deed("caseworker: matches of a person", Who.CASEWORKER, 6, _matches),
    Deed("caseworker: gaps of a person", Who.CASEWORKER, 2, _gaps),
    Deed("caseworker: people for a vacancy", Who.CASEWORKER, 1, _people),
)
MIGRANT = (
    Deed("migrant: own page", Who.PERSON, 4, _own_page),
    Deed("migrant: own profile page", Who.PERSON, 1, _own_profile_page),
    Deed("migrant: own steps", Who.PERSON, 1, _own_steps),
    Deed("migrant: typeahead", Who.CASEWORKER, 6, _typeahead),
    Deed("migrant: matches from own words", Who.CASEWORKER, 2, _own_words),
)
OFFICER = (
    Deed("officer: vacancies page", Who.OFFICER, 6, _vacancies_page),
    Deed("officer: pasted text", Who.OFFICER, 3, _paste),
    Deed("officer: imported file", Who.OFFICER, 1, _import),
)
TESTER = (
    Deed("tester: matches of a stored profile", Who.CASEWORKER, 1, _matches),
    Deed("tester: matches from skills", Who.CASEWORKER, 1, _confirmed),
)
EMPTY = (Deed(FLOOR, Who.ANYBODY, 1, _alive),)

# How often each role asks, of a hundred requests of everybody together.
MIX: Mapping[str, tuple[float, Sequence[Deed]]] = {
    "caseworker": (50, CASEWORKER),
    "migrant": (30, MIGRANT),
    "officer": (3, OFFICER),
    "tester": (12, TESTER),
    "floor": (5, EMPTY),
}
ROLES = tuple(name for name in MIX if name != "floor")


def mix(ground: Ground, roles: Sequence[str], left_out: Sequence[str] = ()) -> dict[Deed, float]:
    """Return the deeds of some roles and of the floor with their shares of all requests.

    Left out is what nobody who may do it is known for, and every deed whose name begins with one of `left_out`. The
    floor keeps its part, whatever the others are.
    """
    found: dict[Deed, float] = {}
    for role in (*roles, "floor"):
        part, deeds = MIX[role]
        possible = [deed for deed in deeds if is_possible(deed, ground) and not deed.name.startswith(tuple(left_out))]
        whole = sum(deed.share for deed in possible)
        found |= {deed: part * deed.share / whole for deed in possible}
    return found


def is_possible(deed: Deed, ground: Ground) -> bool:
    """Say whether somebody who may do it is known."""
    if deed.who is Who.PERSON:
        return bool(ground.own)
    return ground.headers(deed.who, deed.make(Turn(ground)).path) is not None
