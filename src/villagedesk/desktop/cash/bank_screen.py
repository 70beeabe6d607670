"""Bags for the bank: packed by pieces out of the drawer, brought to the bank with its slip, or opened again."""

from typing import Any

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QWidget

from villagedesk import i18n
from villagedesk.desktop.cash.count_grid import CountGrid
from villagedesk.desktop.cash.words import deposit_pill
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.draft_line import DraftLine
from villagedesk.desktop.kept_photo import KeptPhoto
from villagedesk.desktop.rows_model import Column
from villagedesk.desktop.widgets import (
    Card,
    Columns,
    DataTable,
    EmptyState,
    Field,
    Page,
    PlainButton,
    PrimaryButton,
    Text,
    column,
    flow,
    row,
    show_invalid,
)
from villagedesk.domain.cash_day import DepositState
from villagedesk.errors import AppError, Invalid
from villagedesk.i18n import _
from villagedesk.store.deposits import DepositRow, bank_deposit, deposits, pack_deposit, unpack_deposit
from villagedesk.store.drafts import Fields, clear_draft, load_draft
from villagedesk.store.session import WriteSession

FORM = "bag"


class BankScreen(Page):
    """``open(deposit_id=)`` begins with a bag that lies here."""

    help_page = "cash_bank"
    follows = frozenset({"deposit"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._wanted = self._picked = ""
        self._sure = False
        self.table = DataTable([], name=_("Bags"))
        self.empty = EmptyState("bag")
        self.new = PlainButton("", "F8", icon="plus")
        self.bag = Field("", name="bag")
        self.grid = CountGrid()
        self.pack = PrimaryButton("", "F10")
        self.draft = DraftLine(desk, FORM, self._typed)
        self._pack_title = Text("", "card")
        self._one_title = Text("", "card", wrap=True)
        self._one_line = Text("", "body", tone="muted", wrap=True)
        self.reference = Field("", name="reference")
        self.photo = KeptPhoto(desk, "paper", "F9")
        self.bank = PrimaryButton("", "F10")
        self.unpack = PlainButton("", "F7")
        self._build()
        self._connect()

    def _build(self) -> None:
        left = Card(self.table, self.empty, row(None, self.new))
        left.body.setStretch(0, 1)
        left.body.setStretch(1, 1)
        self._packing = Card(self._pack_title, self.bag, self.grid, row(self.draft, self.pack))
        buttons = row(flow(self.unpack), self.bank)
        buttons.setStretch(0, 1)
        self._one = Card(self._one_title, self._one_line, self.reference, self.photo, None, buttons)
        right = QWidget()
        right.setLayout(column(self._packing, self._one))
        self.add(Columns(left, right, shares=(2, 3), wide=1000))
        self.body.setStretch(1, 1)

    def _connect(self) -> None:
        self.table.current_changed.connect(lambda shown: self._pick(shown))
        self.table.clicked.connect(lambda _index: self._pick(self.table.current_row()))
        self.new.clicked.connect(self.on_new)
        self.pack.clicked.connect(self.on_pack)
        self.grid.finished.connect(self.pack.setFocus)
        self.bag.edit.returnPressed.connect(self.grid.focus_first)
        self.bag.edited.connect(self.draft.changed)
        self.grid.edited.connect(self.draft.changed)
        self.bank.clicked.connect(self.on_bank)
        self.reference.edit.returnPressed.connect(self.bank.click)
        self.unpack.clicked.connect(self.on_unpack)
        self.photo.told.connect(lambda text: self.photo.set_line(text, "act"))

    # --- what the shell calls

    def open(self, deposit_id: str = "", **_more: Any) -> None:
        self._wanted = deposit_id
        self._sure = False
        if not self._typed():
            self.draft.begin("new")
            self.read(lambda s: load_draft(s.connection(), FORM, "new"), self._on_draft)
        self.refresh()

    def on_back(self) -> bool:
        if self._packing.isHidden() and self._sure:
            self._pick(self.table.current_row())
            return True
        return False

    def refresh(self) -> None:
        """Read the bags."""
        self.read(deposits, self.show_rows)

    def show_rows(self, rows: list[DepositRow]) -> None:
        """Show them, the newest first; without one that lies here a new one is offered."""
        packing = self._is_packing()
        with QSignalBlocker(self.table):
            self.table.set_rows(rows)
        self.table.setVisible(bool(rows))
        self.empty.setVisible(not rows)
        if packing:
            return  # a bag that came from the other computer must not push away what is being counted here
        packed = [row for row in rows if row.state == DepositState.PACKED]
        first = next((row for row in packed if row.id == self._wanted), packed[0] if packed else None)
        if first is None:
            self.on_new()
        else:
            self.table.selectRow(rows.index(first))
            self._pick(first)

    # --- what the operator does

    def on_new(self) -> None:
        """F8: another bag."""
        self._wanted = ""
        self._packing.show()
        self._one.hide()
        self.bag.focus()

    def on_pack(self) -> None:
        """The money leaves the drawer."""
        bag = self.bag.text()
        try:
            count = self.grid.count()
        except Invalid as error:
            self.grid.show_error(error)
            return
        self.desk.tasks.write(self, lambda s: _pack(s, bag, count), self._packed, self._wrong, busy=self.pack)

    def on_bank(self) -> None:
        """The bank has it."""
        shown: DepositRow | None = self.table.current_row()
        if shown is None:
            return
        reference, photo = self.reference.text(), self.photo.sha256
        self.desk.tasks.write(
            self, lambda s: bank_deposit(s, shown.id, reference, photo), self._banked, self._wrong, busy=self.bank
        )

    def on_unpack(self) -> None:
        """The bag was opened again; asked twice."""
        shown: DepositRow | None = self.table.current_row()
        if shown is None:
            return
        if not self._sure:
            self._sure = True
            self._show_sure()
            return
        self._sure = False
        self.desk.tasks.write(
            self,
            lambda s: unpack_deposit(s, shown.id),
            lambda _none: self.notice(_("The money is back in the drawer.")),
            busy=self.unpack,
        )

    def _typed(self) -> Fields:
        """For the draft: the bag's number and the pieces, as they stand there."""
        texts = {"bag": self.bag.text(), **self.grid.typed()}
        return {name: text for name, text in texts.items() if text}

    def _on_draft(self, typed: Fields | None) -> None:
        if typed and not self._typed():
            self.bag.set_text(str(typed.get("bag") or ""))
            self.grid.set_typed(typed)

    def _packed(self, id_: str) -> None:
        self.draft.stop()
        self.bag.set_text("")
        self.grid.set_count({})
        self._wanted = id_
        self.notice(_("The bag is packed; its money is out of the drawer."))
        self.refresh()

    def _banked(self, _none: None) -> None:
        self.reference.set_text("")
        self.photo.load("")
        self.notice(_("The money is at the bank."))

    def _wrong(self, error: AppError) -> bool:
        if self._one.isHidden():
            return show_invalid({"bag": self.bag}, error) or self.grid.show_error(error)
        return show_invalid({"reference": self.reference}, error)

    # --- what is shown

    def _is_packing(self) -> bool:
        begun = self.bag.text() or self.grid.typed()
        return bool(begun) and not self._packing.isHidden() and not self._wanted

    def _pick(self, shown: DepositRow | None) -> None:
        self._sure = False
        if shown is None:
            return
        if shown.id != self._picked:  # what was typed about another bag is not about this one
            self.reference.set_text("")
            self.photo.load("")
        self._picked = self._wanted = shown.id
        self._packing.hide()
        self._one.show()
        packed = shown.state == DepositState.PACKED
        for widget in (self.reference, self.photo, self.bank, self.unpack):
            widget.setVisible(packed)
        self._one_title.setText(f"{_('Bag {bag}').format(bag=shown.bag)}  {i18n.money(shown.fen)}")
        facts = [
            _("packed {time}").format(time=i18n.ago(shown.packed_at)),
            _("at the bank {time}").format(time=i18n.ago(shown.banked_at)) if shown.banked_at else "",
            _("slip {number}").format(number=shown.reference) if shown.reference else "",
            _("with a photo of the slip") if shown.photo else "",
        ]
        self._one_line.setText("  ".join(fact for fact in facts if fact))
        self._show_sure()

    def _show_sure(self) -> None:
        self.unpack.set_text(_("Really back into the drawer") if self._sure else _("Open the bag again"))

    def retranslate(self) -> None:
        self.header.set_title(_("Bank"))
        self.header.set_right(_("A packed bag is no longer in the drawer"))
        self._pack_title.setText(_("Pack a bag"))
        self.bag.set_label(_("Number on the bag"))
        self.new.set_text(_("Pack a bag"))
        self.pack.set_text(_("Packed and sealed"))
        self.reference.set_label(_("Number on the bank's slip"))
        self.photo.set_caption(_("Photo of the slip"))
        self.bank.set_text(_("It is at the bank"))
        self._show_sure()
        self.empty.set_texts(
            _("No bag was packed yet"), _("Type the number on the bag, then how many of each are in it.")
        )
        self.grid.retranslate()
        self.draft.retranslate()
        self.table.set_columns(
            [
                Column(_("Bag"), lambda shown: shown.bag, stretch=True, least=90),
                Column(_("Packed"), lambda shown: i18n.ago(shown.packed_at), spare=1),
                Column(_("Amount"), lambda shown: i18n.money(shown.fen), right=True),
                Column("", lambda shown: deposit_pill(shown)[0], pill=lambda shown: deposit_pill(shown)[1]),
            ]
        )


def _pack(s: WriteSession, bag: str, count: dict[str, int]) -> str:
    """Pack it and forget what was kept of the form, in one transaction."""
    id_ = pack_deposit(s, bag, count)
    clear_draft(s.connection(), FORM, "new")
    return id_
