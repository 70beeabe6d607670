"""What central checks about an event that came from outside: its form, and that it may touch what it touches."""

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from types import NoneType
from typing import Any

import msgspec

from villagedesk.domain.entity import CENTRE_SCOPE, LOCAL_FIELDS, PLATFORM_SCOPE, Entity, row_id, scope_of
from villagedesk.domain.registry import by_name, field_kinds
from villagedesk.sync.feed import MALFORMED

# A third of a push went into reading its bodies with the standard library.
_read = msgspec.json.Decoder().decode
# JSON writes a NUL in one way only; behind an even number of backslashes it is one.
_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
_HEX_ID = re.compile(r"[0-9a-f]{32}")
_NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")
_UNFIT = re.compile("[\0\ud800-\udfff]")
_MAX_CHANGES = 2000
_MAX_NUMBER = 1 << 63
_MAX_TEXT = 20_000
_MAX_HEADER = 60


def parse_body(body: bytes) -> dict[str, Any] | None:
    """The event's JSON, or None when it is not an event body in canonical form of any version."""
    try:
        found = _read(body)
    except (ValueError, RecursionError):  # msgspec's own errors are ValueErrors; it takes no lone surrogate and no NaN
        return None
    if b"\\u0000" in body and _NUL.search(body):
        return None
    if not isinstance(found, dict) or not _has_header(found):
        return None
    changes = found["c"]
    if not isinstance(changes, list) or not 0 < len(changes) <= _MAX_CHANGES:
        return None
    return found if all(_is_change(change) for change in changes) else None


def refusal(scope: str, event_id: str, body: dict[str, Any]) -> str | None:
    """Why a well-formed event may not enter ``scope``; None when it may.

    A value of another kind than its field would read back differently on a desk, and both sides would never agree
    again; so it is refused as ``malformed``. Fields that this version does not know may hold anything.
    """
    numbers = [change[1] for change in body["c"] if isinstance(change[1], int)]
    if len(set(numbers)) != len(numbers):
        return MALFORMED
    for name, id_, fields in body["c"]:
        kind = by_name().get(name)
        if kind is None:
            continue
        if kind.scope_field == PLATFORM_SCOPE or (kind.scope_field is None) != (not scope.startswith("class:")):
            return "wrong_scope"
        if fields is None:
            continue
        new = isinstance(id_, int)
        if not _fits(name, fields, new=new):
            return MALFORMED
        field = kind.scope_field
        if new and field is not None and not _belongs(kind, field, scope, row_id(event_id, id_), fields):
            return "wrong_scope"
    return None


def full_scope(scope: str, centre: str) -> str | None:
    """The platform-wide name of a scope as a device of ``centre`` names it; None for what no device may name."""
    if scope == CENTRE_SCOPE:
        return f"centre:{centre}"
    if scope == PLATFORM_SCOPE:
        return PLATFORM_SCOPE
    kind, _, id_ = scope.partition(":")
    return scope if kind == "class" and _HEX_ID.fullmatch(id_) else None


def device_scope(scope: str) -> str:
    """The reverse of ``full_scope``."""
    return CENTRE_SCOPE if scope.startswith("centre:") else scope


def fits(text: str, limit: int = _MAX_TEXT) -> bool:
    """Whether a text can be kept: line breaks are fine; a lone surrogate or a NUL is not (PostgreSQL and UTF-8)."""
    return len(text) <= limit and not (text and _UNFIT.search(text))


def _has_header(body: dict[str, Any]) -> bool:
    action, by, at = body.get("a"), body.get("by"), body.get("at")
    return (
        type(action) is str
        and len(action) <= _MAX_HEADER
        and type(by) is str
        and len(by) <= _MAX_HEADER
        and type(at) is int
        and abs(at) < _MAX_NUMBER
        and "c" in body
        and float not in map(type, body.values())
    )


def _is_change(change: Any) -> bool:
    if not isinstance(change, list) or len(change) != 3 or not isinstance(change[0], str):
        return False
    name, id_, fields = change
    if not _is_name(name):
        return False
    if type(id_) is int:
        return 0 <= id_ < _MAX_CHANGES and _are_fields(fields) and all(map(_is_value, fields.values()))
    if not isinstance(id_, str) or not _HEX_ID.fullmatch(id_):
        return False
    return fields is None or (_are_fields(fields) and all(map(_is_pair, fields.values())))


def _are_fields(fields: Any) -> bool:
    """No change ever carries what follows from its event or belongs to one copy."""
    return isinstance(fields, dict) and LOCAL_FIELDS.isdisjoint(fields) and all(map(_is_name, fields))


@lru_cache(1024)
def _is_name(text: str) -> bool:
    """Asked again and again about the same few names."""
    return _NAME.fullmatch(text) is not None


def _is_pair(pair: Any) -> bool:
    return isinstance(pair, list) and len(pair) == 2 and _is_value(pair[0]) and _is_value(pair[1])


def _is_value(value: Any) -> bool:
    # What JSON gives has exactly these types, and parse_body has seen to what a text may hold.
    kind = type(value)
    if kind is str:
        return len(value) <= _MAX_TEXT
    return value is None or kind is bool or (kind is int and abs(value) < _MAX_NUMBER)


def _fits(entity: str, fields: Mapping[str, Any], *, new: bool) -> bool:
    kinds = _kinds(entity)
    return all(type(value if new else value[1]) in kinds.get(field, _ANY) for field, value in fields.items())


_ANY = frozenset({str, int, bool, NoneType})


@cache
def _kinds(entity: str) -> dict[str, frozenset[type]]:
    """What the values of each field may be; empty is always possible."""
    return {field: frozenset({kind, NoneType}) for field, kind in field_kinds(entity).items()}


def _belongs(kind: type[Entity], field: str, scope: str, id_: str, fields: dict[str, Any]) -> bool:
    return (field == "id" or isinstance(fields.get(field), str)) and scope_of(kind, id_, fields) == scope
