"""One certificate on a lot's page, with what can be done about it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from villagedesk.desktop.certificates.words import line, pill
from villagedesk.desktop.widgets import (
    Card,
    Field,
    NumberEdit,
    Pill,
    PlainButton,
    Text,
    WeightEdit,
    column,
    flow,
    pair,
    row,
)
from villagedesk.domain.certificates import CertificateState
from villagedesk.domain.short_code import short_code, shown
from villagedesk.domain.values import GRAMS
from villagedesk.errors import Invalid, sentence
from villagedesk.i18n import _
from villagedesk.store.certificates import CertificateRow


class CertificateCard(Card):
    """Signals: ``print_asked(id, sheet, copies, pack)``, ``revoked(id, reason)``."""

    print_asked = Signal(str, bool, int, int)
    revoked = Signal(str, str)

    def __init__(self, certificate: CertificateRow, parent: QWidget | None = None) -> None:
        super().__init__(spacing=6, parent=parent)
        self.certificate = certificate
        self.copies, self.pack = NumberEdit(_("Labels"), name="copies", zero=False), WeightEdit(_("In one pack"))
        self.copies.set_text("1")
        self.label, self.sheet = PlainButton(_("Print labels")), PlainButton(_("Print the sheet"))
        self.revoke, self.really = PlainButton(_("Revoke …")), PlainButton(_("Revoke it"))
        self.reason = Field(_("Why? It is shown as it is."), name="reason")
        head = row(Text(certificate.number, "card", wrap=True), Pill(*pill(certificate)))
        head.setStretch(0, 1)
        code = _("Short code {code}").format(code=shown(short_code(certificate.id)))
        self.body.addLayout(head)
        self.body.addWidget(Text(f"{line(certificate)}    {code}", "small", tone="muted", wrap=True))
        self._valid = certificate.state == CertificateState.VALID
        weighed = certificate.sale_unit in GRAMS
        counts = pair(self.copies, self.pack) if weighed else self.copies
        if self._valid:
            self.body.addWidget(counts)
            self.body.addWidget(flow(self.label, self.sheet, self.revoke))
        elif certificate.state == CertificateState.REPLACED:
            self.body.addWidget(flow(self.revoke))
        self._why = QWidget()
        self._why.setLayout(column(self.reason, flow(self.really)))
        self._why.hide()
        self.body.addWidget(self._why)
        self.label.clicked.connect(self.on_label)
        self.sheet.clicked.connect(lambda: self.print_asked.emit(certificate.id, True, 1, 0))
        self.revoke.clicked.connect(self._ask)
        self.really.clicked.connect(self.on_revoke)
        self.reason.edit.returnPressed.connect(self.on_revoke)

    def on_label(self) -> None:
        """As many labels as were asked for; each says what is in one pack."""
        try:
            copies = self.copies.read()
            pack = self.pack.read() if self.pack.text() else 0
        except Invalid as error:
            (self.copies if error.field == "copies" else self.pack.field).set_error(sentence(error))
            return
        self.print_asked.emit(self.certificate.id, False, copies, pack)

    def on_revoke(self) -> None:
        """Enter below the reason."""
        if not self.reason.text():
            self.reason.set_error(_("Please say why."))
            return
        self.revoked.emit(self.certificate.id, self.reason.text())

    def _ask(self) -> None:
        self._why.show()
        self.reason.focus()
