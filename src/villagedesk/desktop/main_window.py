"""The frame around every page: rail, top bar, banner, the pages themselves, and the keys that work everywhere."""

from typing import Any

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QApplication, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from villagedesk.desktop import navigation, theme
from villagedesk.desktop.bus import Notice
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.devices import devices, find_printers
from villagedesk.desktop.finders import Hit
from villagedesk.desktop.help.panel import HelpPanel
from villagedesk.desktop.keep_keys import keep_keys
from villagedesk.desktop.notices import Banner
from villagedesk.desktop.rail import Rail
from villagedesk.desktop.sounds import NEEDS_YOU, TAKEN, WRONG
from villagedesk.desktop.topbar import FoundList, TopBar
from villagedesk.desktop.widgets.page import Page


class MainWindow(QWidget):
    """What is seen between logging in and locking. Pages are made when they are first opened, and kept.

    Signals:
        lock_asked(): Ctrl+L or the link at the foot of the rail.
    """

    lock_asked = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.setObjectName("paper")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.pages: dict[str, Page] = {}
        self._trail: list[tuple[str, dict[str, Any]]] = []
        self._printers: list[str] | None = None
        self.rail = Rail(laptop=desk.laptop)
        self.found = FoundList(self)
        self.topbar = TopBar(desk, self.found, self)
        self.stack = QStackedWidget()
        self.help = HelpPanel()
        self.sounds = desk.sounds
        self.banner = Banner()
        self._lay_out()
        self._connect()
        self._bind_keys()
        self.retranslate()

    # --- going places

    def go(self, name: str, /, **params: Any) -> None:
        """Open a page at its top; ``back`` returns to where one was."""
        if self.place() != name:
            self.build(name).verticalScrollBar().setValue(0)
        self._trail.append((name, params))
        del self._trail[:-50]
        self._show(name, params)

    def go_by_hand(self, name: str, **params: Any) -> None:
        """The operator goes somewhere else and leaves the message of this page behind."""
        self.banner.hide()
        self.go(name, **params)

    def back(self) -> None:
        """Return to the page before; from the first one to Today, on a trainer's laptop to its classes."""
        del self._trail[-1:]
        self._trail = self._trail or [(navigation.home(laptop=self.desk.laptop), {})]
        self._show(*self._trail[-1])

    def start(self) -> None:
        """A fresh start at Today, for somebody who has just logged in."""
        self._trail = []
        self.go(navigation.home(laptop=self.desk.laptop))

    def place(self) -> str:
        """The name of the page shown, "" before the first."""
        return self._trail[-1][0] if self._trail else ""

    def page(self) -> Page | None:
        """The page shown."""
        shown = self.stack.currentWidget()
        return shown if isinstance(shown, Page) else None

    def forget_pages(self) -> None:
        """Take every page down; the next visit builds it again."""
        for page in self.pages.values():
            self.stack.removeWidget(page)
            page.deleteLater()
        self.pages = {}

    def refresh(self) -> None:
        """The same page again, after unlocking."""
        if self._trail:
            self._show(*self._trail[-1])

    def take_over(self, old: "MainWindow") -> None:
        """Go where another window was; for drawing everything anew in another size."""
        self._trail = list(old._trail)
        self._printers = old._printers
        self._show_devices()
        self.topbar.chip.set_state(old.topbar.chip.state())
        self.refresh()

    def focus_like(self, name: str) -> None:
        """Give the keys to what has this accessible name on the page."""
        page = self.page()
        if page is not None and name:
            inside: list[QWidget] = list(page.findChildren(QWidget))
            next((one for one in inside if one.accessibleName() == name), page).setFocus()

    def build(self, name: str) -> Page:
        """The page of a place; made when it is not there yet, but not shown."""
        if name not in self.pages:
            place = navigation.place(name)
            if place is None:
                raise LookupError(f"no such place: {name}")
            self.pages[name] = place.build(self.desk)
            self.stack.addWidget(self.pages[name])
        return self.pages[name]

    def _show(self, name: str, params: dict[str, Any]) -> None:
        page = self.build(name)
        self.rail.select(name)
        self.stack.setFocus()  # else the stack would put the cursor on the page's first button
        self.stack.setCurrentWidget(page)
        page.open(**params)
        focused = self.window().focusWidget()
        if focused is None or not page.isAncestorOf(focused):
            page.setFocus()  # the page may have put the cursor somewhere itself; else Tab starts at its top
        QTimer.singleShot(0, self, self._keep_cursor_in_sight)  # large text puts it far down
        if self.help.isVisible():
            self.help.show_page(page.help_page)
            if self.stack.isHidden():
                self.close_help()  # the operator went on working

    def _on_focus(self, old: QWidget | None, now: QWidget | None) -> None:
        keep_keys(self.page(), self.stack, old, now)

    # --- what is heard

    def on_changed(self, names: set[str]) -> None:
        """Rows changed: the page shown looks again, the others when they are next opened (their ``open`` reads)."""
        page = self.page()
        if page is not None and self.isVisible():
            page.on_changed(names)

    def on_scanned(self, text: str) -> None:
        """A scan: the page shown may take it; else the field looks for it."""
        if not self.isVisible() or not text:
            return
        page = self.page()
        if page is not None and page.on_scan(text):
            if not page.answers_scans:
                self._on_looked(True)
        else:
            self.topbar.look_for(text)

    def on_devices(self) -> None:
        """Look at the devices again; asking for printers may take seconds and is done behind the window."""
        self._show_devices()
        if self.desk.settings.printer:
            self.desk.tasks.aside(self, find_printers, self._on_printers)

    def _on_printers(self, names: list[str]) -> None:
        self._printers = names
        self._show_devices()

    def _show_devices(self) -> None:
        self.rail.lights.set_devices(devices(self.desk.settings, self._printers))

    def _set_names(self) -> None:
        operator = self.desk.operator
        self.rail.set_names(self.desk.centre_name, operator.name if operator else "")

    # --- keys

    def _bind_keys(self) -> None:
        keys = {
            "F1": self._on_help,
            "Escape": self.on_escape,
            "Ctrl+K": self._on_search,
            "Ctrl+L": self.lock_asked.emit,
        }
        for key, answer in keys.items():
            QShortcut(QKeySequence(key), self).activated.connect(answer)
        for place in navigation.rail(laptop=self.desk.laptop):
            alt = QShortcut(QKeySequence(f"Alt+{place.alt}"), self)
            alt.activated.connect(lambda name=place.name: self.go_by_hand(name))
        for starter in navigation.starters() if not self.desk.laptop else []:
            QShortcut(QKeySequence(starter.key), self).activated.connect(lambda s=starter: self.on_starter(s))

    def on_starter(self, starter: navigation.Starter) -> None:
        """F2, F3, F5, F6: the page shown may answer itself, else the key's page opens."""
        page = self.page()
        if page is None or not page.on_key(starter.key):
            self.go_by_hand(starter.place, **starter.params)

    def on_escape(self) -> None:
        """Close what lies on top; then one step inside the page; then the page before."""
        page = self.page()
        if self.topbar.close_found():
            if page is not None:
                page.setFocus()
        elif not self.banner.isHidden():
            self.banner.hide()
        elif self.help.isVisible():
            self.close_help()
        elif page is None or not page.on_back():
            self.back()

    def _on_search(self) -> None:
        self.topbar.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.topbar.search.selectAll()

    def _on_help(self) -> None:
        page = self.page()
        if self.help.isVisible():
            self.close_help()
        elif page is not None:
            self.help.show_page(self.desk.first_help or page.help_page)
            self.help.show()
            self._share_room()

    def close_help(self) -> None:
        """Back to the page alone."""
        self.help.hide()
        if self.stack.isHidden():
            self.stack.show()
            page = self.page()
            if page is not None:
                (page.focusWidget() or page).setFocus()

    def _share_room(self) -> None:
        """Large text leaves no room for a page and its help beside each other: then help covers the page."""
        if self.help.isHidden():
            return
        fits = self.width() - self.rail.width() - self.help.usual_width() >= theme.px(420)
        self.help.set_wide(not fits)
        self.stack.setVisible(fits)
        if not fits:
            self.help.text.setFocus()  # the arrow keys read on

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_room()

    # --- building

    def _lay_out(self) -> None:
        beside = QHBoxLayout()
        beside.setSpacing(0)
        beside.addWidget(self.stack, 1)
        beside.addWidget(self.help)
        self.help.hide()
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self.topbar)
        right.addWidget(self.banner)
        right.addLayout(beside, 1)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.rail)
        whole.addLayout(right, 1)

    def _connect(self) -> None:
        bus = self.desk.bus
        bus.changed.connect(self.on_changed)
        bus.scanned.connect(self.on_scanned)
        bus.scan_answered.connect(self._on_looked)
        bus.operator_changed.connect(self._set_names)
        bus.devices_changed.connect(self.on_devices)
        bus.settings_changed.connect(self.on_devices)
        bus.notice.connect(self._on_notice)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._on_focus)
        self.rail.chosen.connect(self.go_by_hand)
        self.rail.lock_asked.connect(self.lock_asked)
        self.topbar.opened.connect(self._on_hit)
        self.topbar.looked.connect(self._on_looked)
        self.topbar.chip.pressed.connect(lambda: self.go("sync"))
        self.help.closed.connect(self.close_help)
        self.desk.go = self.go
        self.desk.back = self.back
        self._show_devices()

    def _on_notice(self, notice: Notice | None) -> None:
        self.banner.show_notice(notice)
        QTimer.singleShot(0, self, self._keep_cursor_in_sight)  # the page has less room now
        if notice is not None and notice.kind == "act":
            self.sounds.play(NEEDS_YOU)

    def _keep_cursor_in_sight(self) -> None:
        page, focused = self.page(), self.window().focusWidget()
        if page is not None and focused is not None and page.isAncestorOf(focused):
            page.ensureWidgetVisible(focused, 0, page.viewport().height() // 3)  # with what stands beneath it

    def _on_looked(self, found: bool) -> None:
        self.sounds.play(TAKEN if found else WRONG)

    def _on_hit(self, hit: Hit) -> None:
        self.go(hit.place, **hit.params)

    def retranslate(self) -> None:
        """Every text of the frame in the language of the moment."""
        self.rail.retranslate()
        self.topbar.retranslate()
        self.help.retranslate()
        self._set_names()
        self._show_devices()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
