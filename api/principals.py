"""Who acts: a person in a browser, a key of a program, or, before there are users, whoever sits at the machine."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from api.sealing import DEFAULT_ORGANISATION


class Role(StrEnum):
    """What somebody is here for; nobody may do more than their roles together."""

    CASEWORKER = "caseworker"  # looks after people
    PERSON = "person"  # sees what is kept and said about themselves
    VACANCY_OFFICER = "vacancy_officer"  # keeps vacancies
    ADMINISTRATOR = "administrator"  # keeps users and keys; sees no profiles
    AUDITOR = "auditor"  # reads rankings under pseudonyms, and the record
    SERVICE = "service"  # a program, within the scopes of its key


class Scope(StrEnum):
    """What a service key may be made for."""

    LINK = "link"  # texts to concepts, the taxonomy, the description of the API
    MATCH = "match"  # rankings for profiles that are sent along; stores nothing
    PROFILES_READ = "profiles:read"
    PROFILES_WRITE = "profiles:write"
    VACANCIES_READ = "vacancies:read"
    VACANCIES_WRITE = "vacancies:write"
    TRACES = "traces"
    METRICS = "metrics"


class PrincipalKind(StrEnum):
    """How somebody proved who they are."""

    LOCAL = "local"  # not at all: nobody has made an administrator yet, and the request comes from this machine
    USER = "user"
    KEY = "key"
    PERSON = "person"  # with an invitation to their own profile


@dataclass(frozen=True, slots=True)
class Principal:
    """Who a request acts for; `profile` is the only one that a person may see, `scopes` are those of a key."""

    kind: PrincipalKind
    id: str
    organisation: str
    roles: frozenset[Role]
    profile: str | None = None
    scopes: frozenset[Scope] = frozenset()

    def is_any(self, *roles: Role) -> bool:
        """Say whether one of `roles` is theirs."""
        return not self.roles.isdisjoint(roles)


LOCAL = Principal(PrincipalKind.LOCAL, "local", DEFAULT_ORGANISATION, frozenset(Role), scopes=frozenset(Scope))
