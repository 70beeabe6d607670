"""A household's passbook: what it owes, what it is owed, its orders, and every yuan that went over the counter."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from villagedesk import i18n
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.orders.words import shortened, state_pill
from villagedesk.desktop.passbook.household_card import HouseholdCard
from villagedesk.desktop.passbook.side_card import SideCard
from villagedesk.desktop.rows_model import Column
from villagedesk.desktop.widgets import (
    Card,
    Columns,
    DataTable,
    FigureStrip,
    Page,
    PlainButton,
    PrimaryButton,
    Text,
    column,
)
from villagedesk.domain.cash import KIND_WORDS
from villagedesk.domain.passbook import Due, DueKind, Side
from villagedesk.i18n import _, ngettext
from villagedesk.store.passbook import Move, Passbook, passbook, print_passbook


class PassbookScreen(Page):
    """``open(person_id=..)``."""

    help_page = "passbook"
    follows = frozenset(
        {"person", "order", "order_line", "parcel", "cash_entry", "refund", "return", "bill", "fake_report"}
    )
    answers_scans = True

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.person_id = ""
        self._shown: Passbook | None = None
        self._several = False
        self.strip = FigureStrip()
        self.owes, self.owed = SideCard(), SideCard()
        self.people = HouseholdCard(desk)
        self.orders_title, self.orders = Text("", "card"), DataTable([], name=" ")
        self.moves_title, self.moves = Text("", "card"), DataTable([], name=" ")
        self.no_orders, self.no_moves = Text("", tone="muted", wrap=True), Text("", tone="muted", wrap=True)
        self.who = PlainButton("", icon="person")
        self.print = PrimaryButton("", "F10", icon="printer")
        self._build()

    def _build(self) -> None:
        self.header.add_right(self.who)
        self.header.add_right(self.print)
        left = Card(self.orders_title, self.orders, self.no_orders)
        right = Card(self.moves_title, self.moves, self.no_moves)
        for card, empty in ((left, self.no_orders), (right, self.no_moves)):
            card.body.setStretch(1, 1)
            card.body.setStretch(2, 1)
            empty.setAlignment(Qt.AlignmentFlag.AlignTop)  # below its title, not in the middle of nowhere
        sides = QWidget()
        sides.setLayout(column(Columns(self.owes, self.owed, self.people, wide=900), spacing=12))
        self.add(self.strip, sides, Columns(left, right, shares=(1, 1)))
        self.body.setStretch(3, 1)
        self.who.clicked.connect(lambda: self.go("farmer", person_id=self.person_id))
        self.print.clicked.connect(self.on_print)
        self.orders.taken.connect(lambda order: self.go("order", order_id=order.id))
        self.moves.taken.connect(self._open_move)
        self.owes.taken.connect(self._open_owed)
        self.owed.taken.connect(lambda due: self.go("order", order_id=due.about_id))

    # --- what the shell calls

    def open(self, person_id: str = "", **_more: Any) -> None:
        self.person_id = person_id or self.person_id
        self.people.close_search()
        self.refresh()
        self.setFocus()  # both sides are read first, also where large text leaves no room for the tables

    def on_scan(self, text: str) -> bool:
        """The card of somebody who lives here, too, while one is asked for."""
        return self.people.is_asking() and self.people.finder.take_scan(text)

    def on_back(self) -> bool:
        return self.people.close_search()

    def refresh(self) -> None:
        """Read the passbook again."""
        person = self.person_id
        if person:
            self.desk.tasks.read(self, lambda s: passbook(s, person), self.show_all, latest="passbook")

    def show_all(self, shown: Passbook) -> None:
        """Show one household."""
        self._shown = shown
        self.header.set_title(_("Passbook of {name}").format(name=shown.name))
        count = len(shown.members)
        people = ngettext("{count} person", "{count} people", count).format(count=count)
        self.header.set_pills([(people, "plain")] if count > 1 else [])
        self.strip.set_figures([*_balance(shown), *_waiting(shown)])
        self.owes.show_dues([due for due in shown.dues if due.side == Side.OWES])
        self.owed.show_dues([due for due in shown.dues if due.side in (Side.OWED, Side.WAITS)])
        self.people.show_members(shown.members)
        if self._several != (count > 1):
            self._several = count > 1
            self._set_columns()
        for table, rows, empty in (
            (self.orders, shown.orders, self.no_orders),
            (self.moves, shown.moves, self.no_moves),
        ):
            table.set_rows(rows)
            table.setVisible(bool(rows))
            empty.setVisible(not rows)

    # --- what the operator does

    def _open_owed(self, due: Due) -> None:
        if due.kind == DueKind.GOODS:
            self.go("order", order_id=due.about_id)
        else:
            self.go("parcels", parcel_id=due.about_id)

    def on_print(self) -> None:
        """The slip with both sides, for the villager to take home."""
        person = self.person_id
        self.desk.tasks.write(
            self,
            lambda s: print_passbook(s, person),
            lambda _job: self.notice(_("The slip is in the print queue.")),
            busy=self.print,
        )

    def _open_move(self, move: Move) -> None:
        if move.order_id:
            self.go("order", order_id=move.order_id)

    def _set_columns(self) -> None:
        self.orders.set_columns(_order_columns(self._several))
        self.moves.set_columns(_move_columns(self._several))

    def retranslate(self) -> None:
        self._set_columns()
        self.header.set_title(_("Passbook"))
        self.who.set_text(_("The villager's page"))
        self.print.set_text(_("Print the slip"))
        self.owes.set_texts(_("Pays the centre"), _("Nothing is to be paid."))
        self.owed.set_texts(_("Gets from the centre"), _("Nothing is owed."))
        self.people.retranslate()
        self.orders_title.setText(_("Orders"))
        self.orders.setAccessibleName(_("Orders"))
        self.moves_title.setText(_("Paid in and out"))
        self.moves.setAccessibleName(_("Paid in and out"))
        self.no_orders.setText(_("No order yet"))
        self.no_moves.setText(_("No money went over the counter yet."))
        if self._shown is not None:
            self.show_all(self._shown)


def _balance(shown: Passbook) -> list[tuple[str, str, str]]:
    balance = shown.owed_fen - shown.owes_fen
    if balance > 0:
        return [(_("Gets altogether"), i18n.money(balance), "act")]
    if balance < 0:
        return [(_("Pays altogether"), i18n.money(-balance), "wait")]
    return [(_("Altogether"), _("nothing is open"), "good")]


def _waiting(shown: Passbook) -> list[tuple[str, str, str]]:
    figures = [(_("Parcels on the shelf"), i18n.number(len(shown.parcels)), "wait" if shown.parcels else "")]
    figures.append((_("Open orders"), i18n.number(shown.on_the_way), ""))
    if shown.waits_fen:
        figures.append((_("Waits for the platform's refund"), i18n.money(shown.waits_fen), "wait"))
    if shown.bills:
        figures.append((_("Bills to be paid in"), i18n.number(len(shown.bills)), "wait"))
    return figures


def _order_columns(several: bool) -> list[Column]:
    who = [Column(_("Villager"), lambda row: shortened(row.name, 90), spare=1)] if several else []
    return [
        Column(_("Taken"), lambda row: i18n.short_day(i18n.local(row.at).date().isoformat()), spare=2),
        *who,
        Column(_("Goods"), lambda row: row.title, stretch=True, least=80),
        Column(_("Sum"), lambda row: i18n.money(row.total_fen), right=True),
        Column(_("State"), lambda row: state_pill(row)[0], pill=lambda row: state_pill(row)[1]),
    ]


def _move_columns(several: bool) -> list[Column]:
    who = [Column(_("Villager"), lambda move: shortened(move.person, 90), spare=1)] if several else []
    return [
        Column(_("When"), lambda move: i18n.short_day(i18n.local(move.at).date().isoformat()), spare=2),
        *who,
        Column(_("What"), _what, stretch=True, least=130),
        Column(_("Paid in"), lambda move: i18n.money(move.fen) if move.fen > 0 else "", right=True),
        Column(_("Paid out"), lambda move: i18n.money(-move.fen) if move.fen < 0 else "", right=True),
    ]


def _what(move: Move) -> str:
    words = _(KIND_WORDS.get(move.kind, move.kind))
    if move.reverses:
        words = _("Taken back: {what}").format(what=words)
    return "  ".join(part for part in (words, move.number or move.note) if part)
