"""Whose page it is: a person sees their own and no other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends
from fastapi.responses import HTMLResponse, RedirectResponse

from api import repository
from api.audit import About
from api.errors import NotFoundError
from api.state import Here
from api.tables import ProfileRow
from api.web.page import Page, View
from api.web.speech import mark
from api.world import World

# What the next page says after something was done.
DONE = {
    "answered": mark("Thank you. We have read your answer and made your list again."),
    "contested": mark("Thank you. Your caseworker reads this and answers you here."),
    "interested": mark("Your caseworker sees that you are interested. Nothing is sent to the employer."),
    "not-interested": mark("Your caseworker sees that you are not interested any more."),
    "corrected": mark("Thank you. This counts from now on, and your list is made with it."),
    "stopped": mark("Done. You are not compared with vacancies any more."),
    "allowed": mark("Done. You are compared with vacancies again."),
    "kept-only": mark("Done. We only keep your data and do nothing else with it."),
    "agreed": mark("Done. We have noted that you agree."),
    "withdrawn": mark("Done. We have noted that you do not agree any more."),
}


@dataclass(frozen=True, slots=True)
class Own:
    """A person's page: the world as they may see it, and whose page it is."""

    world: World
    page: View
    id: str

    def read(self) -> ProfileRow:
        """Return the person's row."""
        with self.world.database.read() as session:
            return repository.get_profile(session, self.id)

    def render(self, template: str, done: str = "", **values: object) -> HTMLResponse:
        """Render "own/name.html"; `done` is the code of what was done on the page before."""
        notice = self.page.notice(DONE, done)
        return self.page.render(template, error=None, notice=notice, is_preview=False, **values)

    def go(self, path: str, done: str) -> RedirectResponse:
        """Lead to another page, which says what was done."""
        return self.page.go(path, done=done)


async def _find(world: Here, page: Page) -> Own:
    profile_id = world.principal.profile
    if profile_id is None:
        raise NotFoundError("own page of", world.principal.kind)
    world.tell_about(About("profile", profile_id))
    return Own(world, page, profile_id)


Mine = Annotated[Own, Depends(_find)]
