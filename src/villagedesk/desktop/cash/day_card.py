"""The card at the top of the till: where the day stands, its one next step, and the ways to the other pages."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from villagedesk import i18n
from villagedesk.desktop.widgets import Card, Columns, PlainButton, PrimaryButton, Text, column, flow
from villagedesk.i18n import _, ngettext
from villagedesk.store.cash_days import Drawer

# Place, icon, key. Keys that mean something else at the counter stay free.
PAGES = (
    ("bills", "phone", "F4"),
    ("cash_owed", "people", "F7"),
    ("cash_float", "cash", "F8"),
    ("cash_bank", "bag", "F11"),
    ("cash_days", "calendar", "F12"),
)


class DayCard(Card):
    """``go`` opens another page."""

    def __init__(self, go: Callable[..., None], parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._drawer: Drawer | None = None
        self._title = Text("", "card", wrap=True)
        self._line = Text("", "small", tone="muted", wrap=True)
        self.step = PrimaryButton("", "F9")
        self.without = PlainButton("", "Shift+F9")
        self.pages = {place: PlainButton("", key, icon=icon) for place, icon, key in PAGES}
        where = QWidget()
        where.setLayout(column(self._title, self._line, spacing=2))
        self.body.addWidget(Columns(where, flow(self.without, self.step), shares=(1, 0), wide=0))
        self.body.addWidget(flow(*self.pages.values()))
        self.step.clicked.connect(lambda: go("cash_count"))
        self.without.clicked.connect(lambda: go("cash_count", close=True))
        for place, button in self.pages.items():
            button.clicked.connect(lambda _checked=False, place=place: go(place))

    def show_drawer(self, drawer: Drawer) -> None:
        """Show where it stands."""
        self._drawer = drawer
        self.retranslate()

    def retranslate(self) -> None:
        """Every text."""
        names = {
            "bills": _("Bills"),
            "cash_owed": _("Due and owed"),
            "cash_float": _("Float"),
            "cash_bank": _("Bank"),
            "cash_days": _("Days"),
        }
        for place, button in self.pages.items():
            button.set_text(names[place])
        drawer = self._drawer
        self.without.setVisible(drawer is not None and drawer.day is None and drawer.since > 0)
        self.without.set_text(_("Close without opening"))
        self.step.set_text(_("Open the day") if drawer is None or drawer.day is None else _("Close the day"))
        if drawer is None:
            return
        self._title.setText(_title(drawer))
        self._title.set_tone("wait" if drawer.stale else "")
        self._line.setText(_line(drawer))


def _title(drawer: Drawer) -> str:
    if drawer.day is None:
        closed = drawer.last is not None and drawer.last.day == drawer.today
        return _("Today is closed") if closed else _("The drawer was not counted today yet")
    if drawer.stale:
        return _("{day} was not closed yet").format(day=i18n.short_day(drawer.day.day))
    if drawer.day.counted_fen is not None:
        return _("The drawer is counted; the day waits to be closed")
    return _("The day is open since {time}").format(time=i18n.time_text(drawer.day.opened_at))


def _line(drawer: Drawer) -> str:
    since = ngettext("{count} entry since the last closing", "{count} entries since the last closing", drawer.since)
    words = [_("Drawer {number}").format(number=drawer.number), since.format(count=i18n.number(drawer.since))]
    if drawer.last is not None and drawer.last.closed_at is not None:
        words.append(_("last closed {time}").format(time=i18n.ago(drawer.last.closed_at)))
    return "  ".join(words)
