"""The van is here: scan or pick each announced parcel, it gets a place; what nobody announced is added; the driver signs."""

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QWidget
from sqlmodel import Session

from villagedesk import clock
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.orders.goods import find_goods
from villagedesk.desktop.parcels.arrived_card import ArrivedCard
from villagedesk.desktop.parcels.expected_card import ExpectedCard
from villagedesk.desktop.parcels.extra_card import ExtraCard
from villagedesk.desktop.parcels.leave_card import LeaveCard
from villagedesk.desktop.parcels.scanned import no_parcel_words
from villagedesk.desktop.parcels.van_card import VanCard
from villagedesk.desktop.parcels.words import other_van
from villagedesk.desktop.widgets import (
    Columns,
    Page,
    PlainButton,
    column,
    show_invalid,
)
from villagedesk.domain.goods import barcode_in
from villagedesk.domain.labels import is_label
from villagedesk.domain.parcels import VanVisit, check_waybill
from villagedesk.errors import AppError, Invalid, sentence
from villagedesk.i18n import _, ngettext
from villagedesk.store.catalogue import Found
from villagedesk.store.parcels import (
    ParcelRow,
    Van,
    finish_van,
    free_place,
    missing_parcels,
    move_parcel,
    note_damage,
    note_weight,
    parcels_going_back,
    print_van_sheet,
    receive_parcel,
    still_to_come,
    van_now,
)
from villagedesk.store.photos import desk_files


class VanScreen(Page):
    """``open()`` shows the van that is being unloaded, or the next one."""

    help_page = "parcels"
    follows = frozenset({"parcel", "order", "person", "van_visit"})
    answers_scans = True

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.van: Van | None = None
        self.card = VanCard()
        self.card.button.hide()
        self.expected = ExpectedCard()
        self.arrived = ArrivedCard(desk)
        self.extra = ExtraCard(desk)
        self.leave = LeaveCard()
        self.back = PlainButton("", icon="back")
        self._going_back = 0
        self._build()
        self._connect()

    def _build(self) -> None:
        right = QWidget()
        right.setLayout(column(self.arrived, self.extra, self.leave, None, spacing=12))
        self.header.add_right(self.back)
        self.add(self.card, Columns(self.expected, right, shares=(11, 9)))

    def _connect(self) -> None:
        self.expected.typed.connect(self.on_typed)
        self.expected.taken.connect(self.on_receive)
        self.arrived.moved.connect(self.on_move)
        self.arrived.weighed.connect(self.on_weighed)
        self.arrived.damaged.connect(self.on_damaged)
        self.extra.received.connect(self.received)
        self.extra.closed.connect(self._on_form_closed)
        self.leave.asked.connect(self.on_leave)
        self.leave.asked_sheet.connect(self.on_sheet)
        self.leave.closed.connect(self._on_form_closed)
        self.back.clicked.connect(lambda: self.go("going_back"))
        self.expected.finish.clicked.connect(self.on_finish)

    # --- what the shell calls

    def open(self, **_more: Any) -> None:
        self.refresh()
        self.expected.search.setFocus()

    def on_key(self, key: str) -> bool:
        if key == "F5":
            self.expected.search.setFocus()
        return key == "F5"

    def on_scan(self, text: str) -> bool:
        """Every scan on this page is a waybill; a card or a label of ours is told apart, and the page stays."""
        if self.extra.is_open() and self.extra.name.take_scan(text):
            return True
        if is_label(text):
            self.scan_answer(False)
            self.read(lambda s: no_parcel_words(s, text), lambda words: self.notice(words, "wait"))
        elif (barcode := barcode_in(text)) and self.expected.with_waybill(text.strip()) is None:
            self.read(lambda s: find_goods(s, barcode, 1), lambda found: self._on_barcode(text, found))
        else:
            self.scan_answer(self.on_typed(text))
        return True

    def _on_barcode(self, text: str, found: Found) -> None:
        """Goods were scanned; a waybill may look the same."""
        goods = next((one for one in found.goods if one.barcode == barcode_in(text)), None)
        if goods is None:
            self.scan_answer(self.on_typed(text))
            return
        self.scan_answer(False)
        self.notice(_("This is the barcode of {title}, not the number of a parcel.").format(title=goods.shown), "wait")

    def on_back(self) -> bool:
        if self.extra.is_open() or self.leave.is_open():
            self.extra.close_form()
            self.leave.close_card()
            return True
        return False

    def refresh(self) -> None:
        """Read the van, what is missing from earlier ones, and the next free place."""
        self.read(_look, self.show_van)

    def show_van(self, found: tuple[Van | None, list[ParcelRow], list[ParcelRow], str, int]) -> None:
        """Show what is still to be found."""
        self.van, missing, announced, free, self._going_back = found
        self._show_back()
        self.card.show_van(self.van)
        shown = self.van.rows if self.van else ()
        last = self.arrived.last
        self.arrived.show_parcel(next((one for one in shown if last and one.id == last.id), last), free)
        self.leave.show_van(self.van)
        self.expected.show_van(self.van, missing, announced)

    # --- what the operator does

    def on_typed(self, text: str) -> bool:
        """A waybill, scanned or typed whole; one that nobody announced (False) opens the form for extra parcels."""
        if not text.strip():
            return False
        try:
            number = check_waybill(text, clock.today())
        except Invalid as error:
            self.notice(sentence(error), "wait")
            return False
        known = self.expected.with_waybill(number)
        if known is not None:
            self.on_receive(known.id)
        else:
            self.arrived.hide()
            self.leave.hide()
            self.extra.van_at = self.van.van_at if self.van else None
            self.extra.open_form(number)
        return known is not None

    def _on_form_closed(self) -> None:
        self.arrived.show()
        self.expected.ready()

    def on_receive(self, parcel_id: str) -> None:
        """Put an announced parcel on the shelf."""
        place = "" if self.arrived.last is not None else self.arrived.place.text()
        van = self.van
        self.write(lambda s: receive_parcel(s, parcel_id, place), lambda row: self._taken(row, van), self._failed)

    def _taken(self, shown: ParcelRow, van: Van | None) -> None:
        if words := other_van(shown, van):
            self.notice(words, "info")
        self.received(shown)

    def received(self, shown: ParcelRow) -> None:
        """It is on the disk and its label in the queue: say where it belongs, in large letters."""
        self.arrived.show_parcel(shown)
        self.expected.ready()
        self.refresh()

    def on_move(self) -> None:
        """The last one lies somewhere else."""
        last, place = self.arrived.last, self.arrived.place.text()
        if last is not None:
            self._note(lambda s: move_parcel(s, last.id, place), self.arrived.note_place)

    def on_weighed(self) -> None:
        """Our scale was read; a difference names the leg at once."""
        last, field = self.arrived.last, self.arrived.grams
        if last is None:
            return
        try:
            grams = field.read()
        except Invalid as error:
            self._failed(error)
            return
        self._note(lambda s: note_weight(s, last.id, grams), self.arrived.note_weight)

    def on_damaged(self) -> None:
        """The last one came damaged: words, photo, and the weight where it was read."""
        last, words, photos = self.arrived.last, self.arrived.damage.text(), self.arrived.photos()
        if last is None:
            return
        files, grams = desk_files(self.desk.tasks.store()), self.arrived.grams.grams() or 0
        self.arrived.ask_for_proof()
        why = self.arrived.no_proof.text()
        self._note(
            lambda s: note_damage(s, last.id, words, grams=grams, photos=photos, files=files, no_proof=why),
            self.arrived.note_damage,
            self.arrived.close_damage,
        )

    def _note(self, op: Callable[[Any], ParcelRow], busy: QWidget, then: Callable[[], None] | None = None) -> None:
        def done(shown: ParcelRow) -> None:
            if then is not None:
                then()
            self.received(shown)

        self.desk.tasks.write(self, op, done, self._failed, busy=busy)

    def on_finish(self) -> None:
        """F9: the van leaves; what is missing or damaged is shown, and the driver signs for it."""
        if self.van is None or self.van.finished:
            return
        if self.leave.is_open():
            self.leave.close_card()
            return
        self.extra.close_form()
        self.arrived.hide()
        self.leave.open_card()

    def on_leave(self) -> None:
        """The driver has signed, or a note says why not."""
        van, card = self.van, self.leave
        if van is None:
            return
        driver, signed, note, files = (
            card.driver.text(),
            card.pad.signed(),
            card.note.text(),
            desk_files(self.desk.tasks.store()),
        )
        self.desk.tasks.write(
            self,
            lambda s: finish_van(s, van.van_at, driver=driver, signed=signed, files=files, note=note),
            self._finished,
            card.show_trouble,
            busy=card.save,
        )

    def on_sheet(self) -> None:
        """The list for the driver, to sign on paper and to take along."""
        van = self.van
        if van is not None:
            self.write(lambda s: print_van_sheet(s, van.van_at), lambda _count: self.notice(_("It is being printed.")))

    def _finished(self, visit: VanVisit) -> None:
        self.leave.close_card()
        if visit.missing:
            words = ngettext("{count} parcel is missing.", "{count} parcels are missing.", visit.missing)
            self.notice(words.format(count=visit.missing), "wait")
        else:
            self.notice(_("The van is unloaded, nothing is missing."))
        self.refresh()

    def _failed(self, error: AppError) -> bool:
        return show_invalid(self.arrived.fields(), error)

    def _show_back(self) -> None:
        count = self._going_back
        words = ngettext("{count} goes back with him", "{count} go back with him", count)
        self.back.set_text(words.format(count=count))
        self.back.setVisible(count > 0)

    def retranslate(self) -> None:
        self.header.set_title(_("The van"))
        self.header.set_right(_("Scan each parcel; it tells you its place and prints the label"))
        self._show_back()
        for card in (self.card, self.expected, self.arrived, self.extra, self.leave):
            card.retranslate()


def _look(s: Session) -> tuple[Van | None, list[ParcelRow], list[ParcelRow], str, int]:
    return van_now(s), missing_parcels(s), still_to_come(s), free_place(s), len(parcels_going_back(s))
