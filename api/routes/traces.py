"""Rankings of stored profiles, as they were."""

from __future__ import annotations

from fastapi import APIRouter

from api import repository
from api.answers import StampAnswer, TraceAnswer, TraceEntry
from api.errors import ErasedError
from api.refusals import Refusal
from api.state import Here

router = APIRouter(prefix="/v1", tags=["traces"])


@router.get("/traces/{trace_id}", responses={410: {"model": Refusal, "description": "The person was erased"}})
def read_trace(trace_id: str, world: Here) -> TraceAnswer:
    """Show a ranking with all that a replay needs; 410 after the profile was erased."""
    with world.database.read() as session:
        row = repository.get_trace(session, trace_id)
    if row.input is None:
        raise ErasedError(f"the profile of trace {trace_id} was erased")
    return TraceAnswer(
        id=row.id,
        at=row.at,
        profile=row.profile_id,
        input=row.input,
        stamp=StampAnswer(**row.stamp),
        results=[TraceEntry(**entry) for entry in row.results],
    )
