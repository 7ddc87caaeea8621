"""Who acts: a person in a browser, a key of a program, or, before there are users, whoever sits at the machine."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from api.roles import Role, Scope
from api.sealing import DEFAULT_ORGANISATION

__all__ = ["LOCAL", "Principal", "PrincipalKind", "Role", "Scope"]


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

    @property
    def visitor(self) -> tuple[str | None, str | None]:
        """Under which user, or else which profile, their visits are kept."""
        return (None, self.profile) if self.profile is not None else (self.id, None)

    def is_any(self, *roles: Role) -> bool:
        """Say whether one of `roles` is theirs."""
        return not self.roles.isdisjoint(roles)


LOCAL = Principal(PrincipalKind.LOCAL, "local", DEFAULT_ORGANISATION, frozenset(Role), scopes=frozenset(Scope))
