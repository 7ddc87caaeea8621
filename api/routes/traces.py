"""Rankings of stored profiles, as they were."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from api import repository
from api.match_answers import MatchesAnswer, StampAnswer
from api.matches import answer_json
from api.refusals import Refusal
from api.state import Here
from api.trace_answers import TraceAnswer, TraceEntry
from api.traces import find_input, replay
from matcher.inputs import to_json

router = APIRouter(prefix="/v1", tags=["traces"])
GONE = "The person was erased, or a part that the ranking was made with is no longer here"


@router.get("/traces/{trace_id}", responses={410: {"model": Refusal, "description": GONE}})
def read_trace(trace_id: str, world: Here) -> TraceAnswer:
    """Show a ranking with all that a replay needs; 410 after the profile was erased."""
    with world.database.read() as session:
        row = repository.get_trace(session, trace_id)
    facts = find_input(row)
    return TraceAnswer(
        id=row.id,
        at=row.at,
        profile=row.profile_id,
        input=to_json(facts),
        asked=row.asked,
        program=row.program,
        digest=row.digest,
        stamp=StampAnswer(**row.stamp),
        results=[TraceEntry(**entry) for entry in row.results],
        widened=[TraceEntry(**entry) for entry in row.widened],
    )


@router.get(
    "/traces/{trace_id}/replay", response_model=MatchesAnswer, responses={410: {"model": Refusal, "description": GONE}}
)
def replay_trace(trace_id: str, world: Here) -> Response:
    """Rank again as it was done then: the same bytes, or 410 with what is no longer here."""
    return answer_json(replay(world.database, world.parts, trace_id))
