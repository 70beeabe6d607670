"""The card on a lot's page about its papers and its way: certificate, lawful day, what it was made of."""

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from villagedesk.desktop.produce.words import amount
from villagedesk.desktop.seasons.words import lawful_words
from villagedesk.desktop.widgets import Card, Columns, Pill, PlainButton, Text, column, flow, row
from villagedesk.domain.certificates import CertificateState
from villagedesk.domain.crops import HarvestLot
from villagedesk.domain.seasons import LawfulDay
from villagedesk.errors import Refused, sentence
from villagedesk.i18n import _
from villagedesk.store import get
from villagedesk.store.certificates import allowed
from villagedesk.store.certificates.lists import certificates_of
from villagedesk.store.crops import LotBalance, balance
from villagedesk.store.crops.sources import made_by, source_ids
from villagedesk.store.seasons import lawful_for


@dataclass(frozen=True)
class LotWay:
    """What the card shows of a lot. ``certified`` is the number of a certificate in force, "" without one."""

    season_id: str
    lawful: LawfulDay | None
    certified: str
    refusal: Refused | None
    figures: LotBalance
    sale_unit: str
    made_by: str
    sources: int


def lot_way(s: Any, lot_id: str) -> LotWay:
    """Read it.

    Raises:
        NotFound: the lot is not on this computer.
    """
    lot = get(s, HarvestLot, lot_id)
    valid = [one for one in certificates_of(s, lot_id) if one.state == CertificateState.VALID]
    refusals = [one for one in allowed(s, lot_id) if one.code != "certificate_too_much" or not valid]
    return LotWay(
        lot.season_id,
        lawful_for(s, lot),
        valid[0].number if valid else "",
        refusals[0] if refusals else None,
        balance(s.connection(), lot_id),
        lot.sale_unit,
        made_by(s, lot_id),
        len(source_ids(s.connection(), lot_id)) - 1,
    )


class WayCard(Card):
    """Signals: ``certificate_asked()``, ``stock_asked()``, ``season_asked(id)``, ``trace_asked()``."""

    certificate_asked = Signal()
    stock_asked = Signal()
    season_asked = Signal(str)
    trace_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._way: LotWay | None = None
        self._head, self.pill = Text("", "card"), Pill()
        self.why, self.lawful = Text("", "small", tone="act", wrap=True), Text("", "small", tone="muted", wrap=True)
        self.made = Text("", "small", tone="muted", wrap=True)
        self.certificate, self.stock = PlainButton("", "F7"), PlainButton()
        self.season, self.trace = PlainButton(), PlainButton()
        words, buttons = QWidget(), flow(self.certificate, self.stock, self.season, self.trace)
        words.setLayout(column(row(self._head, self.pill, None), self.why, self.lawful, self.made, spacing=2))
        self.body.addWidget(Columns(words, buttons, shares=(1, 0), wide=0))
        self.certificate.clicked.connect(self.certificate_asked)
        self.stock.clicked.connect(self.stock_asked)
        self.trace.clicked.connect(self.trace_asked)
        self.season.clicked.connect(lambda: self._way and self.season_asked.emit(self._way.season_id))

    def show_way(self, way: LotWay) -> None:
        """Show it."""
        self._way = way
        self.retranslate()

    def retranslate(self) -> None:
        """Every text in the language of the moment."""
        self._head.setText(_("Conformity certificate"))
        self.certificate.set_text(_("Its certificates"))
        self.stock.set_text(_("Mix, split, lose"))
        self.season.set_text(_("Season"))
        self.trace.set_text(_("Where from, where to"))
        way = self._way
        if way is None:
            return
        self.pill.set(*_pill(way))
        self.why.setText(sentence(way.refusal) if way.refusal else "")
        self.why.setVisible(way.refusal is not None)
        words, tone = lawful_words(way.lawful, logged=True)
        self.lawful.setText(words)
        self.lawful.set_tone("muted" if tone == "good" else tone)
        self.lawful.setVisible(bool(way.season_id) and way.refusal is None)
        self.made.setText(_made_words(way))
        self.made.setVisible(bool(self.made.text()))
        self.season.setVisible(bool(way.season_id))


def _pill(way: LotWay) -> tuple[str, str]:
    if way.refusal is not None:
        return _("none possible"), "act"
    return (way.certified, "good") if way.certified else (_("none yet"), "wait")


def _made_words(way: LotWay) -> str:
    figures, unit = way.figures, way.sale_unit
    said = []
    if way.made_by == "mixed":
        said.append(_("mixed of {count} lots").format(count=way.sources))
    elif way.made_by == "split":
        said.append(_("split off another lot"))
    if figures.moved:
        said.append(_("mixed or split out {amount}").format(amount=amount(figures.moved, unit)))
    if figures.lost:
        said.append(_("lost {amount}").format(amount=amount(figures.lost, unit)))
    if figures.short:
        said.append(_("{amount} too much were taken out: count it").format(amount=amount(figures.short, unit)))
    return "    ".join(said)
