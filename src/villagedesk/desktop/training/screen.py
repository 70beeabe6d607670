"""The classes of this centre; Enter opens the sign-in of the next session."""

from typing import Any

from villagedesk import clock, i18n
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.training.words import number_text, span, state_pill
from villagedesk.desktop.widgets import CardList, CardRow, EmptyState, Page, PrimaryButton
from villagedesk.i18n import _

_NAMES = {"training_class", "training_session", "enrolment", "attendance"}


class TrainingScreen(Page):
    """Alt+7."""

    help_page = "training"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._new = PrimaryButton("", "Ctrl+N")
        self._new.clicked.connect(lambda: self.go("class_form"))
        self.header.add_right(self._new)
        self._list = CardList(_("Classes"), grow=True, hint="Enter", single_click=True)
        self._list.taken.connect(lambda session_id: self.go("sign_in", session_id=session_id))
        self._empty = EmptyState("monitor")
        self.add(self._list, self._empty, None)

    def open(self, **_params: Any) -> None:
        self.refresh()
        self._list.setFocus()

    def on_changed(self, names: set[str]) -> None:
        if names & _NAMES:
            self.refresh()

    def retranslate(self) -> None:
        self.header.set_title(_("Training"))
        self.header.set_right(_("Works without a line"))
        self._new.set_text(_("Plan a class"))
        self._empty.set_texts(
            _("No class is planned."), _("Plan one here, or wait for one that the county plans and sends by sync.")
        )
        self.refresh()

    def refresh(self) -> None:
        """Read the classes again."""
        self.desk.tasks.read(self, _sessions, self._show, latest="classes")

    def _show(self, sessions: list[Any]) -> None:
        self._list.set_rows([_card(session) for session in sessions])
        self._list.setVisible(bool(sessions))
        self._empty.setVisible(not sessions)


def _sessions(s: Any) -> list[Any]:
    """Sessions as the operator needs them: today's first, then what comes, then what was, the newest first."""
    from villagedesk.store.training import class_list  # lazy: the store loads behind the PIN screen

    today = clock.today()
    found = [session for class_ in class_list(s) for session in class_.sessions]
    coming = sorted((x for x in found if x.held_on >= today and not x.closed), key=lambda x: (x.held_on, x.begins))
    over = sorted((x for x in found if x not in coming), key=lambda x: (x.held_on, x.begins), reverse=True)
    return coming + over


def _card(session: Any) -> CardRow:
    pill, kind = state_pill(session)
    day = _("today") if session.held_on == clock.today() else i18n.short_day(session.held_on)
    detail = "  ".join((f"{day} {span(session)}", session.place, session.trainer, number_text(session)))
    return CardRow(session.id, session.title, detail, pill=pill, pill_kind=kind, icon="monitor")
