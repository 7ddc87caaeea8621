"""What open vacancies ask for and people lack, over everybody."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from api.demand import Asked, DemandAnswer, Whose, read_demand
from api.speaking import wordings_of
from api.state import Here
from matcher.wording.wording import ENGLISH

router = APIRouter(prefix="/v1", tags=["demand"])
Place = Annotated[str, Query(max_length=40, description="only vacancies at this place, as `places` names it")]
Group = Annotated[str, Query(pattern="^([0-9]{2})?$", description="only this group of occupations, two digits of ISCO")]


@router.get("/demand")
def demand(
    world: Here, whose: Whose = Whose.EVERYBODY, place: Place = "", group: Group = "", language: str = ENGLISH
) -> DemandAnswer:
    """Count what is asked for and lacking, and what single steps would open; numbers under five people are hidden."""
    [wording] = wordings_of(language, world.wordings) or [world.wordings.get(ENGLISH)]
    return read_demand(world, Asked(whose, place, group), wording)
