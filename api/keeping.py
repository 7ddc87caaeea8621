"""How what ranking saw of a person is packed for keeping, and unpacked: the one place that knows the form.

Today the form is JSON with its number in front. The column that holds it is sealed with the person's key, as all
columns about people are (`api.sealing`).
"""

from __future__ import annotations

import json

from api.errors import GoneError
from api.lines import to_bytes
from matcher.errors import InputError
from matcher.inputs import ranking_input_from_json, to_json
from matcher.types import RankingInput

PLAIN = b"1"  # canonical JSON in UTF-8


def pack_input(facts: RankingInput) -> bytes:
    """Pack what ranking sees of a person; equal facts, equal bytes."""
    return PLAIN + to_bytes(to_json(facts))


def unpack_input(packed: bytes) -> RankingInput:
    """Return what was packed; raises GoneError where this program cannot read it (any more)."""
    if packed[:1] != PLAIN:
        raise GoneError(f"the input is packed in form {packed[:1]!r}, which this program does not know")
    try:
        return ranking_input_from_json(json.loads(packed[1:]))
    except InputError as error:
        raise GoneError(f"the input was kept by another version of the program ({error})") from error
