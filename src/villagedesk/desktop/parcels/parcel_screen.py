"""The way of one parcel: who had it, how heavy it was, who was told, into whose hands it went, with pictures."""

from typing import Any

from villagedesk import i18n
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.kept_pictures import KeptPictures
from villagedesk.desktop.parcels.steps import HAND_WORDS, step_icon, step_words
from villagedesk.desktop.parcels.words import contents, due_words, trouble_words
from villagedesk.desktop.returns.after_sale import AfterSale
from villagedesk.desktop.returns.pictures import with_words
from villagedesk.desktop.sync.why_button import WhyButton
from villagedesk.desktop.widgets import (
    Card,
    Columns,
    Page,
    Pill,
    PlainButton,
    PrimaryButton,
    RowCard,
    RowList,
    Text,
    flow,
    row,
)
from villagedesk.domain.orders import OrderState
from villagedesk.domain.parcels import IN_ROOM, PARCEL, ParcelState
from villagedesk.i18n import _
from villagedesk.store.parcels import (
    ParcelHistory,
    ParcelRow,
    Step,
    keep_here,
    parcel_history,
    reprint_label,
    take_back_money,
)


class ParcelScreen(Page):
    """``open(parcel_id=)``."""

    help_page = "parcels"
    follows = frozenset(
        {
            "parcel",
            "hand_over",
            "cash_entry",
            "text_message",
            "evidence",
            "van_visit",
            "back_trip",
            "input_check",
            "return",
        }
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.shown: ParcelHistory | None = None
        self._parcel_id, self._sure = "", False
        self._name = Text("", "card", wrap=True)
        self._state = Pill("")
        self._facts = Text("", "body", wrap=True)
        self._weights = Text("", "body", tone="muted", wrap=True)
        self._trouble = Text("", "body", tone="wait", wrap=True)
        self._twice = Text("", "body", tone="act", wrap=True)
        self.give = PrimaryButton("", "F10")
        self.money_back = PlainButton("", icon="cash")
        self.keep = PlainButton("", "F8", icon="back")
        self.label = PlainButton("", icon="printer")
        self.order = PlainButton("", icon="bag")
        self.why = WhyButton(self)
        self.header.add_left(self.why)
        self.after = AfterSale(desk)
        self._way_title = Text("", "card")
        self.way = RowList(spacing=4)
        self.pictures = KeptPictures(desk)
        left = Card(
            Columns(self._name, self._state, shares=(1, 0), wide=0, spacing=10),
            self._facts,
            self._weights,
            self._trouble,
            self._twice,
            6,
            row(self.give, self.keep, None),
            flow(self.label, self.order, self.money_back),
            self.after,
            None,
            self.pictures,
        )
        self.add(Columns(left, Card(self._way_title, self.way, None), shares=(9, 11)), None)
        self.give.clicked.connect(lambda: self.go("parcels", parcel_id=self._parcel_id))
        self.keep.clicked.connect(self.on_keep)
        self.label.clicked.connect(self.on_label)
        self.order.clicked.connect(self._on_order)
        self.money_back.clicked.connect(self.on_money_back)

    # --- what the shell calls

    def open(self, parcel_id: str = "", **_more: Any) -> None:
        if parcel_id:
            self._parcel_id = parcel_id
        self._sure = False
        self.refresh()

    def refresh(self) -> None:
        """Read its way again."""
        parcel_id = self._parcel_id
        if parcel_id:
            self.read(lambda s: parcel_history(s, parcel_id), self.show_history, self.close_if_gone)

    def show_history(self, found: ParcelHistory) -> None:
        """Show one parcel."""
        self.shown = found
        self.retranslate()

    # --- what the operator does

    def on_label(self) -> None:
        """The pickup label once more."""
        parcel_id = self._parcel_id
        self.write(lambda s: reprint_label(s, parcel_id), lambda _row: self.notice(_("It is being printed.")))

    def on_keep(self) -> None:
        """F8: it does not go back after all."""
        parcel_id = self._parcel_id
        self.desk.tasks.write(self, lambda s: keep_here(s, parcel_id), self._kept, busy=self.keep)

    def _kept(self, shown: ParcelRow) -> None:
        self.notice(_("The parcel of {name} is at {shelf} again.").format(name=shown.name, shelf=shown.shelf))

    def on_money_back(self) -> None:
        """Give back what was taken twice; asked twice."""
        if not self._sure:
            self._sure = True
            self.retranslate()
            return
        self._sure = False
        parcel_id = self._parcel_id
        self.desk.tasks.write(self, lambda s: take_back_money(s, parcel_id), self._given_back, busy=self.money_back)

    def _given_back(self, fen: int) -> None:
        self.notice(_("{money} go back to the villager.").format(money=i18n.money(fen)))

    def _on_order(self) -> None:
        if self.shown is not None:
            self.go("order", order_id=self.shown.row.order_id)

    # --- what is shown

    def retranslate(self) -> None:
        self.header.set_title(_("Parcel"))
        self._way_title.setText(_("Its way"))
        self.give.set_text(_("To the hand-over"))
        self.keep.set_text(_("Back on the shelf"))
        self.label.set_text(_("Print the label"))
        self.order.set_text(_("Its order"))
        self.money_back.set_text(_("Really give it back") if self._sure else _("Give back what was taken twice"))
        self.after.retranslate()
        found = self.shown
        if found is None:
            for widget in (self.give, self.keep, self.label, self.order, self.money_back, self._state, self.after):
                widget.hide()
            return
        shown = found.row
        here = shown.state == ParcelState.ON_SHELF
        self.header.set_right(shown.waybill)
        self.why.set_row("parcel", shown.id, waiting=shown.waiting)
        aside = shown.state == ParcelState.GOING_BACK
        self._name.setText("  ".join(part for part in (shown.name, shown.shelf if here or aside else "") if part))
        self._state.set(PARCEL.said(shown.state), "good" if here else "wait" if aside else "plain")
        self._state.show()
        self._facts.setText("\n".join(_facts(found)))
        self._weights.setText("  ".join(f"{_(HAND_WORDS[hand])} {i18n.weight(grams)}" for hand, grams in found.weights))
        self._trouble.setText(trouble_words(shown))
        twice = found.hand_overs > 1
        self._twice.setText(_("Handed over twice, on two computers. Look who has it.") if twice else "")
        for text in (self._weights, self._trouble, self._twice):
            text.setVisible(bool(text.text()))
        self.give.setVisible(here)
        self.keep.setVisible(aside)
        self.label.setVisible(here)
        self.order.setVisible(bool(shown.order_id))
        self.money_back.setVisible(found.taken_twice)
        came = shown.state in (*IN_ROOM, ParcelState.COLLECTED)
        self.after.show_order(shown.order_id, OrderState.ARRIVED if came else "", shown.id)
        self.way.set_rows([_step_card(step) for step in found.steps])
        self.pictures.show_pictures(with_words([proof for step in found.steps for proof in step.evidence]))


def _facts(found: ParcelHistory) -> list[str]:
    shown = found.row
    facts = [contents(shown), "  ".join(part for part in (shown.carrier, shown.waybill) if part)]
    if shown.state == ParcelState.ON_SHELF:
        facts.append("  ".join((_("To pay"), due_words(shown))))
    if shown.proxies:
        facts.append(_("May collect: {names}").format(names=_(", ").join(shown.proxies)))
    return list(dict.fromkeys(facts))


def _step_card(step: Step) -> RowCard:
    title, detail, kind = step_words(step)
    when = f"{i18n.short_day(i18n.local(step.at).date().isoformat())} {i18n.time_text(step.at)}"
    return RowCard(step_icon(step), kind, title, "  ".join(part for part in (when, step.by, detail) if part))
