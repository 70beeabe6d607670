"""The self-help card: what one can do oneself, step by step, before anybody is called."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from villagedesk import i18n
from villagedesk.desktop.widgets import Choice, ChoiceButtons, PlainButton, PrimaryButton, Text, column, flow
from villagedesk.domain.tickets import HelpCard, cards_for
from villagedesk.i18n import _


class HelpPanel(QWidget):
    """Cards of one topic; with several one chooses which fits.

    Signals:
        helped(): it works again. not_helped(): go on to the report.
    """

    helped = Signal()
    not_helped = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.cards: list[HelpCard] = []
        self.which = ChoiceButtons()
        self._title = Text("", "card", wrap=True)
        self.steps = Text("", "body", wrap=True)
        self._check = Text("", "small", tone="muted", wrap=True)
        self.yes, self.no = PlainButton("", "F8"), PrimaryButton("", "F9")
        self.setLayout(
            column(self.which, self._title, self.steps, self._check, 8, flow(self.yes, self.no), None, spacing=8)
        )
        self.which.chosen.connect(lambda _id: self._show())
        self.yes.clicked.connect(self.helped)
        self.no.clicked.connect(self.not_helped)

    def show_topic(self, topic: str) -> None:
        """The cards of a topic."""
        self.cards = cards_for(topic)
        language = i18n.language()
        self.which.set_choices(
            [Choice(card.id, card.title.said(language)) for card in self.cards],
            self.cards[0].id if self.cards else None,
        )
        self.which.setVisible(len(self.cards) > 1)
        self._show()

    def tried(self) -> tuple[str, ...]:
        """The card that was shown last."""
        shown = self._shown()
        return (shown.id,) if shown else ()

    def retranslate(self) -> None:
        """Every text in the language of the moment."""
        self.yes.set_text(_("It works again"))
        self.no.set_text(_("That did not help"))
        language = i18n.language()
        self.which.set_texts([card.title.said(language) for card in self.cards])
        self._show()

    def _shown(self) -> HelpCard | None:
        chosen = self.which.value()
        return next((card for card in self.cards if card.id == chosen), None)

    def _show(self) -> None:
        card, language = self._shown(), i18n.language()
        if card is None:
            return
        self._title.setText(card.title.said(language))
        lines = [
            _("{number}. {words}").format(number=number, words=step.said(language))
            for number, step in enumerate(card.steps, 1)
        ]
        self.steps.setText("\n".join(lines))
        self._check.setText(_("Did it help? {check}").format(check=card.check.said(language)))
