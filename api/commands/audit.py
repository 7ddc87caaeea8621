"""`immerse audit`: whether the record of who did what is whole."""

from __future__ import annotations

import typer

from api.settings import Settings

app = typer.Typer(no_args_is_help=True, help="The record of who did what.")


@app.command("verify")
def verify() -> None:
    """Check every entry against the key and the anchors; exit code 1 and a line for each thing that does not fit."""
    from api.audit_watch import verify_installed  # noqa: PLC0415  # the database

    verdict = verify_installed(Settings())
    for problem in verdict.problems:
        typer.echo(problem)
    typer.echo(f"{verdict.n_entries} entries, {len(verdict.problems)} problems")
    raise typer.Exit(bool(verdict.problems))


@app.command("rotate")
def rotate() -> None:
    """Sign with a new key from now on, which each chain notes; older keys stay, and verify what came before."""
    from api.audit_watch import rotate_installed  # noqa: PLC0415  # the database

    typer.echo(rotate_installed(Settings()))
