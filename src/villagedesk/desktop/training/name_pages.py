"""Large letters for a class that looks at the wall: as many names as fit the screen, the others one key further on.

Nothing has to be scrolled, and the keys of the page stay in sight.
"""

from collections.abc import Sequence

from PySide6.QtCore import QObject, QTimer, Signal

from villagedesk import i18n
from villagedesk.desktop.widgets import CardList, CardRow, Page, PlainButton
from villagedesk.desktop.widgets.page import MARGIN
from villagedesk.i18n import _

_TRIES = 3


class NamePages(QObject):
    """Cuts the names of a page into those that are shown; ``button`` turns to the next ones, and from the last to the first.

    Signal ``turned()``: other names are to be shown.
    """

    turned = Signal()

    def __init__(self, page: Page, names: CardList) -> None:
        super().__init__(page)
        self._page, self._names = page, names
        self._at, self._count, self._of = 0, 0, 0
        self._rows: Sequence[CardRow] = ()
        self._tries = 0
        # Buttons that came or went move the others only a moment later: then it is measured once more.
        self._again = QTimer(self, singleShot=True, interval=0)
        self._again.timeout.connect(self._measure)
        self.button = PlainButton("", "PgDown")
        self.button.clicked.connect(self._turn)
        self.button.hide()

    def begin(self) -> None:
        """From the first name on."""
        self._at = 0

    def cut(self, rows: Sequence[CardRow], *, large: bool) -> list[CardRow]:
        """What is shown of these rows; all of them unless letters are large."""
        self._of, self._rows = len(rows), rows
        self._count = self._fit(rows) if large and rows else self._of
        self.button.setVisible(self._count < self._of)
        if large and rows:
            self._again.start()
        if self._at >= self._of:
            self._at = 0
        return list(rows[self._at : self._at + self._count]) if self._count < self._of else list(rows)

    def retranslate(self) -> None:
        """Texts in the language of the moment."""
        self.button.set_text(_("More names"))

    def pill(self) -> list[tuple[str, str]]:
        """Which names are shown, where they are not all."""
        if self._count >= self._of:
            return []
        last = min(self._of, self._at + self._count)
        words = _("Names {first} to {last} of {count}").format(
            first=self._at + 1, last=last, count=i18n.number(self._of)
        )
        return [(words, "wait")]

    def _turn(self) -> None:
        following = self._at + self._count
        self._at = following if following < self._of else 0
        self.turned.emit()

    def _measure(self) -> None:
        """Whether as many fit as are shown, now that everything has its place."""
        if self._rows and self._fit(self._rows) != self._count and self._tries < _TRIES:
            self._tries += 1
            self.turned.emit()
        else:
            self._tries = 0

    def _fit(self, rows: Sequence[CardRow]) -> int:
        """How many names fit into what the rest of the page leaves, at least one line of them."""
        room, body = self._page.maximumViewportSize(), self._page.body
        width = room.width() - 2 * MARGIN
        body.activate()
        whole = body.totalHeightForWidth(room.width()) if body.hasHeightForWidth() else body.totalSizeHint().height()
        left = room.height() - (whole - self._names.heightForWidth(width))
        return max(1, left // self._names.tallest(rows, width)) * self._names.columns_now(width)
