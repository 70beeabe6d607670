"""All certificates of courses, one field that finds them, printing again and taking one back."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from villagedesk.desktop.desk import Desk
from villagedesk.desktop.training_results.words import certificate_line, certificate_pill
from villagedesk.desktop.widgets import (
    Card,
    EmptyState,
    Field,
    IconTile,
    Page,
    Pill,
    PlainButton,
    RowList,
    SearchBox,
    Text,
    column,
    flow,
    row,
)
from villagedesk.errors import AppError, Invalid, sentence
from villagedesk.i18n import _
from villagedesk.store.training_results import (
    CertificateRow,
    print_training_certificate,
    revoke_training_certificate,
    training_certificate,
    training_certificates,
)

_MOST = 40


class TrainingCertificatesScreen(Page):
    """``open()``, or ``open(certificate_id)`` to show that one."""

    help_page = "training_certificates"
    follows = frozenset({"training_certificate", "print_job"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._found: Sequence[CertificateRow] = ()
        self._wanted = ""
        self.search = SearchBox()
        self.rows = RowList(spacing=8)
        self.empty = EmptyState("star")
        self.add(self.search, self.rows, self.empty, None)
        self.search.typed.connect(self._on_typed)

    def open(self, certificate_id: str = "", **_params: Any) -> None:
        self._wanted = certificate_id
        self.refresh()
        self.search.setFocus()

    def refresh(self) -> None:
        """Read them again."""
        text, wanted = self.search.text(), self._wanted

        def look(s: Any) -> Sequence[CertificateRow]:
            return [training_certificate(s, wanted)] if wanted else training_certificates(s, text, limit=_MOST)

        self.desk.tasks.read(self, look, self.show_all, latest="training_certificates")

    def show_all(self, found: Sequence[CertificateRow]) -> None:
        """Show them."""
        self._found = found
        self.rows.set_rows([self._card(one) for one in found])
        self.rows.setVisible(bool(found))
        self.empty.setVisible(not found)

    def retranslate(self) -> None:
        self.header.set_title(_("Course certificates"))
        self.search.set_placeholder(_("Number or name"))
        self.empty.set_texts(
            _("No certificate is found."), _("Who was there and has passed gets one on the page of the class.")
        )
        self.show_all(self._found)

    def _on_typed(self, _text: str) -> None:
        self._wanted = ""
        self.refresh()

    def _card(self, one: CertificateRow) -> "CertificateCard":
        card = CertificateCard(one)
        card.print_asked.connect(self._print)
        card.revoked.connect(self._revoke)
        return card

    def _print(self, id_: str, sheet: bool) -> None:
        self.write(
            lambda s: print_training_certificate(s, id_, sheet=sheet),
            lambda _job: self.notice(_("The certificate is in the print queue.")),
        )

    def _revoke(self, card: "CertificateCard", reason: str) -> None:
        id_ = card.one.id
        self.write(
            lambda s: revoke_training_certificate(s, id_, reason),
            lambda _done: self.notice(_("Revoked. Other centres hear of it after the next sync."), "info"),
            card.not_revoked,
        )


class CertificateCard(Card):
    """One certificate. Signals: ``print_asked(id, sheet)``, ``revoked(card, reason)``."""

    print_asked = Signal(str, bool)
    revoked = Signal(object, str)

    def __init__(self, one: CertificateRow, parent: QWidget | None = None) -> None:
        super().__init__(margins=(13, 9, 13, 9), parent=parent)
        self.one = one
        words = column(Text(f"{one.name}  {one.number}", "card", wrap=True), spacing=0)
        words.addWidget(Text(certificate_line(one), "small", tone="muted", wrap=True))
        line = row(IconTile("star", "tile"), words, Pill(*certificate_pill(one)), spacing=14)
        line.setStretch(1, 1)
        self.body.addLayout(line)
        self.reason = Field(_("Why is it taken back?"), name="reason")
        self.sure = PlainButton(_("Revoke the certificate"))
        self._ask = column(self.reason, flow(self.sure), spacing=8)
        self._asking = QWidget()
        self._asking.setLayout(self._ask)
        self._asking.hide()
        self.sheet, self.slip, self.revoke = (
            PlainButton(_("Print A4")),
            PlainButton(_("Print slip")),
            PlainButton(_("Revoke…")),
        )
        for button in (self.sheet, self.slip, self.revoke):
            button.setAccessibleName(f"{button.text()}: {one.name}")
        if one.valid:
            self.body.addWidget(flow(self.sheet, self.slip, self.revoke))
        self.body.addWidget(self._asking)
        self.sheet.clicked.connect(lambda: self.print_asked.emit(one.id, True))
        self.slip.clicked.connect(lambda: self.print_asked.emit(one.id, False))
        self.revoke.clicked.connect(self._ask_why)
        self.sure.clicked.connect(lambda: self.revoked.emit(self, self.reason.text()))

    def not_revoked(self, error: AppError) -> bool:
        """Say under the field what is missing."""
        if isinstance(error, Invalid):
            self.reason.set_error(sentence(error))
            return True
        return False

    def _ask_why(self) -> None:
        self._asking.setVisible(not self._asking.isVisible())
        if self._asking.isVisible():
            self.reason.setFocus()
