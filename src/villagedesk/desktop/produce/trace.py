"""Where something came from and where it went, as one page: from any label to farmer, plot, scale, parcel and money."""

from typing import Any

from villagedesk import i18n
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.produce.words import amount
from villagedesk.desktop.widgets import Card, EmptyState, Page, Pill, RowCard, RowList, Text
from villagedesk.domain.certificates import STATE_WORDS as CERTIFICATE_WORDS
from villagedesk.domain.crops import grade_text
from villagedesk.domain.labels import Kind
from villagedesk.domain.lot_moves import LOSS_WORDS
from villagedesk.domain.lot_tests import TEST_WORDS
from villagedesk.domain.sales import STATE_WORDS as ORDER_WORDS
from villagedesk.domain.values import plain_mu
from villagedesk.errors import AppError, NotFound, sentence
from villagedesk.i18n import N_, _, ngettext
from villagedesk.store.trace import Step, StepKind, Trace, trace

_TITLES: dict[StepKind, tuple[str, str]] = {
    StepKind.FARMER: (N_("Farmer"), "person"),
    StepKind.PLOT: (N_("Plot"), "sprout"),
    StepKind.SEASON: (N_("Season"), "sprout"),
    StepKind.LOT: (N_("Lot"), "box"),
    StepKind.MOVE: (N_("Mixed, split, lost"), "sack"),
    StepKind.TEST: (N_("Test"), "search"),
    StepKind.CERTIFICATE: (N_("Conformity certificate"), "paper"),
    StepKind.WEIGH_IN: (N_("Weighed in"), "scale"),
    StepKind.PACK: (N_("Packed into boxes"), "box"),
    StepKind.ORDER: (N_("Buyer's order"), "bag"),
    StepKind.PARCEL: (N_("Handed to the van"), "truck"),
    StepKind.PAYOUT: (N_("Paid to the farmer"), "cash"),
}
_PAGES: dict[StepKind, tuple[str, str]] = {
    StepKind.FARMER: ("farmer", "person_id"),
    StepKind.PLOT: ("seasons", "person_id"),
    StepKind.SEASON: ("season", "season_id"),
    StepKind.LOT: ("lot", "lot_id"),
    StepKind.TEST: ("certificate", "lot_id"),
    StepKind.CERTIFICATE: ("certificate", "certificate_id"),
    StepKind.ORDER: ("crop_order", "order_id"),
    StepKind.PAYOUT: ("pay_farmer", "seller_id"),
}
_WORDS = {"mixed": N_("mixed"), "split": N_("split off"), "lost": N_("loss"), "passed": N_("passed")} | {
    "failed": N_("failed"),
    "cash": N_("in cash"),
    "transfer": N_("by transfer"),
}


class TraceScreen(Page):
    """``open(kind=, id=)``: a labels.Kind as a number, and the id that the label names."""

    help_page = "trace"
    follows = frozenset({"harvest_lot", "lot_move", "certificate", "weigh_in", "crop_payout", "crop_shipment"})
    answers_scans = True

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._asked = (0, "")
        self.shown: Trace | None = None
        self.missing = Text("", "small", tone="wait", wrap=True)
        self.rows = RowList(spacing=6)
        self.empty = EmptyState("search")
        self.add(self.missing, Card(self.rows, self.empty), None)

    def open(self, kind: int = 0, id: str = "", **_more: Any) -> None:
        if id:
            self._asked = (kind, id)
        self.refresh()

    def refresh(self) -> None:
        """Read the way again."""
        kind, id_ = self._asked
        if id_:
            self.desk.tasks.read(
                self, lambda s: trace(s, Kind(kind), id_), self.show_trace, self._failed, latest="trace"
            )

    def show_trace(self, found: Trace) -> None:
        """Show it."""
        self.shown = found
        self.retranslate()

    def retranslate(self) -> None:
        self.header.set_title(_("Where from, where to"))
        self.empty.set_texts(_("Nothing is shown yet."), _("Open a lot, or scan the label of a box."))
        found = self.shown
        steps = found.steps if found else ()
        self.rows.set_rows([self._card(step) for step in steps])
        self.rows.setVisible(bool(steps))
        self.empty.setVisible(not steps)
        missing = found.missing if found else 0
        words = ngettext(
            "{count} lot of it is not on this computer yet. Sync once, then look again.",
            "{count} lots of it are not on this computer yet. Sync once, then look again.",
            missing,
        )
        self.missing.setText(words.format(count=i18n.number(missing)))
        self.missing.setVisible(missing > 0)

    def _failed(self, error: AppError) -> bool:
        if isinstance(error, NotFound):
            self.notice(sentence(error), "act")
            return True
        return False

    def _card(self, step: Step) -> RowCard:
        title, icon = _TITLES[step.kind]
        page = _PAGES.get(step.kind)
        button = _("Show it") if page else ""
        card = RowCard(
            icon,
            "good" if step.this else "tile",
            f"{_(title)}  {_named(step)}",
            _facts(step),
            button,
            (lambda: self.go(page[0], **{page[1]: step.id})) if page else None,
        )
        if step.this:
            card.line.insertWidget(2, Pill(_("this one"), "good"))
        return card


def _named(step: Step) -> str:
    if step.kind is StepKind.TEST:
        return _(TEST_WORDS[step.title]) if step.title in TEST_WORDS else step.title
    if step.kind is StepKind.MOVE:
        to = _(LOSS_WORDS[step.detail]) if step.detail in LOSS_WORDS else step.detail
        return f"{step.title} → {to}"
    if step.kind is StepKind.PACK:
        return ngettext("{count} box", "{count} boxes", int(step.title)).format(count=step.title)
    return step.title


def _facts(step: Step) -> str:
    facts = [
        "" if step.kind in (StepKind.MOVE, StepKind.WEIGH_IN) else _said(step.detail),
        grade_text(step.detail) if step.kind is StepKind.WEIGH_IN else "",
        amount(step.quantity, step.unit) if step.quantity and step.unit else "",
        _("{area} mu").format(area=plain_mu(step.area)) if step.area else "",
        i18n.money(step.fen) if step.fen else "",
        i18n.short_day(step.day) if step.day else "",
        i18n.ago(step.at) if step.at else "",
        _state(step),
        _("by {operator}").format(operator=step.operator) if step.operator else "",
    ]
    return "    ".join(fact for fact in facts if fact)


def _said(text: str) -> str:
    return _(_WORDS[text]) if text in _WORDS else text


def _state(step: Step) -> str:
    words = {StepKind.CERTIFICATE: CERTIFICATE_WORDS, StepKind.ORDER: ORDER_WORDS}.get(step.kind, _WORDS)
    return _(words[step.state]) if step.state in words else ""
