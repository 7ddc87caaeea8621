"""Is it alive, is it ready, how is it doing. `async def`: these answer even when all workers are busy."""

from __future__ import annotations

from anyio import CapacityLimiter, fail_after, to_thread
from fastapi import APIRouter
from fastapi.responses import JSONResponse, PlainTextResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy.exc import SQLAlchemyError

from api.answers import Alive, Ready
from api.refusals import Refusal
from api.state import Installation
from api.world import World

DATABASE_DEADLINE_S = 0.2

router = APIRouter(tags=["probes"])


@router.get("/livez")
async def livez() -> Alive:
    """Say that the process answers; asks nobody."""
    return Alive()


@router.get("/startupz", responses={503: {"model": Refusal}})
async def startupz(world: Installation) -> Alive:
    """Say that everything has been opened; 503 before."""
    world.snapshots.current()
    return Alive()


@router.get("/readyz", responses={503: {"model": Ready}})
async def readyz(world: Installation) -> Response:
    """Say whether everything works: 200, or 503 with the part that does not. With a full disk reading still does."""
    answer = Ready(
        database=await _database_answers(world),
        index=world.snapshots.is_ready,
        encoder=world.encoder_id,
        generation=world.snapshots.generation,
        disk=not world.disk.is_low,
        stopping=world.is_stopping,
    )
    ready = answer.database and answer.index and answer.disk and not answer.stopping
    return JSONResponse(answer.model_dump(), status_code=200 if ready else 503)


async def _database_answers(world: World) -> bool:
    # Threads of its own: busy workers must not make the probe wait, and one that hangs must not make the next one.
    try:
        with fail_after(DATABASE_DEADLINE_S):
            await to_thread.run_sync(world.database.ping, abandon_on_cancel=True, limiter=CapacityLimiter(1))
    except (TimeoutError, SQLAlchemyError):
        return False
    return True


@router.get("/metrics", response_class=PlainTextResponse)
async def metrics(world: Installation) -> Response:
    """Answer counts and latencies in Prometheus's text format."""
    return Response(generate_latest(world.measures.registry), media_type=CONTENT_TYPE_LATEST)
