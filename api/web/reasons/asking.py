"""What the address of a page asks of the reasons of a match."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import parse_qsl, urlencode, urlunsplit

from fastapi import Depends, Query, Request

from api.origins import own_path

MAX_TRIED = 5  # steps that are supposed together, as the API takes
# What is about one answer only, and not about the page that forms lead back to.
PASSING = frozenset({"if", "done"})


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a page asks for: the second language (else the person's own), and steps to suppose.

    `done` says what a form before did, for a notice; `back` is the page that forms lead back to, and `swap` the ids of
    the elements that they replace there.
    """

    back: str
    beside: str = ""
    steps: tuple[str, ...] = ()
    done: str = ""
    swap: str = "reasons"


async def _read(
    request: Request,
    steps: Annotated[Sequence[str], Query(alias="if", max_length=MAX_TRIED)] = (),
    beside: Annotated[str, Query(max_length=3)] = "",
    done: Annotated[str, Query(max_length=40)] = "",
) -> Wanted:
    return Wanted(
        without_passing(request.url.path, request.url.query, "reasons"), beside, tuple(dict.fromkeys(steps)), done
    )


Wants = Annotated[Wanted, Depends(_read)]


def back_to(address: str, profile_id: str, vacancy_id: str) -> str:
    """Return the page of this service that a form says it stands on; the reasons' own where it says none."""
    return own_path(address) if address else f"/people/{profile_id}/matches/{vacancy_id}"


def without_passing(path: str, query: str, anchor: str = "") -> str:
    """Return the address of a page without what was about one answer of it only."""
    kept = [(name, value) for name, value in parse_qsl(query) if name not in PASSING]
    return urlunsplit(("", "", path, urlencode(kept), anchor))
