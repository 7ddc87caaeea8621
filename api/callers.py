"""Who asks. Before there is an administrator: whoever sits at the machine, and nobody else."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.types import Scope

from api.errors import NotFoundError, NotSignedInError
from api.origins import is_at_the_machine
from api.policy import Own, Rule
from api.principals import LOCAL, Principal
from api.session import Database


class Callers:
    """Knows callers by what they send along, and what is theirs, by the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def identify(self, scope: Scope) -> Principal:
        """Return who asks; raises NotSignedInError where nobody known does."""
        if is_at_the_machine(scope):
            return LOCAL
        raise NotSignedInError(
            "there is no administrator yet; until `immerse admin create`, only programs of the same machine may ask"
        )

    def check(self, rule: Rule, principal: Principal, params: Mapping[str, str]) -> None:
        """Raise NotFoundError where the path names a profile that this person may not see."""
        if rule.own is Own.PROFILE and principal.profile is not None and params["profile_id"] != principal.profile:
            raise NotFoundError("profile", params["profile_id"])
