"""What a route gets from the application, as a few annotated names."""

from __future__ import annotations

from typing import Annotated, TypedDict

from fastapi import Depends, Query, Request

from api.world import World


class State(TypedDict):
    """The lifespan's state."""

    world: World


def _find_world(request: Request) -> World:
    world: World = request.state.world
    return world


Here = Annotated[World, Depends(_find_world)]
After = Annotated[str | None, Query(max_length=64, description="continue after this id")]
Limit = Annotated[int, Query(ge=1, le=200, description="entries in this part of the list")]
