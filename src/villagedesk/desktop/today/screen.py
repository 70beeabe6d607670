"""The first page: a greeting, the starters, a strip of figures, and what needs doing."""

from typing import Any

from PySide6.QtWidgets import QWidget

from villagedesk import clock, i18n
from villagedesk.desktop import navigation, theme
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.today.cards import Figure, TodayCard, TodayShown, look
from villagedesk.desktop.today.starter_card import StarterCard, StarterGrid
from villagedesk.desktop.widgets import Card, EmptyState, FlowLayout, Page, RowCard, RowList, Text, clear, row
from villagedesk.i18n import _


class TodayScreen(Page):
    """Reads everything again whenever something changed: a handful of counts."""

    help_page = "today"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._shown: TodayShown | None = None
        self.starters = [StarterCard(starter) for starter in navigation.starters()]
        for card in self.starters:
            card.clicked.connect(lambda _checked=False, s=card.starter: desk.go(s.place, **s.params))
        self.grid = StarterGrid(self.starters)
        self.strip = Card(margins=(20, 8, 20, 8))
        self.figures = FlowLayout(spacing=24) if theme.percent() >= 150 else row(spacing=24)
        self.strip.body.addLayout(self.figures)
        self.strip.setMinimumHeight(50)
        self.strip.hide()
        self.cards = RowList()
        self.nothing = EmptyState("check")
        self.nothing.hide()
        self.add(self.grid, self.strip, self.cards, self.nothing, None)
        self.grid.setVisible(bool(self.starters))

    def open(self, **params: Any) -> None:
        self.retranslate()
        self.read(look, self.show_all)

    def on_changed(self, names: set[str]) -> None:
        self.read(look, self.show_all)

    def show_all(self, shown: TodayShown) -> None:
        """Show the figures and the cards; nothing is touched while they stay the same."""
        if shown == self._shown:
            return
        self._shown = shown
        clear(self.figures)
        for at, figure in enumerate(shown.figures):
            if at and theme.percent() < 150:
                self.figures.addStretch(1)  # type: ignore[union-attr]
            made = _figure(figure)
            self.figures.addWidget(made)
            made.show()  # the layout alone would do it a moment later, and the figures would blink
        self.strip.setVisible(bool(shown.figures))
        self.cards.set_rows(self._card(card, first=at == 0) for at, card in enumerate(shown.cards))
        self.cards.setVisible(bool(shown.cards))
        self.nothing.setVisible(not shown.cards)

    def retranslate(self) -> None:
        name = self.desk.operator.name if self.desk.operator else ""
        self.header.set_title(greeting(name))
        self.header.set_right(i18n.day_text(clock.today()))
        self.nothing.set_texts(_("Nothing is waiting."), _("What needs doing shows up here by itself."))
        for card in self.starters:
            card.retranslate()
        if self.isVisible():
            self.read(look, self.show_all)

    def _card(self, card: TodayCard, *, first: bool) -> RowCard:
        def press() -> None:
            self.go(card.place, **card.params)

        return RowCard(card.icon, card.kind, card.title, card.detail, card.button, press, primary=first)


def greeting(name: str) -> str:
    """Good morning, and the name one is called by."""
    hour = i18n.local(clock.now_ms()).hour
    if hour < 11:
        words = _("Good morning, {name}")
    elif hour < 13:
        words = _("Good day, {name}")
    elif hour < 18:
        words = _("Good afternoon, {name}")
    else:
        words = _("Good evening, {name}")
    return words.format(name=given_name(name))


def given_name(name: str) -> str:
    """王秀兰 -> 秀兰, 欧阳春华 -> 春华; two characters and names with a dot or Latin letters stay whole."""
    if 3 <= len(name) <= 4 and all("\u4e00" <= letter <= "\u9fff" for letter in name):
        return name[-2:]
    return name


def _figure(figure: Figure) -> QWidget:
    holder = QWidget()
    holder.setLayout(
        row(Text(figure.label, "small", tone="muted"), Text(figure.value, "figure", tone=figure.tone), spacing=8)
    )
    return holder
