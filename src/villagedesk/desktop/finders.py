"""The one field that finds anything: each area adds a function that says what it knows about a typed or scanned text."""

from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

from villagedesk.domain.goods import barcode_in
from villagedesk.i18n import _

_MOST = 12
_TOLD_BACK = 40


@dataclass(frozen=True)
class Hit:
    """Something found: how it looks in the list, and which page shows it. ``exact`` hits of a scan open by themselves."""

    icon: str
    title: str
    detail: str
    place: str
    params: dict[str, Any] = field(default_factory=dict, hash=False)
    exact: bool = False


# "module:function" of ``find(session, text) -> list[Hit]``; the earlier ones are shown first.
FINDERS: list[str] = [
    "villagedesk.desktop.verify.finder:find",  # first, so that no label opens anything before it was checked
    "villagedesk.desktop.farmers.finder:find",
    "villagedesk.desktop.orders.finder:find",
    "villagedesk.desktop.parcels.finder:find",
    "villagedesk.desktop.produce.finder:find",
    "villagedesk.desktop.sales.finder:find",
    "villagedesk.desktop.assets.finder:find",
    "villagedesk.desktop.orders.finder:find_wanted",
]


def find(session: Any, text: str) -> list[Hit]:
    """What every area finds for this text, at most a dozen; exact hits first."""
    found: list[Hit] = []
    for name in FINDERS:
        module, function = name.split(":")
        finder: Callable[[Any, str], list[Hit]] = getattr(import_module(module), function)
        # Two areas may know the same thing; it is shown once.
        found += [hit for hit in finder(session, text) if not any(_same(hit, other) for other in found)]
    return sorted(found, key=lambda hit: not hit.exact)[:_MOST]


def told_back(text: str) -> str:
    """A scan as a sentence names it: a square code may be hundreds of letters long."""
    return text if len(text) <= _TOLD_BACK else text[: _TOLD_BACK - 1] + "…"


def unknown_scan(text: str) -> str:
    """What is said of a scan that nothing here is about."""
    if barcode_in(text):
        return _("No goods here have the barcode {code}, and no parcel this number.").format(code=told_back(text))
    return _("Nothing here is about this scan: “{text}”.").format(text=told_back(text))


def _same(one: Hit, other: Hit) -> bool:
    return one.place == other.place and one.params == other.params
