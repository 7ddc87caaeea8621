"""The body of a bulk import, read whole before a worker takes it up."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Query, Request


async def _read(request: Request) -> bytes:
    return await request.body()


Upload = Annotated[bytes, Depends(_read)]
UploadSource = Annotated[str, Query(max_length=200, description="where rows come from that do not say so themselves")]
