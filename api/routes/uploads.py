"""What is sent whole before a worker takes it up: the body of a bulk import, or a file in a form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Query, Request
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from api.errors import FileRefusedError, InvalidInputError, Problem

FIELD = "file"
MULTIPART = "multipart/form-data"
MAX_FIELDS = 4
MAX_FIELD_BYTES = 1_000


async def _read(request: Request) -> bytes:
    return await request.body()


Upload = Annotated[bytes, Depends(_read)]


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file as a form sends it."""

    name: str
    content: bytes


async def _read_file(request: Request) -> SentFile:
    """Read the one file of a form, in memory only; raises InvalidInputError."""
    if not request.headers.get("content-type", "").lower().startswith(MULTIPART):
        raise InvalidInputError([Problem("", f"the body must be {MULTIPART}, with the file in its field “{FIELD}”")])
    parser = MultiPartParser(
        request.headers, request.stream(), max_files=1, max_fields=MAX_FIELDS, max_part_size=MAX_FIELD_BYTES
    )
    parser.spool_max_size = 0  # never rolled over to a disk; how long a body may be is checked before
    try:
        form = await parser.parse()
    except MultiPartException as error:
        raise InvalidInputError([Problem("", f"the form cannot be read: {error.message}")]) from error
    try:
        file = form.get(FIELD)
        if not isinstance(file, UploadFile):
            raise FileRefusedError("is missing")
        return SentFile(file.filename or "", await file.read())
    finally:
        await form.close()


FormFile = Annotated[SentFile, Depends(_read_file)]
# FastAPI's own form fields would put longer files on a disk.
FILE_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            MULTIPART: {
                "schema": {
                    "type": "object",
                    "required": [FIELD],
                    "properties": {FIELD: {"type": "string", "format": "binary"}},
                }
            }
        },
    }
}
UploadSource = Annotated[str, Query(max_length=200, description="where rows come from that do not say so themselves")]
