"""The calendar of the sittings, a month or a week: arrows go by day, PgUp and PgDn by month, Enter opens the class."""

from datetime import date, timedelta
from typing import Any

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from villagedesk import clock, i18n
from villagedesk.desktop import theme
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.training.words import clock_text, span, state_pill
from villagedesk.desktop.widgets import CardList, CardRow, ChoiceButtons, EmptyState, Page, PlainButton, flow
from villagedesk.desktop.widgets.buttons import Choice
from villagedesk.i18n import _

_MONTH, _WEEK = "month", "week"
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -7, Qt.Key.Key_Down: 7}


class CalendarScreen(Page):
    """Opened from the list of classes with F7."""

    help_page = "training"
    follows = frozenset({"training_class", "training_session", "enrolment", "attendance"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.how = ChoiceButtons([Choice(_MONTH, ""), Choice(_WEEK, "")], value=_MONTH)
        self.today = PlainButton("", "F4")
        self.earlier, self.later = PlainButton("", "PgUp"), PlainButton("", "PgDown")
        self.grid = DayGrid()
        self.list = CardList("", tile=32, grow=True, single_click=True, hint="Enter")
        self.empty = EmptyState("calendar")
        self.add(self.how, flow(self.earlier, self.later, self.today), self.grid, self.list, self.empty, None)
        self.how.chosen.connect(lambda how: self._on_how(str(how)))
        self.today.clicked.connect(lambda: self._go(date.fromisoformat(clock.today())))
        self.earlier.clicked.connect(lambda: self._step(-1))
        self.later.clicked.connect(lambda: self._step(1))
        self.grid.moved.connect(self._on_day)
        self.grid.taken.connect(self._on_taken)
        self.list.taken.connect(self._open_class)

    def open(self, **_params: Any) -> None:
        self.refresh()
        self.grid.setFocus()

    def on_back(self) -> bool:
        if self.list.hasFocus():
            self.grid.setFocus()
            return True
        return False

    def retranslate(self) -> None:
        self.header.set_title(_("Calendar"))
        self.how.set_texts([_("Month"), _("Week")])
        self.today.set_text(_("Today"))
        self.earlier.set_text(_("Earlier"))
        self.later.set_text(_("Later"))
        self.grid.setAccessibleName(_("Days of the calendar"))
        self.list.setAccessibleName(_("Sessions of this day"))
        self.empty.set_texts(
            _("Nothing is held on this day."), _("Arrows go by day; days with a class carry its name.")
        )
        self._show()

    def refresh(self) -> None:
        """Read the sittings of what is shown."""
        first, last = self.grid.span()
        self.desk.tasks.read(self, lambda s: _read(s, first, last), self._loaded, latest="calendar")

    def _on_how(self, how: str) -> None:
        self.grid.set_week(how == _WEEK)
        self.refresh()
        self.grid.setFocus()

    def _step(self, steps: int) -> None:
        day = self.grid.day
        if self.grid.week:
            self._go(day + timedelta(days=7 * steps))
            return
        month = day.month - 1 + steps
        first = date(day.year + month // 12, month % 12 + 1, 1)
        after = date(first.year + first.month // 12, first.month % 12 + 1, 1)
        self._go(min(first + timedelta(days=day.day - 1), after - timedelta(days=1)))

    def _go(self, day: date) -> None:
        self.grid.set_day(day)
        self.refresh()
        self.grid.setFocus()

    def _on_day(self) -> None:
        self.refresh()

    def _on_taken(self) -> None:
        if self.list.rows():
            self.list.setFocus()
            if len(self.list.rows()) == 1:
                self.list.take_current()

    def _open_class(self, class_id: object) -> None:
        self.go("class", class_id=str(class_id).partition(" ")[0])

    def _loaded(self, sessions: list[Any]) -> None:
        self.grid.set_sessions(sessions)
        self._show()

    def _show(self) -> None:
        day = self.grid.day.isoformat()
        found = [one for one in self.grid.sessions if one.held_on == day]
        self.header.set_pills([(i18n.date_text(day), "info")])
        self.list.set_rows([_card(one) for one in found])
        self.list.setVisible(bool(found))
        self.empty.setVisible(not found)


class DayGrid(QWidget):
    """Days in weeks that begin on Monday. Signals: ``moved()`` another day, ``taken()`` Enter or a double click."""

    moved = Signal()
    taken = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.day = date.fromisoformat(clock.today())
        self.week = False
        self.sessions: list[Any] = []
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def span(self) -> tuple[str, str]:
        """The first and the last day shown, as ISO dates."""
        first = self._first()
        return first.isoformat(), (first + timedelta(days=7 * self._weeks() - 1)).isoformat()

    def set_day(self, day: date) -> None:
        """Another day is the one that counts."""
        self.day = day
        self.updateGeometry()
        self.update()

    def set_week(self, week: bool) -> None:
        """A week with room for every sitting, or a month."""
        self.week = week
        self.updateGeometry()
        self.update()

    def set_sessions(self, sessions: list[Any]) -> None:
        """What is held in the days shown."""
        self.sessions = sessions
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(700, self._head() + self._weeks() * self._height())

    def minimumSizeHint(self) -> QSize:
        return QSize(320, self.sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _STEPS.get(Qt.Key(event.key()))
        if step is not None:
            self.set_day(self.day + timedelta(days=step))
            self.moved.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.taken.emit()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = event.position()
        column, line = int(at.x() * 7 / max(1, self.width())), int((at.y() - self._head()) // self._height())
        if 0 <= line < self._weeks() and 0 <= column < 7:
            self.set_day(self._first() + timedelta(days=7 * line + column))
            self.moved.emit()

    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:
        self.taken.emit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = self.width() / 7
        painter.setFont(theme.font("small"))
        painter.setPen(theme.colour("muted"))
        monday = date(2024, 1, 1)
        for column in range(7):
            words = i18n.weekday(monday + timedelta(days=column))
            painter.drawText(QRectF(column * width, 0, width, self._head()), Qt.AlignmentFlag.AlignCenter, words)
        held: dict[str, list[Any]] = {}
        for session in self.sessions:
            held.setdefault(session.held_on, []).append(session)
        for at in range(7 * self._weeks()):
            day = self._first() + timedelta(days=at)
            top = self._head() + (at // 7) * self._height()
            box = QRectF((at % 7) * width, top, width, self._height()).adjusted(2, 2, -2, -2)
            self._paint_day(painter, box, day, held.get(day.isoformat(), []))

    def _paint_day(self, painter: QPainter, box: QRectF, day: date, held: list[Any]) -> None:
        current, today = day == self.day, day.isoformat() == clock.today()
        painter.setBrush(theme.colour("good_soft" if today else "card"))
        painter.setPen(QPen(theme.colour("green" if current else "edge"), 2 if current else 1))
        painter.drawRoundedRect(box, 8, 8)
        inside = box.adjusted(8, 4, -6, -4)
        other = not self.week and day.month != self.day.month
        painter.setFont(theme.font("small", strong=today or current))
        painter.setPen(theme.colour("muted" if other else "ink"))
        painter.drawText(inside, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight, str(day.day))
        line = painter.fontMetrics().height()
        room = max(1, int(inside.height() // line))
        shown = held if len(held) <= room else held[: room - 1]
        for at, session in enumerate(shown):
            place = QRectF(inside.left(), inside.top() + line * at, inside.width() - (0 if at else 2 * line), line)
            words = f"{clock_text(session.begins)} {session.title}"
            painter.setFont(theme.font("small"))
            painter.setPen(theme.colour("muted" if session.closed or session.called_off else "green"))
            words = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, int(place.width()))
            painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, words)
        if len(shown) < len(held):
            place = QRectF(inside.left(), inside.top() + line * len(shown), inside.width(), line)
            painter.setPen(theme.colour("muted"))
            painter.drawText(place, Qt.AlignmentFlag.AlignLeft, _("+{count}").format(count=len(held) - len(shown)))

    def _first(self) -> date:
        start = self.day if self.week else self.day.replace(day=1)
        return start - timedelta(days=start.weekday())

    def _weeks(self) -> int:
        if self.week:
            return 1
        after = (self.day.replace(day=28) + timedelta(days=4)).replace(day=1)
        return (after - self._first() + timedelta(days=6)).days // 7

    def _head(self) -> int:
        return theme.px(30)

    def _height(self) -> int:
        return theme.px(230 if self.week else 72)


def _read(s: Any, first: str, last: str) -> list[Any]:
    from villagedesk.store.training import sessions_between  # lazy: SQLModel loads behind the PIN screen

    return sessions_between(s, first, last)


def _card(session: Any) -> CardRow:
    pill, kind = state_pill(session)
    detail = "  ".join(part for part in (session.place, session.trainer, session.topic) if part)
    key = f"{session.class_id} {session.id}"
    return CardRow(key, f"{span(session)}  {session.title}", detail, pill=pill, pill_kind=kind, icon="calendar")
