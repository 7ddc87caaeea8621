"""The application: routes, middleware and pages around one world."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import cache
from threading import Lock
from typing import Any

from anyio import to_thread
from fastapi import FastAPI
from starlette.routing import BaseRoute
from starlette.types import ASGIApp

from api import __version__
from api.admission import Admission, Threshold, build_queues
from api.gate import Gate, lay_out
from api.lanes import Lanes
from api.limits import BodyLimit
from api.measures import Measuring
from api.numbering import Numbering
from api.policy import POLICY
from api.refusals import REFUSALS, add_refusals
from api.routes import ROUTERS
from api.settings import Settings
from api.shields import Shields
from api.state import State
from api.web.frame.refused import show_refusal
from api.world import World


def create_app(settings: Settings, world: World) -> FastAPI:
    """Build the application; `world` is started and closed with it. Raises PolicyError."""
    app = Application(
        title="IMMERSE",
        description="Explained vacancy matches for newcomers to Europe, on ESCO concepts.",
        version=__version__,
        lifespan=_lifespan(world),
        openapi_url=None,  # it would be made in the event loop, which stands still meanwhile; see `api.web.about`
        docs_url=None,  # both would load scripts from elsewhere; `/docs` is a page of our own
        redoc_url=None,
    )
    add_refusals(app)
    app.state.show_refusal = show_refusal
    app.router.routes.extend(_routes())
    places = lay_out(app.routes, POLICY)
    queues = build_queues(world.capacity.permits, settings.deadline_ms / 1000)
    app.add_middleware(Admission, queues=queues, disk=world.disk, measures=world.measures)
    app.add_middleware(BodyLimit, settings=settings)
    app.add_middleware(Gate, places=places, callers=world.callers, limits=world.limits)
    app.add_middleware(Threshold, lanes=Lanes(places), queues=queues, measures=world.measures)
    app.add_middleware(Measuring, measures=world.measures)
    app.add_middleware(Numbering)
    return app


class Application(FastAPI):
    """FastAPI answers what nobody foresaw outside of all middleware; the security headers go on that, too.

    It describes itself when it is first asked to, once: that takes half a second.
    """

    _describing = Lock()

    def openapi(self) -> dict[str, Any]:
        """Return the description of all routes, made once."""
        with self._describing:
            return super().openapi()

    def build_middleware_stack(self) -> ASGIApp:
        """Build the stack, with the headers around all of it."""
        return Shields(super().build_middleware_stack())


@cache
def _routes() -> list[BaseRoute]:
    """Return the routes, which know no world: making them takes most of the time of making an application."""
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None, responses=REFUSALS)
    for router in ROUTERS:
        app.include_router(router)
    return app.routes


def _lifespan(world: World) -> Callable[[FastAPI], AbstractAsyncContextManager[State]]:
    @asynccontextmanager
    async def run(_app: FastAPI) -> AsyncIterator[State]:
        world.start()
        world.warm_search()
        to_thread.current_default_thread_limiter().total_tokens = world.capacity.threads
        try:
            yield State(world=world)
        finally:
            world.close()

    return run
