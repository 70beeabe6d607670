"""What the villager hears and sees before he says yes: each line with its picture, the sum in large figures, the words."""

from PySide6.QtCore import QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from villagedesk import clock, i18n
from villagedesk.desktop import theme
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.orders.said import order_parts, taken_parts
from villagedesk.desktop.orders.shown import reading_show, taken_show
from villagedesk.desktop.orders.words import full_title, offer_warning, paying_words, spoken, warnings
from villagedesk.desktop.speech.button import SpeakButton
from villagedesk.desktop.widgets import Card, Columns, GoodsTile, PlainButton, PrimaryButton, Text, clear, column, row
from villagedesk.domain.orders import BasketLine
from villagedesk.domain.spoken import Part
from villagedesk.i18n import N_, _
from villagedesk.store.orders import Basket, Slip

# So long the "yes" cannot be pressed: two quick presses of F10 must not skip the reading.
_LOOK_MS = 700


class ReadBack(QWidget):
    """Signals: ``confirmed()`` the villager said yes, ``refused()`` back to the basket."""

    confirmed = Signal()
    refused = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: tuple[Basket, str, int | None] | None = None
        self.title = Text("", "title", wrap=True)
        self._lines = column(None, spacing=12)
        inside = QWidget()
        inside.setObjectName("clear")
        inside.setLayout(self._lines)
        self._total_label = Text("", "card", tone="muted")
        self.total = Text("", "total", tone="good")
        self._money = Text("", "card", wrap=True)
        self.aloud = SpeakButton(desk.speech, self.parts)
        # For the head of the page: what was said after the last order, while the money is counted.
        self.change = SpeakButton(desk.speech, lambda: taken_parts(self._change_fen))
        self.change.words = N_("Say the change again")
        self.change.hide()
        self._desk, self._change_fen = desk, 0
        # For the order: that it was read back, when and how, and whether of offers that had ended.
        self.read_at, self.read_aloud, self.told_over = 0, False, False
        self.words = Text("", "card", wrap=True)
        self.spoken = _Spoken(self.words)
        self.no = PlainButton("", "Esc", bind=False)
        self.yes = PrimaryButton("", "F10")
        self._look = QTimer(self)
        self._look.setSingleShot(True)
        self._look.setInterval(_LOOK_MS)
        self._look.timeout.connect(self._may_say_yes)
        self.aloud.said.connect(self._on_said)
        self.yes.clicked.connect(self.aloud.stop)
        self.yes.clicked.connect(self.confirmed)
        self.no.clicked.connect(self.refused)
        left = Card(self.title, _Scrolling(inside), spacing=12)
        left.body.setStretch(1, 1)
        buttons = Columns(self.no, self.yes, shares=(0, 1), wide=0, spacing=10)
        right = Card(self._total_label, self.total, self._money, 8, row(self.aloud, None), self.spoken, buttons)
        right.body.setStretch(5, 1)
        self.setLayout(column(Columns(left, right, shares=(11, 10))))

    def show_basket(self, basket: Basket, name: str, given_fen: int | None) -> None:
        """Show what is to be read."""
        self._shown = (basket, name, given_fen)
        clear(self._lines)
        letters = QFontMetrics(theme.font("title", strong=True))
        widest = max((letters.horizontalAdvance(i18n.money(line.sum_fen)) for line in basket.lines), default=0)
        for line in basket.lines:
            self._lines.addWidget(_BigLine(line, widest))
        self.told_over = any(map(offer_warning, basket.lines))
        self._lines.addStretch(1)
        self.yes.setEnabled(False)
        self._look.start()
        self.retranslate()

    def begin(self) -> None:
        """Show itself and read aloud, where the settings say so."""
        self.change.hide()
        self.read_at, self.read_aloud = clock.now_ms(), False
        self.show()
        self.no.setFocus()
        if self._shown is not None:
            basket, _name, given = self._shown
            self._desk.villager.put(self, reading_show(basket, given))
        if self._desk.settings.read_aloud:
            self.aloud.say()

    def say_taken(self, slip: Slip) -> None:
        """The order is on the disk: say what comes back; ``change`` says it again. The child's code is shown longer."""
        change_fen = self._change_fen = slip.change_fen
        self.change.setVisible(change_fen > 0)
        show, seconds = taken_show(slip)
        self._desk.villager.put(self.parentWidget() or self, show, seconds)
        if change_fen and self._desk.settings.read_aloud:
            self.change.say()

    def parts(self) -> list[Part]:
        """What is read aloud."""
        if self._shown is None:
            return []
        basket, _name, given = self._shown
        return order_parts(basket, given)

    def _on_said(self) -> None:
        self.read_aloud = True

    def _may_say_yes(self) -> None:
        self.yes.setEnabled(True)
        if self.isVisible():
            self.yes.setFocus()

    def retranslate(self) -> None:
        """Texts for the basket shown."""
        self._total_label.setText(_("Together"))
        self.aloud.retranslate()
        self.change.retranslate()
        self.no.set_text(_("Change something"))
        self.yes.set_text(_("The villager says yes"))
        if self._shown is None:
            return
        basket, name, given = self._shown
        self.title.setText(_("Read to {name}").format(name=name))
        self.total.setText(i18n.money(basket.total_fen))
        self._money.setText(paying_words(basket, given))
        self.words.setText(spoken(basket, given))
        self.spoken.fit()
        if self.isVisible():  # how he pays is said on his own screen, too
            self._desk.villager.put(self, reading_show(basket, given))


class _Scrolling(QScrollArea):
    """Many lines and long words scroll in here, so that the button never leaves the window."""

    def __init__(self, inside: QWidget) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(inside)

    def sizeHint(self) -> QSize:
        # What a scroll area would like is up to 24 lines; here the stretch of the card decides instead.
        return self.minimumSizeHint()

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(240), theme.px(200))


class _Spoken(_Scrolling):
    """What is said, whole: long words are written smaller before anything of them has to be scrolled to."""

    def __init__(self, words: Text) -> None:
        inside = QWidget()
        inside.setObjectName("clear")
        inside.setLayout(column(words, None))
        super().__init__(inside)
        self._words = words

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def fit(self) -> None:
        """The largest letters with which everything is seen at once; the smallest when none does."""
        room = QRect(0, 0, self.viewport().width() - theme.px(8), 100_000)
        for role in ("card", "body", "small"):
            needed = QFontMetrics(theme.font(role)).boundingRect(room, Qt.TextFlag.TextWordWrap, self._words.text())
            if needed.height() <= self.viewport().height():
                break
        self._words.set_role(role)


class _BigLine(QWidget):
    """One line; ``widest`` is the width of the longest sum in pixels, so that the counts stand under each other."""

    def __init__(self, line: BasketLine, widest: int) -> None:
        super().__init__()
        words, figures = QWidget(), QWidget()
        money = Text(i18n.money(line.sum_fen), "title", right=True)
        money.setMinimumWidth(widest)
        title = Text(full_title(line), "card", wrap=True)
        each = Text(
            _("{count} × {money}").format(count=i18n.number(line.quantity), money=i18n.money(line.price_fen)),
            "small",
            tone="muted",
        )
        warned = Text("\n".join(warnings(line)), "small", tone="act", wrap=True)
        words.setLayout(
            row(GoodsTile(line.icon, line.picture, 84), column(None, title, each, warned, None, spacing=2), spacing=14)
        )
        # Not before it has its place: shown without one it is a window of its own, and takes the keys.
        warned.setVisible(bool(warned.text()))
        figures.setLayout(row(None, Text(f"× {i18n.number(line.quantity)}", "title"), 16, money))
        self.setLayout(column(Columns(words, figures, shares=(1, 0), wide=430, spacing=8)))
