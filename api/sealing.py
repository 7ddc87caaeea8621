"""Columns whose values the database holds encrypted, and rows that look as if they did not.

A column of type `Sealed` is an ordinary attribute of its row: opened when the row is loaded, sealed (AES-256-GCM) when
it is written. The key is the owner's: a person's own for everything about that person, so that destroying that one key
erases them from every copy; an organisation's for the rest. What belongs to a place stays there: table, column,
organisation and row are authenticated with the value, so a changed or moved one is refused (SealError).

Only rows of a session are sealed. A statement that would write a plain value into such a column is refused, and one
that selects such a column alone gets ciphertext. What has to be found again has a blind index: a keyed code in a column
of its own, made from the attributes that `Sealing.lookups` names.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, StrEnum
from functools import cache
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pydantic_core import from_json, to_json
from sqlalchemy import Connection, LargeBinary, Table, TypeDecorator, event
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import Mapper, PassiveFlag, Session, object_session
from sqlalchemy.orm.attributes import get_history

from api.errors import SealError
from api.key_store import KeyStore
from api.keys import NONCE_BYTES

SEALS = "seals"  # under which name a session carries them
FORM = b"\x01"  # of a sealed value: this byte, the nonce, ciphertext and tag
START = len(FORM) + NONCE_BYTES
SEPARATOR = "\x1f"  # never in a name or an id
ORGANISATION, DEFAULT_ORGANISATION = "organisation", "default"
INDEX_DIGITS = 32  # 128 bits: no two of a billion values share a code


class Owner(StrEnum):
    """Whose key seals a table."""

    PROFILE = "profile"
    ORGANISATION = "organisation"


class Form(Enum):
    """What a sealed column holds: how it becomes bytes, and how these become a value again."""

    TEXT = "text"
    JSON = "json"
    BYTES = "bytes"

    def encode(self, value: Any) -> bytes:  # noqa: ANN401 - what the column holds
        """Return the value as bytes."""
        if self is Form.TEXT:
            return str(value).encode()
        return to_json(value) if self is Form.JSON else bytes(value)

    def decode(self, plain: bytes) -> Any:  # noqa: ANN401 - what the column holds
        """Return the value that these bytes were made from."""
        if self is Form.TEXT:
            return plain.decode()
        return from_json(plain) if self is Form.JSON else plain


class Ciphertext(bytes):
    """What the database holds in place of a value; while a row is written, it carries the value along."""

    plain: Any = None


class Sealed(TypeDecorator[Any]):
    """A column of text that the database holds encrypted."""

    impl = LargeBinary
    cache_ok = True
    form = Form.TEXT

    def process_bind_param(self, value: Any, dialect: Dialect) -> bytes | None:  # noqa: ANN401, ARG002 - SQLAlchemy's
        """Let nothing through that has not been sealed."""
        if value is not None and not isinstance(value, Ciphertext):
            raise SealError("a sealed column was to be written, or compared, in plain")
        return value

    def process_result_value(self, value: bytes | str | None, dialect: Dialect) -> Ciphertext | None:  # noqa: ARG002
        """Mark what has to be opened; SQLite gives text back where somebody has put text."""
        return None if value is None else Ciphertext(value.encode() if isinstance(value, str) else value)


class SealedJson(Sealed):
    """A sealed column of JSON."""

    cache_ok = True
    form = Form.JSON


class SealedBytes(Sealed):
    """A sealed column of bytes."""

    cache_ok = True
    form = Form.BYTES


@dataclass(frozen=True, slots=True)
class Sealing:
    """How the rows of a table are sealed: whose key, and which attribute holds the owner's id."""

    owner: Owner
    named_by: str
    makes_key: bool = False
    """whether a new row makes the key of its owner; else the key must be there"""
    lookups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """blind indexes: the attribute of each, and those it is made from; None where the last of these is None"""


@dataclass(frozen=True, slots=True)
class Plan:
    """What there is to seal in one kind of row."""

    table: Table
    sealing: Sealing
    columns: tuple[tuple[str, Form, bytes], ...]
    """name, form, and the start of the place of each sealed column"""

    @property
    def names(self) -> tuple[str, ...]:
        """The sealed columns."""
        return tuple(name for name, _form, _start in self.columns)


class Seals:
    """Seals and opens values with the keys of a store."""

    def __init__(self, store: KeyStore) -> None:
        self.store = store
        self._index_key = store.ring.derive("blind index")

    def seal(self, owner: str, place: bytes, plain: bytes) -> Ciphertext:
        """Encrypt for a place; raises ErasedError or KeysError where the owner has no key."""
        nonce = os.urandom(NONCE_BYTES)
        return Ciphertext(FORM + nonce + self.store.find(owner).encrypt(nonce, plain, place))

    def open(self, owner: str, place: bytes, sealed: bytes) -> bytes:
        """Decrypt what was sealed for this place; raises SealError, ErasedError or KeysError."""
        return open_with(self.store.find(owner), place, sealed)

    def index(self, table: str, lookup: str, organisation: str, *values: str) -> str:
        """Return the code by which equal values are found again; without the key nobody can guess at them."""
        said = json.dumps([table, lookup, organisation, *values]).encode()
        return hmac.digest(self._index_key, said, hashlib.sha256).hex()[:INDEX_DIGITS]


def open_with(cipher: AESGCM, place: bytes, sealed: bytes) -> bytes:
    """Decrypt what was sealed for this place; raises SealError."""
    if sealed[:1] != FORM:
        raise SealError(f"{_shown(place)} is not sealed in a form that this program knows")
    try:
        return cipher.decrypt(sealed[1:START], sealed[START:], place)
    except InvalidTag as error:
        raise SealError(f"{_shown(place)} was changed or moved, or sealed with another key") from error


def place_of(table: str, column: str, organisation: str, row_id: str) -> bytes:
    """Name the place that a value belongs to."""
    return _place_start(table, column) + _place_end(organisation, row_id)


def _place_start(table: str, column: str) -> bytes:
    return f"{table}{SEPARATOR}{column}{SEPARATOR}".encode()


def _place_end(organisation: str, row_id: str) -> bytes:
    return f"{organisation}{SEPARATOR}{row_id}".encode()


def _shown(place: bytes) -> str:
    table, column, _organisation, row_id = place.decode().split(SEPARATOR)
    return f"{table}.{column} of {row_id}"


def seals_in(info: Mapping[Any, Any]) -> Seals:
    """Return what a session or database with this `info` seals with; raises SealError where it was opened without."""
    seals = info.get(SEALS)
    if not isinstance(seals, Seals):
        raise SealError("this session has no keys; sessions come from `Database`")
    return seals


def plans_of(base: type[Any]) -> Iterator[Plan]:
    """Yield the plan of each table below `base` that has sealed columns."""
    for row in base.__subclasses__():
        yield from plans_of(row)
        plan = _plan_of(row.__mapper__) if hasattr(row, "__mapper__") else None
        if plan and plan.columns:
            yield plan


def watch(base: type[Any]) -> None:
    """Seal and open all rows of the classes below `base`, those with `__sealing__` set."""
    event.listen(base, "load", _loaded, propagate=True)
    event.listen(base, "refresh", _refreshed, propagate=True)
    for moment in ("before_insert", "before_update"):
        event.listen(base, moment, _write, propagate=True)
    for moment in ("after_insert", "after_update"):
        event.listen(base, moment, _written, propagate=True)


@cache
def _plan_of(mapper: Mapper[Any]) -> Plan:
    table = mapper.local_table
    if not isinstance(table, Table):
        raise TypeError(f"{mapper.class_.__name__} is no table of its own")
    sealed = [(column.key, column.type.form) for column in table.columns if isinstance(column.type, Sealed)]
    sealing = getattr(mapper.class_, "__sealing__", Sealing(Owner.ORGANISATION, ORGANISATION))
    return Plan(table, sealing, tuple((name, form, _place_start(table.name, name)) for name, form in sealed))


def _loaded(row: Any, _context: object) -> None:  # noqa: ANN401 - a row
    _open(row)


def _refreshed(row: Any, _context: object, _names: Collection[str] | None) -> None:  # noqa: ANN401 - a row
    _open(row)


def _open(row: Any) -> None:  # noqa: ANN401 - a row
    plan, values = _plan_of(row.__mapper__), row.__dict__
    sealed = [column for column in plan.columns if isinstance(values.get(column[0]), Ciphertext)]
    if not sealed:
        return
    cipher = _seals_for(row).store.find(_owner(plan, row))
    end = _place_end(_organisation(row), row.id)
    for name, form, start in sealed:  # as the loader does: no change, so nothing for history
        values[name] = form.decode(open_with(cipher, start + end, values[name]))


def _write(_mapper: Mapper[Any], _connection: Connection, row: Any) -> None:  # noqa: ANN401 - a row
    plan = _plan_of(row.__mapper__)
    if not plan.columns:
        return
    seals, owner, organisation = _seals_for(row), _owner(plan, row), _organisation(row)
    if plan.sealing.makes_key or plan.sealing.owner is Owner.ORGANISATION:
        seals.store.make([owner])
    for lookup, names in plan.sealing.lookups.items():
        code = _code(plan, lookup, organisation, [getattr(row, name) for name in names], seals)
        if getattr(row, lookup) != code:
            setattr(row, lookup, code)
    end = _place_end(organisation, row.id)
    for name, form, start in plan.columns:
        value = row.__dict__.get(name)
        value = value.plain if isinstance(value, Ciphertext) else value  # of an attempt that failed
        if value is not None and get_history(row, name, PassiveFlag.PASSIVE_NO_INITIALIZE).has_changes():
            sealed = seals.seal(owner, start + end, form.encode(value))
            sealed.plain = value
            row.__dict__[name] = sealed  # not as a change: history keeps what the caller set


def sealed_columns(row_type: type[Any], values: Mapping[str, Any], seals: Seals) -> dict[str, Any]:
    """Return the columns of a new row as a session would write them, for statements that write many rows at once.

    The key of the owner must have been made. Raises ErasedError or KeysError where there is none.
    """
    plan = _plan_of(row_type.__mapper__)
    owner, organisation = name_owner(plan.sealing.owner, values[plan.sealing.named_by]), values[ORGANISATION]
    found = dict(values)
    for lookup, names in plan.sealing.lookups.items():
        found[lookup] = _code(plan, lookup, organisation, [values[name] for name in names], seals)
    end = _place_end(organisation, values["id"])
    for name, form, start in plan.columns:
        if values[name] is not None:
            found[name] = seals.seal(owner, start + end, form.encode(values[name]))
    return found


def open_column(row_type: type[Any], name: str, values: Mapping[str, Any], seals: Seals) -> Any:  # noqa: ANN401 - what the column holds
    """Return what a sealed column holds, of the columns that a statement has read; raises as `Seals.open` does.

    Among them must be the id of the row, of its organisation and of the owner.
    """
    plan = _plan_of(row_type.__mapper__)
    owner = name_owner(plan.sealing.owner, values[plan.sealing.named_by])
    form, start = next((form, start) for column, form, start in plan.columns if column == name)
    return form.decode(seals.open(owner, start + _place_end(values[ORGANISATION], values["id"]), values[name]))


def _code(plan: Plan, lookup: str, organisation: str, values: Sequence[Any], seals: Seals) -> str | None:
    """Return the blind index of values; None where the last of them is None."""
    return None if values[-1] is None else seals.index(plan.table.name, lookup, organisation, *values)


def _written(_mapper: Mapper[Any], _connection: Connection, row: Any) -> None:  # noqa: ANN401 - a row
    values = row.__dict__
    for name, _form, _start in _plan_of(row.__mapper__).columns:
        value = values.get(name)
        if isinstance(value, Ciphertext):
            values[name] = value.plain


def _seals_for(row: object) -> Seals:
    session = object_session(row)
    return seals_in({} if session is None else session.info)


def _owner(plan: Plan, row: Any) -> str:  # noqa: ANN401 - a row
    return name_owner(plan.sealing.owner, getattr(row, plan.sealing.named_by, DEFAULT_ORGANISATION))


def name_owner(owner: Owner, owner_id: str) -> str:
    """Return the name under which the store keeps an owner's key."""
    return f"{owner}:{owner_id}"


def _organisation(row: Any) -> str:  # noqa: ANN401 - a row
    organisation: str = getattr(row, ORGANISATION, DEFAULT_ORGANISATION)
    return organisation


def organisation_of(session: Session) -> str:
    """Return whose rows the session sees."""
    organisation: str = session.info.get(ORGANISATION, DEFAULT_ORGANISATION)
    return organisation
