"""`immerse sheet`: a match on one page, to print."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.settings import Settings


def write(
    profile: Annotated[str, typer.Argument(help="the id of the person's profile")],
    output: Annotated[Path, typer.Option("--output", dir_okay=False, help="ends in .html or .pdf; replaced")],
    vacancy: Annotated[str | None, typer.Option(help="its id; else all put forward or kept on top")] = None,
    languages: Annotated[str, typer.Option(help="up to two, such as el,en; else English and the person's own")] = "",
    *,
    named: Annotated[bool, typer.Option("--named", help="with the person's name instead of a code")] = False,
) -> None:
    """Write a match sheet: reasons, obstacles with next steps, what was decided, and from what it was made."""
    from api.opening import open_installed  # noqa: PLC0415  # onnxruntime and all; `--help` starts faster without
    from api.preparing import Scope, prepare  # noqa: PLC0415
    from api.web.reasons.sheet_files import Order, write_sheet  # noqa: PLC0415

    settings = Settings()
    prepare(settings, Scope.CONCEPTS)
    write_sheet(settings, open_installed(settings), Order(profile, vacancy, languages, named), output)
