"""`immerse documents`: what the law asks of those who use the system, filled in from the installation."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.settings import Settings


def write(folder: Annotated[Path, typer.Argument(file_okay=False, help="where the Markdown files go")]) -> None:
    """Write record of processing, impact assessments, Article 6 self-assessment and technical documentation."""
    from api.documents import write_documents  # noqa: PLC0415  # the database
    from api.opening import open_installed  # noqa: PLC0415
    from api.preparing import Scope, prepare  # noqa: PLC0415

    settings = Settings()
    prepare(settings, Scope.CONCEPTS)
    for path in write_documents(settings, open_installed(settings), folder):
        typer.echo(path)
