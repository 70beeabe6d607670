"""What every synced thing has in common, and how ids and canonical bytes are made.

Rows are never sent: an event carries the fields that an action set, and the row is the fold of its events. So the
id, the time and the operator of a new row follow from the event that made it and never travel.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from functools import cache
from typing import Any, ClassVar

import msgspec
from sqlalchemy.orm import declared_attr
from sqlmodel import Field, SQLModel

Value = str | int | bool | None
Row = dict[str, Value]

# Fields that follow from the event or belong to this copy; no change ever carries them.
LOCAL_FIELDS = frozenset({"id", "created_at", "created_by", "extra"})

_ROWS = msgspec.json.Encoder(order="sorted")

CENTRE_SCOPE = "centre"
PLATFORM_SCOPE = "platform"


class Entity(SQLModel):
    """Base of every synced table. Fields are str, int, bool or None: money in fen, weight in grams, times in ms UTC."""

    id: str = Field(default="", primary_key=True)
    created_at: int = 0
    created_by: str = ""
    # Fields of a newer version that this one does not know, as JSON; a migration that knows them moves them.
    extra: str = ""

    # Fields that are never overwritten when the base value is stale: the operator decides.
    guarded: ClassVar[frozenset[str]] = frozenset()
    # States that happen once, and one of them: when two computers did it, the later one is told, also where the state is
    # the same.
    once: ClassVar[frozenset[str]] = frozenset()
    # States of which only one can be true: when two computers did one each, the first telling stands until somebody looked.
    apart: ClassVar[frozenset[str]] = frozenset()
    # States that only say what is meant to happen: where something else had happened before, nobody is asked about them.
    passing: ClassVar[frozenset[str]] = frozenset()
    # Fields that count how often money was given: two computers that counted on from the same number gave it twice.
    tallies: ClassVar[frozenset[str]] = frozenset()
    # None: the centre's scope. "platform": read-only from central. A field name: the scope "class:<its value>".
    scope_field: ClassVar[str | None] = None

    @declared_attr.directive
    @classmethod
    def __tablename__(cls) -> str:
        return snake(cls.__name__)


@cache
def snake(name: str) -> str:
    """``HarvestLot`` -> ``harvest_lot``."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def scope_of(entity: type[Entity], row_id: str, values: Row) -> str:
    """The scope an event on this row belongs to: the centre, the platform, or a class."""
    field = entity.scope_field
    if field is None:
        return CENTRE_SCOPE
    if field == PLATFORM_SCOPE:
        return PLATFORM_SCOPE
    return f"class:{row_id if field == 'id' else values[field]}"


def row_id(event_id: str, n: int) -> str:
    """The id of the ``n``-th row made by an event: the first 16 bytes of SHA-256(event id, n), as hex."""
    return hashlib.sha256(bytes.fromhex(event_id) + n.to_bytes(4, "big")).hexdigest()[:32]


def canonical(data: Any) -> bytes:
    """Canonical JSON: UTF-8, sorted keys, no spaces. That numbers are integers is seen to where an action is captured.

    Raises:
        TypeError: something is no JSON value.
    """
    return json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_refuse).encode()


def canonical_row(values: Mapping[str, Value]) -> bytes:
    """The bytes ``canonical`` gives, ten times as fast, for a row whose values are known to be plain ones."""
    return _ROWS.encode(values)


def row_digest(entity: str, row_id: str, values: Row) -> int:
    """One row's share of a scope's digest: 128 bits of SHA-256(entity, id, canonical row without empty fields).

    Empty are None, "", 0 and False: what a version did not send yet stands as one of these in another one's column.
    """
    shown = {name: value for name, value in values.items() if value}
    return int.from_bytes(hashlib.sha256(f"{entity}\0{row_id}\0".encode() + canonical_row(shown)).digest()[:16], "big")


DIGEST_MODULUS = 1 << 128


def _refuse(value: object) -> None:
    raise TypeError(f"not a value of an event: {value!r}")
