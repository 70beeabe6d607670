"""What central checks about an event that came from outside: its form, and that it may touch what it touches."""

import json
import re
from typing import Any

from villagedesk.domain.entity import CENTRE_SCOPE, LOCAL_FIELDS, PLATFORM_SCOPE, row_id, scope_of
from villagedesk.domain.registry import by_name

_HEX_ID = re.compile(r"[0-9a-f]{32}")
_NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")
_MAX_CHANGES = 2000
_MAX_NUMBER = 1 << 63


def parse_body(body: bytes) -> dict[str, Any] | None:
    """The event's JSON, or None when it is not an event body in canonical form of any version."""
    try:
        found = json.loads(body, parse_float=_no, parse_constant=_no)
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict) or not _has_header(found):
        return None
    changes = found["c"]
    if not isinstance(changes, list) or not 0 < len(changes) <= _MAX_CHANGES:
        return None
    return found if all(_is_change(change) for change in changes) else None


def refusal(scope: str, event_id: str, body: dict[str, Any]) -> str | None:
    """Why a well-formed event may not enter ``scope``; None when it may."""
    numbers = [change[1] for change in body["c"] if isinstance(change[1], int)]
    if len(set(numbers)) != len(numbers):
        return "malformed"
    for name, id_, fields in body["c"]:
        kind = by_name().get(name)
        if kind is None:
            continue
        if kind.scope_field == PLATFORM_SCOPE or (kind.scope_field is None) != (not scope.startswith("class:")):
            return "wrong_scope"
        if isinstance(id_, int) and not _fits(fields):
            return "malformed"
        if isinstance(id_, int) and kind.scope_field and scope_of(kind, row_id(event_id, id_), fields) != scope:
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


def _has_header(body: dict[str, Any]) -> bool:
    return (
        isinstance(body.get("a"), str)
        and isinstance(body.get("by"), str)
        and type(body.get("at")) is int
        and abs(body["at"]) < _MAX_NUMBER
        and "c" in body
    )


def _is_change(change: Any) -> bool:
    if not isinstance(change, list) or len(change) != 3 or not isinstance(change[0], str):
        return False
    name, id_, fields = change
    if not _NAME.fullmatch(name):
        return False
    if type(id_) is int:
        return 0 <= id_ < _MAX_CHANGES and isinstance(fields, dict) and all(map(_is_value, fields.values()))
    if not isinstance(id_, str) or not _HEX_ID.fullmatch(id_):
        return False
    return fields is None or (isinstance(fields, dict) and all(_is_pair(pair) for pair in fields.values()))


def _is_pair(pair: Any) -> bool:
    return isinstance(pair, list) and len(pair) == 2 and all(map(_is_value, pair))


def _is_value(value: Any) -> bool:
    if isinstance(value, str):
        return _is_text(value)
    return value is None or isinstance(value, bool) or (type(value) is int and abs(value) < _MAX_NUMBER)


def _is_text(value: str) -> bool:
    """Line breaks are fine; a lone surrogate or a NUL is not (PostgreSQL and UTF-8 refuse both)."""
    return len(value) <= 20_000 and not any(c == "\0" or "\ud800" <= c <= "\udfff" for c in value)


def _fits(fields: dict[str, Any]) -> bool:
    """A new row never sets what follows from its event."""
    return not LOCAL_FIELDS & set(fields)


def _no(text: str) -> None:
    raise ValueError(text)
