"""Who asks: by a key, by a visit, or, before there is an administrator, by sitting at the machine."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy.exc import SQLAlchemyError
from starlette.datastructures import Headers
from starlette.types import Scope

from api import access_repository as repository
from api.audit import About, Outcome, record
from api.cookies import VISIT, read_cookie
from api.errors import NotFoundError, NotSignedInError
from api.origins import is_at_the_machine
from api.policy import Own, Rule
from api.principals import LOCAL, Principal, Role
from api.service_keys import find_holder, note_used
from api.session import Database, Session
from api.visits import NOTED, find_visitor, note_seen

BEARER = "bearer "


class Callers:
    """Knows callers by what they send along, and what is theirs, by the database; nothing is remembered."""

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now
        self._is_closed = False

    def identify(self, scope: Scope) -> Principal:
        """Return who asks; raises NotSignedInError where nobody known does."""
        authorization = Headers(scope=scope).get("authorization")
        if authorization is not None:
            if scope["scheme"] != "https" and not is_at_the_machine(scope):
                raise NotSignedInError("keys are taken over TLS only; this one has been read along: revoke it")
            return self._holder(authorization)
        token = read_cookie(scope, VISIT)
        visitor = None if token is None else self._visitor(token)
        if visitor is not None:
            return visitor
        if self.is_closed():
            raise NotSignedInError("sign in, or send a key as `Authorization: Bearer`")
        if is_at_the_machine(scope):
            return LOCAL
        raise NotSignedInError(
            "there is no administrator yet; until `immerse admin create`, only programs of the same machine may ask"
        )

    def is_closed(self) -> bool:
        """Say whether there has ever been an administrator: from then on nothing is open, whatever becomes of them."""
        if not self._is_closed:
            with self._database.read() as session:
                self._is_closed = repository.has_administrator(session)
        return self._is_closed

    def check(self, rule: Rule, principal: Principal, params: Mapping[str, str]) -> None:
        """Raise NotFoundError where a path names a profile that this principal may not see."""
        if rule.own is None or rule.sees_all(principal):
            return
        named = params[rule.own.value]
        owner = named if rule.own is Own.PROFILE else self._find_trace_owner(principal.organisation, named)
        if owner is None or not self._sees(principal, owner):
            raise NotFoundError(rule.own.value.removesuffix("_id"), named)

    def note_refusal(self, rule: Rule, principal: Principal) -> None:
        """Record that somebody known asked for what their roles do not allow, where it is worth a record."""
        if rule.action is not None:
            with self._noting() as session:
                record(session, principal, rule.action, About(), Outcome.REFUSED)

    def _sees(self, principal: Principal, profile_id: str) -> bool:
        if principal.profile is not None:
            return principal.profile == profile_id
        if not principal.is_any(Role.ADMINISTRATOR):
            return False
        with self._database.of(principal.organisation).read() as session:
            return repository.has_broken_glass(session, principal.id, profile_id, self._now())

    def _find_trace_owner(self, organisation: str, trace_id: str) -> str | None:
        with self._database.of(organisation).read() as session:
            return repository.find_trace_owner(session, trace_id)

    def _holder(self, authorization: str) -> Principal:
        now, key = self._now(), authorization[len(BEARER) :].strip()
        found = None
        if authorization.lower().startswith(BEARER):
            with self._database.read() as session:
                found = find_holder(session, key, now)
        if found is None:
            raise NotSignedInError("this key is unknown, expired or revoked")
        holder, used_at = found
        if used_at is None or now - used_at > NOTED:
            with self._noting() as session:
                note_used(session, holder.id, now)
        return holder

    def _visitor(self, token: str) -> Principal | None:
        now = self._now()
        with self._database.read() as session:
            found = find_visitor(session, token, now)
        if found is None:
            return None
        visitor, seen_at = found
        if now - seen_at > NOTED:
            with self._noting() as session:
                note_seen(session, token, now)
        return visitor

    @contextmanager
    def _noting(self) -> Iterator[Session]:
        """Write when somebody was seen, where it can be written: on a full disk people may still read."""
        try:
            with self._database.write() as session:
                yield session
        except SQLAlchemyError:
            return
