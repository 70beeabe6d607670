"""One page of the window, and one key that opens a page: what the tables of places are made of."""

from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING, Any

from villagedesk.desktop.lists import LISTS

if TYPE_CHECKING:
    from villagedesk.desktop.desk import Desk
    from villagedesk.desktop.widgets.page import Page


@dataclass(frozen=True)
class Place:
    """One page. ``factory`` is "module:Class", imported when the page is first opened; ``alt`` 0 keeps it off the rail.

    ``under`` names the place of the rail that is lit while this page is shown. More has a card for each place with a
    line ``about``.
    """

    name: str
    title: str
    icon: str
    alt: int
    factory: str
    under: str = ""
    about: str = ""

    def build(self, desk: "Desk") -> "Page":
        """Make the page."""
        module, name = self.factory.split(":")
        page: Page = getattr(import_module(module), name)(desk)
        page.retranslate()
        if self.name in LISTS:
            from villagedesk.desktop.exports import export_button  # lazy: it reads every list of the store

            page.header.add_before(export_button(desk, self.name, page))
        return page


@dataclass(frozen=True)
class Starter:
    """A key that opens a page in a certain state; Today shows it as a big button while its page exists."""

    key: str
    title: str
    icon: str
    place: str
    params: dict[str, Any] = field(default_factory=dict)
