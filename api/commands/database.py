"""`immerse database`: setting one up, backing it up, restoring, upgrading and checking it."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from api.settings import Settings

app = typer.Typer(no_args_is_help=True, help="The database: set up, back up, restore, upgrade, check.")
Admin = Annotated[
    str,
    typer.Option(
        "--admin-url",
        envvar="IMMERSE_ADMIN_DATABASE",
        help="any PostgreSQL database of the server, as somebody who may make roles and databases",
    ),
]
Folder = Annotated[Path, typer.Argument(help="the folder of the backup")]


@app.command("init")
def init(admin_url: Admin) -> None:
    """Make the PostgreSQL database that IMMERSE_DATABASE names, its role, and an owner that nobody can sign in as."""
    from api.administering import set_up  # noqa: PLC0415  # the database

    typer.echo(set_up(Settings(), admin_url))


@app.command("backup")
def backup(folder: Folder) -> None:
    """Write everything that is stored, but no keys, to a new folder; the service may be running."""
    from api.backups import back_up  # noqa: PLC0415  # the database

    made = back_up(Settings(), folder)
    _say(made.counts)
    typer.echo(f"backed up to {folder}, schema {made.revision}; keys are not part of it: keep a copy of them elsewhere")


@app.command("restore")
def restore(folder: Folder) -> None:
    """Restore a backup into an empty database, of either kind, after checking every byte of it."""
    from api.backups import restore as restore_backup  # noqa: PLC0415  # the database

    made = restore_backup(Settings(), folder)
    _say(made.counts)
    typer.echo(f"restored the backup of {made.made_at}; who was erased since stays erased")


@app.command("upgrade")
def upgrade(
    admin_url: Admin = "",
    folder: Annotated[
        Path | None, typer.Option("--backup", help="where the backup goes; unset: a new one in the data folder")
    ] = None,
) -> None:
    """Back up, bring the schema to what this program needs, and check; with the service stopped."""
    from api.administering import upgrade as upgrade_database  # noqa: PLC0415  # the database

    for line in upgrade_database(Settings(), admin_url, folder):
        typer.echo(line)


@app.command("check")
def check() -> None:
    """Check that what is stored fits together; a line for each problem, and exit code 1 if there is one."""
    from api.administering import check_installed  # noqa: PLC0415  # the database

    checked = check_installed(Settings())
    _say(checked.counts)
    for problem in checked.problems:
        typer.echo(problem)
    typer.echo(f"{len(checked.problems)} problems")
    raise typer.Exit(bool(checked.problems))


@app.command("fill")
def fill() -> None:
    """Fill an empty database with what standard input brings, read already, and publish the index: for measuring."""
    from datetime import UTC, datetime  # noqa: PLC0415

    from api.filling import fill_installed  # noqa: PLC0415  # the database

    fill_installed(Settings(), sys.stdin.buffer, lambda told: typer.echo(json.dumps(told)), datetime.now(UTC))


def _say(counts: Mapping[str, int]) -> None:
    typer.echo("rows: " + ", ".join(f"{name} {n}" for name, n in counts.items() if n))
