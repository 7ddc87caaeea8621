"""Users with a password here: made by an administrator, begun with a one-time token, signed in in two steps.

Nothing that is answered tells whether anybody has a name: the same words, after the same work.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from api import access_repository as repository
from api import second_factor
from api.access_tables import PendingRow, UserRow
from api.attempts import FORGOTTEN, Attempt, check_attempt, forget_failures, note_failure
from api.audit import About, Outcome, record
from api.errors import ConflictError, InvalidInputError, NotSignedInError, Problem
from api.passwords.choosing import check_password
from api.passwords.hashing import Passwords
from api.principals import Principal, PrincipalKind, Role
from api.session import Database, Session
from api.visits import IDLE, LONGEST, begin_visit, hash_token, make_token

ROLES = (Role.CASEWORKER, Role.VACANCY_OFFICER, Role.ADMINISTRATOR, Role.AUDITOR)
"""those that users may have"""
TOKEN_HOURS = 24
STEP = timedelta(minutes=10)
WRONG = "name or password is wrong"
UNKNOWN = "the identity provider's answer does not hold, or nobody here has that address; ask an administrator"
WRONG_CODE = "the code is wrong, was used before, or is too old"


class Pending(StrEnum):
    """What may have been begun."""

    FIRST = "first"  # a user was made, or reset: the token sets the password
    CODE = "code"  # the password was right: the second factor is next
    ENROL = "enrol"  # the same, of somebody who has no second factor yet
    PROVIDER = "provider"  # on the way through an identity provider


@dataclass(frozen=True, slots=True)
class Step:
    """What comes next: with `token`, a code of the second factor; where there is a `secret`, one from this new one."""

    token: str
    name: str
    secret: str | None


def create_user(
    session: Session, organisation: str, name: str, roles: Collection[Role], now: datetime, *, has_password: bool = True
) -> tuple[UserRow, str | None]:
    """Make a user; returns the row, and the one-time token that sets the password.

    Without a password they sign in through the identity provider, by this e-mail address. Raises ConflictError.
    """
    name = name.strip()
    if not name or len(name) > 200:
        raise InvalidInputError([Problem("name", "must have 1 to 200 characters")])
    _check_roles(roles)
    if repository.find_user_named(session, name):
        raise ConflictError("name: somebody signs in under it already")
    row = UserRow(
        id=uuid.uuid4().hex, organisation=organisation, name=name, name_code=repository.name_code(session, name),
        roles=sorted(role.value for role in roles), created_at=now,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row, _begin(session, Pending.FIRST, row.id, now, timedelta(hours=TOKEN_HOURS)) if has_password else None


def reset_user(session: Session, row: UserRow, now: datetime) -> str:
    """Take password and second factor from a user and end their visits; returns a new one-time token."""
    row.password, row.secret, row.recovery = None, None, []
    session.add(row)
    repository.delete_visits(session, row.id)
    repository.delete_pending_of(session, Pending.FIRST, row.id)
    return _begin(session, Pending.FIRST, row.id, now, timedelta(hours=TOKEN_HOURS))


def change_password(session: Session, row: UserRow, hashed: str) -> None:
    """Give a user another password, already hashed, and end their visits and tokens."""
    row.password = hashed
    session.add(row)
    repository.delete_visits(session, row.id)
    repository.delete_pending_of(session, Pending.FIRST, row.id)


def change_roles(session: Session, row: UserRow, roles: Collection[Role]) -> None:
    """Give a user other roles, at once; raises InvalidInputError."""
    _check_roles(roles)
    row.roles = sorted(role.value for role in roles)
    session.add(row)


def disable_user(session: Session, row: UserRow, now: datetime) -> None:
    """End everything a user has, at once."""
    row.disabled_at = row.disabled_at or now
    session.add(row)
    repository.delete_visits(session, row.id)


def enable_user(session: Session, row: UserRow) -> None:
    """Let a user sign in again."""
    row.disabled_at = None
    session.add(row)


class Accounts:
    """Signs users in."""

    def __init__(self, database: Database, passwords: Passwords, *, needs_second: bool) -> None:
        self._database = database
        self._passwords = passwords
        self._needs_second = needs_second

    def try_password(self, attempt: Attempt, password: str, now: datetime) -> Step | str:
        """Return the next step, or the token of a visit where there is none; raises NotSignedInError, TooManyError."""
        with self._database.read() as session:
            check_attempt(session, attempt, now)
            user = repository.find_user_named(session, attempt.name)
            hashed = user.password if user and user.disabled_at is None else None
        fits, better = self._passwords.check(password, hashed)
        with self._database.write() as session:
            user = repository.find_user_named(session, attempt.name)
            if not fits or user is None or user.disabled_at is not None or user.password != hashed:
                self._refuse(session, attempt, user, now)
            else:
                user.password = better or user.password
                return self._go_on(session, attempt, user, now)
        raise NotSignedInError(WRONG)

    def set_password(self, token: str, password: str, again: str, address: str, now: datetime) -> Step | str:
        """Set a password with a one-time token; raises NotSignedInError or InvalidInputError, which keeps the token."""
        attempt = Attempt("one-time token", address, is_name=False)
        with self._database.read() as session:
            check_attempt(session, attempt, now)
            begun = _find(session, token, Pending.FIRST, now)
            name = repository.get_user(session, begun).name if begun else ""
        if begun is None:
            with self._database.write() as session:
                note_failure(session, attempt, now)
            raise NotSignedInError("this token is wrong, was used, or is over; ask an administrator for another")
        if password != again:
            raise InvalidInputError([Problem("again", "must be the same password")])
        hashed = self._passwords.make(check_password(password, name))
        with self._database.write() as session:
            if repository.take_pending(session, hash_token(token), Pending.FIRST) is None:
                raise NotSignedInError("this token was used meanwhile")
            user = repository.get_user(session, begun)
            change_password(session, user, hashed)
            _tell(session, user, "user.set_password")
            return self._go_on(session, Attempt(name, address), user, now)

    def try_code(self, token: str, code: str, address: str, now: datetime) -> str:
        """Return the token of a visit for a code of the second factor, or a recovery code, which then is used up."""
        with self._database.write() as session:
            user_id = _find(session, token, Pending.CODE, now)
            user = repository.get_user(session, user_id) if user_id else None
            if user is None or user.disabled_at is not None:
                raise NotSignedInError("sign in again; this took too long")
            attempt = Attempt(user.name, address)
            check_attempt(session, attempt, now)
            if _use_code(user, code, now):
                repository.take_pending(session, hash_token(token), Pending.CODE)
                return self._enter(session, attempt, user, now)
            self._refuse(session, attempt, user, now)
        raise NotSignedInError(WRONG_CODE)

    def enrol(self, token: str, secret: str, code: str, address: str, now: datetime) -> tuple[str, list[str]]:
        """Take a second factor up, once a code shows that they have it; returns a visit's token and recovery codes."""
        with self._database.write() as session:
            user_id = _find(session, token, Pending.ENROL, now)
            if user_id is None:
                raise NotSignedInError("sign in again; this took too long")
            user = repository.get_user(session, user_id)
            step = second_factor.find_step(secret, code, now, user.last_step)
            if step is None or not second_factor.is_secret(secret):
                raise InvalidInputError([Problem("code", WRONG_CODE)])
            repository.take_pending(session, hash_token(token), Pending.ENROL)
            codes = second_factor.make_recovery_codes()
            user.secret, user.last_step = secret, step
            user.recovery = [second_factor.hash_code(each) for each in codes]
            _tell(session, user, "user.enrol")
            return self._enter(session, Attempt(user.name, address), user, now), codes

    def _go_on(self, session: Session, attempt: Attempt, user: UserRow, now: datetime) -> Step | str:
        if user.secret is not None:
            return Step(_begin(session, Pending.CODE, user.id, now, STEP), user.name, None)
        if self._needs_second:
            token = _begin(session, Pending.ENROL, user.id, now, STEP)
            return Step(token, user.name, second_factor.make_secret())
        return self._enter(session, attempt, user, now)

    def _enter(self, session: Session, attempt: Attempt, user: UserRow, now: datetime) -> str:
        forget_failures(session, attempt)
        return enter(session, user, now)

    def _refuse(self, session: Session, attempt: Attempt, user: UserRow | None, now: datetime) -> None:
        note_failure(session, attempt, now)
        if user is not None:
            _tell(session, user, "user.sign_in", Outcome.REFUSED)


def enter(session: Session, user: UserRow, now: datetime) -> str:
    """Begin a visit of a user who has proved who they are, and sweep what is over; returns its token."""
    repository.delete_visits_before(session, now - LONGEST, now - IDLE)
    repository.delete_pending_before(session, now)
    repository.delete_attempts_before(session, now - FORGOTTEN)
    _tell(session, user, "user.sign_in")
    session.add(user)
    return begin_visit(session, user.organisation, now, user_id=user.id)


def _tell(session: Session, user: UserRow, action: str, outcome: Outcome = Outcome.DONE) -> None:
    who = Principal(PrincipalKind.USER, user.id, user.organisation, frozenset(map(Role, user.roles)))
    record(session, who, action, About("user", user.id), outcome)


def _use_code(user: UserRow, code: str, now: datetime) -> bool:
    step = None if user.secret is None else second_factor.find_step(user.secret, code, now, user.last_step)
    if step is not None:
        user.last_step = step
        return True
    hashed = second_factor.hash_code(code)
    if hashed not in user.recovery:
        return False
    user.recovery = [each for each in user.recovery if each != hashed]
    return True


def _check_roles(roles: Collection[Role]) -> None:
    if not roles or not set(roles) <= set(ROLES):
        raise InvalidInputError([Problem("roles", f"must be some of {', '.join(ROLES)}")])


def _begin(session: Session, kind: Pending, user_id: str, now: datetime, lasts: timedelta) -> str:
    token = make_token()
    session.add(PendingRow(hash=hash_token(token), kind=kind, data={"user": user_id}, expires_at=now + lasts))
    return token


def _find(session: Session, token: str, kind: Pending, now: datetime) -> str | None:
    """Return whose token this is, None where it is unknown or over."""
    row = repository.find_pending(session, hash_token(token), kind)
    return None if row is None or row.expires_at <= now else str(row.data["user"])
