"""Things to press: at least 44 pixels, the key on the button, and Enter works where the focus is."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QKeySequence, QPainter, QPaintEvent, QPen, QShortcut
from PySide6.QtWidgets import QButtonGroup, QLayout, QPushButton, QSizePolicy, QWidget

from villagedesk.desktop import icons, theme
from villagedesk.desktop.widgets.flow_layout import FlowLayout

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class PlainButton(QPushButton):
    """A bordered button. ``key`` ("F8", "Ctrl+S", "Enter") is shown on it and presses it while it can be seen.

    With ``bind=False`` the key is only shown, for keys the main window answers itself.
    """

    def __init__(
        self, text: str = "", key: str = "", *, icon: str = "", bind: bool = True, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.key = key
        self._text = ""
        self.setAutoDefault(False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        if icon:
            self.setIcon(icons.icon(icon, self._icon_colour(), theme.px(20)))
            self.setIconSize(self.icon().availableSizes()[0] if self.icon().availableSizes() else self.iconSize())
        # A single character is answered by the page: as a shortcut it would be pressed by a scanner's digits.
        self.bound = bind and len(key) == 1
        if key and bind and len(key) > 1:
            for sequence in ("Return", "Enter") if key == "Enter" else (key,):
                shortcut = QShortcut(QKeySequence(sequence), self)
                shortcut.setAutoRepeat(False)  # a key that is held down must not do it twice
                shortcut.activated.connect(self.click)
        self.set_text(text)

    def set_text(self, text: str) -> None:
        """Another text; the key stays on the button."""
        self._text = text
        shown = text.replace("&", "&&")  # a single & would make a mnemonic of the next letter
        if text and not self.icon().isNull():
            shown = f" {shown}"  # air between the icon and the words
        self.setText(f"{shown}  {self.key}" if self.key else shown)
        self.setAccessibleName(text)

    def event(self, event: QEvent) -> bool:
        # Enter belongs to the button where the keys are, even when it is the key of another one on the page.
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and _is_enter(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _ENTER:
            if not event.isAutoRepeat():
                self.click()
        else:
            super().keyPressEvent(event)

    def _icon_colour(self) -> str:
        return "ink"


def _is_enter(event: QKeyEvent) -> bool:
    return event.key() in _ENTER and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier


class PrimaryButton(PlainButton):
    """The one thing to do next: solid green, one a screen."""

    def _icon_colour(self) -> str:
        return "card"

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(theme.colour("card"), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(4, 4, -4, -4), 7, 7)


class CardButton(PlainButton):
    """A button that looks like a card: its size is that of the layout inside, and the whole of it can be pressed."""

    def set_inside(self, layout: QLayout, *silent: QWidget) -> None:
        """Fill it; ``silent`` are the widgets inside, which leave the mouse to the button."""
        for widget in silent:
            widget.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setLayout(layout)
        policy = self.sizePolicy()
        policy.setVerticalPolicy(QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(layout.hasHeightForWidth())
        self.setSizePolicy(policy)

    def sizeHint(self) -> QSize:
        layout = self.layout()
        return layout.sizeHint() if layout else super().sizeHint()

    def minimumSizeHint(self) -> QSize:
        layout = self.layout()
        return layout.minimumSize() if layout else super().minimumSizeHint()

    def hasHeightForWidth(self) -> bool:
        layout = self.layout()
        return layout.hasHeightForWidth() if layout else False

    def heightForWidth(self, width: int) -> int:
        layout = self.layout()
        return layout.heightForWidth(width) if layout else super().heightForWidth(width)


class SmallButton(PlainButton):
    """A square button with one sign: plus, minus, remove. ``name`` is what a screen reader says."""

    def __init__(self, icon: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__("", parent=parent)
        self.setIcon(icons.icon(icon, "ink", theme.px(16)))
        self.setIconSize(QSize(theme.px(16), theme.px(16)))
        self.set_name(name)
        self.setFixedSize(theme.half(44), theme.half(44))

    def set_name(self, name: str) -> None:
        """What it does, for the screen reader and as a tool tip."""
        self.setAccessibleName(name)
        self.setToolTip(name)


class ToggleButton(PlainButton):
    """One choice of ChoiceButtons: checked means chosen."""

    def __init__(self, text: str, key: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, key, parent=parent)
        self.setCheckable(True)

    def sizeHint(self) -> QSize:
        """As wide as it is when chosen, because its letters are wider then."""
        hint = super().sizeHint()
        strong, plain = (QFontMetrics(theme.font("body", strong=heavy)) for heavy in (True, False))
        hint.setWidth(hint.width() + strong.horizontalAdvance(self.text()) - plain.horizontalAdvance(self.text()))
        return hint

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()


@dataclass(frozen=True)
class Choice:
    """One thing to choose: the value, its text, and a key that chooses it."""

    value: Hashable
    text: str
    key: str = ""


class ChoiceButtons(QWidget):
    """A row of bordered toggles of which one (or, with ``multiple``, any number) is chosen.

    Signals:
        chosen(value): the operator chose; with ``multiple`` the value that was switched.
    """

    chosen = Signal(object)

    def __init__(
        self,
        choices: Sequence[Choice] = (),
        *,
        name: str = "",
        value: Hashable = None,
        multiple: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._flow = FlowLayout(self)
        # Qt lets Tab reach one button of a group and no other; of many choices each must be reached by the keys.
        self._group = None if multiple else QButtonGroup(self)
        self._buttons: dict[Hashable, ToggleButton] = {}
        self.setAccessibleName(name)
        self.set_choices(choices, value)

    def set_choices(self, choices: Sequence[Choice], value: Hashable = None) -> None:
        """Show other choices, with ``value`` chosen (None: nothing is)."""
        for button in self._buttons.values():
            if self._group is not None:
                self._group.removeButton(button)
            self._flow.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._buttons = {}
        for choice in choices:
            button = ToggleButton(choice.text, choice.key, self)
            button.clicked.connect(lambda _checked=False, v=choice.value: self.chosen.emit(v))
            if self._group is not None:
                self._group.addButton(button)
            self._flow.addWidget(button)
            self._buttons[choice.value] = button
        if value is not None:
            self.set_value(value)

    def set_texts(self, texts: Sequence[str]) -> None:
        """New texts in the same order, after the language changed."""
        for button, text in zip(self._buttons.values(), texts, strict=True):
            button.set_text(text)

    def value(self) -> Hashable:
        """What is chosen; None when nothing is."""
        return next(iter(self.values()), None)

    def values(self) -> list[Hashable]:
        """Everything that is chosen, in the order shown."""
        return [value for value, button in self._buttons.items() if button.isChecked()]

    def set_value(self, value: Hashable) -> None:
        """Choose one, without the signal; None chooses nothing."""
        self.set_values([] if value is None else [value])

    def set_values(self, values: Sequence[Hashable]) -> None:
        """Choose these and no others, without the signal."""
        if self._group is not None:
            self._group.setExclusive(False)  # else the last one could not be taken back
        for value, button in self._buttons.items():
            button.setChecked(value in values)
        if self._group is not None:
            self._group.setExclusive(True)

    def button(self, value: Hashable) -> ToggleButton:
        """The button of a value, for tests and for focus."""
        return self._buttons[value]

    def focus_first(self) -> None:
        """Put the focus on the chosen button, or on the first; of many on the first that is not chosen yet."""
        wanted = self._group is not None
        buttons = list(self._buttons.values())
        button = next((one for one in buttons if one.isChecked() is wanted), buttons[0] if buttons else None)
        if button is not None:
            button.setFocus(Qt.FocusReason.OtherFocusReason)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange):
            self._flow.invalidate()
        super().changeEvent(event)
