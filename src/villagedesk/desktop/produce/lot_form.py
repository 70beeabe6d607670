"""Recording a lot and offering it, on one page: what the farmer brought, what it shall cost, and what is missing."""

from typing import Any

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from villagedesk.desktop import theme
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.draft_line import DraftLine
from villagedesk.desktop.produce.lot_about import About, about_of, lot_texts, mended_at
from villagedesk.desktop.produce.lot_fields import LotFields
from villagedesk.desktop.produce.lot_typed import problems_of, typed_lot, typed_offer
from villagedesk.desktop.produce.offer_side import OfferSide
from villagedesk.desktop.produce.whose import Whose
from villagedesk.desktop.produce.words import amount
from villagedesk.desktop.widgets import Card, Columns, Page, PlainButton, PrimaryButton, Text, column, flow
from villagedesk.domain.crops import LotForm, grade_text
from villagedesk.domain.listings import ListingForm, ListingState, suggested_title
from villagedesk.errors import AppError, Invalid, sentence
from villagedesk.i18n import _
from villagedesk.store.crops import record_lot
from villagedesk.store.drafts import Fields, load_draft
from villagedesk.store.listings import change_listing, list_again, list_lot, record_and_list
from villagedesk.store.photos import desk_files
from villagedesk.store.sellers import seller_page

FORM = "lot"
# What may change whether the lot can be offered.
_NAMES = {"seller", "consent", "harvest_lot", "listing", "crop_order", "certificate", "lot_test", "input_use"}


class LotFormScreen(Page):
    """``open(seller_id=..)`` a new lot, ``open(lot_id=..)`` offers a recorded one, with ``listing_id`` mends an offer."""

    help_page = "produce_form"
    answers_scans = True

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.about: About | None = None
        self.rows = LotFields(desk)
        self.side = OfferSide(desk)
        self.checks = self.side.checks
        self.picker = Whose(desk)
        self.draft = DraftLine(desk, FORM, self.typed)
        self.ready_line = Text("", "small", tone="muted", wrap=True)
        self.later, self.record, self.offer = PlainButton(), PlainButton("", "Ctrl+S"), PrimaryButton("", "Ctrl+Enter")
        self.came_back, self._reason = Card(tone="act"), Text("", wrap=True)
        self.came_back.body.addWidget(self._reason)
        self._title_typed = False
        self._opened: dict[str, str] | None = None
        said = QWidget()
        said.setLayout(column(self.ready_line, self.draft, spacing=0))
        said.setMinimumWidth(theme.px(170))
        foot = Columns(said, flow(self.later, self.record, self.offer), shares=(1, 0), wide=0)
        # Under the last row, not at the foot of the page: the column beside it is longer than the window.
        self.card = Card(self.rows, foot, None)
        self.columns = Columns(self.card, self.side, shares=(5, 3))
        self.add(self.came_back, self.picker, self.columns, None)
        self.body.setStretchFactor(self.columns, 100)
        self._connect()

    def _connect(self) -> None:
        self.rows.edited.connect(self.on_edited)
        self.rows.title.edited.connect(self._on_title)
        self.picker.finder.chosen.connect(lambda person: self._on_seller(person.id))
        self.checks.mend_asked.connect(self._on_mend)
        self.later.clicked.connect(self.on_later)
        self.record.clicked.connect(self.on_record)
        self.offer.clicked.connect(self.on_offer)
        # "Enter" alone is the key of the number pad.
        QShortcut(QKeySequence("Ctrl+Return"), self.offer).activated.connect(self.offer.click)

    # --- what the shell calls

    def open(
        self, seller_id: str = "", lot_id: str = "", listing_id: str = "", draft: str = "", **_params: Any
    ) -> None:
        asked = {"seller_id": seller_id, "lot_id": lot_id, "listing_id": listing_id, "draft": draft}
        if self._opened == asked and self.about is not None and not self.draft.is_thrown_away():
            return  # the screen was locked, or another page was looked at meanwhile
        self._opened, self.about, self._title_typed = asked, None, False
        self.draft.begin(draft)
        self.rows.lock_lot(False)
        self.rows.set_texts({})
        if draft:
            self.read(lambda s: load_draft(s.connection(), FORM, draft), self._take_up)
        elif seller_id or lot_id:
            self.read(lambda s: about_of(s, seller_id, lot_id, listing_id), self._begin)
        else:
            self._show_form(False)
            self.picker.begin()

    def on_scan(self, text: str) -> bool:
        """The card of whoever brought it, while that is not known."""
        return self.about is None and self.picker.finder.take_scan(text)

    def on_back(self) -> bool:
        self.draft.flush()
        return False

    def on_changed(self, names: set[str]) -> None:
        """A verdict of central, or a buyer's order, may change what is possible; what is typed stays."""
        if names & _NAMES and self.about is not None:
            about = self.about
            lot_id = about.lot.row.id if about.lot else ""
            listing_id = about.listing.id if about.listing else ""
            self.read(lambda s: about_of(s, about.seller.seller_id, lot_id, listing_id), self._look_again)

    def retranslate(self) -> None:
        self.header.set_title(_("Put produce on sale"))
        self.header.set_right(_("Works without a line"))
        self.later.set_text(_("Finish later"))
        self.record.set_text(_("Only record the lot"))
        self.offer.set_text(_("Offer it"))
        for part in (self.rows, self.side, self.picker, self.draft):
            part.retranslate()
        self._show_about()

    # --- what is typed

    def typed(self) -> Fields:
        """What stands in the form, for the draft; empty while nothing does."""
        if self.about is None:
            return {}
        texts = self.rows.texts()
        if self.about.lot is None and not any(texts[name] for name in (*self.rows.fields, "photos")):
            return {}
        return texts | {
            "seller_id": self.about.seller.seller_id,
            "lot_id": self.about.lot.row.id if self.about.lot else "",
            "listing_id": self.about.listing.id if self.about.listing else "",
            "title_typed": self._title_typed,
        }

    def lot_form(self) -> LotForm:
        """The lot as typed; what cannot be read is left out."""
        return typed_lot(self.rows, self.about.seller.seller_id if self.about else "")

    def listing_form(self) -> ListingForm:
        """The offer as typed; what cannot be read is left out."""
        return typed_offer(self.rows)

    def on_edited(self) -> None:
        """Something was typed: keep it, and look again what is missing."""
        self.draft.changed()
        self._suggest_title()
        self._show_checks()

    def problems(self, *, offering: bool) -> dict[str, Invalid]:
        """What is not right, by field, with what cannot be read."""
        recorded = self.about is not None and self.about.lot is not None
        return problems_of(self.rows, self.lot_form(), recorded=recorded, offering=offering)

    # --- saving

    def on_later(self) -> None:
        """Leave; the draft stays."""
        self.draft.flush()
        self._opened = None
        self.desk.back()

    def on_record(self) -> None:
        """Record the lot, offer nothing yet."""
        if self._shows_problems(offering=False):
            return
        form, files, key = self.lot_form(), desk_files(self.desk.tasks.store()), self.draft.key
        self.draft.flush()
        self.desk.tasks.write(
            self,
            lambda s: record_lot(s, form, files, draft_key=key),
            lambda lot_id: self._saved(lot_id, _("The lot is recorded.")),
            self._failed,
            busy=self.record,
        )

    def on_offer(self) -> None:
        """Record the lot if it is new, and offer it."""
        if self.about is None or self._shows_problems(offering=True):
            return
        about, lot, offer = self.about, self.lot_form(), self.listing_form()
        files, key = desk_files(self.desk.tasks.store()), self.draft.key
        known = {sha256 for _kind, sha256 in about.lot.photos} if about.lot else set()
        taken = [photo for photo in lot.photos if photo[1] not in known]
        self.draft.flush()

        def save(s: Any) -> str:
            if about.listing is not None and about.lot is not None:
                again = list_again if about.listing.state == ListingState.REFUSED else change_listing
                again(s, about.listing.id, offer, taken, files, draft_key=key)
                return about.lot.row.id
            if about.lot is not None:
                list_lot(s, about.lot.row.id, offer, taken, files, draft_key=key)
                return about.lot.row.id
            return record_and_list(s, lot, offer, files, draft_key=key)

        done = _("It goes to the county office by itself, and on sale when they agree.")
        if self.checks.is_open("certificate"):
            done = _("It goes to the county office by itself. Write the certificate now: F7.")
        self.desk.tasks.write(self, save, lambda lot_id: self._saved(lot_id, done), self._failed, busy=self.offer)

    def _shows_problems(self, *, offering: bool) -> bool:
        problems = self.problems(offering=offering)
        self._show_problems(problems)
        return bool(problems)

    def _show_problems(self, problems: dict[str, Invalid]) -> bool:
        known = [(self.rows.fields[name], error) for name, error in problems.items() if name in self.rows.fields]
        for field, error in known:
            field.set_error(sentence(error))
        if known:
            known[0][0].focus()
        return bool(known)

    def _saved(self, lot_id: str, said: str) -> None:
        self.draft.stop()
        self._opened = None
        self.notice(said)
        self.go("lot", lot_id=lot_id)

    def _failed(self, error: AppError) -> bool:
        return isinstance(error, Invalid) and self._show_problems({error.field: error})

    # --- showing

    def _on_seller(self, person_id: str) -> None:
        self.read(lambda s: about_of(s, seller_page(s, person_id).seller_id, "", ""), self._begin)

    def _begin(self, about: About) -> None:
        self.about = about
        if about.lot is not None:
            self._fill_from_lot(about)
        self._show_form(True)
        self._suggest_title()
        self._show_checks()
        (self.rows.product if about.lot is None else self.rows.price).focus()

    def _look_again(self, about: About) -> None:
        self.about = about
        self._show_about()

    def _take_up(self, texts: Fields | None) -> None:
        texts = texts or {}
        ids = [str(texts.get(name) or "") for name in ("seller_id", "lot_id", "listing_id")]
        self._title_typed = bool(texts.get("title_typed"))

        def begin(about: About) -> None:
            self._begin(about)
            self.rows.set_texts(texts)
            self.on_edited()

        self.read(lambda s: about_of(s, *ids), begin)

    def _fill_from_lot(self, about: About) -> None:
        texts = lot_texts(about)
        self._title_typed = about.listing is not None
        self.rows.lock_lot(True, str(texts["sale_unit"]))
        self.rows.set_texts(texts)

    def _show_form(self, shown: bool) -> None:
        self.picker.setVisible(not shown)
        self.columns.setVisible(shown)
        self._show_about()

    def _show_about(self) -> None:
        about = self.about
        lot = about.lot.row if about and about.lot else None
        said = [about.seller.name] if about else []
        if lot:
            said.append(_("Lot {code}").format(code=lot.code))
        self.header.set_pills([("  ".join(said), "good")] if said else [])
        self.record.setVisible(lot is None)
        reason = about.listing.reason if about and about.listing else ""
        self._reason.setText(_("It came back from the county office: {reason}").format(reason=reason))
        self.came_back.setVisible(bool(reason))
        left = ""
        if about and lot:
            left = _("{amount} of the lot are left").format(amount=amount(about.free(), lot.sale_unit))
        self.rows.quantity.set_hint(left)
        self._show_checks()

    def _show_checks(self) -> None:
        if self.about is None:
            return
        self.side.show_offer(self.about, self.rows, self.listing_form())
        self.ready_line.setText(self.checks.summary())

    def _on_mend(self, field: str) -> None:
        """To the page where a point of the check is mended; what is typed stays as a draft."""
        about = self.about
        if about is None:
            return
        self.draft.flush()
        place, params = mended_at(about, field)
        self.go(place, **params)

    def _on_title(self) -> None:
        self._title_typed = bool(self.rows.title.text())

    def _suggest_title(self) -> None:
        if self._title_typed or self.about is None or not self.rows.product.text():
            return
        if self.rows.title.edit.hasFocus():
            return  # the operator is just typing one: his first letter is not to be written over
        grade = grade_text(str(self.rows.grade.value() or ""))
        self.rows.title.set_text(
            suggested_title(self.about.seller.village, self.rows.product.text(), grade, self.rows.pack_words())
        )
