"""`immerse ranking`: stop all ranking at once, and start it again."""

from __future__ import annotations

from typing import Annotated

import typer

from api.settings import Settings

app = typer.Typer(help="Stop and start ranking.", no_args_is_help=True)
Reason = Annotated[str, typer.Argument(help="everybody who asks for a ranking meanwhile reads it")]
Organisation = Annotated[str | None, typer.Option("--organisation", help="only for this one; else for all")]


@app.command("stop")
def stop(reason: Reason, organisation: Organisation = None) -> None:
    """Stop all ranking within a second, in all workers, until it is started again; vacancies can still be browsed."""
    from api.operators import switch_ranking  # noqa: PLC0415  # the database

    switch_ranking(Settings(), organisation, stopped=True, reason=reason)


@app.command("start")
def start(reason: Reason, organisation: Organisation = None) -> None:
    """Rank again."""
    from api.operators import switch_ranking  # noqa: PLC0415  # the database

    switch_ranking(Settings(), organisation, stopped=False, reason=reason)


@app.command("show")
def show() -> None:
    """Say whether ranking is stopped, for whom, and why."""
    from api.operators import describe_ranking  # noqa: PLC0415  # the database

    for line in describe_ranking(Settings()):
        typer.echo(line)
