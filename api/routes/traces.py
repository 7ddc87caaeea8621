"""Rankings of stored profiles, as they were."""

from __future__ import annotations

from dataclasses import fields

from fastapi import APIRouter
from fastapi.responses import Response

from api import repository
from api.accountability_repository import find_pseudonym
from api.match_answers import MatchesAnswer, StampAnswer
from api.matches import answer_json
from api.principals import Role
from api.refusals import Refusal
from api.routes.matches import Languages
from api.session import Session
from api.speaking import wordings_of
from api.state import Here
from api.tables import TraceRow
from api.trace_answers import AccountAnswer, SaidAccount, TraceAnswer, TraceEntry
from api.traces import give_account, open_trace, replay
from matcher.inputs import to_json
from matcher.wording.wording import ENGLISH

router = APIRouter(prefix="/v1", tags=["traces"])
KNOW_PEOPLE = (Role.CASEWORKER, Role.PERSON, Role.ADMINISTRATOR, Role.SERVICE)  # auditors do not
GONE = "The person was erased, or a part that the ranking was made with is no longer here"


@router.get("/traces/{trace_id}", responses={410: {"model": Refusal, "description": GONE}})
def read_trace(trace_id: str, world: Here) -> TraceAnswer:
    """Show a ranking with all that a replay needs, to auditors under a pseudonym; 410 after the profile was erased."""
    with world.database.read() as session:
        row = repository.get_trace(session, trace_id)
        whose = row.profile_id if world.principal.is_any(*KNOW_PEOPLE) else _name(session, row)
    shown = open_trace(row)
    return TraceAnswer(
        id=row.id,
        at=row.at,
        profile=whose,
        input=to_json(shown.facts),
        asked=row.asked,
        superseded_by=row.superseded_by,
        program=row.program,
        digest=shown.digest,
        stamp=StampAnswer(**row.stamp),
        results=[TraceEntry(**entry) for entry in shown.results],
        widened=[TraceEntry(**entry) for entry in shown.widened],
    )


@router.get(
    "/traces/{trace_id}/replay", response_model=MatchesAnswer, responses={410: {"model": Refusal, "description": GONE}}
)
def replay_trace(trace_id: str, world: Here) -> Response:
    """Rank again as it was done then: the same bytes, or 410 with what is no longer here."""
    return answer_json(replay(world.database, world.whole, world.parts, trace_id))


@router.get("/traces/{trace_id}/account", responses={410: {"model": Refusal, "description": GONE}})
def read_account(trace_id: str, world: Here, languages: Languages = ENGLISH) -> AccountAnswer:
    """Say in plain words what was used about a person, what was not, what decided, when, and by which versions."""
    wordings = wordings_of(languages, world.wordings)
    account = give_account(world, trace_id)
    said = [
        SaidAccount(
            language=wording.language,
            direction=wording.direction,
            **{
                part.name: [wording.say(message) for message in getattr(account, part.name)] for part in fields(account)
            },
        )
        for wording in wordings
    ]
    return AccountAnswer(trace=trace_id, accounts=said)


def _name(session: Session, row: TraceRow) -> str:
    """Return how the record calls the person: enough to tell whether two rankings are of the same one."""
    return find_pseudonym(session, row.organisation, "profile", row.profile_id) or "unknown"
