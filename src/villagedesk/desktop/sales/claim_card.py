"""The card of a buyer's claims: what he says and wants, until when, and the answer."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QLayout, QWidget

from villagedesk import i18n
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.kept_photo import KeptPhoto
from villagedesk.desktop.kept_pictures import KeptPictures
from villagedesk.desktop.sales.words import claim_pill, claim_words
from villagedesk.desktop.widgets import Card, Field, Pill, PlainButton, RowList, Text, column, flow, row
from villagedesk.domain.evidence import EvidenceKind
from villagedesk.domain.sales import ClaimState, CropClaim
from villagedesk.errors import AppError, Invalid, sentence
from villagedesk.i18n import _
from villagedesk.store.photos import desk_files
from villagedesk.store.sales import SalePage, agree_to_claim, object_to_claim

if TYPE_CHECKING:
    from villagedesk.desktop.sales.order import CropOrderScreen


class ClaimCard(Card):
    """Seen when the buyer ever claimed something."""

    def __init__(self, page: "CropOrderScreen", parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._page = page
        self.title = Text("", "card", wrap=True)
        self.list = RowList(spacing=8)
        self.lines: list[ClaimLine] = []
        self.body.addWidget(self.title)
        self.body.addWidget(self.list)

    def begin(self) -> None:
        """Another order."""
        self.lines = []
        self.list.set_rows([])

    def show_sale(self, page: SalePage | None, _candidates: Sequence[Any]) -> None:
        """Show its claims; what is being typed stays as long as they are the same."""
        claims = page.claims if page else ()
        self.title.setText(_("The buyer's claims"))
        self.setVisible(bool(claims))
        now = [(claim.id, claim.state, i18n.language()) for claim in claims]
        if now != [(line.claim.id, line.state, line.language) for line in self.lines]:
            self.lines = [ClaimLine(self._page.desk, claim, self.on_agree, self.on_object) for claim in claims]
            self.list.set_rows(self.lines)
        for line in self.lines:
            line.show_pictures(page.pictures.get(line.claim.id, ()) if page else ())

    def on_agree(self, claim: CropClaim) -> None:
        """The centre agrees."""
        self._page.write(
            lambda s: agree_to_claim(s, claim.id), lambda _r: self._page.notice(_("Agreed. The buyer is told."))
        )

    def on_object(self, line: "ClaimLine") -> None:
        """The centre does not agree."""
        answer, photos = line.answer.text(), [slot.sha256 for slot in line.photos if slot.sha256]
        files = desk_files(self._page.desk.tasks.store())
        self._page.write(
            lambda s: object_to_claim(s, line.claim.id, answer, photos, files),
            lambda _r: self._page.notice(_("The county office decides."), "info"),
            line.failed,
        )


class ClaimLine(QWidget):
    """One claim."""

    def __init__(
        self, desk: Desk, claim: CropClaim, on_agree: Any, on_object: Any, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.claim, self.state, self.language = claim, claim.state, i18n.language()
        is_open = claim.state == ClaimState.OPEN
        due = _("to be answered by {time}").format(
            time=f"{i18n.short_day(_day(claim))} {i18n.time_text(claim.deadline_at)}"
        )
        came = _("It came to {money}.").format(money=i18n.money(claim.fen)) if claim.decided_at else ""
        said = "  ".join(one for one in (claim.detail, due if is_open else "", came, claim.answer) if one)
        words = column(
            Text(claim_words(claim), "card", wrap=True), Text(said, "small", tone="muted", wrap=True), spacing=0
        )
        head = row(words, Pill(*claim_pill(claim)))
        head.setStretch(0, 1)
        self.agree = PlainButton(_("Agree: the farmers bear {money}").format(money=i18n.money(claim.asked_fen)))
        self.object = PlainButton(_("Object"))
        self.answer = Field(_("Why not? Buyer and county office read this."), name="answer")
        self.pictures = KeptPictures(desk)
        # How the goods looked when they left: two are enough to answer with.
        self.photos = [KeptPhoto(desk, EvidenceKind.GOODS) for _n in range(2)]
        self.line = Text("", "small", tone="act", wrap=True)
        self.line.hide()
        for slot in self.photos:
            slot.set_caption(_("How it left"))
            slot.told.connect(self._tell)
        parts: list[QWidget | QLayout] = [head, self.pictures]
        if is_open:
            parts += [self.answer, flow(*self.photos), self.line, flow(self.agree, self.object)]
        self.setLayout(column(*parts))
        self.agree.clicked.connect(lambda: on_agree(self.claim))
        self.object.clicked.connect(lambda: on_object(self))

    def show_pictures(self, pictures: Sequence[tuple[bool, str]]) -> None:
        """What was sent with it, as (the buyer's, SHA-256)."""
        words = {True: _("From the buyer"), False: _("From here")}
        self.pictures.show_pictures([(words[buyers], sha256) for buyers, sha256 in pictures])

    def _tell(self, trouble: str) -> None:
        self.line.setText(trouble)
        self.line.setVisible(bool(trouble))

    def failed(self, error: AppError) -> bool:
        """What is wrong with the answer."""
        if isinstance(error, Invalid):
            self.answer.set_error(sentence(error))
            self.answer.focus()
            return True
        return False


def _day(claim: CropClaim) -> str:
    return i18n.local(claim.deadline_at).date().isoformat()
