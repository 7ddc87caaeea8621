"""What users do: every request is one that the service has, and that whoever asks may ask."""

from __future__ import annotations

from collections import Counter
from urllib.parse import urlsplit

import pytest
from starlette.routing import compile_path

from api.policy import POLICY, Rule
from api.principals import Role
from benchmarks.load.deeds import FLOOR, MIX, ROLES, Deed, Turn, mix
from benchmarks.load.ground import Callers, Ground, Who

DEEDS = [deed for _, deeds in MIX.values() for deed in deeds]
ROLE_OF = {Who.CASEWORKER: Role.CASEWORKER, Who.OFFICER: Role.VACANCY_OFFICER, Who.PERSON: Role.PERSON}


NOBODY = Callers()


def _ground(callers: Callers = NOBODY, n: int = 30, n_own: int = 2) -> Ground:
    profiles = tuple(f"{number:032x}" for number in range(n))
    own = tuple((profile, "a cookie") for profile in profiles[:n_own])
    skills = tuple(f"http://data.europa.eu/esco/skill/{number}" for number in range(50))
    return Ground("http://127.0.0.1:8000", callers, profiles, profiles, skills, own, n, n)


def _rule(method: str, path: str) -> Rule:
    found = [rule for rule in POLICY.values() if rule.method == method and compile_path(rule.path)[0].match(path)]
    # The first that matches wins; those without parameters are declared first.
    return min(found, key=lambda rule: rule.path.count("{"))


@pytest.mark.parametrize("deed", DEEDS, ids=lambda deed: deed.name)
def test_every_deed_is_allowed_to_whoever_does_it(deed: Deed) -> None:
    """The policy has a row for it, for that role, and for a key where a key would be sent."""
    request = deed.make(Turn(_ground()))
    rule = _rule(request.method, urlsplit(request.path).path)
    assert rule.public or ROLE_OF[deed.who] in rule.roles
    headers = _ground(Callers(key="k")).headers(deed.who, request.path)
    if headers and "Authorization" in headers:
        assert rule.scope is not None


def test_every_profile_has_its_turn() -> None:
    """None comes again before all others were asked about."""
    turn = Turn(_ground(n=7))
    assert Counter(turn.profile() for _ in range(21)) == dict.fromkeys(turn.ground.profiles, 3)


def test_runs_are_alike_and_processes_are_not() -> None:
    """The same seed asks the same; another process asks something else."""
    first, again, other = (
        [deed.make(Turn(_ground(), seed)).path for deed in DEEDS if deed.name != FLOOR] for seed in (1, 1, 2)
    )
    assert first == again != other


def test_the_mix_leaves_out_what_nobody_may_do() -> None:
    """With a key alone no page is asked for; with nobody's own page none of theirs; the floor always."""
    whole = mix(_ground(), ROLES)
    assert set(whole) == set(DEEDS)
    assert sum(whole.values()) == pytest.approx(100)
    keyed = {deed.name for deed in mix(_ground(Callers(key="k"), n_own=0), ROLES)}
    assert FLOOR in keyed
    assert not any("page" in name or "pasted" in name or "own steps" in name for name in keyed)
    assert {deed.name for deed in mix(_ground(), ("officer",), ("officer: imp",))} == {
        "officer: vacancies page", "officer: pasted text", FLOOR,
    }  # fmt: skip


def test_nobody_is_named_on_a_command_line_or_in_a_log() -> None:
    """Keys and cookies come from the environment, and the value that holds them does not show them."""
    named = {"IMMERSE_LOAD_KEY": "k-123", "IMMERSE_LOAD_CASEWORKER": "v-456", "IMMERSE_LOAD_OFFICER": "v-789"}
    callers = Callers.named(named)
    assert not any(secret in repr(callers) for secret in named.values())
    host = "https://match.example.org"
    assert callers.headers(host, Who.CASEWORKER, "/v1/inbox") == {"Authorization": "Bearer k-123"}
    page = callers.headers(host, Who.OFFICER, "/vacancies")
    assert page is not None
    assert (page["Cookie"], page["Origin"]) == ("__Host-immerse=v-789", host)
