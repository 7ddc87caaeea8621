"""Frozen dataclasses to JSON and back, strictly, driven by their type hints.

Handles what this package's values are made of: dataclasses, tuples of one type, optional values, enums (whole-number
enums by name), dates, strings, numbers and booleans.
"""
# ruff: noqa: ANN401 - types are the data of this module

from __future__ import annotations

import types
import typing
from collections.abc import Callable, Hashable
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from enum import Enum, IntEnum
from functools import cache
from typing import Any, NamedTuple, TypeVar

from matcher.errors import InputError

Decoded = TypeVar("Decoded")


def encode(value: object) -> Any:
    """Return `value` as JSON-able data; fields that equal their default are left out."""
    return _writer(typing.cast("Hashable", type(value)))(value)


@cache
def _writer(kind: Any) -> Callable[[Any], Any]:
    """Return who writes values of a type: its fields are looked at once, since an import writes many of them."""
    if is_dataclass(kind):
        shown = tuple((field.name, _default(field)) for field in fields(kind))
        return lambda value: {
            name: encode(held) for name, default in shown if (held := getattr(value, name)) != default
        }
    if issubclass(kind, IntEnum):
        return lambda value: value.name
    if issubclass(kind, date):
        return lambda value: value.isoformat()
    if issubclass(kind, tuple):
        return lambda value: [encode(item) for item in value]
    return (lambda value: value.value) if issubclass(kind, Enum) else lambda value: value


def _default(field: Any) -> object:
    return field.default_factory() if field.default_factory is not MISSING else field.default


def decode(wanted: type[Decoded], data: object, what: str) -> Decoded:
    """Return the `wanted` dataclass that `data` describes. Raises InputError, naming `what`, with every problem."""
    problems: list[_Problem] = []
    value = _reader(typing.cast("Hashable", wanted))(data, problems)
    if problems or not isinstance(value, wanted):
        raise InputError(what, [f"{problem.path.lstrip('.') or problem.whole}{problem.text}" for problem in problems])
    return value


class _Problem(NamedTuple):
    """What is wrong at a path below the value that is being read; `whole` is what that value itself is called."""

    path: str
    text: str
    whole: str = "the value"


_Reader = Callable[[object, list[_Problem]], Any]


@cache
def _reader(wanted: Any) -> _Reader:
    """Return who reads a type: its hints are looked at once, since a start reads a hundred thousand vacancies."""
    origin, arguments = typing.get_origin(wanted), typing.get_args(wanted)
    if origin in {types.UnionType, typing.Union}:
        inner = _reader(next(argument for argument in arguments if argument is not types.NoneType))
        return lambda data, problems: None if data is None else inner(data, problems)
    if origin is tuple:
        return _list_reader(_reader(arguments[0]))
    if is_dataclass(wanted):
        return _object_reader(wanted)
    if issubclass(wanted, Enum):
        members = {member.name if issubclass(wanted, IntEnum) else member.value: member for member in wanted}
        expected = f"one of {', '.join(members)}"
        return lambda data, problems: (
            members[data] if isinstance(data, str) and data in members else _wrong(expected, data, problems)
        )
    return _read_date if wanted is date else _plain_reader(wanted)


def _list_reader(item: _Reader) -> _Reader:
    def read(data: object, problems: list[_Problem]) -> Any:
        if not isinstance(data, list):
            return _wrong("a list", data, problems)
        return tuple([_within(i, item, each, problems) for i, each in enumerate(data)])

    return read


def _object_reader(wanted: Any) -> _Reader:
    hints = typing.get_type_hints(wanted)
    readers = {field.name: _reader(hints[field.name]) for field in fields(wanted)}
    needed = [field.name for field in fields(wanted) if _default(field) is MISSING]

    def read(data: object, problems: list[_Problem]) -> Any:
        if not isinstance(data, dict):
            return _wrong("an object", data, problems)
        before = len(problems)
        problems += [_Problem(f".{name}", " is unknown") for name in data if name not in readers]
        found: dict[str, Any] = {}
        for name, inner in readers.items():
            if name in data:
                found[name] = _within(name, inner, data[name], problems)
            elif name in needed:
                problems.append(_Problem(f".{name}", " is missing"))
        if len(problems) > before:
            return None
        try:
            return wanted(**found)
        except ValueError as error:  # what the type itself refuses, such as hours that no week has
            problems.append(_Problem("", f": {error}", "the object"))
            return None

    return read


def _within(place: str | int, inner: _Reader, data: object, problems: list[_Problem]) -> Any:
    """Read a part, and say where it is only if something is wrong with it: hardly ever."""
    before = len(problems)
    value = inner(data, problems)
    if len(problems) > before:
        step = f"[{place}]" if isinstance(place, int) else f".{place}"
        problems[before:] = [each._replace(path=f"{step}{each.path}") for each in problems[before:]]
    return value


def _read_date(data: object, problems: list[_Problem]) -> Any:
    try:
        return date.fromisoformat(data) if isinstance(data, str) else _wrong("a date", data, problems)
    except ValueError:
        return _wrong("a date (YYYY-MM-DD)", data, problems)


def _plain_reader(wanted: type) -> _Reader:
    def read(data: object, problems: list[_Problem]) -> Any:
        if type(data) is wanted:
            return data
        if wanted is float and type(data) is int:
            return float(data)
        return _wrong(f"a {wanted.__name__}", data, problems)

    return read


def _wrong(expected: str, data: object, problems: list[_Problem]) -> None:
    problems.append(_Problem("", f" should be {expected}, not {data!r}"))
