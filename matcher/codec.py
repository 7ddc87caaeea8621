"""Frozen dataclasses to JSON and back, strictly, driven by their type hints.

Handles what this package's values are made of: dataclasses, tuples of one type, optional values, enums (whole-number
enums by name), dates, strings, numbers and booleans.
"""
# ruff: noqa: ANN401 - types are the data of this module

from __future__ import annotations

import types
import typing
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from enum import Enum, IntEnum
from functools import cache
from typing import Any, TypeVar

from matcher.errors import InputError

Decoded = TypeVar("Decoded")


def encode(value: object) -> Any:
    """Return `value` as JSON-able data; fields that equal their default are left out."""
    if is_dataclass(value) and not isinstance(value, type):
        shown = ((field, getattr(value, field.name)) for field in fields(value))
        return {field.name: encode(held) for field, held in shown if held != _default(field)}
    if isinstance(value, IntEnum):
        return value.name
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [encode(item) for item in value]
    return value.value if isinstance(value, Enum) else value


def _default(field: Any) -> object:
    return field.default_factory() if field.default_factory is not MISSING else field.default


def decode(wanted: type[Decoded], data: object, what: str) -> Decoded:
    """Return the `wanted` dataclass that `data` describes. Raises InputError, naming `what`, with every problem."""
    problems: list[str] = []
    value = _decode(wanted, data, "", problems)
    if problems or not isinstance(value, wanted):
        raise InputError(what, problems)
    return value


def _decode(wanted: Any, data: object, path: str, problems: list[str]) -> Any:  # noqa: PLR0911 - one per kind of type
    origin, arguments = typing.get_origin(wanted), typing.get_args(wanted)
    if origin in {types.UnionType, typing.Union}:
        inner = next(argument for argument in arguments if argument is not types.NoneType)
        return None if data is None else _decode(inner, data, path, problems)
    if origin is tuple:
        if not isinstance(data, list):
            return _wrong("a list", data, path, problems)
        return tuple(_decode(arguments[0], item, f"{path}[{i}]", problems) for i, item in enumerate(data))
    if is_dataclass(wanted):
        if not isinstance(data, Mapping):
            return _wrong("an object", data, path, problems)
        return _decode_object(wanted, data, path, problems)
    if issubclass(wanted, Enum):
        members = {member.name if issubclass(wanted, IntEnum) else member.value: member for member in wanted}
        known = isinstance(data, str) and data in members
        return members[data] if known else _wrong(f"one of {', '.join(members)}", data, path, problems)
    return _decode_plain(wanted, data, path, problems)


def _decode_object(wanted: Any, data: Mapping[str, object], path: str, problems: list[str]) -> Any:
    hints, before = _hints(wanted), len(problems)
    problems += [f"{path}.{name} is unknown".lstrip(".") for name in data if name not in hints]
    found: dict[str, Any] = {}
    for field in fields(wanted):
        at = f"{path}.{field.name}".lstrip(".")
        if field.name in data:
            found[field.name] = _decode(hints[field.name], data[field.name], at, problems)
        elif _default(field) is MISSING:
            problems.append(f"{at} is missing")
    if len(problems) > before:
        return None
    try:
        return wanted(**found)
    except ValueError as error:  # what the type itself refuses, such as hours that no week has
        problems.append(f"{path or 'the object'}: {error}")
        return None


def _decode_plain(wanted: type, data: object, path: str, problems: list[str]) -> Any:
    if wanted is date:
        try:
            return date.fromisoformat(data) if isinstance(data, str) else _wrong("a date", data, path, problems)
        except ValueError:
            return _wrong("a date (YYYY-MM-DD)", data, path, problems)
    if wanted is float and isinstance(data, int) and not isinstance(data, bool):
        return float(data)
    return data if type(data) is wanted else _wrong(f"a {wanted.__name__}", data, path, problems)


def _wrong(expected: str, data: object, path: str, problems: list[str]) -> None:
    problems.append(f"{path or 'the value'} should be {expected}, not {data!r}")


@cache
def _hints(wanted: Any) -> dict[str, Any]:
    return typing.get_type_hints(wanted)
