"""Writing down that goods go back: which, why, with photos; the law's answer stands beside it while it is filled in."""

from typing import Any

from villagedesk import i18n
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.draft_line import DraftLine, photos_as_text, photos_from
from villagedesk.desktop.orders.words import shortened
from villagedesk.desktop.returns.line_picker import LinePicker
from villagedesk.desktop.returns.pictures import PhotoRow
from villagedesk.desktop.returns.words import freight_words, reason_words, right_words, written_words
from villagedesk.desktop.widgets import (
    Card,
    Choice,
    ChoiceButtons,
    Columns,
    EmptyState,
    Field,
    Page,
    PlainButton,
    PrimaryButton,
    Text,
    flow,
    pair,
    row,
)
from villagedesk.domain.evidence import EvidenceKind
from villagedesk.domain.returns import COMPLAINED_OF, PHOTO_NEEDED, Reason, ReturnForm, Right
from villagedesk.errors import AppError, Invalid, NotFound, Refused, sentence
from villagedesk.i18n import _
from villagedesk.store.drafts import Fields, load_draft
from villagedesk.store.photos import desk_files
from villagedesk.store.returns import Returnable, ask_return, returnable
from villagedesk.store.returns.verbs import FORM

_PHOTOS = (EvidenceKind.GOODS, EvidenceKind.DAMAGE, EvidenceKind.LABEL)


class ReturnFormScreen(Page):
    """``open(order_id=)`` or ``open(parcel_id=)``; ``open(draft=)`` goes on with one.

    ``reason``, ``detail`` and ``photos`` (as a draft keeps them) begin it with what was seen at the hand-over.
    """

    help_page = "return_form"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.found: Returnable | None = None
        self._opened: dict[str, str] | None = None
        self._why_not = ""
        self.lines = LinePicker()
        self.lines_error = Text("", "small", tone="act", wrap=True)
        self._reason_label = Text("", "small", tone="muted")
        self.reason = ChoiceButtons([Choice(str(r), "", str(at)) for at, r in enumerate(Reason, 1)], value=None)
        self.opened = ChoiceButtons([Choice("opened", "")], multiple=True)
        self.right = Text("", wrap=True)
        self.faulty = PlainButton("")
        self.complain = PlainButton("", icon="warning")
        self.detail = Field("", name="detail")
        self.photos = PhotoRow(desk, [str(kind) for kind in _PHOTOS])
        self.no_photo = Field("", name="no_photo")
        self.draft = DraftLine(desk, FORM, self.typed)
        self.save = PrimaryButton("", "F10")
        self.empty = EmptyState("back")
        self._which, self._sum = Text("", "card"), Text("", "amount", right=True)
        left = Card(self._which, self.lines, self.lines_error, None, row(None, self._sum))
        right = Card(
            self._reason_label,
            self.reason,
            self.opened,
            self.right,
            flow(self.faulty, self.complain),
            pair(self.detail, self.no_photo),
            self.photos,
            None,
            Columns(self.draft, self.save, shares=(1, 0), wide=0),
        )
        self.columns = Columns(left, right, shares=(4, 5))
        self.add(self.columns, self.empty, None)
        self.body.setStretchFactor(self.columns, 1)
        self._connect()

    def _connect(self) -> None:
        self.lines.edited.connect(self.on_edited)
        self.reason.chosen.connect(lambda _value: self.on_edited())
        self.opened.chosen.connect(lambda _value: self.on_edited())
        self.detail.edited.connect(self.on_edited)
        self.no_photo.edited.connect(self.on_edited)
        self.photos.edited.connect(self.on_edited)
        self.faulty.clicked.connect(self.on_faulty)
        self.complain.clicked.connect(self.on_complain)
        self.save.clicked.connect(self.on_save)

    # --- what the shell calls

    def open(self, order_id: str = "", parcel_id: str = "", draft: str = "", **begun: Any) -> None:
        asked = {"order_id": order_id, "parcel_id": parcel_id, "draft": draft}
        if self._opened == asked and self.found is not None and not self.draft.is_thrown_away():
            return  # the screen was locked, or another page was looked at meanwhile
        self._opened, self.found, self._why_not = asked, None, ""
        self.draft.begin(draft)
        if draft:
            self.read(lambda s: load_draft(s.connection(), FORM, draft), self._take_up)
        else:
            self._fill(begun)
            self._look(order_id, parcel_id, {})

    def on_back(self) -> bool:
        self.draft.flush()
        return False

    def on_changed(self, names: set[str]) -> None:
        """What can go back may have changed; what is typed stays."""
        found = self.found
        if names & {"return", "order", "parcel"} and found is not None:
            chosen = self.lines.quantities()
            self.read(lambda s: returnable(s, found.order_id, found.parcel_id), lambda now: self._show(now, chosen))

    def retranslate(self) -> None:
        self.header.set_title(_("Goods go back"))
        self.header.set_right(_("Works without a line"))
        self._show_whose()
        self._which.setText(_("What goes back?"))
        self._reason_label.setText(_("Why?"))
        self.reason.set_texts([reason_words(reason) for reason in Reason])
        self.opened.set_texts([_("The packing is opened")])
        self.detail.set_label(_("More, in the villager's words"))
        self.faulty.set_text(_("It is faulty"))
        self.complain.set_text(_("Only complain, it stays with him"))
        self.no_photo.set_label(_("No photo is possible, because"))
        self.empty.set_texts(
            self._why_not or _("No order was chosen"), _("Begin a return on the page of its order or parcel.")
        )
        for part in (self.lines, self.photos, self.draft):
            part.retranslate()
        self._show_form()

    # --- what is typed

    def typed(self) -> Fields:
        """What stands in the form, for the draft; empty while nothing does."""
        found = self.found
        quantities, photos = self.lines.quantities(), photos_as_text(self.photos.taken())
        if found is None or not (self.reason.value() or self.detail.text() or photos):
            return {}
        return {
            "name": found.name,
            "order_id": found.order_id,
            "parcel_id": found.parcel_id,
            "quantities": [f"{line}={count}" for line, count in quantities.items()],
            "reason": str(self.reason.value() or ""),
            "opened": bool(self.opened.values()),
            "detail": self.detail.text(),
            "photos": photos,
            "no_photo": self.no_photo.text(),
        }

    def form(self) -> ReturnForm:
        """The form as it stands."""
        found = self.found
        return ReturnForm(
            order_id=found.order_id if found else "",
            quantities=self.lines.quantities(),
            reason=str(self.reason.value() or ""),
            detail=self.detail.text(),
            parcel_id=found.parcel_id if found else "",
            opened=bool(self.opened.values()),
            photos=self.photos.taken(),
            no_photo=self.no_photo.text(),
        )

    def on_edited(self) -> None:
        """Something was chosen or typed: keep it, and say what the law gives."""
        self.lines_error.setText("")
        self.draft.changed()
        self._show_form()

    def on_faulty(self) -> None:
        """There is no right without a reason any more; for something faulty there is."""
        self.reason.set_value(str(Reason.FAULTY))
        self.on_edited()
        self.detail.focus()

    def on_complain(self) -> None:
        """Nothing goes back: only the complaint is made."""
        self._to_complaint()

    # --- saving

    def on_save(self) -> None:
        """F10: write it down; a missing right never stands in the way."""
        form, files, key = self.form(), desk_files(self.desk.tasks.store()), self.draft.key
        self.desk.tasks.write(self, lambda s: ask_return(s, form, files, key), self.saved, self.failed, busy=self.save)

    def saved(self, return_id: str) -> None:
        """It is on the disk; a fake is complained about next."""
        self.draft.stop()
        if self.reason.value() == Reason.FAKE:
            self.notice(
                _("The return is written down. Now the complaint: the law gives more for a fake than its price.")
            )
            self._to_complaint()
        else:
            self.notice(written_words(str(self.reason.value())))
            self.go("return", return_id=return_id)
        self._opened, self.found = None, None

    def failed(self, error: AppError) -> bool:
        """Say it where it belongs."""
        if not isinstance(error, Invalid):
            return False
        if error.field == "lines":
            self.lines_error.setText(sentence(error))
        elif error.field == "photos":
            self.photos.tell(sentence(error))
            self._show_no_photo()
        elif error.field == "no_photo":
            self.no_photo.set_error(sentence(error))
        elif error.field == "detail":
            self.detail.set_error(sentence(error))
        else:
            self.right.setText(_("Choose why it goes back."))
            self.right.set_tone("act")
        return True

    # --- inside

    def _to_complaint(self) -> None:
        found = self.found
        if found is not None:
            parcel = {"parcel_id": found.parcel_id} if found.parcel_id else {}
            photos = photos_as_text(self.photos.taken())
            line = next(iter(self.lines.quantities()), "")
            expired = reason_words(Reason.EXPIRED) if self.reason.value() == Reason.EXPIRED else ""
            about = {"wrong_with_it": self.detail.text() or expired, "photos": photos, "order_line_id": line}
            self.go("fake_form", order_id=found.order_id, **parcel, begun=about)

    def _show_no_photo(self) -> None:
        needed = str(self.reason.value() or "") in PHOTO_NEEDED and not self.photos.taken()
        self.no_photo.setVisible(needed)

    def _take_up(self, fields: Fields | None) -> None:
        kept = fields or {}
        quantities = kept.get("quantities")
        pairs = [one.split("=") for one in quantities] if isinstance(quantities, list) else []
        self._fill(kept)
        self._look(str(kept.get("order_id") or ""), str(kept.get("parcel_id") or ""), {a: int(b) for a, b in pairs})

    def _fill(self, kept: Fields) -> None:
        self.reason.set_value(str(kept.get("reason") or "") or None)
        self.opened.set_value("opened" if kept.get("opened") else None)
        self.detail.set_text(str(kept.get("detail") or ""))
        self.photos.load(photos_from(kept.get("photos")))
        self.no_photo.set_text(str(kept.get("no_photo") or ""))

    def _look(self, order_id: str, parcel_id: str, chosen: dict[str, int]) -> None:
        if not order_id and not parcel_id:
            self.retranslate()
            return
        self.read(lambda s: returnable(s, order_id, parcel_id), lambda found: self._begin(found, chosen), self._none)

    def _begin(self, found: Returnable, chosen: dict[str, int]) -> None:
        """What was past its date when its pack was looked at is chosen, with that reason, unless something else was."""
        if found.past_date() and not chosen and not self.reason.value():
            self.reason.set_value(str(Reason.EXPIRED))
            chosen = found.past_date()
        self._show(found, chosen)

    def _show(self, found: Returnable, chosen: dict[str, int]) -> None:
        self.found = found
        self._show_whose()
        self.lines.set_lines(found.lines, chosen)
        self._show_form()

    def _show_whose(self) -> None:
        if self.found is not None:
            order = _("Order {number}").format(number=self.found.number)
            self.header.set_pills([(shortened(self.found.name, 200), "good"), (order, "plain")])

    def _none(self, error: AppError) -> bool:
        if isinstance(error, Refused | NotFound):
            self.found, self._why_not = None, sentence(error)
            self.retranslate()
            return True
        return False

    def _show_form(self) -> None:
        found = self.found
        self.columns.setVisible(found is not None)
        self.empty.setVisible(found is None)
        if found is None:
            return
        quantities = self.lines.quantities()
        self._sum.setText(i18n.money(found.fen(quantities)))
        self.opened.setVisible(found.asks_opened(quantities))
        reason = str(self.reason.value() or "")
        fake = reason == Reason.FAKE
        self._show_no_photo()
        self.complain.setVisible(reason in COMPLAINED_OF)
        self.save.set_text(_("Write it down, then complain") if fake else _("Write it down"))
        if not reason:
            self.right.setText("")
            self.faulty.hide()
            return
        right = self._right(found, reason)
        words, tone = right_words(right)
        self.right.setText(f"{words} {freight_words(right.freight)}")
        self.right.set_tone(tone)
        self.faulty.setVisible(not right.holds and self._right(found, str(Reason.FAULTY)).holds)

    def _right(self, found: Returnable, reason: str) -> Right:
        opened = bool(self.opened.values())
        return found.right(reason, self.lines.quantities(), opened=opened, now=found.asked_at)
