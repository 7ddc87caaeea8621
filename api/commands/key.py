"""`immerse key`: keys of programs that use the API."""

from __future__ import annotations

from typing import Annotated

import typer

from api.roles import Scope
from api.settings import Settings

app = typer.Typer(help="Keys of programs that use the API.", no_args_is_help=True)
EVERYTHING = list(Scope)


@app.command("create")
def create(
    name: Annotated[str, typer.Argument(help="what it is for")],
    organisation: Annotated[str, typer.Option("--organisation", help="whose data it opens")] = "default",
    scope: Annotated[
        list[Scope] | None, typer.Option("--scope", help="what it may; may be repeated; everything if missing")
    ] = None,
    days: Annotated[int, typer.Option(min=1, max=3650, help="how long it is good for")] = 365,
) -> None:
    """Make a key and print it, once; programs send it as `Authorization: Bearer`."""
    from api.granting import create_key  # noqa: PLC0415  # the database

    typer.echo(create_key(Settings(), name, organisation, scope or EVERYTHING, days))


@app.command("list")
def show() -> None:
    """List all keys: what for, what they may, until when, last used."""
    from api.granting import describe_keys  # noqa: PLC0415  # the database

    for line in describe_keys(Settings()):
        typer.echo(line)


@app.command("revoke")
def revoke(key: Annotated[str, typer.Argument(help="its id, the part after mk_")]) -> None:
    """Revoke a key, at once, also for a running server."""
    from api.granting import revoke_key  # noqa: PLC0415  # the database

    revoke_key(Settings(), key)
