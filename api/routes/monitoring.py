"""The monitoring report."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query

from api.monitoring import MonitoringAnswer, monitor
from api.state import Here

router = APIRouter(prefix="/v1", tags=["accountability"])
First = Annotated[date, Query(alias="from", description="first day")]
Last = Annotated[date, Query(alias="to", description="last day")]


@router.get("/monitoring/report")
def read_report(world: Here, first: First, last: Last) -> MonitoringAnswer:
    """Count what was done, decided and refused from one day to another, and what changed since the time before."""
    return monitor(world, first, last)
