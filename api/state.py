"""What a route gets from the application, as a few annotated names."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from typing import Annotated, TypedDict

from fastapi import Depends, Query, Request
from fastapi.concurrency import run_in_threadpool

from api.audit import About, Note, note_done, note_failure, noted
from api.policy import Rule
from api.principals import Principal
from api.world import World


class State(TypedDict):
    """The lifespan's state."""

    world: World


async def _find_world(request: Request) -> World:
    world: World = request.state.world
    return world


async def _see(request: Request) -> AsyncIterator[World]:
    """Give the world as the principal may see it; what the row names goes into the record with what is done."""
    world: World = request.state.world
    principal: Principal = request.state.principal
    rule: Rule = request.state.rule
    if rule.action is None:
        yield world.for_principal(principal)
        return
    about, number = find_about(request.state.params), request.state.request_id
    note = Note(principal, rule.action, about, number)
    seen = world.for_principal(principal, note)
    bare, seen.database = seen.database, noted(seen.database, note)
    try:
        yield seen
    except Exception as error:
        await run_in_threadpool(note_failure, bare, note, error)
        raise
    if not note.written:
        await run_in_threadpool(note_done, bare, note)


def find_about(params: Mapping[str, str]) -> About:
    """Say what a path names: a profile before anything else."""
    for name, value in sorted(params.items(), key=lambda each: each[0] != "profile_id"):
        return About(name.removesuffix("_id"), value)
    return About()


# What was done is recorded before the answer goes out, hence the scope.
Here = Annotated[World, Depends(_see, scope="function")]
Installation = Annotated[World, Depends(_find_world)]
"""for probes and signing in only: not the view of anybody"""
After = Annotated[str | None, Query(max_length=64, description="continue after this id")]
Limit = Annotated[int, Query(ge=1, le=200, description="entries in this part of the list")]
