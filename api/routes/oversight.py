"""What those answerable for the system do: stop ranking, and write down what went wrong."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, status
from pydantic import StringConstraints

from api import accountability_repository as rows
from api.accountability_tables import IncidentRow
from api.audit import actor_of
from api.bodies import Statement
from api.incidents import IncidentLine, mark_reported, open_incident
from api.oversight_answers import IncidentAnswer, IncidentsAnswer, SwitchAnswer
from api.ranking_switch import find_stop, turn
from api.state import Here
from api.world import World

router = APIRouter(prefix="/v1", tags=["accountability"])


class Reason(Statement):
    """Why ranking is stopped or started; everybody who asks for a ranking meanwhile reads it."""

    reason: Annotated[str, StringConstraints(min_length=1, max_length=500, strip_whitespace=True)]


@router.get("/admin/ranking")
def read_switch(world: Here) -> SwitchAnswer:
    """Say whether ranking is stopped, and why."""
    with world.database.read() as session:
        stop = find_stop(session, world.principal.organisation)
    if stop is None:
        return SwitchAnswer(stopped=False, reason=None, since=None, everywhere=False)
    return SwitchAnswer(stopped=True, reason=stop.reason, since=stop.since, everywhere=stop.everywhere)


@router.post("/admin/ranking:stop")
def stop_ranking(said: Reason, world: Here) -> SwitchAnswer:
    """Stop all ranking of this organisation at once; vacancies can still be browsed."""
    _turn(world, said.reason, stopped=True)
    return read_switch(world)


@router.post("/admin/ranking:start")
def start_ranking(said: Reason, world: Here) -> SwitchAnswer:
    """Rank again; where the whole installation is stopped, only whoever runs it can start it."""
    _turn(world, said.reason, stopped=False)
    return read_switch(world)


@router.post("/incidents", status_code=status.HTTP_201_CREATED)
def note_incident(said: IncidentLine, world: Here) -> IncidentAnswer:
    """Write down what went wrong, get the time by which it has to be reported, and stop ranking where asked to."""
    principal, now = world.principal, world.now()
    with world.database.write() as session:
        row = open_incident(session, said, actor_of(session, principal), now)
        if said.stop:
            turn(session, principal.organisation, stopped=True, reason="an incident is looked into", now=now)
    return _show(row, now)


@router.get("/incidents")
def list_incidents(world: Here) -> IncidentsAnswer:
    """List incidents, newest first, and whether a report is overdue."""
    now = world.now()
    with world.database.read() as session:
        return IncidentsAnswer(incidents=[_show(row, now) for row in rows.list_incidents(session)])


@router.post("/incidents/{incident_id}/report")
def report_incident(incident_id: str, world: Here) -> IncidentAnswer:
    """Note that an incident was reported to whom it has to be."""
    now = world.now()
    with world.database.write() as session:
        return _show(mark_reported(session, incident_id, now), now)


def _turn(world: World, reason: str, *, stopped: bool) -> None:
    with world.database.write() as session:
        turn(session, world.principal.organisation, stopped=stopped, reason=reason, now=world.now())


def _show(row: IncidentRow, now: datetime) -> IncidentAnswer:
    return IncidentAnswer(
        **row.model_dump(include={"id", "kind", "what", "detected_at", "due_at", "reported_at"}),
        overdue=row.due_at is not None and row.reported_at is None and now > row.due_at,
        by=row.actor,
    )
