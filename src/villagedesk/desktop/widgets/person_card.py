"""One person in a list: avatar, name, a line about him, a word about his state, and buttons."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from villagedesk.desktop.widgets.card import Avatar, Card
from villagedesk.desktop.widgets.columns import Columns
from villagedesk.desktop.widgets.page import flow
from villagedesk.desktop.widgets.styling import column, row
from villagedesk.desktop.widgets.text import Pill, Text


class PersonCard(Card):
    """A card row for a few people; many people are a ``CardList`` with avatars."""

    def __init__(
        self,
        name: str,
        detail: str = "",
        pill: str = "",
        buttons: Sequence[QWidget] = (),
        *,
        pill_kind: str = "plain",
        grey: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(margins=(14, 8, 14, 8), parent=parent)
        words = column(Text(name, "card", wrap=True), spacing=0)
        if detail:
            words.addWidget(Text(detail, "small", tone="muted", wrap=True))
        who = QWidget()
        line = row(Avatar(name, 44, grey=grey), words, spacing=14)
        line.setStretch(1, 1)
        if pill:
            line.addWidget(Pill(pill, pill_kind))
        who.setLayout(line)
        self.body.addWidget(Columns(who, flow(*buttons), shares=(1, 0), wide=0, spacing=14) if buttons else who)
