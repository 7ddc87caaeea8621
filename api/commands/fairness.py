"""`immerse fairness`: who gets how good a list, by group."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from api.settings import Settings

app = typer.Typer(help="Who gets how good a list, by group.", no_args_is_help=True)
Organisation = Annotated[str, typer.Option("--organisation", help="whose people")]
Output = Annotated[Path | None, typer.Option("--output", dir_okay=False, help="JSON; stdout if missing")]


@app.command("report")
def report(
    *,
    collected: Annotated[
        bool, typer.Option("--collected", help="of the sample that was collected; else stored texts told by others")
    ] = False,
    output: Output = None,
    organisation: Organisation = "default",
) -> None:
    """Report impact ratios, quality of the ten best and vacancies in reach by group, with intervals."""
    from api.fairness_running import SampleKind, report_installed  # noqa: PLC0415  # the database
    from api.opening import open_installed  # noqa: PLC0415
    from api.preparing import Scope, prepare  # noqa: PLC0415

    settings = Settings()
    prepare(settings, Scope.CONCEPTS)
    kind = SampleKind.COLLECTED if collected else SampleKind.GENERATED
    found = report_installed(settings, open_installed(settings), kind, organisation)
    text = json.dumps(found, ensure_ascii=False, indent=1) + "\n"
    if output:
        output.write_text(text, encoding="utf-8")
    else:
        sys.stdout.write(text)


@app.command("collect")
def collect(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help='lines {"profile": ID, "groups": {…}}')],
    days: Annotated[int, typer.Option(min=1, max=183, help="how long it may be kept")] = 30,
    organisation: Organisation = "default",
) -> None:
    """Keep a sample of people's groups, sealed and apart from everything else, for this report and nothing else."""
    from api.fairness_running import collect as keep  # noqa: PLC0415  # the database

    typer.echo(f"{keep(Settings(), file, days, organisation)} people, for {days} days; delete the file now")


@app.command("delete")
def delete(organisation: Organisation = "default") -> None:
    """Delete the sample."""
    from api.fairness_running import drop  # noqa: PLC0415  # the database

    drop(Settings(), organisation)
