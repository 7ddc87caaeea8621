"""JSON as it goes out: compact, in UTF-8, keys in a fixed order, so that equal results are equal bytes."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from pydantic_core import to_json

from matcher.types import LinkedText

Json = dict[str, Any]


def linked_to_json(linked: LinkedText) -> Json:
    """Return the links without their kind, which is the same for all, and what was left over."""
    return {
        "links": [{name: value for name, value in asdict(link).items() if name != "kind"} for link in linked.links],
        "unmapped": [asdict(mention) for mention in linked.unmapped],
    }


def to_bytes(value: Json) -> bytes:
    """Write compact JSON in UTF-8; raises ValueError for what JSON has no number for."""
    found = to_json(value)
    if b"NaN" in found or b"Infinity" in found:  # in a text perhaps: the slow way tells
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
    return found


def write_lines(path: Path, lines: Iterable[Json]) -> None:
    """Write JSON Lines under another name first, so that a command that fails leaves no half file."""
    partial = path.with_name(f".{path.name}.partial")
    with partial.open("wb") as stream:
        for line in lines:
            stream.write(to_bytes(line) + b"\n")
    partial.replace(path)
