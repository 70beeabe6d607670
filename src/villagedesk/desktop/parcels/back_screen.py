"""What goes back to the carrier: put aside with its place, back on the shelf with one key, signed for by the driver."""

from typing import Any

from sqlmodel import Session

from villagedesk import i18n
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.parcels.driver_card import DriverCard
from villagedesk.desktop.parcels.words import here_since, why_back
from villagedesk.desktop.rows_model import Column
from villagedesk.desktop.widgets import (
    Card,
    CardList,
    CardRow,
    Columns,
    DataTable,
    EmptyState,
    Page,
    PlainButton,
    Text,
    flow,
)
from villagedesk.domain.parcels import BackTrip
from villagedesk.i18n import _, ngettext
from villagedesk.store.parcels import (
    ParcelRow,
    driver_takes,
    keep_here,
    parcels_going_back,
    print_back_sheet,
    taken_back,
)
from villagedesk.store.photos import desk_files

Taken = tuple[ParcelRow, int, str]


class BackScreen(Page):
    """``open()`` shows what waits for the driver, and what earlier ones took."""

    help_page = "going_back"
    follows = frozenset({"parcel", "person", "back_trip"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.rows: list[ParcelRow] = []
        self.taken: list[Taken] = []
        self.list = CardList("", tile=44)
        self.keep = PlainButton("", "F8", icon="back")
        self.look = PlainButton("", icon="box")
        self.empty = EmptyState("truck")
        self.driver = DriverCard()
        self._taken_title = Text("", "card")
        self.table = DataTable([], name=_("Taken along"), grow=True)
        self._aside = Card(self.list, flow(self.keep, self.look))
        self._aside.body.setStretch(0, 1)
        self._lately = Card(self._taken_title, self.table)
        self._lately.body.setStretch(1, 1)
        self._waiting = Columns(self._aside, self.driver, shares=(11, 9))
        self.add(self._waiting, self.empty, self._lately)
        self.body.setStretchFactor(self._waiting, 3)
        self.body.setStretchFactor(self.empty, 2)
        self.body.setStretchFactor(self._lately, 2)
        self.list.taken.connect(lambda key: self._open(str(key)))
        self.keep.clicked.connect(self.on_keep)
        self.look.clicked.connect(lambda: self._open(self._current()))
        self.driver.asked.connect(self.on_taken)
        self.driver.asked_sheet.connect(self.on_sheet)
        self.table.taken.connect(lambda found: self._open(found[0].id))

    # --- what the shell calls

    def open(self, **_more: Any) -> None:
        self.refresh()

    def refresh(self) -> None:
        """Read what goes back."""
        self.read(_look, self.show_all)

    def show_all(self, found: tuple[list[ParcelRow], list[Taken]]) -> None:
        """Show what waits, and what is gone."""
        self.rows, self.taken = found
        self.retranslate()
        if self.rows:
            self.offer_keys(self.list)

    def _current(self) -> str:
        return str(self.list.current_key() or "")

    def _open(self, parcel_id: str) -> None:
        if parcel_id:
            self.go("parcel", parcel_id=parcel_id)

    # --- what the operator does

    def on_keep(self) -> None:
        """F8: it stays after all, at the same place."""
        parcel_id = self._current()
        if parcel_id:
            self.desk.tasks.write(self, lambda s: keep_here(s, parcel_id), self._kept, busy=self.keep)

    def _kept(self, row: ParcelRow) -> None:
        self.notice(_("The parcel of {name} is at {shelf} again.").format(name=row.name, shelf=row.shelf))

    def on_taken(self) -> None:
        """F10: the driver has everything that was put aside."""
        ids, card = [row.id for row in self.rows], self.driver
        driver, signed, note = card.driver.text(), card.pad.signed(), card.note.text()
        files = desk_files(self.desk.tasks.store())
        self.desk.tasks.write(
            self,
            lambda s: driver_takes(s, ids, driver=driver, signed=signed, files=files, note=note),
            self._gone,
            card.show_trouble,
            busy=card.save,
        )

    def _gone(self, trip: BackTrip) -> None:
        self.driver.begin()
        words = ngettext(
            "The driver took {count} parcel along.", "The driver took {count} parcels along.", trip.parcels
        )
        self.notice(words.format(count=trip.parcels))

    def on_sheet(self) -> None:
        """The list on paper, for the driver to sign and to take along."""
        self.write(print_back_sheet, lambda _count: self.notice(_("It is being printed.")))

    # --- what is shown

    def retranslate(self) -> None:
        self.header.set_title(_("What goes back"))
        self.header.set_right(_("It can stay until the driver has it"))
        self.keep.set_text(_("Back on the shelf"))
        self.look.set_text(_("Its way"))
        self.list.setAccessibleName(_("Parcels that go back"))
        self.list.set_rows([_card_row(row) for row in self.rows])
        self.driver.show_count(len(self.rows))
        self.empty.set_texts(
            _("Nothing goes back"), _("What nobody fetches or wants is put aside here until the next van comes.")
        )
        self._taken_title.setText(_("Taken along by drivers"))
        self.table.setAccessibleName(_("Taken along"))
        self.table.set_columns(
            [
                Column(_("When"), lambda found: i18n.ago(found[1])),
                Column(_("Name"), lambda found: found[0].name, stretch=True, least=100),
                Column(_("Waybill"), lambda found: found[0].waybill, spare=2),
                Column(_("Why"), lambda found: why_back(found[0]), spare=3),
                Column(_("Driver"), lambda found: found[2], spare=1),
            ]
        )
        self.table.set_rows(self.taken)
        self._waiting.setVisible(bool(self.rows))
        self.empty.setVisible(not self.rows)
        self._lately.setVisible(bool(self.taken))


def _look(s: Session) -> tuple[list[ParcelRow], list[Taken]]:
    return parcels_going_back(s), taken_back(s)


def _card_row(row: ParcelRow) -> CardRow:
    detail = "  ".join(part for part in (row.waybill, here_since(row)) if part)
    return CardRow(row.id, "  ".join((row.shelf, row.name)), detail, pill=why_back(row), pill_kind="wait", icon="box")
