"""The left half of the van's page: what is still to be found, filtered while a number or a name is typed."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from villagedesk import i18n
from villagedesk.desktop.parcels.words import contents, weight
from villagedesk.desktop.widgets import Card, CardList, CardRow, EmptyState, PlainButton, SearchBox, row
from villagedesk.domain.parcels import ParcelState
from villagedesk.i18n import _
from villagedesk.store.parcels import ParcelRow, Van


class ExpectedCard(Card):
    """Signals: ``typed(str)`` a number that fits nothing was entered, ``taken(str)`` the parcel with this id is here."""

    typed = Signal(str)
    taken = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._expected: tuple[ParcelRow, ...] = ()
        self._others: tuple[ParcelRow, ...] = ()
        self._van: Van | None = None
        self.search = SearchBox()
        self.list = CardList("", tile=44, hint="Enter")
        self.search.attach(self.list)
        self.empty = EmptyState("truck")
        self.finish = PlainButton("", "F9")
        head = row(self.search, self.finish)
        head.setStretch(0, 1)
        self.body.addLayout(head)
        for widget in (self.list, self.empty):
            self.body.addWidget(widget)
        self.body.setStretch(1, 1)
        self.body.setStretch(2, 1)
        self.search.typed.connect(lambda _text: self.filter())
        self.search.submitted.connect(self.typed)
        self.list.taken.connect(lambda key: self.taken.emit(str(key)))

    def show_van(self, van: Van | None, missing: Sequence[ParcelRow], announced: Sequence[ParcelRow]) -> None:
        """What is still on this van, then what was missing on earlier ones; ``announced`` is on any van."""
        self._van = van
        self._expected = (*(van.open if van else ()), *missing)
        # Shown only while something is typed: the list is this van, but a parcel of another may be on it.
        here = {shown.id for shown in self._expected}
        self._others = tuple(shown for shown in announced if shown.id not in here)
        self.finish.setVisible(van is not None and not van.finished)
        self.filter()

    def with_waybill(self, number: str) -> ParcelRow | None:
        """The parcel with this number that is to come, on this van or another."""
        return next((shown for shown in (*self._expected, *self._others) if shown.waybill == number), None)

    def ready(self) -> None:
        """For the next parcel."""
        self.search.clear()
        self.search.setFocus()

    def filter(self) -> None:
        """Show what fits the typed text."""
        typed = self.search.text().strip().lower()
        fits = [
            shown
            for shown in (*self._expected, *(self._others if typed else ()))
            if typed in shown.waybill.lower() or typed in shown.name.lower() or shown.phone.endswith(typed or "-")
        ]
        self.list.set_rows([_card_row(shown, self._pill(shown)) for shown in fits])
        self.list.setVisible(bool(fits))
        self.empty.setVisible(not fits)
        self._show_nothing()

    def _pill(self, shown: ParcelRow) -> str:
        if shown.state == ParcelState.MISSING:
            return _("was missing")
        return _("another van") if shown in self._others else ""

    def retranslate(self) -> None:
        """Every text."""
        self.search.set_placeholder(_("Scan or type a waybill, or a name"))
        self.list.setAccessibleName(_("Announced parcels"))
        self.finish.set_text(_("The van is empty"))
        self.filter()

    def _show_nothing(self) -> None:
        if self._expected:
            self.empty.set_texts(
                _("Nobody announced this one"),
                _("Press Enter to add it as an extra parcel, if it is for this village."),
            )
        elif self._van is not None:
            self.empty.set_texts(_("Everything is here"), _("Scan a further waybill to add an extra parcel."))
        else:
            self.empty.set_texts(
                _("No van is announced"), _("A parcel that came anyway: type its number here and press Enter.")
            )


def _card_row(shown: ParcelRow, pill: str) -> CardRow:
    due = _("collect {money}").format(money=i18n.money(shown.due_fen)) if shown.due_fen else ""
    return CardRow(
        shown.id,
        shown.name or shown.waybill,
        "  ".join(part for part in (shown.waybill, contents(shown) if shown.title else "", weight(shown), due) if part),
        pill=pill,
        pill_kind="wait",
        icon="box",
    )
