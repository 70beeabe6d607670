"""Parcels: the van and the shelf at the left, the hand-over at the right."""

from typing import Any

from PySide6.QtWidgets import QWidget
from sqlmodel import Session

from villagedesk import i18n
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.finders import told_back
from villagedesk.desktop.parcels.damage_offer import DamageOffer
from villagedesk.desktop.parcels.pickup_card import PickupCard
from villagedesk.desktop.parcels.van_card import VanCard
from villagedesk.desktop.parcels.words import call_pill, here_since, other_van, weight
from villagedesk.desktop.rows_model import Column
from villagedesk.desktop.widgets import Card, Columns, DataTable, EmptyState, Page, PlainButton, Text, column, flow, row
from villagedesk.domain.labels import Kind, Verdict, is_label
from villagedesk.errors import AppError
from villagedesk.i18n import _, ngettext
from villagedesk.store.farm_inputs import InputRow, inputs_in
from villagedesk.store.labels import check_label
from villagedesk.store.parcels import (
    HandedOver,
    ParcelRow,
    Van,
    find_to_collect,
    hand_over,
    keep_here,
    parcel_row,
    parcels_going_back,
    parcels_on_shelf,
    receive_parcel,
    send_back,
    still_to_come,
    van_now,
)
from villagedesk.store.photos import desk_files
from villagedesk.store.proxies import StandIn, stand_ins


class ParcelsScreen(Page):
    """``open(start="hand_over")`` is ready for a code; ``open(parcel_id=)`` shows one parcel at the right."""

    help_page = "parcels"
    follows = frozenset({"parcel", "order", "person", "cash_entry", "text_message", "proxy"})
    answers_scans = True

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.rows: list[ParcelRow] = []
        self._going_back = 0
        self.unloaded: Van | None = None
        self.van = VanCard(bar=False)
        self._count = Text("", "card")
        self.calls = PlainButton("")
        self.overdue = PlainButton("")
        self.back = PlainButton("")
        self.shelf = DataTable([], name=_("On the shelf"))
        self.shelf.horizontalHeader().hide()
        self.empty = EmptyState("box")
        self.pickup = PickupCard(desk)
        self.damage = DamageOffer()
        head = row(self._count, None, flow(self.calls, self.overdue))
        left = Card(head, self.shelf, self.empty)
        left.body.setStretch(1, 1)
        left.body.setStretch(2, 1)
        beside = QWidget()  # the hand-over needs the whole height
        beside.setLayout(column(self.van, left, spacing=12))
        right = QWidget()
        right.setLayout(column(self.damage, self.pickup, spacing=12))
        self.add(Columns(beside, right, shares=(1, 1)))
        self.header.add_right(self.back)
        self._connect()

    def _connect(self) -> None:
        self.van.button.clicked.connect(lambda: self.go("van"))
        self.calls.clicked.connect(lambda: self.go("calls"))
        self.overdue.clicked.connect(lambda: self.go("calls", overdue=True))
        self.back.clicked.connect(lambda: self.go("going_back"))
        self.shelf.taken.connect(lambda shown: self.choose(shown))
        self.shelf.clicked.connect(lambda _index: self.choose(self.shelf.current_row()))
        self.pickup.typed.connect(self.look_for)
        self.pickup.asked_give.connect(self.on_give)
        self.pickup.asked_back.connect(self.on_not_wanted)
        self.pickup.asked_keep.connect(self.on_keep)
        self.pickup.asked_history.connect(lambda parcel_id: self.go("parcel", parcel_id=parcel_id))
        self.pickup.asked_name.connect(lambda person_id: self.go("proxies", person_id=person_id))
        self.pickup.asked_pack.connect(lambda parcel_id: self.go("pack", parcel_id=parcel_id))
        self.pickup.other_parcel.connect(self.look_about)
        self.pickup.other_parcel.connect(lambda _parcel, person: self.damage.look_at(person))
        self.damage.asked.connect(lambda begun: self.go("return_form", **begun))

    # --- what the shell calls

    def open(self, start: str = "", parcel_id: str = "", **_more: Any) -> None:
        self.refresh()
        if parcel_id:
            self.read(lambda s: parcel_row(s, parcel_id), self._show_one)
        else:
            self.pickup.begin(self.pickup.proof())

    def _show_one(self, shown: ParcelRow) -> None:
        self.pickup.begin()
        self.pickup.show_rows([shown])

    def on_key(self, key: str) -> bool:
        if key != "F3":
            return False
        self.damage.hide()
        self.pickup.begin()
        self.pickup.show_rows([])
        return True

    def on_scan(self, text: str) -> bool:
        """A pickup label or a waybill of the shelf is handed over, an announced one is received."""
        self.read(lambda s: _scanned(s, text), lambda found: self._on_scanned(text, found))
        return True

    def on_back(self) -> bool:
        if self.pickup.proof() or self.pickup.current() is not None:
            self.pickup.begin()
            self.pickup.show_rows([])
            return True
        return False

    def refresh(self) -> None:
        """Read the van and the shelf again."""
        self.read(lambda s: (van_now(s), parcels_on_shelf(s), len(parcels_going_back(s))), self.show_all)

    def show_all(self, found: tuple[Van | None, list[ParcelRow], int]) -> None:
        """Show the van and the shelf."""
        self.unloaded, self.rows, self._going_back = found
        self.van.show_van(self.unloaded)
        self.shelf.set_rows(self.rows)
        self._show_counts()
        if self.pickup.proof():
            self.look_for(self.pickup.proof())

    def _show_counts(self) -> None:
        overdue = sum(shown.overdue for shown in self.rows)
        count = len(self.rows)
        self._count.setText(
            ngettext("{count} parcel on the shelf", "{count} parcels on the shelf", count).format(count=count)
        )
        self.overdue.set_text(_("Overdue ({count})").format(count=overdue))
        self.overdue.setVisible(overdue > 0)
        self.back.set_text(_("Goes back ({count})").format(count=self._going_back))
        self.back.setVisible(self._going_back > 0)
        self.calls.setVisible(count > 0)
        self.shelf.setVisible(count > 0)
        self.empty.setVisible(count == 0)

    # --- what the operator does

    def look_for(self, text: str) -> None:
        """Show whose parcel a typed text means."""
        self.desk.tasks.read(self, lambda s: find_to_collect(s, text), self.pickup.show_rows, latest="pickup")

    def look_about(self, parcel_id: str, person_id: str) -> None:
        """Read who may collect for the villager whose parcel is shown, and which packs in it are to be looked at."""

        def show(found: tuple[list[StandIn], list[InputRow]]) -> None:
            self.pickup.show_stand_ins(person_id, found[0])
            self.pickup.show_packs(parcel_id, found[1])

        self.desk.tasks.read(
            self, lambda s: (stand_ins(s, person_id), inputs_in(s, parcel_id)), show, latest="about_parcel"
        )

    def choose(self, shown: ParcelRow | None) -> None:
        """A parcel chosen on the shelf; the code is still to be typed."""
        if shown is not None:
            self._show_one(shown)

    def on_give(self) -> None:
        """F10: hand it over."""
        shown, filled = self.pickup.current(), self.pickup.pickup()
        if shown is None:
            return
        files = desk_files(self.desk.tasks.store())

        def done(found: HandedOver) -> None:
            self.given(found)
            self.damage.offer(found, filled)

        self.desk.tasks.write(
            self, lambda s: hand_over(s, shown.id, filled, files), done, self.not_given, busy=self.pickup.give
        )

    def given(self, done: HandedOver) -> None:
        """It is on the disk."""
        words = _("{name} has the parcel {shelf}.").format(name=done.parcel.name, shelf=done.parcel.shelf)
        if done.paid_fen:
            taken = _("{money} taken. The receipt is at the printer.")
            words += " " + taken.format(money=i18n.money(done.paid_fen))
        if done.left:
            words += " " + ngettext("{count} more is here.", "{count} more are here.", done.left).format(
                count=done.left
            )
        self.notice(words)
        self.pickup.begin(done.parcel.phone_tail if done.left else "")
        self.look_for(self.pickup.proof())

    def not_given(self, error: AppError) -> bool:
        """The sentence where it belongs; a hand-over that was done meanwhile shows the newest state."""
        self.pickup.show_trouble(error)
        return True

    def on_not_wanted(self) -> None:
        """The villager does not want it: it goes back to the carrier."""
        shown = self.pickup.current()
        if shown is not None:
            self.desk.tasks.write(
                self,
                lambda s: send_back(s, [shown.id], "refused"),
                lambda _count: self._sent_back(shown),
                self.not_given,
                busy=self.pickup.give,
            )

    def on_keep(self) -> None:
        """What was put aside to go back lies on the shelf again, and can be handed over."""
        shown = self.pickup.current()
        if shown is not None:
            self.desk.tasks.write(
                self, lambda s: keep_here(s, shown.id), self._kept, self.not_given, busy=self.pickup.give
            )

    def _kept(self, shown: ParcelRow) -> None:
        self.notice(_("The parcel of {name} is at {shelf} again.").format(name=shown.name, shelf=shown.shelf))
        self.pickup.show_rows([shown])

    def _sent_back(self, shown: ParcelRow) -> None:
        self.notice(_("The parcel {shelf} goes back with the next van.").format(shelf=shown.shelf), "info")
        self.pickup.begin()
        self.pickup.show_rows([])

    def _on_scanned(self, text: str, found: list[ParcelRow] | str | None) -> None:
        self.scan_answer(bool(found))
        if isinstance(found, str):
            van = self.unloaded
            self.write(lambda s: receive_parcel(s, found), lambda row: self._received(row, van))
        elif found:
            self.pickup.begin(found[0].pickup_code if len(found) == 1 else text)
            self.pickup.show_rows(found)
        else:
            self.pickup.begin()
            self.pickup.show_rows([])
            if found is None:
                self.go("verify", text=text)
            elif is_label(text):
                self.notice(_("No parcel lies here for it."), "info")
            else:
                words = _("No parcel here or on the van has the number “{text}”.")
                self.notice(words.format(text=told_back(text)), "wait")

    def _received(self, shown: ParcelRow, van: Van | None) -> None:
        words = _("{waybill} {name}: put it at {shelf}")
        put = words.format(waybill=shown.waybill, name=shown.name, shelf=shown.shelf)
        self.notice("  ".join(part for part in (put, other_van(shown, van)) if part))

    def retranslate(self) -> None:
        self.header.set_title(_("Parcels"))
        self.header.set_right(_("Scan a waybill to receive it, a pickup label to hand it over"))
        self.calls.set_text(_("Call list"))
        self.empty.set_texts(_("The shelf is empty"), _("When the van comes, press F5."))
        self.shelf.set_columns(
            [
                Column(_("Place"), lambda shown: shown.shelf),
                Column(_("Name"), lambda shown: shown.name, stretch=True, least=130),
                Column(_("Weight"), weight, right=True, spare=2),
                Column(_("Here"), here_since, spare=1),
                Column(_("Told"), lambda shown: call_pill(shown)[0], pill=lambda shown: call_pill(shown)[1]),
            ]
        )
        self._show_counts()
        for card in (self.van, self.pickup, self.damage):
            card.retranslate()


def _scanned(s: Session, text: str) -> list[ParcelRow] | str | None:
    """Parcels on the shelf that a scan means, or the waybill of one that is still to be received.

    None for a label that is not in force or not about parcels.
    """
    if is_label(text):
        reading = check_label(s, text)
        if reading.verdict is not Verdict.VALID or reading.kind is Kind.LOT:
            return None
        if reading.kind == Kind.PARCEL:
            return [parcel_row(s, reading.id)]
        # The slip of an order, or somebody's card: whatever lies here for it.
        mine = {Kind.ORDER: "order_id", Kind.PERSON: "person_id"}.get(reading.kind or Kind.LOT, "")
        return [row for row in parcels_on_shelf(s) if mine and getattr(row, mine) == reading.id]
    found = find_to_collect(s, text)
    return text if not found and still_to_come(s, text) else found
