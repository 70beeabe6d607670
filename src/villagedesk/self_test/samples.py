"""One sample of every paper there is, made from its own fields: a new paper is tested without anything to add here."""

from dataclasses import fields, is_dataclass
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from villagedesk.domain.labels import Kind, make_label
from villagedesk.domain.papers import PAPERS, Paper

_DAY, _AT, _ID = "2026-11-18", 1_795_401_060_000, "ab" * 16
_KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))

# Fields whose words mean something; every other text is just text.
_WORDS: dict[str, Any] = {
    "qr": make_label(_KEY, Kind.ORDER, _ID, issued_on=_DAY, total_fen=26_280),
    "at": _AT,
    "taken_at": _AT,
    "opened_at": _AT,
    "closed_at": _AT,
    "day": _DAY,
    "unit": "jin",
    "code": "KWY558DS",
    "pickup_code": "482073",
    "basis": ("quality_control", "own_test"),
    "opening_count": "10000:1,1000:8",
    "closing_count": "10000:2,1000:3",
    "how": "cash",
    "icon": "box",
    "picture": "",
    "pay_url": "",
    "pay_code": "",
    "page": "",
    "state": "",
    "scale": "COM3",
}


def samples() -> dict[str, Paper]:
    """A sample for each key of ``PAPERS``."""
    return {name: _made(kind) for name, kind in PAPERS.items()}


def _made(kind: Any) -> Any:
    hints = get_type_hints(kind)
    return kind(**{name: _value(name, hints[name]) for name in (field.name for field in fields(kind))})


def _value(name: str, hint: Any) -> Any:
    if name in _WORDS:
        return _WORDS[name]
    if name.endswith("_on") or name == "on":
        return _DAY
    if is_dataclass(hint):
        return _made(hint)
    if get_origin(hint) in (UnionType, Union):
        return _value(name, next(arm for arm in get_args(hint) if arm is not type(None)))
    if get_origin(hint) is tuple:
        inside = get_args(hint)
        if inside[-1] is Ellipsis:
            return (_value(name, inside[0]),)
        return tuple(_value(name, one) for one in inside)
    return {str: "白鹭村", int: 1_200, bool: False}[hint]
