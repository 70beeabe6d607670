"""The card on a lot's page that says how it is offered, with what can be done about it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from villagedesk.desktop.produce.words import amount, listing_pill, price
from villagedesk.desktop.sync.why_button import WhyButton
from villagedesk.desktop.widgets import Card, Pill, PlainButton, PrimaryButton, Text, column, flow, row
from villagedesk.domain.listings import LISTING, PAUSE_WORDS, ListingState
from villagedesk.errors import Refused, sentence
from villagedesk.i18n import _
from villagedesk.store.crops import ListingRow, LotPage


class ListingCard(Card):
    """Signals: ``offer_asked()``, ``mend_asked(id)``, ``paused(id)``, ``resumed(id)``, ``ended(id)``."""

    offer_asked = Signal()
    mend_asked = Signal(str)
    paused = Signal(str)
    resumed = Signal(str)
    ended = Signal(str)

    def __init__(self, why: WhyButton, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.why = why
        self._listing: ListingRow | None = None
        self._head, self._pill = Text("", "card"), Pill()
        self._title, self._facts = Text("", wrap=True), Text("", "small", tone="muted", wrap=True)
        self._reason = Text("", "small", tone="act", wrap=True)
        self.offer, self.mend = PrimaryButton("", "Ctrl+N"), PrimaryButton()
        self.pause, self.resume, self.end = PlainButton(), PlainButton(), PlainButton()
        self.change = PlainButton()
        line = row(
            column(self._title, self._facts, self._reason, spacing=2),
            flow(self.change, self.pause, self.resume, self.end, self.mend, self.offer),
        )
        line.setStretch(0, 1)
        self.body.addLayout(row(self._head, self._pill, self.why, None))
        self.body.addLayout(line)
        self.offer.clicked.connect(self.offer_asked)
        for button, signal in (
            (self.mend, self.mend_asked),
            (self.change, self.mend_asked),
            (self.pause, self.paused),
            (self.resume, self.resumed),
            (self.end, self.ended),
        ):
            button.clicked.connect(lambda _checked=False, s=signal: self._listing and s.emit(self._listing.id))

    def retranslate(self) -> None:
        """Every text in the language of the moment."""
        self._head.setText(_("On sale"))
        self.offer.set_text(_("Offer it"))
        self.mend.set_text(_("Mend and offer again"))
        self.pause.set_text(_("Pause"))
        self.change.set_text(_("Change it"))
        self.resume.set_text(_("Go on selling"))
        self.end.set_text(_("Take it off"))

    def show_lot(self, page: LotPage) -> None:
        """Show the newest offer of a lot, and what can be done now."""
        self._listing = page.listings[0] if page.listings else None
        listing = self._listing
        state = listing.state if listing else ""
        self._pill.set(*listing_pill(state, listing.waiting if listing else False))
        mixed = not page.row.seller_id and listing is None
        none = sentence(Refused("mixed_lot_not_listed")) if mixed else _("This lot is not offered yet.")
        self.why.set_row("listing", listing.id if listing else "", waiting=bool(listing and listing.waiting))
        self._title.setText(listing.title if listing else none)
        self._facts.setText(_facts(page, listing))
        self._facts.setVisible(bool(self._facts.text()))
        self._reason.setText(_reason(listing) if listing else "")
        self._reason.setVisible(bool(self._reason.text()))
        up = state in (ListingState.LIVE, ListingState.PAUSED)
        self.mend.setVisible(state == ListingState.REFUSED)
        self.change.setVisible(up)
        self.pause.setVisible(LISTING.can(state, ListingState.PAUSED))
        self.resume.setVisible(state == ListingState.PAUSED)
        self.end.setVisible(LISTING.can(state, ListingState.ENDED))
        self.offer.setVisible(bool(page.row.seller_id) and page.row.free > 0 and LISTING.ended(state))


def _reason(listing: ListingRow) -> str:
    """Why it is not on sale: the county office's words, or what paused it."""
    if listing.state == ListingState.PAUSED and listing.paused_for:
        return _(PAUSE_WORDS.get(listing.paused_for, listing.paused_for))
    return _("The county office says: {reason}").format(reason=listing.reason) if listing.reason else ""


def _facts(page: LotPage, listing: ListingRow | None) -> str:
    if listing is None:
        return ""
    facts = [price(listing.price_fen, listing.sale_unit), amount(listing.quantity, listing.sale_unit)]
    if listing.least:
        facts.append(_("from {amount}").format(amount=amount(listing.least, listing.sale_unit)))
    if page.row.free > 0:
        left = amount(page.row.free, page.row.sale_unit)
        facts.append(_("{amount} of the lot are not offered").format(amount=left))
    return "  ".join(facts)
