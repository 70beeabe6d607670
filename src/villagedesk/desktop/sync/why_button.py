"""The button beside the word that something waits on this PC: why is it not sent? The sync page answers."""

from typing import TYPE_CHECKING

from villagedesk.desktop.widgets import Page, PlainButton
from villagedesk.i18n import _

if TYPE_CHECKING:
    from villagedesk.desktop.desk import Desk


class WhyButton(PlainButton):
    """Hidden unless the page's row waits."""

    def __init__(self, page: "Page | Desk") -> None:
        super().__init__("")
        self._page, self._row = page, ("", "")
        self.clicked.connect(self._ask)
        self.hide()

    def set_row(self, entity: str, row_id: str, *, waiting: bool) -> None:
        """Which row is shown, and whether it waits."""
        self._row = (entity, row_id)
        self.set_text(_("Why not sent?"))
        self.setVisible(waiting)

    def _ask(self) -> None:
        entity, row_id = self._row
        self._page.go("sync", entity=entity, row_id=row_id)
