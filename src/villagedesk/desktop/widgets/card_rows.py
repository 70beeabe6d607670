"""How one row of a CardList is painted: tile, title over detail, then hint, figure and pill at the right."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from villagedesk.desktop import theme
from villagedesk.desktop.widgets.card import paint_avatar, paint_tile
from villagedesk.desktop.widgets.goods_tile import paint_picture

if TYPE_CHECKING:
    from villagedesk.desktop.widgets.lists import CardList

_Index = QModelIndex | QPersistentModelIndex
# Where a line may break beside a Chinese character; a word joiner there says that it may not.
_BETWEEN = re.compile(r"(?<=\S)(?=[\u2e80-\u9fff])|(?<=[\u2e80-\u9fff])(?=\S)")


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


_GAP, _PAD = 8, 10


class CardDelegate(QStyledItemDelegate):
    """Paints one CardRow: tile, title over detail, then hint, figure and pill at the right."""

    def __init__(self, view: "CardList") -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        room = self._view.room()
        return QSize(self._width(room), self.height(index.data(Qt.ItemDataRole.UserRole), room))

    def height(self, shown: CardRow, room: int) -> int:
        """How tall a row is, with the air beneath it, when the list is ``room`` pixels wide."""
        words = self._words_width(shown, self._width(room) - (_GAP if self._view.columns_now(room) > 1 else 0))
        title = _wrapped_height(theme.font("card"), shown.title, words)
        detail = _wrapped_height(theme.font("small"), whole_facts(shown.detail, words), words) if shown.detail else 0
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
        return theme.half(min(self._view.tile, 44) if self._is_narrow() else self._view.tile)

    def _is_narrow(self) -> bool:
        """So little room that the words need what a large tile and the key's hint take."""
        return self._view.room() < theme.px(400) * self._view.columns_now()

    def _has_tile(self, shown: CardRow) -> bool:
        return bool(shown.icon or shown.avatar or shown.picture)

    def _paint_tile(self, painter: QPainter, rect: QRect, shown: CardRow) -> int:
        if not self._has_tile(shown):
            return rect.left() + 16
        side = self._tile()
        box = QRectF(rect.left() + _PAD, rect.top() + (rect.height() - side) / 2, side, side)
        if shown.picture is not None:
            paint_picture(painter, box, shown.picture)
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
        if (hint or self._view.hint) and not self._is_narrow():
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
        facts = whole_facts(shown.detail, box.width())
        detail = _wrapped_height(theme.font("small"), facts, box.width()) if facts else 0
        top = box.top() + max(0, (box.height() - title - detail) // 2)
        painter.setFont(theme.font("card"))
        painter.setPen(theme.colour("ink"))
        painter.drawText(
            QRect(box.left(), top, box.width(), title), wrap | int(Qt.AlignmentFlag.AlignVCenter), shown.title
        )
        if facts:
            painter.setFont(theme.font("small"))
            painter.setPen(theme.colour("muted"))
            painter.drawText(QRect(box.left(), top + title, box.width(), detail), wrap, facts)


def _wrapped_height(font: QFont, text: str, width: int) -> int:
    metrics = QFontMetrics(font)
    bounds = metrics.boundingRect(QRect(0, 0, max(1, width), 10_000), int(Qt.TextFlag.TextWordWrap), text)
    return int(max(metrics.height(), bounds.height()))


def whole_facts(detail: str, width: int) -> str:
    """A row's small line, for painting: it goes on in the next line between two facts, not in the middle of one.

    Facts stand two spaces apart; one that is wider than ``width`` pixels is broken as ever.
    """
    metrics = QFontMetrics(theme.font("small"))
    if metrics.horizontalAdvance(detail) <= width:
        return detail
    return "  ".join(
        _BETWEEN.sub("\u2060", fact.replace(" ", "\u00a0")) if metrics.horizontalAdvance(fact) <= width else fact
        for fact in detail.split("  ")
    )


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
