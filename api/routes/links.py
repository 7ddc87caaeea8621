"""Text to proposed concepts; stores nothing."""

from __future__ import annotations

from fastapi import APIRouter

from api.answers import LinksAnswer
from api.bodies import LinkRequest
from api.degraded import answer_of
from api.lines import linked_to_json
from api.state import Here

router = APIRouter(prefix="/v1", tags=["links"])


@router.post("/link")
def link(request: LinkRequest, world: Here) -> LinksAnswer:
    """Propose concepts for a text, with the words they came from, best first."""
    linked = world.reader.link(request)
    return LinksAnswer(id=request.id, **linked_to_json(linked), degraded=answer_of(world.degraded))
