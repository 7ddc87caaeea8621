"""What the forms of pages send."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import parse_qs

from fastapi import Depends, Request

from api.errors import InvalidInputError, Problem

MAX_FIELDS = 1_000  # the longest form lists a profile's skills, each with a few fields


@dataclass(frozen=True, slots=True)
class Sent:
    """The fields of a form, each with all its values in their order."""

    fields: Mapping[str, Sequence[str]]

    def get(self, name: str, default: str = "") -> str:
        """Return the first value of a field."""
        return next(iter(self.fields.get(name, ())), default)

    def all(self, name: str) -> Sequence[str]:
        """Return every value of a field."""
        return self.fields.get(name, ())

    def has(self, name: str) -> bool:
        """Say whether a field was sent, as a box that is ticked is."""
        return name in self.fields


async def _read(request: Request) -> Sent:
    # In the body, since texts are personal and paths end up in logs.
    body = await request.body()
    try:
        fields = parse_qs(
            body.decode("ascii"),
            keep_blank_values=True,
            strict_parsing=bool(body),
            errors="strict",
            max_num_fields=MAX_FIELDS,
        )
    except (UnicodeDecodeError, ValueError) as error:
        raise InvalidInputError([Problem("", "the form cannot be read")]) from error
    return Sent(fields)


Form = Annotated[Sent, Depends(_read)]
