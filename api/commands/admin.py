"""`immerse admin`: the first administrator, and a way back in for one who has lost password and phone."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from api.settings import Settings

app = typer.Typer(no_args_is_help=True)


@app.callback(help="Administrators.")
def admin() -> None:
    """Group the commands, so that one alone keeps its name."""


@app.command("create")
def create(
    name: Annotated[str, typer.Argument(help="what they sign in with, such as an e-mail address")],
    organisation: Annotated[str, typer.Option("--organisation", help="whose users and keys they keep")] = ("default"),
    *,
    password: Annotated[
        bool, typer.Option("--password", help="set the password here, read from a line of stdin, instead of a token")
    ] = False,
) -> None:
    """Make an administrator, or let one begin anew; from then on everybody has to sign in."""
    from api.granting import create_administrator  # noqa: PLC0415  # the database

    given = _read_password() if password else None
    token = create_administrator(Settings(), name, organisation, given)
    if token is not None:
        typer.echo(token)
        sys.stderr.write("immerse: use this token once, within a day, at /sign-in/first; it is not shown again\n")


def _read_password() -> str:
    if sys.stdin.isatty():
        return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))
    return sys.stdin.readline().rstrip("\r\n")
