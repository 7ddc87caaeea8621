"""Invitations: a code on paper with which a person sees, on their own phone, what is kept and said about them."""

from __future__ import annotations

from datetime import datetime, timedelta

from api import access_repository as repository
from api.access_tables import InvitationRow
from api.attempts import Attempt, check_attempt, note_failure
from api.audit import About, record
from api.errors import NotFoundError, NotSignedInError
from api.second_factor import hash_code, make_code
from api.session import Database, Session
from api.visits import begin_visit, person_of

DAYS = 14
MOST_DAYS = 90
CODE_LENGTH = 12  # 59 bits: not to be guessed at the rate at which guesses are let through


def invite(session: Session, organisation: str, profile_id: str, days: int, now: datetime) -> tuple[InvitationRow, str]:
    """Make a code for a profile, good for `days` and as often as they like; raises NotFoundError."""
    if not repository.has_profile(session, profile_id):
        raise NotFoundError("profile", profile_id)
    code = make_code(CODE_LENGTH)
    row = InvitationRow(
        hash=hash_code(code), organisation=organisation, profile_id=profile_id,
        created_at=now, expires_at=now + timedelta(days=days),
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row, code


def accept(database: Database, code: str, address: str, now: datetime) -> tuple[str, str]:
    """Return the token of a visit, and whose it is; raises NotSignedInError or TooManyError."""
    attempt = Attempt("invitation", address, is_name=False)
    with database.write() as session:
        check_attempt(session, attempt, now)
        row = repository.find_invitation(session, hash_code(code))
        if row is not None and row.expires_at > now:
            person = person_of(row.organisation, row.profile_id)
            record(session, person, "person.sign_in", About("profile", row.profile_id))
            return begin_visit(session, row.organisation, now, profile_id=row.profile_id), row.profile_id
        note_failure(session, attempt, now)
    raise NotSignedInError("this code is wrong or over; ask for another")
