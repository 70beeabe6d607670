"""More: a card for each place that is not on the rail."""

from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from villagedesk.desktop import navigation, theme
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.widgets import CardButton, IconTile, Page, Text, column, row
from villagedesk.i18n import _


class PlaceCard(CardButton):
    """One place: icon, name, and a line about it."""

    def __init__(self, place: navigation.Place, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.place = place
        self._title = Text("", "card")
        self._about = Text("", "small", tone="muted", wrap=True)
        tile = IconTile(place.icon, "tile")
        words = column(self._title, self._about, spacing=0)
        line = row(tile, words, spacing=14, margins=(14, 12, 14, 12))
        line.setStretch(1, 1)
        self.set_inside(line, tile, self._title, self._about)
        policy = self.sizePolicy()
        policy.setHorizontalPolicy(QSizePolicy.Policy.Preferred)  # a button would insist on the line about it
        self.setSizePolicy(policy)

    def retranslate(self) -> None:
        """Its name and its line in the language of the moment."""
        self._title.setText(_(self.place.title))
        self._about.setText(_(self.place.about))
        self.setAccessibleName(_(self.place.title))


class MoreScreen(Page):
    """Drawn from the table of places."""

    help_page = "more"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        places = [one for one in navigation.SCREENS if one.about and (not desk.laptop or one.name in navigation.LAPTOP)]
        self.cards = [PlaceCard(place) for place in places]
        grid = QGridLayout()
        grid.setSpacing(12)
        columns = 1 if theme.percent() >= 150 else 2
        for at, card in enumerate(self.cards):
            card.clicked.connect(lambda _checked=False, name=card.place.name: desk.go(name))
            grid.addWidget(card, at // columns, at % columns)
        for at in range(columns):
            grid.setColumnStretch(at, 1)
        self.body.addLayout(grid)
        self.add(None)

    def retranslate(self) -> None:
        self.header.set_title(_("More"))
        for card in self.cards:
            card.retranslate()
