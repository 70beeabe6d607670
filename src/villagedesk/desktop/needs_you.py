"""The sound for what turns red: a new red card on Today, wherever the operator is, or the chip that asks for a decision."""

from PySide6.QtCore import QObject, QTimer

from villagedesk.desktop.desk import Desk
from villagedesk.desktop.sounds import NEEDS_YOU
from villagedesk.desktop.today.cards import TodayCard, look
from villagedesk.desktop.widgets.states import ChipState

_REST_MS = 1500  # one look for many changes, and none while they still come


class NeedsYou(QObject):
    """Plays once for each thing that appears; what was red when the day began is seen on Today."""

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._red: set[str] | None = None
        self._decisions: int | None = None
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(self.look)
        desk.bus.changed.connect(lambda _names: self._rest.start())
        desk.bus.sync_state.connect(self._on_chip)

    def look(self) -> None:
        """Which cards are red now?"""
        self._desk.tasks.read(self, look, lambda shown: self._compare(shown.cards), latest="red")

    def _compare(self, cards: list[TodayCard]) -> None:
        # Not the title: a count in it changes while the operator works it off.
        red = {f"{card.icon} {card.place} {sorted(card.params.items())}" for card in cards if card.kind == "act"}
        if self._red is not None and red - self._red:
            self._desk.sounds.play(NEEDS_YOU)
        self._red = red

    def _on_chip(self, state: ChipState) -> None:
        decisions = state.count if state.kind == "needs_you" else 0
        if self._decisions is not None and decisions > self._decisions:
            self._desk.sounds.play(NEEDS_YOU)
        self._decisions = decisions
