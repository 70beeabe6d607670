"""The places of the window: one line each. The rail, the keys and Today's starters are drawn from these tables."""

from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING, Any

from villagedesk.i18n import N_

if TYPE_CHECKING:
    from villagedesk.desktop.desk import Desk
    from villagedesk.desktop.widgets.page import Page


@dataclass(frozen=True)
class Place:
    """One page. ``factory`` is "module:Class", imported when the page is first opened; ``alt`` 0 keeps it off the rail.

    ``under`` names the place of the rail that is lit while this page is shown.
    """

    name: str
    title: str
    icon: str
    alt: int
    factory: str
    under: str = ""

    def build(self, desk: "Desk") -> "Page":
        """Make the page."""
        module, name = self.factory.split(":")
        page: Page = getattr(import_module(module), name)(desk)
        page.retranslate()
        return page


@dataclass(frozen=True)
class Starter:
    """A key that opens a page in a certain state; Today shows it as a big button while its page exists."""

    key: str
    title: str
    icon: str
    place: str
    params: dict[str, Any] = field(default_factory=dict)


# Only places that exist; each keeps its number for good, so that fingers can learn it.
SCREENS: list[Place] = [
    Place("today", N_("Today"), "clock", 1, "villagedesk.desktop.today.screen:TodayScreen"),
    Place("more", N_("More"), "dots", 9, "villagedesk.desktop.more.screen:MoreScreen"),
    Place("settings", N_("Settings"), "settings", 0, "villagedesk.desktop.more.settings:SettingsScreen", "more"),
    Place("operators", N_("Operators"), "people", 0, "villagedesk.desktop.more.operators:OperatorsScreen", "more"),
]

STARTERS: list[Starter] = []


def place(name: str) -> Place | None:
    """The place with this name, or None."""
    return next((found for found in SCREENS if found.name == name), None)


def rail() -> list[Place]:
    """The places on the rail, by their Alt number."""
    return sorted((found for found in SCREENS if found.alt), key=lambda found: found.alt)


def starters() -> list[Starter]:
    """The starters whose page exists."""
    return [starter for starter in STARTERS if place(starter.place)]
