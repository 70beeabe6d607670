"""The bar above every page: the one field that takes a scan or a search for anything, and the sync chip."""

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from villagedesk.desktop import finders, theme
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.widgets.card import Card
from villagedesk.desktop.widgets.card_rows import CardRow
from villagedesk.desktop.widgets.lists import CardList
from villagedesk.desktop.widgets.search_box import SearchBox
from villagedesk.desktop.widgets.states import SyncChip
from villagedesk.desktop.widgets.text import Text
from villagedesk.i18n import _

_SHOWN = 6


class FoundList(Card):
    """What was found, hanging under the field."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent=parent, margins=(10, 10, 10, 8))
        self.rows = CardList("", tile=36, single_click=True, hint="Enter", grow=True)
        self.rows.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.nothing = Text("", wrap=True)
        self.body.addWidget(self.rows)
        self.body.addWidget(self.nothing)
        self.hide()

    def show_hits(self, hits: list[finders.Hit], nothing: str) -> None:
        """Show these, or the sentence when there are none."""
        rows = [CardRow(at, hit.title, hit.detail, icon=hit.icon) for at, hit in enumerate(hits[:_SHOWN])]
        self.rows.set_rows(rows, keep=False)
        self.rows.setVisible(bool(hits))
        self.rows.setAccessibleName(_("What was found"))
        self.nothing.setText(nothing)
        self.nothing.setVisible(not hits)


class TopBar(QFrame):
    """Signals: ``opened(Hit)`` something found is to be shown; ``looked(bool)`` a scan was found, or not."""

    opened = Signal(object)
    looked = Signal(bool)

    def __init__(self, desk: Desk, found: FoundList, over: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.setObjectName("topbar")
        self.search = SearchBox()
        self.chip = SyncChip()
        self.found = found
        self._over = over
        self._hits: list[finders.Hit] = []
        self._scanned = False
        self._by_scanner = False
        line = QHBoxLayout(self)
        line.setContentsMargins(22, 12, 22, 11)
        line.setSpacing(14)
        line.addWidget(self.search, 1)
        line.addWidget(self.chip, 0, Qt.AlignmentFlag.AlignVCenter)
        self.setMinimumHeight(theme.half(68))
        self.search.typed.connect(lambda text: self._look(text, scanned=False))
        self.search.submitted.connect(lambda text: self._look(text, scanned=True))
        self.search.installEventFilter(self)
        self.found.rows.taken.connect(self._take)
        self.desk.bus.sync_state.connect(self.chip.set_state)
        self.retranslate()

    def retranslate(self) -> None:
        """Every text in the language of the moment."""
        self._set_placeholder()
        self.chip.retranslate()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._set_placeholder()

    def _set_placeholder(self) -> None:
        words = _("Scan, or type a name, phone tail, order number, goods")
        room = self.search.width() - 60
        for shown in (words, _("Scan or search")):
            text = f"{shown}   Ctrl+K"
            if self.search.fontMetrics().horizontalAdvance(text) <= room:
                break
        self.search.set_placeholder(text, words)

    def look_for(self, text: str) -> None:
        """A scan that the page did not take: open what it names, or show what fits."""
        self.search.blockSignals(True)
        self.search.setText(text)
        self.search.blockSignals(False)
        self._by_scanner = True
        self._look(text, scanned=True)

    def close_found(self) -> bool:
        """Hide what was found and empty the field; False when there was nothing to close."""
        shown = not self.found.isHidden() or bool(self.search.text())
        self.found.hide()
        self.search.attach(None)
        self.search.clear()
        return shown

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            if self.close_found():
                return True
        elif event.type() == QEvent.Type.FocusOut:
            self.found.hide()
        elif event.type() == QEvent.Type.FocusIn and self._hits and self.search.text():
            self._show()
        return super().eventFilter(watched, event)

    def _look(self, text: str, *, scanned: bool) -> None:
        if not text:
            self._hits = []
            self.found.hide()
            return
        self._scanned = scanned
        self.desk.tasks.read(self, lambda s: finders.find(s, text), self._show_hits, latest="find")

    def _show_hits(self, hits: list[finders.Hit]) -> None:
        self._hits = hits
        if self._by_scanner:
            self._by_scanner = False
            self.looked.emit(bool(hits))
            if not hits:
                # A scan is no search that somebody goes on typing: it is answered, and the field is free again.
                text = self.search.text().strip()
                self.close_found()
                self.desk.bus.say(finders.unknown_scan(text), "wait")
                return
        if self._scanned and hits and (hits[0].exact or len(hits) == 1):
            self._take(0)
            return
        self.search.attach(self.found.rows if hits else None)
        self.found.show_hits(hits, _("Nothing here is called “{text}”.").format(text=self.search.text().strip()))
        self._show()

    def _show(self) -> None:
        self.found.move(self.mapTo(self._over, QPoint(self.search.x(), self.search.geometry().bottom() + 4)))
        self.found.setFixedWidth(self.search.width())
        self.found.show()
        self.found.body.activate()
        self.found.setFixedHeight(max(theme.half(60), self.found.heightForWidth(self.search.width())))
        self.found.raise_()

    def _take(self, at: object) -> None:
        hit = self._hits[int(str(at))]
        self.close_found()
        self.opened.emit(hit)
