"""Pages from templates of this package, and what their forms send."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated
from urllib.parse import parse_qs

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from api.errors import ImmerseError, InvalidInputError, Problem
from api.refusals import headers_of, status_of
from api.world import World

PAGES = Path(__file__).parents[1] / "pages"
environment = Environment(loader=FileSystemLoader(PAGES), autoescape=True, undefined=StrictUndefined, trim_blocks=True)


async def _read_form(request: Request) -> dict[str, str]:
    # In the body, since texts are personal and paths end up in logs.
    body = await request.body()
    try:
        fields = parse_qs(body.decode("ascii"), strict_parsing=True, errors="strict", max_num_fields=10)
    except (UnicodeDecodeError, ValueError) as error:
        raise InvalidInputError([Problem("", "the form cannot be read")]) from error
    return {name: values[0] for name, values in fields.items()}


Form = Annotated[dict[str, str], Depends(_read_form)]


def render(world: World, template: str, *, error: ImmerseError | None = None, **values: object) -> HTMLResponse:
    """Render a template; every page shows the taxonomy's release, `problem`, what went wrong, or None, and `degraded`.

    That is in what weaker way the service works now, or None.
    """
    problem = None if error is None else str(error)
    values.setdefault("degraded", world.degraded)
    text = environment.get_template(template).render(release=world.taxonomy.release, problem=problem, **values)
    if error is None:
        return HTMLResponse(text)
    return HTMLResponse(text, status_code=status_of(error), headers=headers_of(error))
