"""What Today shows. Each area names a function here that says what of its work needs doing, or a figure for the strip."""

from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any


@dataclass(frozen=True)
class TodayCard:
    """One thing that needs doing, with its one button.

    ``danger`` orders the cards, the highest first: 90 money owed to a villager, 80 a deadline, 60 overdue, 40 expected
    today, 20 can wait. ``kind`` is act, wait or plain.
    """

    danger: int
    icon: str
    kind: str
    title: str
    detail: str
    button: str
    place: str
    params: dict[str, Any] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Figure:
    """One figure of the strip, as text in the language of the moment; ``tone`` is "", good or wait."""

    label: str
    value: str
    tone: str = ""


# "module:function" each, imported when Today is first shown: CARDS take a session and return list[TodayCard], FIGURES
# take a session and return list[Figure], in the order of the strip.
CARDS: list[str] = [
    "villagedesk.desktop.orders.today:cards",
    "villagedesk.desktop.returns.today:cards",
    "villagedesk.desktop.fakes.today:cards",
    "villagedesk.desktop.parcels.today:cards",
    "villagedesk.desktop.cash.today:cards",
    "villagedesk.desktop.farmers.today:cards",
    "villagedesk.desktop.produce.today:cards",
    "villagedesk.desktop.sales.today:cards",
    "villagedesk.desktop.training.today:cards",
    "villagedesk.desktop.training_results.today:cards",
    "villagedesk.desktop.first_day.today:cards",
    "villagedesk.desktop.assets.today:cards",
    "villagedesk.desktop.tickets.today:cards",
    "villagedesk.desktop.prints.today:cards",
    "villagedesk.desktop.sync.today:cards",
]
FIGURES: list[str] = [
    "villagedesk.desktop.parcels.today:figures",
    "villagedesk.desktop.produce.today:figures",
    "villagedesk.desktop.commission.today:figures",
    "villagedesk.desktop.orders.today:figures",
]


@dataclass(frozen=True)
class TodayShown:
    """All that Today shows."""

    cards: list[TodayCard]
    figures: list[Figure]


def look(session: Any) -> TodayShown:
    """Ask every area; the most dangerous card first."""
    cards = [card for name in CARDS for card in _function(name)(session)]
    figures = [figure for name in FIGURES for figure in _function(name)(session)]
    return TodayShown(sorted(cards, key=lambda card: -card.danger), figures)


def _function(name: str) -> Callable[[Any], list[Any]]:
    module, function = name.split(":")
    found: Callable[[Any], list[Any]] = getattr(import_module(module), function)
    return found
