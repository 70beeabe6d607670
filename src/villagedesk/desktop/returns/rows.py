"""Small rows that several pages of returns and complaints are made of."""

from PySide6.QtWidgets import QWidget

from villagedesk import i18n
from villagedesk.desktop.widgets import IconTile, Text, column, row
from villagedesk.i18n import _


def fact_row(label: str, value: str) -> QWidget:
    """A word and its figure at the right."""
    words = Text(label, wrap=True)
    line = row(words, Text(value, "figure", right=True))
    line.setStretch(0, 1)
    holder = QWidget()
    holder.setLayout(line)
    return holder


def goods_row(icon: str, title: str, count: int, price_fen: int) -> QWidget:
    """Goods with their picture, how many at which price, and the sum."""
    said = _("{count} × {money}").format(count=i18n.number(count), money=i18n.money(price_fen))
    words = column(Text(title, "body", wrap=True), Text(said, "small", tone="muted", wrap=True), spacing=0)
    line = row(IconTile(icon or "box", "tile"), words, Text(i18n.money(count * price_fen), "figure", right=True))
    line.setStretch(1, 1)
    holder = QWidget()
    holder.setLayout(line)
    return holder
