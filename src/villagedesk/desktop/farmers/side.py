"""The column beside the form of a dossier: reading aloud, plots, household, village, who may be the same, the papers."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from villagedesk.desktop.desk import Desk
from villagedesk.desktop.draft_line import photos_as_text, photos_from
from villagedesk.desktop.farmers.home_card import HomeCard
from villagedesk.desktop.farmers.likely import LikelyCard
from villagedesk.desktop.farmers.papers import PapersCard
from villagedesk.desktop.farmers.plots_card import PlotsCard, plots_line
from villagedesk.desktop.farmers.plots_text import plots_as_text, plots_from
from villagedesk.desktop.farmers.proxies_card import ProxiesCard
from villagedesk.desktop.farmers.read_aloud import ReadAloudCard
from villagedesk.desktop.farmers.village_card import VillageCard
from villagedesk.desktop.widgets import Card, PlainButton, column
from villagedesk.domain.consents import MARKED
from villagedesk.errors import Invalid, sentence
from villagedesk.i18n import _
from villagedesk.store.drafts import Fields


class SideColumn(QWidget):
    """The cards, and three keys that open those which are seldom needed.

    Signals:
        edited(): something was typed, chosen, drawn or photographed.
        first_plot_edited(): crops and area of the first plot changed in its card.
        put_away(): a card was closed; the cursor goes back to the form.
    """

    edited = Signal()
    first_plot_edited = Signal()
    put_away = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.reading = ReadAloudCard(desk.speech)
        self.village = VillageCard(desk)
        self.plots = PlotsCard(desk)
        self.home = HomeCard(desk)
        self.proxies = ProxiesCard()
        self.likely = LikelyCard()
        self.papers = PapersCard(desk)
        self.plots_key, self.home_key = PlainButton("", "F7"), PlainButton("", "F8")
        self.village_key, self.proxies_key = PlainButton("", "F9"), PlainButton("", "F12")
        self.plots.hide()
        keys = Card(self.plots_key, self.home_key, self.village_key, self.proxies_key, spacing=8)
        self._cards = (self.reading, self.village, self.plots, self.home, self.proxies)
        self.setLayout(column(*self._cards, self.likely, keys, self.papers, None, spacing=14))
        self._near = ""
        self._connect()

    def _connect(self) -> None:
        self.plots_key.clicked.connect(lambda: self._open(self.plots))
        self.home_key.clicked.connect(lambda: self._open(self.home))
        self.village_key.clicked.connect(lambda: self._open(self.village))
        self.proxies_key.clicked.connect(lambda: self._open(self.proxies))
        for card in (self.village, self.plots, self.home, self.proxies):
            card.closed.connect(self.put_away)
        self.plots.edited.connect(self._on_plots)
        for part in (self.home, self.papers, self.proxies, self.reading.mark):
            part.edited.connect(self._on_edited)

    def set_near(self, code: str) -> None:
        """The centre's own village code: villages near it come first."""
        self._near = code

    def is_open(self) -> bool:
        """Whether one of the cards that can be closed is."""
        return any(not card.isHidden() for card in self._cards)

    def close_cards(self) -> bool:
        """Esc: put away what is open; True when something was."""
        was = self.is_open()
        for card in self._cards:
            if not card.isHidden():
                card.end()
        return was

    def facts(self) -> dict[str, Any]:
        """These cards as fields of ``SellerForm``."""
        home = {name: str(value or "") for name, value in self.home.texts().items()}
        mark = self.reading.mark
        return {
            **home,
            "plots": self.plots.plots(),
            "way": mark.chosen_way(),
            "witness": mark.witness.text(),
            "signed": mark.signed(),
            "photos": self.papers.photos(),
            "proxies": self.proxies.proxies(),
            "proxies_signed": self.proxies.pad.signed(),
        }

    def texts(self) -> Fields:
        """What stands in the cards, for the draft; empty while nothing does."""
        home = {name: value for name, value in self.home.texts().items() if value}
        plots = plots_as_text(self.plots.plots())
        photos = photos_as_text(self.papers.photos())
        proxies = self.proxies.texts()
        if not (home or plots or photos or proxies):
            return {}
        return {**home, **proxies, **self.reading.mark.texts(), "plots": plots, "photos": photos}

    def set_texts(self, texts: Mapping[str, object]) -> None:
        """Fill in what stood there before."""
        for card in self._cards:
            card.hide()
        self.home.set_texts(texts)
        self.plots.set_plots(plots_from(texts.get("plots")))
        self.proxies.set_texts(texts)
        self.papers.set_photos(photos_from(texts.get("photos")))
        self.reading.mark.set_texts(texts)
        self._dress()

    def show_problem(self, error: Invalid) -> bool:
        """Open the card that holds the input and say there what is wrong; False when it is in none of them."""
        if error.field == "photos":
            self.papers.show_problem(sentence(error))
        elif error.field == "plots":
            self._open(self.plots)
            self.plots.editor.crops.set_error(sentence(error))
        elif error.field in self.home.fields:
            self.home.fields[error.field].set_error(sentence(error))
            self.home.begin(error.field)
        elif error.field == "relation":
            self.home.begin()
        elif error.field in ("witness", "signature"):
            self._show_mark(error)
        elif error.field in ("proxies", "proxies_signed"):
            self._open(self.proxies)
            self.proxies.show_problem(error)
        elif error.field == "village_code":
            self._open(self.village)
        else:
            return False
        return True

    def retranslate(self) -> None:
        """Every text in the language of the moment."""
        for card in (*self._cards, self.likely, self.papers):
            card.retranslate()
        self._dress()

    def _open(self, card: VillageCard | PlotsCard | HomeCard | ProxiesCard) -> None:
        if isinstance(card, VillageCard):
            card.begin(self._near)
        else:
            card.begin()

    def _show_mark(self, error: Invalid) -> None:
        self.reading.begin_mark()
        mark = self.reading.mark
        if error.field == "witness":
            mark.witness.set_error(sentence(error))
            mark.witness.focus()
        elif mark.chosen_way() in MARKED:
            mark.pad.set_error(sentence(error))
            mark.pad.field.setFocus()

    def _on_plots(self) -> None:
        self.first_plot_edited.emit()
        self._on_edited()

    def _on_edited(self) -> None:
        self._dress()
        self.edited.emit()

    def _dress(self) -> None:
        plots, home = plots_line(self.plots.plots()), self.home.words()
        self.plots_key.set_text(f"{_('Plots')}  {plots}")
        self.home_key.set_text(f"{_('Household')}  {home}".strip())
        self.village_key.set_text(_("Lives in another village"))
        self.proxies_key.set_text(f"{_('Who may collect')}  {self.proxies.words()}".strip())
