"""A body as its shape and its values: the shape is the JSON with every value replaced by 0."""

import json
from typing import TypeAlias

from villagedesk.sync.codec.numbers import CodecError

Value: TypeAlias = str | int | bool | None
_MAX_DEPTH = 8


def take_apart(body: bytes) -> tuple[str, list[Value]] | None:
    """Shape and values of a body; None when it is not canonical JSON of our kinds and must travel as it is."""
    try:
        found = json.loads(body)
        values: list[Value] = []
        shape = canonical(_emptied(found, values, 0))
        if put_together(shape, values) != body:
            return None
    except (ValueError, RecursionError, TypeError, CodecError):
        return None
    return shape, values


def put_together(shape: str, values: list[Value]) -> bytes:
    """The body again.

    Raises:
        CodecError: the shape is no JSON, or does not hold that many values.
    """
    try:
        left = iter(values)
        filled = _filled(json.loads(shape), left, 0)
        if next(left, _END) is not _END:
            raise CodecError("too many values")
        return canonical(filled).encode()
    except (ValueError, RecursionError, StopIteration, TypeError) as error:
        raise CodecError("a shape does not fit its values") from error


def count_values(shape: str) -> int:
    """How many values a shape holds.

    Raises:
        CodecError: it is no shape.
    """
    try:
        values: list[Value] = []
        _emptied(json.loads(shape), values, 0)
    except (ValueError, RecursionError, TypeError) as error:
        raise CodecError("not a shape") from error
    return len(values)


_END = object()


def canonical(data: object) -> str:
    """Canonical JSON as text."""
    return json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def _emptied(data: object, values: list[Value], depth: int) -> object:
    if depth > _MAX_DEPTH:
        raise ValueError("too deep")
    if isinstance(data, dict):
        return {key: _emptied(data[key], values, depth + 1) for key in sorted(data)}
    if isinstance(data, list):
        return [_emptied(item, values, depth + 1) for item in data]
    if data is not None and not isinstance(data, str | int):
        raise ValueError("not a value of ours")
    values.append(data)
    return 0


def _filled(shape: object, values: object, depth: int) -> object:
    if depth > _MAX_DEPTH:
        raise ValueError("too deep")
    if isinstance(shape, dict):
        return {key: _filled(shape[key], values, depth + 1) for key in sorted(shape)}
    if isinstance(shape, list):
        return [_filled(item, values, depth + 1) for item in shape]
    return next(values)  # type: ignore[call-overload]
