"""`immerse privacy`: what the installation keeps about people."""

from __future__ import annotations

import typer

from api.personal import describe

app = typer.Typer(no_args_is_help=True)


@app.callback(help="What is kept about people, and why.")
def privacy() -> None:
    """Group the commands, so that one alone keeps its name."""


@app.command("record")
def record() -> None:
    """Print the record of processing (GDPR, Article 30) in Markdown, from the registry of all columns."""
    for line in describe():
        typer.echo(line)
