"""The words of ``villagedesk central act``, drawn from what each act needs."""

import argparse
from collections.abc import Callable
from typing import Any

import msgspec

from villagedesk.central.inputs import optional_time
from villagedesk.central.verbs import Verb
from villagedesk.errors import Invalid

# What stands several times: the option's name, how it is written, and how it is read.
_Pair = tuple[str, Any]


def add_verb(
    names: Any, verb: Verb, *, parents: list[argparse.ArgumentParser], run: Callable[[argparse.Namespace], int]
) -> None:
    """Add one act: what it must have stands without a name, the rest as options."""
    about = f"{verb.help[0].upper()}{verb.help[1:]}."
    parser = names.add_parser(verb.name, parents=parents, help=verb.help, description=about)
    for field in msgspec.structs.fields(verb.form):
        name = field.name
        if name in _MANY:
            option, metavar, read = _MANY[name]
            parser.add_argument(option, dest=name, action="append", type=read, metavar=metavar, required=field.required)
        elif name == "van_at":
            parser.add_argument("--van-at", type=_time, metavar="TIME", help="local, like 2026-11-24T10:00")
        elif field.required:
            parser.add_argument(name, type=_kind(field), metavar=name.upper())
        else:
            parser.add_argument(f"--{name.replace('_', '-')}", dest=name, type=_kind(field), default=field.default)
    parser.add_argument("--by", default="", metavar="NAME", help="the member of the staff who does it")
    parser.add_argument("--json", action="store_true", help="what it gives, as JSON")
    parser.set_defaults(run=run)


def given_of(verb: Verb, args: argparse.Namespace) -> dict[str, Any]:
    """The parameters of an act as plain data."""
    given = {name: getattr(args, name) for name in verb.form.__struct_fields__}
    if isinstance(given.get("prices"), list):
        given["prices"] = dict(given["prices"])
    return {name: value for name, value in given.items() if value is not None}


def _kind(field: Any) -> type:
    return int if field.type is int else str


def _price(text: str) -> _Pair:
    goods, _, fen = text.rpartition("=")
    if not goods or not fen.isdigit():
        raise argparse.ArgumentTypeError("like g0000012=2990, the price of one in fen")
    return goods, int(fen)


def _parcel(text: str) -> dict[str, Any]:
    waybill, _, grams = text.partition(":")
    if not waybill or (grams and not grams.isdigit()):
        raise argparse.ArgumentTypeError("like YT8831 or YT8831:900, the weight in grams")
    return {"waybill": waybill, "grams": int(grams or 0)}


def _time(text: str) -> int | None:
    try:
        return int(text) if text.isdigit() else optional_time(text, "van_at")
    except Invalid:
        raise argparse.ArgumentTypeError("like 2026-11-24T10:00") from None


def _instead(text: str) -> dict[str, Any]:
    goods, _, rest = text.partition("=")
    fen, _, title = rest.partition(":")
    if not goods or not fen.isdigit() or not title:
        raise argparse.ArgumentTypeError("like g0000012=2990:山泉 洗衣粉, the price of one in fen and what comes")
    return {"goods": goods, "title": title, "price_fen": int(fen)}


_MANY: dict[str, tuple[str, str, Callable[[str], Any]]] = {
    "prices": ("--price", "GOODS=FEN", _price),
    "goods": ("--goods", "GOODS", str),
    "instead": ("--instead", "GOODS=FEN:TITLE", _instead),
    "lots": ("--lot", "CODE", str),
    "things": ("--thing", "ID", str),
    "missing": ("--missing", "FIELD", str),
    "papers": ("--paper", "SHA256", str),
    "scans": ("--scan", "SHA256", str),
    "parcels": ("--parcel", "WAYBILL[:GRAMS]", _parcel),
}
