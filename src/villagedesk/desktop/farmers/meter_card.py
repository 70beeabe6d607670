"""With which right a farmer sells, what stands in the way, and how much of the year's limit is used."""

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from villagedesk.desktop import theme
from villagedesk.desktop.widgets import Card, Text
from villagedesk.domain.rules import Standing
from villagedesk.domain.sellers import KIND_WORDS, LICENCE_FOR_GOOD
from villagedesk.errors import Refused, sentence
from villagedesk.i18n import _, date_text, money
from villagedesk.store.sellers import Right, SellerPage

_TONES = {Standing.FREE: "green", Standing.NEAR: "wait", Standing.OVER: "act"}


class Meter(QWidget):
    """A bar of which a share is filled; the words beside it say the same."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._percent, self._tone = 0, "green"
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(200), theme.px(14))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(60), theme.px(14))

    def set_share(self, percent: int, tone: str) -> None:
        """How much is used; more than all of it fills the bar."""
        self._percent, self._tone = min(100, max(0, percent)), tone
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(theme.colour("edge"))
        painter.setBrush(theme.colour("tile"))
        painter.drawRoundedRect(area, 6, 6)
        filled = QRectF(area)
        filled.setWidth(area.width() * self._percent / 100)
        painter.setBrush(theme.colour(self._tone))
        painter.drawRoundedRect(filled, 6, 6)


class RightCard(Card):
    """Hidden for somebody who does not sell."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._page: SellerPage | None = None
        self._right: Right | None = None
        self._title = Text("", "card")
        self._facts = Text("", "body", wrap=True)
        self.trouble = Text("", "body", tone="act", wrap=True)
        self.warning = Text("", "body", tone="wait", wrap=True)
        self._sold = Text("", "small", tone="muted", wrap=True)
        self.meter = Meter()
        for item in (self._title, self._facts, self.trouble, self.warning, self._sold, self.meter):
            self.body.addWidget(item)

    def show_right(self, page: SellerPage, right: Right | None) -> None:
        """Show it."""
        self._page, self._right = page, right
        self.setVisible(right is not None)
        self.retranslate()

    def retranslate(self) -> None:
        """Every text in the language of the moment."""
        self._title.setText(_("Right to sell"))
        if self._page is None or self._right is None:
            return
        page, right, sold = self._page, self._right, self._right.turnover
        self._facts.setText("  ".join(part for part in _right_facts(page) if part))
        for text, code in ((self.trouble, right.hindrance), (self.warning, right.warning)):
            text.setText(sentence(Refused(code)) if code else "")
            text.setVisible(bool(code))
        limited = sold.limit_fen is not None
        words = _("Sold and settled in {year}: {sum} of {limit}, {percent} %")
        self._sold.setText(
            words.format(year=sold.year, sum=money(sold.fen), limit=money(sold.limit_fen or 0), percent=sold.percent)
            if limited
            else _("Sold and settled in {year}: {sum}").format(year=sold.year, sum=money(sold.fen))
        )
        self.meter.setVisible(limited)
        self.meter.set_share(sold.percent, _TONES[sold.standing])


def _right_facts(page: SellerPage) -> list[str]:
    until = page.licence_until
    return [
        _(KIND_WORDS[page.kind]) if page.kind in KIND_WORDS else page.kind,
        page.cooperative,
        page.licence_no,
        page.licence_scope,
        _("until {date}").format(date=_("long") if until == LICENCE_FOR_GOOD else date_text(until)) if until else "",
        _("Declared on {date}").format(date=date_text(page.declared_on)) if page.declared_on else "",
    ]
