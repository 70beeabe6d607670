"""The certificates of one lot: whether it may have one and from when, writing, printing and revoking one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QLayout, QWidget

from villagedesk import clock
from villagedesk.desktop.certificates.papers_card import PapersCard
from villagedesk.desktop.certificates.row import CertificateCard
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.produce.words import amount
from villagedesk.desktop.widgets import (
    Card,
    Choice,
    ChoiceButtons,
    Columns,
    EmptyState,
    Field,
    IconTile,
    Page,
    PrimaryButton,
    RowList,
    Text,
    column,
    pair,
    row,
    show_invalid,
)
from villagedesk.domain.certificates import Certificate, CertificateForm, CertificateState
from villagedesk.domain.crops import HarvestLot
from villagedesk.domain.rules import rule_pack
from villagedesk.domain.values import parse_quantity, plain_quantity
from villagedesk.errors import AppError, Invalid, Refused, sentence
from villagedesk.i18n import _, language
from villagedesk.store import get
from villagedesk.store.certificates import (
    CertificateRow,
    allowed,
    certificates_of,
    collected_for,
    issue_certificate,
    print_certificate,
    revoke_certificate,
    suggestion,
)
from villagedesk.store.certificates.collected import CollectedRow
from villagedesk.store.crops.testing import TestRow, test_rows


@dataclass(frozen=True)
class _Shown:
    code: str
    product: str
    sale_unit: str
    left: int
    refusals: Sequence[Refused]
    form: CertificateForm
    certificates: Sequence[CertificateRow]
    tests: Sequence[TestRow]
    collected: Sequence[CollectedRow]


class LotCertificateScreen(Page):
    """``open(lot_id=)``, or ``certificate_id=`` for the lot of that certificate."""

    help_page = "certificates"
    follows = frozenset(
        {
            "certificate",
            "collected_certificate",
            "harvest_lot",
            "lot_move",
            "lot_test",
            "input_use",
            "crop_season",
            "seller",
            "print_job",
            "revocation",
        }
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.lot_id = ""
        self.shown: _Shown | None = None
        self._filled = ""
        self._listed: tuple[str, Sequence[CertificateRow]] = ("", ())
        self._form_title, self._list_title = Text("", "card"), Text("", "card")
        self.refusals, self.covered = RowList(spacing=6), Text("", tone="good", wrap=True)
        self.quantity, self.origin = Field("", name="quantity"), Field("", name="origin")
        self.issuer, self.contact = Field("", name="issuer"), Field("", name="contact")
        self._basis_title, self.basis_line = Text("", "small", tone="muted"), Text("", "small", tone="act", wrap=True)
        self.basis = ChoiceButtons([Choice(key, key) for key in _bases()], multiple=True)
        self.save = PrimaryButton("", "F10")
        self.list = RowList(spacing=8)
        self.empty = EmptyState("paper")
        self.papers = PapersCard(desk)
        self._lay_out()
        self.save.clicked.connect(self.on_save)

    def _lay_out(self) -> None:
        self.form_card = Card(
            self._form_title,
            self.refusals,
            self.covered,
            pair(self.quantity, self.origin),
            pair(self.issuer, self.contact),
            self._basis_title,
            self.basis,
            self.basis_line,
            row(None, self.save),
        )
        left = column(self.form_card, self.papers, None, spacing=12)
        right = column(Card(self._list_title, self.list, self.empty, None), None, spacing=12)
        self.add(Columns(_held(left), _held(right), shares=(1, 1)), None)

    # --- what the shell calls

    def open(self, lot_id: str = "", certificate_id: str = "", **_more: Any) -> None:
        if certificate_id:
            self.read(lambda s: get(s, Certificate, certificate_id).lot_id, lambda found: self.open(lot_id=found))
            return
        if lot_id != self.lot_id:
            self.lot_id, self._filled = lot_id, ""
            self.papers.begin(lot_id)
        self.refresh()

    def refresh(self) -> None:
        """Read everything about the lot's certificates again."""
        if self.lot_id:
            self.desk.tasks.read(self, lambda s: _look(s, self.lot_id), self.show_found, latest="certificates")

    def show_found(self, found: _Shown) -> None:
        """Show it; what is typed stays."""
        self.shown = found
        if self._filled != self.lot_id:
            self._filled = self.lot_id
            self._fill(found.form)
        self.retranslate()

    def retranslate(self) -> None:
        self.header.set_title(_("Conformity certificate"))
        self._form_title.setText(_("Write a certificate"))
        self._list_title.setText(_("Certificates of this lot"))
        self.origin.set_label(_("Origin"))
        self.issuer.set_label(_("Issuer"))
        self.contact.set_label(_("Contact"))
        self._basis_title.setText(_("The promise rests on"))
        self.basis.setAccessibleName(_("The promise rests on"))
        self.basis.set_texts(list(_bases().values()))
        self.save.set_text(_("Issue it"))
        self.empty.set_texts(_("This lot has none yet."), _("Whoever buys fresh produce must ask for one."))
        self.papers.retranslate()
        if self.shown is None:
            return
        found = self.shown
        self.header.set_right(f"{found.product}  {_('Lot {code}').format(code=found.code)}")
        self.quantity.set_label(_("Quantity, at most {most}").format(most=amount(found.left, found.sale_unit)))
        # All of it on certificates is as it should be, and nothing to be told in red.
        covered = found.left == 0 and any(one.state == CertificateState.VALID for one in found.certificates)
        told = [one for one in found.refusals if not (covered and one.code == "certificate_too_much")]
        self.covered.setText(_("All of this lot is on certificates in force."))
        self.covered.setVisible(covered)
        self.refusals.set_rows([_refusal(one) for one in told])
        self.refusals.setVisible(bool(told))
        for part in (self.quantity, self.origin, self.issuer, self.contact, self._basis_title, self.basis, self.save):
            part.setVisible(not found.refusals)
        if self._listed != (language(), found.certificates):  # what is being typed beside one must not be lost
            self._listed = (language(), found.certificates)
            self.list.set_rows([self._card(one) for one in found.certificates])
        self.list.setVisible(bool(found.certificates))
        self.empty.setVisible(not found.certificates)
        self.papers.show_papers(found.tests, found.collected)

    # --- what the operator does

    def on_save(self) -> None:
        """F10: issue it."""
        for field in (self.quantity, self.origin, self.issuer, self.contact):
            field.set_error("")
        self._tell_basis("")
        try:
            unit = self.shown.sale_unit if self.shown else "jin"
            form = CertificateForm(
                parse_quantity(self.quantity.text(), unit),
                self.origin.text(),
                self.issuer.text(),
                self.contact.text(),
                tuple(str(key) for key in self.basis.values()),
            )
        except Invalid as error:
            self.failed(error)
            return
        lot_id = self.lot_id
        self.desk.tasks.write(
            self, lambda s: issue_certificate(s, lot_id, form), self._issued, self.failed, busy=self.save
        )

    def on_print(self, certificate_id: str, sheet: bool, copies: int, pack: int) -> None:
        """Labels or the sheet of one."""
        self.write(
            lambda s: print_certificate(s, certificate_id, copies, sheet=sheet, pack=pack),
            lambda _job: self.notice(_("The certificate is in the print queue.")),
            self._not_printed,
        )

    def on_revoke(self, certificate_id: str, reason: str) -> None:
        """Take one back."""
        self.write(
            lambda s: revoke_certificate(s, certificate_id, reason),
            lambda _done: self.notice(_("Revoked. Other centres hear of it after the next sync."), "info"),
            self._not_printed,
        )

    def failed(self, error: AppError) -> bool:
        """Say it where it belongs."""
        if isinstance(error, Invalid) and error.field == "basis":
            self._tell_basis(sentence(error))
            return True
        if isinstance(error, Refused) and error.code == "certificate_too_much":
            self.quantity.set_error(sentence(error))
            return True
        return show_invalid(
            {field.name: field for field in (self.quantity, self.origin, self.issuer, self.contact)}, error
        )

    # --- inside

    def _issued(self, _id: str) -> None:
        self._filled = ""
        self.notice(_("Issued. Print labels for the packs, or the sheet for the load."))
        self.refresh()

    def _not_printed(self, error: AppError) -> bool:
        if isinstance(error, Invalid):
            self.notice(sentence(error), "act")
            return True
        return False

    def _tell_basis(self, words: str) -> None:
        self.basis_line.setText(words)
        self.basis_line.setVisible(bool(words))

    def _fill(self, form: CertificateForm) -> None:
        unit = self.shown.sale_unit if self.shown else "jin"
        self.quantity.set_text(plain_quantity(form.quantity, unit) if form.quantity else "")
        self.origin.set_text(form.origin)
        self.issuer.set_text(form.issuer)
        self.contact.set_text(form.contact)
        self.basis.set_values(list(form.basis))
        self._tell_basis("")

    def _card(self, one: CertificateRow) -> CertificateCard:
        card = CertificateCard(one)
        card.print_asked.connect(self.on_print)
        card.revoked.connect(self.on_revoke)
        return card


def _look(s: Any, lot_id: str) -> _Shown:
    lot, form = get(s, HarvestLot, lot_id), suggestion(s, lot_id)
    return _Shown(
        lot.code,
        lot.product,
        lot.sale_unit,
        form.quantity,
        allowed(s, lot_id),
        form,
        certificates_of(s, lot_id),
        test_rows(s, lot_id),
        collected_for(s, lot_id),
    )


def _bases() -> dict[str, str]:
    bases = rule_pack(clock.today()).produce.certificate.bases
    return {key: text.said(language()) for key, text in bases.items()}


def _refusal(one: Refused) -> QWidget:
    line = row(IconTile("clock", "wait", 36), Text(sentence(one), tone="act", wrap=True), spacing=12)
    line.setStretch(1, 1)
    return _held(line)


def _held(layout: QLayout) -> QWidget:
    holder = QWidget()
    holder.setLayout(layout)
    return holder
