"""Lists of card rows: real widgets for a few rows with buttons, and a painted list for as many as one likes."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPen, QPixmap, QResizeEvent
from PySide6.QtWidgets import (
    QListView,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from villagedesk.desktop import theme
from villagedesk.desktop.widgets.buttons import PlainButton, PrimaryButton
from villagedesk.desktop.widgets.card import Card, IconTile, paint_avatar, paint_tile
from villagedesk.desktop.widgets.styling import clear, column, row
from villagedesk.desktop.widgets.text import Text

_Index = QModelIndex | QPersistentModelIndex


class RowCard(Card):
    """One thing to do: icon, what happened, details, and one button."""

    def __init__(
        self,
        icon: str,
        kind: str,
        title: str,
        detail: str = "",
        button: str = "",
        on_press: Callable[[], object] | None = None,
        *,
        primary: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(margins=(14, 8, 14, 8), spacing=0, parent=parent)
        words = column(Text(title, "card", wrap=True), spacing=0)
        if detail:
            words.addWidget(Text(detail, "small", tone="muted", wrap=True))
        line = row(IconTile(icon, kind), words, spacing=14)
        line.setStretch(1, 1)
        self.button: PlainButton | None = None
        if button:
            self.button = PrimaryButton(button) if primary else PlainButton(button)
            self.button.setMinimumWidth(150)
            self.button.setAccessibleName(f"{button}: {title}")
            if on_press is not None:
                self.button.clicked.connect(lambda: on_press())
            line.addWidget(self.button)
        self.body.addLayout(line)
        self.setMinimumHeight(66)


class RowList(QWidget):
    """RowCards under each other."""

    def __init__(self, *, spacing: int = 8, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(spacing)

    def set_rows(self, rows: Iterable[QWidget]) -> None:
        """Show these instead."""
        clear(self._layout)
        for widget in rows:
            self._layout.addWidget(widget)


@dataclass(frozen=True)
class CardRow:
    """What one painted row shows. ``key`` is what the signals carry; ``icon`` or ``avatar`` (a name) or ``picture``."""

    key: object
    title: str
    detail: str = ""
    right: str = ""
    hint: str = ""
    pill: str = ""
    pill_kind: str = "plain"
    icon: str = ""
    icon_kind: str = "tile"
    avatar: str = ""
    avatar_colour: str = ""
    grey: bool = False
    picture: QPixmap | None = None


class CardList(QListView):
    """Card rows, painted, so that thousands cost nothing; arrows move, Enter or a double click takes one.

    ``columns`` puts that many beside each other; ``hint`` is shown on the current row ("Enter"); with ``grow`` the list
    is as tall as its rows and the page scrolls instead.

    Signals:
        taken(key): Enter or double click (a single click with ``single_click=True``).
        current_changed(key): another row became current; None when there is none.
    """

    taken = Signal(object)
    current_changed = Signal(object)

    def __init__(
        self,
        name: str,
        *,
        columns: int = 1,
        tile: int = 44,
        single_click: bool = False,
        hint: str = "",
        grow: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.columns, self.tile, self.hint, self._grow = columns, tile, hint, grow
        self.setAccessibleName(name)
        self._rows = _Rows(self)
        self.setModel(self._rows)
        self._delegate = _CardDelegate(self)
        self.setItemDelegate(self._delegate)
        self.setSelectionMode(QListView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMouseTracking(True)
        if columns > 1:
            self.setFlow(QListView.Flow.LeftToRight)
            self.setWrapping(True)
        if grow:
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            policy.setHeightForWidth(True)
            self.setSizePolicy(policy)
        (self.clicked if single_click else self.doubleClicked).connect(self._take)
        self.selectionModel().currentChanged.connect(lambda now, _before: self.current_changed.emit(self._key(now)))

    def set_rows(self, rows: Sequence[CardRow], *, keep: bool = True) -> None:
        """Show these rows; the current one stays current if its key is still there, else the first becomes it."""
        before = self.current_key() if keep else None
        self._rows.replace(list(rows))
        if rows:
            at = next((i for i, r in enumerate(rows) if r.key == before), 0) if before is not None else 0
            self.setCurrentIndex(self._rows.index(at))
        else:
            self.current_changed.emit(None)
        self.updateGeometry()

    def rows(self) -> list[CardRow]:
        """What is shown."""
        return self._rows.shown

    def current_key(self) -> object:
        """The key of the current row, or None."""
        return self._key(self.currentIndex())

    def set_current(self, key: object) -> None:
        """Make the row with this key current, if it is there."""
        for at, shown in enumerate(self._rows.shown):
            if shown.key == key:
                self.setCurrentIndex(self._rows.index(at))

    def move(self, steps: int) -> None:  # type: ignore[override]
        """Make the row that many further current; for a search box whose arrows move this list."""
        count = self._rows.rowCount()
        if count:
            at = min(count - 1, max(0, self.currentIndex().row() + steps))
            self.setCurrentIndex(self._rows.index(at))

    def take_current(self) -> None:
        """As if Enter had been pressed on the current row."""
        self._take(self.currentIndex())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.take_current()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(240), 0 if self._grow else theme.px(120))

    def hasHeightForWidth(self) -> bool:
        return self._grow

    def heightForWidth(self, width: int) -> int:
        if not self._grow:
            return super().heightForWidth(width)
        delegate = self._delegate
        columns, heights = self.columns_now(width), [delegate.height(r, width) for r in self._rows.shown]
        return sum(max(heights[at : at + columns]) for at in range(0, len(heights), columns)) + 2

    def sizeHint(self) -> QSize:
        if not self._grow:
            return super().sizeHint()
        width = max(self.width(), theme.px(240))
        return QSize(width, self.heightForWidth(width))

    def columns_now(self, width: int = 0) -> int:
        """How many columns fit; large text leaves fewer."""
        return max(1, min(self.columns, (width or self.room()) // theme.px(240)))

    def room(self) -> int:
        """The width rows may have: beside each other they must leave room for the scroll bar before it is there."""
        if self._grow or self.columns == 1:
            return self.viewport().width()
        return (
            self.maximumViewportSize().width()
            - self.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent, None, self.verticalScrollBar())
            - 2
        )

    def _key(self, index: _Index) -> object:
        return self._rows.shown[index.row()].key if index.isValid() else None

    def _take(self, index: _Index) -> None:
        if index.isValid():
            self.taken.emit(self._key(index))


class _Rows(QAbstractListModel):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.shown: list[CardRow] = []

    def replace(self, rows: list[CardRow]) -> None:
        self.beginResetModel()
        self.shown = rows
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.shown)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        shown = self.shown[index.row()]
        if role == Qt.ItemDataRole.UserRole:
            return shown
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return "  ".join(part for part in (shown.title, shown.detail, shown.right, shown.pill) if part)
        return None


_GAP, _PAD = 8, 10


class _CardDelegate(QStyledItemDelegate):
    """Paints one CardRow: tile, title over detail, then hint, figure and pill at the right."""

    def __init__(self, view: CardList) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        room = self._view.room()
        return QSize(self._width(room), self.height(index.data(Qt.ItemDataRole.UserRole), room))

    def height(self, shown: CardRow, room: int) -> int:
        """How tall a row is, with the air beneath it, when the list is ``room`` pixels wide."""
        words = self._words_width(shown, self._width(room) - (_GAP if self._view.columns_now(room) > 1 else 0))
        title = _wrapped_height(theme.font("card"), shown.title, words)
        detail = _wrapped_height(theme.font("small"), shown.detail, words) if shown.detail else 0
        tile = self._tile() if self._has_tile(shown) else 0
        return max(title + detail, tile) + 2 * self._pad() + _GAP

    def _width(self, room: int) -> int:
        return max(120, room // self._view.columns_now(room))

    def _pad(self) -> int:
        return 6 if self._view.columns > 1 else _PAD

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        shown: CardRow = index.data(Qt.ItemDataRole.UserRole)
        rect: QRect = option.rect.adjusted(0, 0, -_GAP if self._view.columns_now() > 1 else 0, -_GAP)  # type: ignore[attr-defined]
        current = bool(option.state & QStyle.StateFlag.State_Selected)  # type: ignore[attr-defined]
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.colour("green" if current else "hairline"), 2 if current else 1))
        painter.setBrush(theme.colour("good_soft" if current else "card"))
        inset = 1.0 if current else 0.5
        painter.drawRoundedRect(QRectF(rect).adjusted(inset, inset, -inset, -inset), 14, 14)
        left = self._paint_tile(painter, rect, shown)
        right = self._paint_right(painter, rect, shown, current)
        self._paint_words(painter, QRect(left, rect.top(), right - left, rect.height()), shown)
        painter.restore()

    def _tile(self) -> int:
        return theme.half(self._view.tile)

    def _has_tile(self, shown: CardRow) -> bool:
        return bool(shown.icon or shown.avatar or shown.picture)

    def _paint_tile(self, painter: QPainter, rect: QRect, shown: CardRow) -> int:
        if not self._has_tile(shown):
            return rect.left() + 16
        side = self._tile()
        box = QRectF(rect.left() + _PAD, rect.top() + (rect.height() - side) / 2, side, side)
        if shown.picture is not None:
            fitted = shown.picture.scaled(
                side, side, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
            )
            painter.drawPixmap(
                round(box.center().x() - fitted.width() / 2), round(box.center().y() - fitted.height() / 2), fitted
            )
        elif shown.avatar:
            paint_avatar(painter, box, shown.avatar, colour="avatar_grey" if shown.grey else shown.avatar_colour)
        else:
            paint_tile(painter, box, shown.icon, shown.icon_kind)
        return round(box.right()) + 14

    def _right_parts(self, shown: CardRow, current: bool) -> list[tuple[str, str, str]]:
        parts = []
        if shown.pill:
            parts.append(("pill", shown.pill, shown.pill_kind))
        hint = shown.hint or (self._view.hint if current else "")
        if hint or self._view.hint:
            parts.append(("hint", hint or self._view.hint, "" if hint else "hidden"))
        if shown.right:
            parts.append(("figure", shown.right, ""))
        return parts

    def _paint_right(self, painter: QPainter, rect: QRect, shown: CardRow, current: bool) -> int:
        right = rect.right() - 16
        for what, text, kind in self._right_parts(shown, current):
            width = part_width(what, text)
            box = QRect(right - width, rect.top(), width, rect.height())
            if what == "pill":
                paint_pill(painter, box, text, kind)
            elif kind != "hidden":
                painter.setFont(theme.font("card" if what == "figure" else "small"))
                painter.setPen(theme.colour("ink" if what == "figure" else "muted"))
                painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)
            right -= width + 12
        return right

    def _words_width(self, shown: CardRow, width: int) -> int:
        taken = 16 + sum(part_width(what, text) + 12 for what, text, _ in self._right_parts(shown, True))
        return max(60, width - taken - (_PAD + self._tile() + 14 if self._has_tile(shown) else 16))

    def _paint_words(self, painter: QPainter, box: QRect, shown: CardRow) -> None:
        wrap = int(Qt.TextFlag.TextWordWrap) | int(Qt.AlignmentFlag.AlignLeft)
        title = _wrapped_height(theme.font("card"), shown.title, box.width())
        detail = _wrapped_height(theme.font("small"), shown.detail, box.width()) if shown.detail else 0
        top = box.top() + max(0, (box.height() - title - detail) // 2)
        painter.setFont(theme.font("card"))
        painter.setPen(theme.colour("ink"))
        painter.drawText(
            QRect(box.left(), top, box.width(), title), wrap | int(Qt.AlignmentFlag.AlignVCenter), shown.title
        )
        if shown.detail:
            painter.setFont(theme.font("small"))
            painter.setPen(theme.colour("muted"))
            painter.drawText(QRect(box.left(), top + title, box.width(), detail), wrap, shown.detail)


def _wrapped_height(font: object, text: str, width: int) -> int:
    metrics = QFontMetrics(font)  # type: ignore[call-overload]
    bounds = metrics.boundingRect(QRect(0, 0, max(1, width), 10_000), int(Qt.TextFlag.TextWordWrap), text)
    return max(metrics.height(), bounds.height())


def part_width(what: str, text: str) -> int:
    """How wide a pill, a figure or a hint is when painted."""
    if what == "pill":
        return QFontMetrics(theme.font("small", strong=True)).horizontalAdvance(text) + 32
    return QFontMetrics(theme.font("card" if what == "figure" else "small")).horizontalAdvance(text) + 2


def paint_pill(painter: QPainter, box: QRect, text: str, kind: str) -> None:
    """Paint a pill as wide as ``box`` in the middle of its height."""
    ink, ground = theme.KINDS[kind]
    font = theme.font("small", strong=True)
    height = QFontMetrics(font).height() + 6
    pill = QRectF(box.left(), box.center().y() - height / 2 + 1, box.width(), height)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour(ground))
    painter.drawRoundedRect(pill, 13, 13)
    painter.setFont(font)
    painter.setPen(theme.colour(ink))
    painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, text)
