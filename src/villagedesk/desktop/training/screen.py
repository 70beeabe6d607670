"""The classes of this centre: those that go on first; the next sitting is one key away, the calendar another."""

from collections.abc import Callable
from functools import partial
from typing import Any

from villagedesk import clock
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.training.words import class_card, span
from villagedesk.desktop.widgets import (
    CardList,
    ChoiceButtons,
    EmptyState,
    Page,
    PlainButton,
    PrimaryButton,
    flow,
)
from villagedesk.desktop.widgets.buttons import Choice
from villagedesk.domain.training import ClassState
from villagedesk.i18n import _, ngettext

_SHOWN: dict[str, tuple[str, ...]] = {
    "going": (ClassState.PLANNED, ClassState.RUNNING),
    "over": (ClassState.CLOSED, ClassState.CANCELLED),
    "archived": (ClassState.ARCHIVED,),
}


class TrainingScreen(Page):
    """Alt+7."""

    help_page = "training"
    follows = frozenset({"training_class", "training_session", "enrolment", "attendance"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._next: Any = None
        self._new = PrimaryButton("", "Ctrl+N")
        self._new.clicked.connect(lambda: self.go("class_form"))
        self.header.add_right(self._new)
        self.which = ChoiceButtons([Choice(name, "") for name in _SHOWN], value="going")
        self.which.chosen.connect(lambda _name: self.refresh())
        self.sign_in, self.calendar = PlainButton("", "F8"), PlainButton("", "F7", icon="calendar")
        self.trainers, self.walk_ins = PlainButton("", icon="person"), PlainButton("", icon="people")
        self.sign_in.clicked.connect(self.on_sign_in)
        self.calendar.clicked.connect(lambda: self.go("calendar"))
        self.trainers.clicked.connect(lambda: self.go("trainers"))
        self.walk_ins.clicked.connect(lambda: self.go("walk_ins"))
        self._list = CardList(_("Classes"), grow=True, hint="Enter", single_click=True)
        self._list.taken.connect(lambda class_id: self.go("class", class_id=class_id))
        self._empty = EmptyState("monitor")
        self.add(
            self.which,
            flow(self.sign_in, self.calendar, self.trainers, self.walk_ins),
            self._list,
            self._empty,
            None,
        )

    def open(self, **_params: Any) -> None:
        for widget in (self._new, self.trainers):
            widget.setVisible(not self.desk.laptop)
        self.refresh()
        self._list.setFocus()

    def retranslate(self) -> None:
        self.header.set_title(_("Training"))
        self.header.set_right(_("Works without a line"))
        self._new.set_text(_("Plan a class"))
        self.which.set_texts([_("Going on and coming"), _("Over"), _("Archived")])
        self.calendar.set_text(_("Calendar"))
        self.trainers.set_text(_("Trainers"))
        self._empty.set_texts(
            _("No class is planned."), _("Plan one here, or wait for one that the county plans and sends by sync.")
        )
        self.refresh()

    def refresh(self) -> None:
        """Read the classes again."""
        states = _SHOWN[str(self.which.value())]
        self.desk.tasks.read(self, lambda s: _read(s, states), self._show, latest="classes")

    def on_sign_in(self) -> None:
        """F8: the next sitting."""
        if self._next is not None:
            self.go("sign_in", session_id=self._next.id)

    def _fill_places(self, class_ids: list[str]) -> None:
        """Two computers each filled the places they knew of: whoever still waits moves up by itself."""
        from villagedesk.store.training import fill_places  # lazy: the store loads behind the PIN screen

        for class_id in class_ids if not self.desk.laptop else []:
            self.write(partial(_with_class, fill_places, class_id))

    def _show(self, found: tuple[list[Any], Any, int, list[str]]) -> None:
        classes, self._next, walk_ins, free = found
        self._fill_places(free)
        today = clock.today()
        self._list.set_rows([class_card(class_, today) for class_ in classes])
        self._list.setVisible(bool(classes))
        self._empty.setVisible(not classes)
        soon = self._next is not None and self._next.held_on == today
        self.sign_in.setVisible(soon)
        if soon:
            self.sign_in.set_text(_("Sign in: {time} {title}").format(time=span(self._next), title=self._next.title))
        words = ngettext("{count} walk-in to put on file", "{count} walk-ins to put on file", walk_ins)
        self.walk_ins.setVisible(walk_ins > 0 and not self.desk.laptop)
        self.walk_ins.set_text(words.format(count=walk_ins))


def _read(s: Any, states: tuple[str, ...]) -> tuple[list[Any], Any, int, list[str]]:
    from villagedesk.store.training import class_list, next_session, places_to_fill, walk_ins  # lazy, as above

    classes = class_list(s, states)
    if ClassState.PLANNED in states:
        classes.sort(key=_next_day)
    return classes, next_session(s, clock.today()), len(walk_ins(s)), places_to_fill(s)


def _with_class(verb: Callable[[Any, str], Any], class_id: str, s: Any) -> Any:
    return verb(s, class_id)


def _next_day(class_: Any) -> tuple[str, str]:
    """The day on which a class goes on; one without a sitting to come stands last."""
    return next((one.held_on for one in class_.sessions if not one.closed), "~"), class_.id
