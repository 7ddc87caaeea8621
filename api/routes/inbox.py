"""What is new for the people somebody looks after."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query

from api.answers import InboxAnswer
from api.assignments import people_of
from api.inbox import read_inbox
from api.routes.matches import AsOf
from api.state import Here

router = APIRouter(prefix="/v1", tags=["inbox"])
Since = Annotated[date | None, Query(description="count what was published since; a week before `as_of` if missing")]

Mine = Annotated[bool, Query(description="only the people whom you look after")]


@router.get("/inbox")
def inbox(world: Here, since: Since = None, as_of: AsOf = None, mine: Mine = False) -> InboxAnswer:  # noqa: FBT002 - a parameter of the address
    """Count for each person the new vacancies that are ready now or one step away; the best one, news first."""
    return read_inbox(world, since, as_of, people_of(world.principal, everybody=not mine))
