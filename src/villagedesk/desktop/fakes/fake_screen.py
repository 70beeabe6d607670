"""One complaint: its way as a line of pills, the photos beside the picture it was sold with, and the next step."""

from typing import Any

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from villagedesk import i18n
from villagedesk.desktop import theme
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.fakes.advance_card import AdvanceCard
from villagedesk.desktop.fakes.next_card import NextCard
from villagedesk.desktop.fakes.words import damages_words, deadline_pill, page_facts, state_pill, steps
from villagedesk.desktop.kept_pictures import KeptPictures, picture_of
from villagedesk.desktop.returns.pictures import PhotoRow, with_words
from villagedesk.desktop.sync.why_button import WhyButton
from villagedesk.desktop.widgets import (
    Card,
    Columns,
    FlowLayout,
    IconTile,
    Page,
    Pill,
    PlainButton,
    Text,
    clear,
    column,
)
from villagedesk.domain.evidence import EvidenceKind
from villagedesk.errors import Invalid
from villagedesk.i18n import _
from villagedesk.store.fakes import (
    FakePage,
    add_photos,
    advance_refund,
    fake_page,
    note_outcome,
    print_packet,
    seal_sample,
    to_12315,
)
from villagedesk.store.photos import desk_files

_REFERENCE = QSize(108, 81)  # three beside each other, so that the page need not scroll


class FakeScreen(Page):
    """``open(report_id=)``."""

    help_page = "fakes"
    follows = frozenset({"fake_report", "evidence", "refund", "cash_entry", "order", "person"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.shown: FakePage | None = None
        self._report_id = ""
        self._steps_holder = QWidget()
        self._steps = FlowLayout(self._steps_holder, spacing=10)
        self._goods = Text("", "card", wrap=True)
        self._facts = Text("", "body", wrap=True)
        self._law = Text("", "small", tone="muted", wrap=True)
        self._reference_title = Text("", "small", tone="muted")
        self._reference = column(spacing=4)
        self._taken_title = Text("", "small", tone="muted")
        self.pictures = KeptPictures(desk, size=_REFERENCE)
        self.more = PhotoRow(desk, [EvidenceKind.PAPER.value])
        self.next = NextCard()
        self.advance = AdvanceCard()
        self.order = PlainButton("", icon="bag")
        sold, found = QWidget(), QWidget()
        sold.setLayout(column(self._reference_title, self._reference, None, spacing=4))
        found.setLayout(column(self._taken_title, self.pictures, spacing=4))
        left = Card(self._steps_holder, self._goods, self._facts, self._law, None)
        self.header.add_right(self.order)
        self.why = WhyButton(self)
        self.header.add_left(self.why)
        right = Card(
            Columns(sold, found, shares=(0, 1), wide=420), Columns(self.more, self.next, shares=(0, 1), wide=420), None
        )
        self.columns = Columns(left, right, shares=(1, 1))
        self.add(self.columns, self.advance, None)
        self.body.setStretchFactor(self.columns, 1)
        self._connect()

    def _connect(self) -> None:
        self.more.edited.connect(self._on_photo)
        self.next.asked_seal.connect(self.on_seal)
        self.next.asked_packet.connect(self.on_packet)
        self.next.asked_12315.connect(self.on_12315)
        self.next.asked_outcome.connect(self.on_outcome)
        self.advance.asked.connect(self.on_advance)
        self.order.clicked.connect(self._on_order)

    # --- what the shell calls

    def open(self, report_id: str = "", **_more: Any) -> None:
        if report_id and report_id != self._report_id:
            self._report_id, self.shown = report_id, None
            self.next.begin()
            self.advance.begin()
        self.refresh()

    def on_back(self) -> bool:
        return self.next.step_back()

    def refresh(self) -> None:
        """Read the complaint again."""
        report_id = self._report_id
        if report_id:
            self.read(lambda s: fake_page(s, report_id), self.show_page, self.close_if_gone)

    def show_page(self, page: FakePage) -> None:
        """Show one complaint."""
        self.shown = page
        self.retranslate()

    # --- what the operator does

    def on_seal(self, number: str) -> None:
        """The sample is in its bag; the label over the opening is printed."""
        report_id = self._report_id
        self.write(
            lambda s: seal_sample(s, report_id, number),
            lambda _none: self.notice(_("The seal's label is printed. Stick it over the opening of the bag.")),
            self.next.show_error,
        )

    def on_packet(self) -> None:
        """Print the packet; nothing else changes."""
        report_id = self._report_id
        self.write(lambda s: print_packet(s, report_id), lambda _none: self.notice(_("The packet is printed.")))

    def on_12315(self) -> None:
        """The packet goes to the consumer line; the working days begin."""
        report_id = self._report_id
        said = _("The packet is printed. Hand it in, or call 12315; the deadline stands on Today.")
        self.write(lambda s: to_12315(s, report_id), lambda _none: self.notice(said))

    def on_outcome(self, words: str) -> None:
        """What came of it."""
        report_id = self._report_id
        self.write(
            lambda s: note_outcome(s, report_id, words),
            lambda _none: self.notice(_("The complaint is over.")),
            self.next.show_error,
        )

    def on_advance(self) -> None:
        """Pay out of the drawer, against his signature."""
        report_id, signed, files = self._report_id, self.advance.signed(), desk_files(self.desk.tasks.store())
        try:
            fen = self.advance.fen()
        except Invalid as error:
            self.advance.show_error(error)
            return
        self.desk.tasks.write(
            self,
            lambda s: advance_refund(s, report_id, fen, signed, files),
            self._advanced,
            self.advance.show_error,
            busy=self.advance.pay,
        )

    def _advanced(self, fen: int) -> None:
        self.advance.begin()
        self.notice(_("Give {money} to the villager. The receipt is printed.").format(money=i18n.money(fen)), "wait")

    def _on_photo(self) -> None:
        report_id, photos, files = self._report_id, self.more.taken(), desk_files(self.desk.tasks.store())
        self.more.load([])
        self.write(lambda s: add_photos(s, report_id, photos, files))

    def _on_order(self) -> None:
        if self.shown:
            self.go("order", order_id=self.shown.order_id)

    # --- what is shown

    def retranslate(self) -> None:
        self.header.set_title(_("Complaint"))
        for part in (self.next, self.advance, self.more):
            part.retranslate()
        self.order.set_text(_("Show the order"))
        self._reference_title.setText(_("Sold as"))
        self._taken_title.setText(_("What came"))
        page = self.shown
        self.columns.setVisible(page is not None)
        if page is None:
            self.advance.hide()
            return
        until = deadline_pill(page.row)
        self.header.set_title(page.row.number)
        self._goods.setText(page.row.title)
        self.header.set_pills([state_pill(page.row), *([until] if until else [])])
        self.why.set_row("fake_report", page.row.id, waiting=page.row.waiting)
        clear(self._steps)
        for words, kind in steps(page.row.state):
            self._steps.addWidget(Pill(words, kind))
        self._facts.setText("\n".join(page_facts(page)))
        self._law.setText(damages_words(page))
        self._law.setVisible(page.is_open)
        self.pictures.show_pictures(with_words(page.pictures))
        self._show_reference(page)
        self.order.setVisible(bool(page.order_id))
        self.more.setVisible(page.is_open)
        self.next.show_page(page)
        self.advance.show_most(page.may_advance_fen)

    def _show_reference(self, page: FakePage) -> None:
        clear(self._reference)
        if page.reference:
            self._reference.addWidget(picture_of(self.desk, page.reference, page.row.title, _REFERENCE))
        else:
            self._reference.addWidget(IconTile(page.icon, "plain", theme.half(96)))
