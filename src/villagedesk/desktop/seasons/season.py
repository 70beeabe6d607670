"""One season: from when it may be harvested, its log, its lots, and writing down what was used."""

from typing import Any

from PySide6.QtWidgets import QLayout, QWidget

from villagedesk import i18n
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.produce.words import amount
from villagedesk.desktop.seasons.harvest_card import HarvestCard
from villagedesk.desktop.seasons.log_card import LogCard
from villagedesk.desktop.seasons.words import ceiling_words, crop, lawful_words, season_line, use_line
from villagedesk.desktop.widgets import (
    Card,
    Columns,
    EmptyState,
    Field,
    IconTile,
    Page,
    Pill,
    PlainButton,
    RowCard,
    RowList,
    SmallButton,
    Text,
    column,
    flow,
    row,
)
from villagedesk.domain.farm_inputs import PROBLEM_WORDS
from villagedesk.errors import AppError, Invalid, sentence
from villagedesk.i18n import _
from villagedesk.store.crops import record_lot
from villagedesk.store.seasons import (
    SeasonPage,
    UseRow,
    end_season,
    log_use,
    season_page,
    strike_use,
    yield_check,
)


class SeasonScreen(Page):
    """``open(season_id=)``."""

    help_page = "seasons"
    follows = frozenset({"crop_season", "input_use", "harvest_lot", "lot_move", "plot", "person", "order"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.season_id, self._striking = "", ""
        self.shown: SeasonPage | None = None
        self.lawful, self.facts = Text("", "card", wrap=True), Text("", "small", tone="muted", wrap=True)
        self.land = Text("", "small", tone="muted", wrap=True)
        self._log_title, self._lots_title = Text("", "card"), Text("", "card")
        self.uses, self.lots = RowList(spacing=6), RowList(spacing=6)
        self.empty = EmptyState("sprout")
        self.why = Field("", name="reason")
        self.why.hide()
        self.log, self.harvest = LogCard(), HarvestCard()
        self.farmer, self.end = PlainButton(), PlainButton()
        self._lay_out()
        self.log.save.clicked.connect(self.on_log)
        self.harvest.save.clicked.connect(self.on_harvest)
        self.harvest.weighed.connect(self._reckon)
        self.farmer.clicked.connect(lambda: self.shown and self.go("farmer", person_id=self.shown.row.person_id))
        self.end.clicked.connect(self.on_end)
        self.why.edit.returnPressed.connect(self.on_strike)

    def _lay_out(self) -> None:
        says = column(self.lawful, self.facts, self.land, spacing=2)
        words = QWidget()
        top = row(IconTile("sprout", "tile", 56), says, spacing=16)
        top.setStretch(1, 1)
        words.setLayout(top)
        head = Card(Columns(words, flow(self.end, self.farmer), shares=(1, 0), wide=0))
        left = column(
            Card(self._log_title, self.why, self.uses, self.empty, None),
            Card(self._lots_title, self.lots, None),
            None,
            spacing=12,
        )
        right = column(self.log, self.harvest, None, spacing=12)
        self.add(head, Columns(_held(left), _held(right)), None)

    # --- what the shell calls

    def open(self, season_id: str = "", **_more: Any) -> None:
        if season_id != self.season_id:
            self.season_id, self._striking = season_id, ""
            self.log.begin()
            self.harvest.begin()
        self.refresh()
        self.log.product.focus()

    def on_back(self) -> bool:
        if self._striking:
            self._striking = ""
            self._show_log()
            return True
        return False

    def refresh(self) -> None:
        """Read the season again."""
        if self.season_id:
            self.read(lambda s: season_page(s, self.season_id), self.show_found)

    def show_found(self, found: SeasonPage) -> None:
        """Show the season."""
        self.shown = found
        self.retranslate()
        self._reckon()

    def retranslate(self) -> None:
        self.log.retranslate()
        self.harvest.retranslate()
        self._log_title.setText(_("Log"))
        self._lots_title.setText(_("Lots of this season"))
        self.farmer.set_text(_("To the farmer"))
        self.end.set_text(_("The harvest is over"))
        self.why.set_label(_("What was wrong with this line? Enter strikes it."))
        self.empty.set_texts(_("The log is empty."), _("Each spray, fertiliser and seed gets a line."))
        if self.shown is None:
            self.header.set_title(_("Season"))
            return
        page = self.shown
        self.header.set_title(crop(page.row))
        self.header.set_right(page.row.farmer)
        over = [(_("over"), "plain")] if page.row.ended_on else []
        self.header.set_pills(over)
        words, tone = lawful_words(page.row.lawful, logged=any(not use.struck for use in page.uses))
        self.lawful.setText(words)
        self.lawful.set_tone(tone)
        self.facts.setText(season_line(page.row))
        land, land_tone = ceiling_words(page.ceiling)
        self.land.setText(land)
        self.land.set_tone(land_tone or "muted")
        self.land.setVisible(bool(land))
        self.log.set_bought(page.bought)
        open_ = not page.row.ended_on
        for part in (self.log, self.end):
            part.setVisible(open_)
        self.harvest.setVisible(open_ and bool(page.seller_id))
        self._show_log()

    # --- what the operator does

    def on_log(self) -> None:
        """F10: one line more."""
        try:
            form = self.log.form()
        except Invalid as error:
            self.log.failed(error)
            return
        season_id = self.season_id
        self.desk.tasks.write(
            self, lambda s: log_use(s, season_id, form), self._logged, self.log.failed, busy=self.log.save
        )

    def on_strike(self) -> None:
        """Enter in the line of the reason: the line of the log counts no more."""
        use_id, reason = self._striking, self.why.text()
        self.write(lambda s: strike_use(s, use_id, reason), self._struck, self._not_struck)

    def on_harvest(self) -> None:
        """Ctrl+S: record the lot."""
        if self.shown is None:
            return
        try:
            form = self.harvest.form(self.shown.row, self.shown.seller_id)
        except Invalid as error:
            self.harvest.failed(error)
            return
        self.desk.tasks.write(
            self, lambda s: record_lot(s, form), self._harvested, self.harvest.failed, busy=self.harvest.save
        )

    def on_end(self) -> None:
        """The harvest is over: the yield is the sum of the lots."""
        self.write(
            lambda s: end_season(s, self.season_id),
            lambda _done: self.notice(_("The season is over. Its yield is the sum of the lots.")),
        )

    # --- inside

    def _logged(self, problems: str) -> None:
        self.log.begin()
        odd = [_(PROBLEM_WORDS[name]) for name in problems.split() if name in PROBLEM_WORDS]
        self.notice(" ".join([_("Written down."), *odd]), "wait" if odd else "good")
        self.log.product.focus()

    def _struck(self, _done: object) -> None:
        self._striking = ""
        self.why.set_text("")
        self.notice(_("Struck. It stays readable."))

    def _not_struck(self, error: AppError) -> bool:
        if isinstance(error, Invalid):
            self.why.set_error(sentence(error))
            return True
        return False

    def _harvested(self, lot_id: str) -> None:
        self.harvest.begin()
        self.notice(_("The lot is recorded."))
        self.go("lot", lot_id=lot_id)

    def _reckon(self) -> None:
        """What the land can give, with the weight as typed so far."""
        more, season_id = self.harvest.quantity.grams() or 0, self.season_id
        self.desk.tasks.read(self, lambda s: yield_check(s, season_id, more), self.harvest.show_land, latest="yield")

    def _show_log(self) -> None:
        page = self.shown
        if page is None:
            return
        self.why.setVisible(bool(self._striking))
        self.uses.set_rows([self._use_card(use, not page.row.ended_on) for use in page.uses])
        self.uses.setVisible(bool(page.uses))
        self.empty.setVisible(not page.uses)
        self.lots.set_rows([self._lot_card(*lot) for lot in page.lots])
        self._lots_title.setVisible(bool(page.lots))
        self.lots.setVisible(bool(page.lots))

    def _lot_card(self, lot_id: str, code: str, quantity: int, unit: str, day: str) -> RowCard:
        picked = _("harvested {date}").format(date=i18n.short_day(day))
        title = f"{code}  {amount(quantity, unit)}"
        return RowCard("box", "tile", title, picked, _("Show it"), lambda: self.go("lot", lot_id=lot_id))

    def _use_card(self, use: UseRow, open_: bool) -> Card:
        kind = "plain" if use.struck else "wait" if use.problems else "tile"
        card = Card(margins=(13, 7, 13, 7), spacing=0)
        words = column(
            Text(f"{use.product}  {i18n.short_day(use.used_on)}", strong=True, wrap=True),
            Text(use_line(use), "small", tone="muted", wrap=True),
            spacing=0,
        )
        line = row(IconTile("cross" if use.struck else "sprout", kind), words, spacing=14)
        line.setStretch(1, 1)
        if use.struck:
            line.addWidget(Pill(_("struck"), "plain"))
        elif open_:
            button = SmallButton("cross", _("Strike this line: {product}").format(product=use.product))
            button.clicked.connect(lambda: self._ask_why(use.id))
            line.addWidget(button)
        card.body.addLayout(line)
        return card

    def _ask_why(self, use_id: str) -> None:
        self._striking = use_id
        self.why.show()
        self.why.focus()


def _held(layout: QLayout) -> QWidget:
    holder = QWidget()
    holder.setLayout(layout)
    return holder
