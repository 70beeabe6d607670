"""Spoil what is real: bytes, and trees of values as msgpack and JSON have them; the same chance spoils the same way."""

import random
from collections.abc import Sequence
from typing import Any

import msgspec

_ODD_BYTES = (0, 1, 2, 13, 14, 15, 16, 17, 18, 63, 64, 127, 128, 192, 223, 254, 255)
_ENDLESS = (b"\xff" * 12, b"\x80" * 9 + b"\x01", b"\xff\xff\xff\x7f", b"\xdd\xff\xff\xff\xff", b"\xdb\x7f\xff\xff\xff")
_NUMBERS = (0, 1, -1, 255, 2**31, 2**53, 2**62, 2**63 - 1, -(2**63), 2**64 - 1)
_TEXTS = ("", "x", "\0", "centre", "platform", "class:" + "a" * 32, "你好", "\U0010ffff", "a" * 300, "' OR 1=1 --")
_MAX_TREE = 20_000
# Deeper ones our own copying could not take; what reads them has its limit long before.
_MAX_DEPTH = 350


def spoil_bytes(chance: random.Random, data: bytes, others: Sequence[bytes] = (b"",)) -> bytes:
    """One to four small damages; now and then a piece of something else in the middle."""
    out = bytearray(data)
    for _ in range(chance.choice((1, 1, 1, 2, 4))):
        at = chance.randrange(len(out) + 1)
        match chance.randrange(8):
            case 0 | 1 if at < len(out):
                out[at] ^= 1 << chance.randrange(8)
            case 2 if at < len(out):
                out[at] = chance.choice(_ODD_BYTES)
            case 3:
                out[at:at] = bytes(chance.choices(_ODD_BYTES, k=chance.randrange(1, 6)))
            case 4:
                del out[at : at + chance.choice((1, 1, 2, 8, 64, 1000))]
            case 5:
                piece = chance.choice(_ENDLESS)
                out[at : at + chance.choice((0, len(piece)))] = piece
            case 6:
                del out[at:]
            case 7:
                other = chance.choice(others)
                begin = chance.randrange(len(other) + 1)
                out[at : at + chance.choice((0, 30))] = other[begin : begin + chance.choice((4, 40, 400))]
    return bytes(out)


def spoil_tree(chance: random.Random, tree: Any) -> Any:
    """A copy with one to three values replaced, left out, doubled or moved."""
    root = [_copy(tree)]
    for _ in range(chance.choice((1, 1, 2, 3))):
        _spoil_one(chance, root)
    return root[0]


def _spoil_one(chance: random.Random, root: list[Any]) -> None:
    where, key = chance.choice(_places(root))
    match chance.randrange(6):
        case 0 if where is not root:
            del where[key]
        case 1 if isinstance(where, list) and where is not root:
            where.insert(key, where[key])
        case 2 if isinstance(where, dict):
            where[chance.choice((*_TEXTS, *where))] = where.pop(key)
        case 3:
            other, other_key = chance.choice(_places(root))
            where[key] = _copy(other[other_key])
        case _:
            where[key] = odd_value(chance, where[key])


def odd_value(chance: random.Random, value: Any) -> Any:
    """Something else than ``value``, most often near to it."""
    near: Any = None
    match value:
        case bool():
            near = int(value)
        case int():
            near = value + chance.choice((1, -1, 256, -256)) if abs(value) < 1 << 62 else -1
        case str():
            near = chance.choice((value[:-1], value * 2, value.upper(), value + "\0"))
        case bytes():
            near = spoil_bytes(chance, value)
        case list():
            near = value[: len(value) // 2] or [None]
        case dict():
            near = dict(list(value.items())[1:])
    if near is not None and chance.random() < 0.5:
        return near
    match chance.randrange(9):
        case 0:
            return None
        case 1 | 2:
            return chance.choice(_NUMBERS)
        case 3:
            return chance.choice((True, False, 1.5, -0.0))
        case 4:
            return chance.choice(_TEXTS)
        case 5:
            return chance.randbytes(chance.choice((0, 1, 16, 32, 33, 64)))
        case 6:
            return [value] * chance.choice((0, 1, 3, 200))
        case 7:
            return {chance.choice(_TEXTS): value}
        case _:
            deep: Any = value
            for _ in range(chance.choice((3, 30, 300))):
                deep = [deep] if chance.random() < 0.5 else {"a": deep}
            return deep


def _places(tree: Any) -> list[tuple[Any, Any]]:
    """Every place of a value: its container and its key."""
    found: list[tuple[Any, Any]] = []
    waiting = [tree]
    while waiting and len(found) < _MAX_TREE:
        here = waiting.pop()
        keys: Any = range(len(here)) if isinstance(here, list) else here
        for key in keys:
            found.append((here, key))
            if isinstance(here[key], list | dict):
                waiting.append(here[key])
    return found


def _copy(tree: Any, depth: int = 0) -> Any:
    if depth > _MAX_DEPTH:
        return None
    if isinstance(tree, list):
        return [_copy(value, depth + 1) for value in tree]
    return {key: _copy(value, depth + 1) for key, value in tree.items()} if isinstance(tree, dict) else tree


def spoil_msgpack(chance: random.Random, data: bytes) -> bytes:
    """msgpack with other values in it."""
    tree = spoil_tree(chance, msgspec.msgpack.decode(data))
    return _encoded(chance, tree, msgspec.msgpack.encode)


def spoil_json(chance: random.Random, data: bytes) -> bytes:
    """JSON with other values in it, or written in another way."""
    tree = spoil_tree(chance, msgspec.json.decode(data))
    text = _encoded(chance, tree, msgspec.json.encode)
    match chance.randrange(12):
        case 0:
            return text.replace(b":", b": ")
        case 1:
            return text.replace(b"0", chance.choice((b"1e999", b"NaN", b"-0", b"0.5", b"9" * 400)), 1)
        case 2:
            return text.replace(b'"', chance.choice((b'"\\ud800', b'"\\u0000', b'"\xed\xa0\x80')), 1)
        case _:
            return text


def _encoded(chance: random.Random, tree: Any, encode: Any) -> bytes:
    try:
        return bytes(encode(tree))
    except (msgspec.MsgspecError, TypeError, ValueError, OverflowError, RecursionError):
        # What cannot be written whole (bytes as a key, a number too large) is written as something near.
        return chance.randbytes(40)
