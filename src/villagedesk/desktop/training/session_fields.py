"""The sittings of a class while it is planned: days in a row, one or two a day, and each that was added."""

import re
import unicodedata
from datetime import date, timedelta
from typing import Any

from PySide6.QtCore import QStringListModel, Signal

from villagedesk import clock, i18n
from villagedesk.desktop.key_watch import offer_names
from villagedesk.desktop.training.words import clock_text
from villagedesk.desktop.widgets import (
    Card,
    CardList,
    CardRow,
    DateEdit,
    Field,
    NumberEdit,
    PlainButton,
    Text,
    pair,
    row,
    show_invalid,
)
from villagedesk.errors import Invalid
from villagedesk.i18n import _, ngettext

_TIME = re.compile(r"(\d{1,2})[:：.](\d{2})|(\d{1,2})")
MAX_SESSIONS = 40


class SessionFields(Card):
    """First day, how many, from when to when, a second sitting a day; and the list of those that were added.

    Signal ``edited()``: something was typed, added or taken away.
    """

    edited = Signal()

    def __init__(self) -> None:
        self._plans: list[Any] = []
        self._taken = ""
        self.day, self.count = DateEdit("", name="held_on"), NumberEdit("", name="sessions")
        self.begins, self.ends = Field("", name="begins"), Field("", name="ends")
        self.second, self.second_ends = Field("", name="second"), Field("", name="second_ends")
        self.topic = Field("", name="topic")
        self.room, self.trainer = Field("", name="room"), Field("", name="session_trainer")
        self.fields = (
            self.day, self.count, self.begins, self.ends, self.second, self.second_ends, self.topic, self.room, self.trainer,
        )  # fmt: skip
        self.title, self.summary = Text("", "card"), Text("", "small", tone="muted", wrap=True)
        self.warning = Text("", "small", tone="wait", wrap=True)
        self.add_button = PlainButton("", "Ctrl+E", icon="plus")
        self.list = CardList("", tile=32, grow=True, single_click=True)
        super().__init__(
            self.title,
            pair(self.day, self.count),
            pair(self.begins, self.ends),
            pair(self.second, self.second_ends),
            self.topic,
            pair(self.room, self.trainer),
            row(self.summary, None, self.add_button),
            self.warning,
            self.list,
        )
        self._names = QStringListModel(self)
        offer_names(self.trainer.edit, self._names, self)
        for field in self.fields:
            field.edited.connect(self.edited)
        self.add_button.clicked.connect(self.on_add)
        self.list.taken.connect(self._remove)
        self.list.hide()

    def set_trainers(self, names: list[str]) -> None:
        """Who can be chosen for one sitting."""
        self._names.setStringList(names)

    def set_taken(self, words: str) -> None:
        """Which rooms, trainers and people have another class at these hours; "" for none."""
        self._taken = words
        self._warn()

    def begin(self, plans: tuple[Any, ...] = ()) -> None:
        """Begin with these sittings, or with none."""
        self._plans = list(plans)
        for field in self.fields:
            field.set_text("")
            field.set_error("")
        self.day.set_text(clock.today())
        self.count.set_text("1")
        self._show()

    def retranslate(self) -> None:
        """Texts in the language of the moment."""
        self.title.setText(_("When it is held"))
        labels = (
            _("First day"),
            _("Days in a row"),
            _("Begins"),
            _("Ends"),
            _("Second session begins"),
            _("Second session ends"),
            _("Topic"),
            _("Another room"),
            _("Another trainer"),
        )
        for field, label in zip(self.fields, labels, strict=True):
            field.set_label(label)
        for field, example in ((self.begins, "9:00"), (self.ends, "11:00"), (self.second, "14:00")):
            field.set_hint(_("For instance {time}").format(time=example))
        self.second_ends.set_hint(_("May stay empty"))
        for field in (self.room, self.trainer):
            field.set_hint(_("Empty: as for the class"))
        self.add_button.set_text(_("Add to the list"))
        self.list.setAccessibleName(_("Sessions of this class"))
        self._show()

    def plans(self) -> tuple[Any, ...]:
        """The sittings: those of the list, or what is typed where nothing was added.

        Raises:
            Invalid: what is typed cannot be a sitting.
        """
        return tuple(self._plans) or self._typed()

    def state(self) -> list[str]:
        """The list as a draft keeps it."""
        return [f"{one.held_on} {one.begins} {one.ends} {one.topic}\t{one.room}\t{one.trainer}" for one in self._plans]

    def restore(self, kept: list[str]) -> None:
        """The list of a draft again."""
        from villagedesk.domain.training import SessionPlan  # lazy: SQLModel loads behind the PIN screen

        self._plans = []
        for text in kept:
            words, *more = text.split("\t")
            day, begins, ends, *topic = words.split(" ", 3)
            room, trainer = (*more, "", "")[:2]
            self._plans.append(SessionPlan(day, int(begins), int(ends), "".join(topic), room, trainer))
        self._show()

    def on_add(self) -> None:
        """Take what is typed into the list, so that others can be typed."""
        try:
            plans = self._typed()
        except Invalid as error:
            show_invalid({field.name: field for field in self.fields}, error)
            return
        known = {(one.held_on, one.begins, one.room) for one in self._plans}
        self._plans += [one for one in plans if (one.held_on, one.begins, one.room) not in known]
        self._plans.sort(key=lambda one: (one.held_on, one.begins))
        for field in (self.topic, self.room, self.trainer):
            field.set_text("")
        self._show()
        self.day.focus()
        self.edited.emit()

    def _typed(self) -> tuple[Any, ...]:
        from villagedesk.domain.training import SessionPlan  # lazy, see restore

        count = self.count.read()
        if not 1 <= count <= MAX_SESSIONS:
            raise Invalid("sessions", "sessions_out_of_range", limit=MAX_SESSIONS)
        first = date.fromisoformat(self.day.read())
        times = [(read_time(self.begins), read_time(self.ends))]
        if self.second.text().strip() or self.second_ends.text().strip():
            times.append((read_time(self.second), read_time(self.second_ends)))
        days = [(first + timedelta(days=n)).isoformat() for n in range(count)]
        texts = [field.text() for field in (self.topic, self.room, self.trainer)]
        return tuple(SessionPlan(day, begins, ends, *texts) for day in days for begins, ends in times)

    def _remove(self, key: object) -> None:
        self._plans = [one for at, one in enumerate(self._plans) if at != key]
        self._show()
        self.edited.emit()

    def _show(self) -> None:
        rows = [
            CardRow(
                at,
                f"{i18n.short_day(one.held_on)} {clock_text(one.begins)}–{clock_text(one.ends)}",
                "  ".join(part for part in (one.topic, one.room, one.trainer) if part),
                right="✕",
                icon="calendar",
            )
            for at, one in enumerate(self._plans)
        ]
        self.list.set_rows(rows)
        self.list.setVisible(bool(rows))
        count = len(rows)
        words = ngettext("{count} session is on the list.", "{count} sessions are on the list.", count)
        said = words.format(count=count) if count else _("What is typed here is planned; add it to type further days.")
        self.summary.setText(said)
        self._warn()

    def _warn(self) -> None:
        """Two rooms at one hour: everybody has a place in the class, and can be in one of them."""
        from villagedesk.domain.training import side_by_side  # lazy, see restore

        found = side_by_side(self._plans)
        words = _(
            "Side by side on {day}: whoever signs in to one of the two rooms is not expected in the other, and the hours "
            "count once."
        )
        lines = [words.format(day=i18n.short_day(found[0][0].held_on)) if found else "", self._taken]
        text = "\n".join(line for line in lines if line)
        self.warning.setText(text)
        self.warning.setVisible(bool(text))


def read_time(field: Field) -> int:
    """A typed time of day as minutes after midnight: ``14:00``, ``9.30`` or ``14``.

    Raises:
        Invalid: it is none.
    """
    found = _TIME.fullmatch(unicodedata.normalize("NFKC", field.text()).strip())
    if found is None:
        raise Invalid(field.name, "time_wrong" if field.text().strip() else "field_required")
    hour, minute = (int(found[1]), int(found[2])) if found[1] else (int(found[3]), 0)
    if hour > 23 or minute > 59:
        raise Invalid(field.name, "time_wrong")
    return hour * 60 + minute
