"""What this system is: its card, as JSON and as a page."""

from __future__ import annotations

from fastapi import APIRouter

from api.state import Here
from api.status import StatusAnswer, read_status
from api.system_card import CardAnswer, show_card

router = APIRouter(tags=["system"])


@router.get("/v1/system/card")
def read_card(world: Here) -> CardAnswer:
    """Say what this is for, what it cannot do, how well it does, and with which parts it runs now."""
    return show_card(world)


@router.get("/v1/system/status")
def show_status(world: Here) -> StatusAnswer:
    """Say how the installation is doing, and what is overdue."""
    return read_status(world)
