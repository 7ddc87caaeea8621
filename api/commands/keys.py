"""`immerse keys`: the key ring that everything about people is sealed with."""

from __future__ import annotations

from typing import Annotated

import typer

from api.settings import Settings

app = typer.Typer(help="The keys that personal data is sealed with.", no_args_is_help=True)


@app.command("show")
def show() -> None:
    """Say of each key of the ring how many keys of people and organisations it wraps."""
    from api.rotation import describe_keys  # noqa: PLC0415  # the database

    for line in describe_keys(Settings()):
        typer.echo(line)


@app.command("rotate")
def rotate() -> None:
    """Make a new key, and seal all keys of people and organisations with it; a running server follows by itself."""
    from api.rotation import rotate_keys  # noqa: PLC0415  # the database

    typer.echo(rotate_keys(Settings()))


@app.command("remove")
def remove(key: Annotated[int, typer.Argument(min=1, help="the number of a key that nothing needs any more")]) -> None:
    """Delete an old key from the ring; refused while anything needs it."""
    from api.rotation import remove_key  # noqa: PLC0415  # the database

    remove_key(Settings(), key)
