"""`immerse organisation`: who uses this installation."""

from __future__ import annotations

from typing import Annotated

import typer

from api.settings import Settings

app = typer.Typer(help="The organisations that use this installation.", no_args_is_help=True)


@app.command("create")
def create(
    organisation: Annotated[str, typer.Argument(help="a short id, such as ngo-lyon")],
    name: Annotated[str, typer.Option("--name", help="what it is called; the id if missing")] = "",
) -> None:
    """Make an organisation: its people, users and keys are behind a wall of their own."""
    from api.granting import create_organisation  # noqa: PLC0415  # the database

    create_organisation(Settings(), organisation, name or organisation)


@app.command("contact")
def contact(
    organisation: Annotated[str, typer.Argument(help="its id")],
    contact: Annotated[str, typer.Argument(help="how people reach it, as they read it: telephone, e-mail, hours")],
) -> None:
    """Say how people reach an organisation: it stands on each person's own page."""
    from api.granting import note_contact  # noqa: PLC0415  # the database

    note_contact(Settings(), organisation, contact[:500])


@app.command("list")
def show() -> None:
    """List the organisations."""
    from api.granting import describe_organisations  # noqa: PLC0415  # the database

    for line in describe_organisations(Settings()):
        typer.echo(line)
