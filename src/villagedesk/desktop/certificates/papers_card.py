"""Tests of a lot with their photos, and the certificates that came with what others brought."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from villagedesk import clock, i18n
from villagedesk.desktop.certificates.words import test_line
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.returns.pictures import PhotoRow
from villagedesk.desktop.widgets import (
    Card,
    Choice,
    ChoiceButtons,
    DateEdit,
    Field,
    Pill,
    PlainButton,
    RowCard,
    RowList,
    Text,
    column,
    pair,
    row,
    show_invalid,
)
from villagedesk.domain.certificates import CollectedForm
from villagedesk.domain.evidence import EvidenceKind
from villagedesk.domain.lot_tests import TestForm, TestKind
from villagedesk.domain.values import parse_count
from villagedesk.errors import AppError, Invalid, sentence
from villagedesk.i18n import _
from villagedesk.store.certificates import collect_certificate
from villagedesk.store.certificates.collected import CollectedRow
from villagedesk.store.crops import record_test
from villagedesk.store.crops.testing import TestRow
from villagedesk.store.photos import desk_files

_TEST, _LAB, _PAPER = "test", "laboratory", "paper"


class PapersCard(Card):
    """Writes down a test, a laboratory's verdict, or somebody else's certificate, and lists them."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._desk, self._lot_id = desk, ""
        self._tests: Sequence[TestRow] = ()
        self._collected: Sequence[CollectedRow] = ()
        self._title = Text("", "card")
        self.rows = RowList(spacing=6)
        self.what = ChoiceButtons([Choice(one, one) for one in (_TEST, _LAB, _PAPER)], value=_TEST)
        self.inhibition, self.tested_by = Field("", name="inhibition"), Field("", name="tested_by")
        self.day = DateEdit("", name="tested_on", future=False)
        self.verdict = ChoiceButtons([Choice("passed", ""), Choice("failed", "")])
        self.number, self.issuer = Field("", name="number"), Field("", name="issuer")
        self.product = Field("", name="product")
        self.photos = PhotoRow(desk, [str(EvidenceKind.PAPER)])
        self.save = PlainButton("", "Ctrl+S")
        self._test, self._lab, self._paper = QWidget(), QWidget(), QWidget()
        self._test.setLayout(column(self.inhibition))
        self._lab.setLayout(column(self.tested_by, self.verdict, spacing=8))
        self._paper.setLayout(column(pair(self.number, self.issuer), self.product, spacing=8))
        for part in (self._title, self.rows, self.what, self._test, self._lab, self._paper, self.day, self.photos):
            self.body.addWidget(part)
        self.body.addLayout(row(None, self.save))
        self.what.chosen.connect(lambda _value: self._show_form())
        self.save.clicked.connect(self.on_save)

    def begin(self, lot_id: str) -> None:
        """Another lot: nothing is typed."""
        self._lot_id = lot_id
        self.clear()

    def clear(self) -> None:
        """Empty the form."""
        for field in (self.inhibition, self.tested_by, self.number, self.issuer, self.product):
            field.set_text("")
        self.day.set_text(clock.today())
        self.verdict.set_value(None)
        self.photos.load(())
        self._show_form()

    def show_papers(self, tests: Sequence[TestRow], collected: Sequence[CollectedRow]) -> None:
        """List these."""
        self._tests, self._collected = tests, collected
        self.rows.set_rows([*(_test_card(one) for one in tests), *(_collected_card(one) for one in collected)])
        self.rows.setVisible(bool(tests or collected))

    def retranslate(self) -> None:
        """Every text in the language of the moment."""
        self._title.setText(_("Tests, and papers of others"))
        self.what.set_texts([_("Quick test"), _("Laboratory"), _("Somebody else's certificate")])
        self.what.setAccessibleName(_("Kind"))
        self.inhibition.set_label(_("Inhibition in percent; 50 and more fails"))
        self.tested_by.set_label(_("Who tested it?"))
        self.verdict.set_texts([_("passed"), _("failed")])
        self.verdict.setAccessibleName(_("Result"))
        self.number.set_label(_("Number"))
        self.issuer.set_label(_("Issuer"))
        self.product.set_label(_("Product"))
        self.day.set_label(_("Day"))
        self.save.set_text(_("Keep it"))
        self.photos.retranslate()
        self.show_papers(self._tests, self._collected)

    def on_save(self) -> None:
        """Ctrl+S: keep what stands in the form."""
        try:
            day = self.day.read()
            inhibition = parse_count(self.inhibition.text(), field="inhibition") if self._what() == _TEST else 0
        except Invalid as error:
            self._failed(error)
            return
        lot_id, files = self._lot_id, desk_files(self._desk.tasks.store())
        photos = [sha256 for _kind, sha256 in self.photos.taken()]
        if self._what() == _PAPER:
            paper = CollectedForm(self.number.text(), self.issuer.text(), day, self.product.text())
            self._write(lambda s: collect_certificate(s, lot_id, paper, photos, files))
            return
        form = self._test_form(day, inhibition)
        if form is not None:
            self._write(lambda s: record_test(s, lot_id, form, photos, files))

    def _test_form(self, day: str, inhibition: int) -> TestForm | None:
        if self._what() == _TEST:
            return TestForm(TestKind.QUICK, day, inhibition * 10)
        if self.verdict.value() is None:
            self.tested_by.set_error(_("Please say what came of it."))
            return None
        passed = self.verdict.value() == "passed"
        standing = next((one.id for one in self._tests if one.stands), "") if passed else ""
        return TestForm(TestKind.LABORATORY, day, None, passed, self.tested_by.text(), standing)

    def _write(self, op: object) -> None:
        self._desk.tasks.write(self, op, self._kept, self._failed, busy=self.save)  # type: ignore[arg-type]

    def _kept(self, result: object) -> None:
        self.clear()
        if result is False:
            self._desk.bus.say(
                _("It failed. Keep the lot apart and send a sample to a laboratory; nothing of it may be sold."), "act"
            )
        else:
            self._desk.bus.say(_("Kept."), "good")

    def _failed(self, error: AppError) -> bool:
        fields: list[Field] = [self.inhibition, self.tested_by, self.day, self.number, self.issuer, self.product]
        found = {field.name: field for field in fields} | {"issued_on": self.day}
        if show_invalid(found, error):
            return True
        if isinstance(error, Invalid):
            self.day.set_error(sentence(error))
            return True
        return False

    def _what(self) -> str:
        return str(self.what.value())

    def _show_form(self) -> None:
        what = self._what()
        for part, name in ((self._test, _TEST), (self._lab, _LAB), (self._paper, _PAPER)):
            part.setVisible(what == name)


def _test_card(one: TestRow) -> RowCard:
    title = _("Passed") if one.passed else _("Failed")
    card = RowCard("check" if one.passed else "warning", "good" if one.passed else "act", title, test_line(one))
    if not one.passed and not one.stands:
        card.line.insertWidget(2, Pill(_("cleared by a laboratory"), "good"))
    return card


def _collected_card(one: CollectedRow) -> RowCard:
    facts = (one.product, one.issuer, i18n.short_day(one.issued_on))
    return RowCard("paper", "tile", one.number, "    ".join(facts))
