"""One villager: who he is, where his dossier stands, his card, and his lots."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from villagedesk.desktop import theme
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.farmers.words import state_pill
from villagedesk.desktop.produce.lot_table import LotTable
from villagedesk.desktop.sales.money_card import MoneyCard
from villagedesk.desktop.sync.why_button import WhyButton
from villagedesk.desktop.training_results.rights_card import RightsCard
from villagedesk.desktop.widgets import (
    Avatar,
    Card,
    EmptyState,
    Page,
    Pill,
    PlainButton,
    PrimaryButton,
    QrLabel,
    Text,
    column,
    flow,
    row,
)
from villagedesk.domain.identity import mask_id, shown_phone
from villagedesk.domain.sellers import KIND_WORDS, SellerState
from villagedesk.i18n import _
from villagedesk.store.centre import own_centre
from villagedesk.store.crops import LotRow, lots_of, print_lot_label
from villagedesk.store.people import print_card
from villagedesk.store.sellers import SellerPage, seller_page


@dataclass(frozen=True)
class _Shown:
    page: SellerPage
    lots: Sequence[LotRow]
    village: str


# Pixels at 100 %: names of fifteen characters and more go on in a second line.
_NAME_ROOM = 420


class FarmerScreen(Page):
    """``open(person_id=..)``."""

    help_page = "farmers_page"
    follows = frozenset(
        {
            "crop_allocation",
            "person",
            "person_merge",
            "seller",
            "consent",
            "harvest_lot",
            "listing",
            "crop_order",
            "training_certificate",
            "training_session",
        }
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.header.hide()
        self.person_id = ""
        self._shown: _Shown | None = None
        self.avatar = Avatar(size=72)
        self.name = Text("", "title")
        self.pill, self.why = Pill(), WhyButton(self)
        self.facts, self.consents = (
            Text("", "small", tone="muted", wrap=True),
            Text("", "small", tone="muted", wrap=True),
        )
        self.square = QrLabel(size=104)
        self.came_back, self.reason = Card(tone="act"), Text("", wrap=True)
        self.mend, self.become = PrimaryButton(), PrimaryButton()
        self.card_button, self.correct, self.collect = PlainButton("", "F8"), PlainButton(), PlainButton()
        self.book, self.dossier = PlainButton("", "F9"), PlainButton("", "F7")
        self.seasons = PlainButton()
        self.lots = LotTable()
        self.money, self.rights = MoneyCard(self), RightsCard(self)
        self.lots_title = Text("", "card")
        self.label = PlainButton()
        # One solid button a page: while a dossier is to be mended, a new lot is the lesser thing.
        self.offer, self.offer_quiet = PrimaryButton("", "Ctrl+N"), PlainButton("", "Ctrl+N")
        self.nothing = EmptyState("sprout")
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        words = column(flow(self.name, self.pill, self.why), self.facts, self.consents, spacing=2)
        words.addSpacing(8)
        words.addWidget(
            flow(
                self.book,
                self.seasons,
                self.card_button,
                self.dossier,
                self.correct,
                self.collect,
                self.become,
            )
        )
        line = row(self.avatar, words, self.square, spacing=18)
        line.setStretch(1, 1)
        self.who = Card()
        self.who.body.addLayout(line)
        mend = row(self.reason, self.mend)
        mend.setStretch(0, 1)
        self.came_back.body.addLayout(mend)
        head = row(self.lots_title, None, flow(self.label, self.offer, self.offer_quiet))
        self.produce = Card(head, self.lots, self.nothing)
        self.add(self.who, self.came_back, self.money, self.produce, self.rights, None)

    def _connect(self) -> None:
        self.mend.clicked.connect(lambda: self.go("seller_form", person_id=self.person_id))
        self.become.clicked.connect(lambda: self.go("seller_form", person_id=self.person_id))
        self.correct.clicked.connect(lambda: self.go("person_form", person_id=self.person_id))
        self.collect.clicked.connect(lambda: self.go("proxies", person_id=self.person_id))
        self.book.clicked.connect(lambda: self.go("passbook", person_id=self.person_id))
        self.dossier.clicked.connect(lambda: self.go("dossier", person_id=self.person_id))
        self.seasons.clicked.connect(lambda: self.go("seasons", person_id=self.person_id))
        self.card_button.clicked.connect(self.on_card)
        self.offer.clicked.connect(self.on_offer)
        self.offer_quiet.clicked.connect(self.on_offer)
        self.label.clicked.connect(self.on_label)
        self.lots.taken.connect(lambda lot: self.go("lot", lot_id=lot.id))
        self.lots.current_changed.connect(lambda lot: self.label.setEnabled(lot is not None))

    def open(self, person_id: str = "", **_params: Any) -> None:
        self.person_id = person_id
        self.refresh()

    def retranslate(self) -> None:
        self.book.set_text(_("Passbook"))
        self.seasons.set_text(_("Seasons"))
        self.card_button.set_text(_("Print the card"))
        self.dossier.set_text(_("Dossier"))
        self.correct.set_text(_("Correct"))
        self.collect.set_text(_("Who may collect"))
        self.mend.set_text(_("Mend the dossier"))
        self.become.set_text(_("Take on as a seller"))
        self.lots_title.setText(_("Lots"))
        self.label.set_text(_("Print the lot label"))
        self.offer.set_text(_("New lot"))
        self.offer_quiet.set_text(_("New lot"))
        self.square.setAccessibleName(_("The square of the card"))
        self.nothing.set_texts(_("No lot is recorded yet."), _("When a harvest is brought in, press Ctrl+N."))
        self.lots.retranslate()
        if self._shown:
            self.show_all(self._shown)

    def refresh(self) -> None:
        """Read the person again."""
        if self.person_id:
            self.desk.tasks.read(self, lambda s: _look(s, self.person_id), self.show_all, latest="farmer")

    def show_all(self, shown: _Shown) -> None:
        """Show one villager."""
        self._shown = shown
        page = shown.page
        self.person_id = page.person_id  # of rows that were joined the one that stands for him
        self.money.look(page.seller_id)
        self.rights.look(self.person_id, sells=bool(page.seller_id))
        self.avatar.set_name(page.name)
        self.name.setText(page.name)
        # Minority names may be longer than the page is wide.
        self.name.setWordWrap(self.name.fontMetrics().horizontalAdvance(page.name) > theme.px(_NAME_ROOM))
        self.pill.set(*state_pill(page.state, page.waiting))
        self.why.set_row("person", self.person_id, waiting=page.waiting)
        self.facts.setText(_facts(page, shown.village))
        self.consents.setText(_consents(page))
        self.consents.setVisible(bool(self.consents.text()))
        self.square.set_text(page.label)
        self.square.setVisible(bool(page.label))
        back = page.state in (SellerState.RETURNED, SellerState.FROZEN)
        self.came_back.setVisible(back)
        self.mend.setVisible(page.state == SellerState.RETURNED)
        said = _("It came back from the county office: {reason}")
        stopped = _("The county office has stopped this seller: {reason}")
        self.reason.setText((said if page.state == SellerState.RETURNED else stopped).format(reason=page.return_reason))
        self.become.setVisible(not page.state)
        self._show_lots(shown.lots, page)

    def _show_lots(self, lots: Sequence[LotRow], page: SellerPage) -> None:
        self.produce.setVisible(bool(page.seller_id))
        self.lots.set_lots(lots)
        self.lots.setVisible(bool(lots))
        self.label.setVisible(bool(lots))
        self.nothing.setVisible(not lots)
        mending, stopped = page.state == SellerState.RETURNED, page.state == SellerState.FROZEN
        self.offer.setVisible(not mending and not stopped)
        self.offer_quiet.setVisible(mending)

    def on_card(self) -> None:
        """Print his card."""
        self.desk.tasks.write(
            self,
            lambda s: print_card(s, self.person_id),
            lambda _job: self.notice(_("The card is in the print queue.")),
            busy=self.card_button,
        )

    def on_label(self) -> None:
        """Print one label of the lot that is chosen in the table."""
        lot = self.lots.current_row()
        if lot is not None:
            self.desk.tasks.write(
                self,
                lambda s: print_lot_label(s, lot.id),
                lambda _job: self.notice(_("The label of {code} is in the print queue.").format(code=lot.code)),
                busy=self.label,
            )

    def on_offer(self) -> None:
        """He has brought something."""
        if self._shown:
            self.go("lot_form", seller_id=self._shown.page.seller_id)


def _look(s: Any, person_id: str) -> _Shown:
    page = seller_page(s, person_id)
    centre = own_centre(s)
    return _Shown(page, lots_of(s, page.seller_id) if page.seller_id else [], centre.village_name if centre else "")


def _facts(page: SellerPage, village: str) -> str:
    facts = [
        mask_id(page.resident_id) if page.resident_id else "",
        shown_phone(page.phone),
        " ".join(part for part in (village, page.group, page.address) if part),
        _(KIND_WORDS[page.kind]) if page.kind in KIND_WORDS else "",
        page.cooperative,
        page.nickname,
    ]
    return "    ".join(fact for fact in facts if fact)


def _consents(page: SellerPage) -> str:
    facts = []
    if page.consents:
        facts.append(_("Consent given {date}").format(date=max(date for _purpose, _version, date in page.consents)))
    if page.next_verify_on:
        facts.append(_("To be verified again by {date}").format(date=page.next_verify_on))
    if page.payout:
        _kind, bank, tail = page.payout
        facts.append(_("Paid to {bank} …{tail}").format(bank=bank, tail=tail).replace("  ", " "))
    return "    ".join(facts)
