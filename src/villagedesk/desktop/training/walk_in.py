"""Somebody who is not on the list walks in: a villager on file, or a new one who is put on file from the same line."""

from typing import Any

from PySide6.QtCore import QObject, Signal

from villagedesk.desktop.desk import Desk
from villagedesk.desktop.new_person import typed_person
from villagedesk.desktop.person_finder import person_card
from villagedesk.desktop.widgets import CardRow
from villagedesk.errors import AppError
from villagedesk.i18n import _
from villagedesk.store.people import add_person, find_people
from villagedesk.store.training import tie_walk_in, walk_in

_MOST = 6


class WalkIns(QObject):
    """Works for the sign-in page.

    Signals:
        offered(text, rows): villagers on file whom the typed text may mean; their keys are their ids.
        signed(name, mark): he signed in.
        told(sentence, tone): what is still to be done.
    """

    offered = Signal(str, list)
    signed = Signal(str, str)
    told = Signal(str, str)

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk

    def offer(self, text: str) -> None:
        """Look among the villagers on file; a trainer's laptop has none."""
        if not self._desk.laptop:
            self._desk.tasks.read(
                self,
                lambda s: find_people(s, text, limit=_MOST),
                lambda found: self.offered.emit(text, [_on_file(person) for person in found]),
                latest="walk_in",
            )

    def take(self, session_id: str, text: str, person_id: str = "") -> None:
        """Sign him in by what was typed: a name, perhaps with a phone and a group, as at every other field.

        Args:
            person_id: who he is, where his card said it though he is not on this computer.
        """
        form = typed_person(text)
        name, phone = (form.name, form.phone) if form else (text, "")

        def signed(done: tuple[str, Any]) -> None:
            enrolment_id, mark = done
            self.signed.emit(name, mark)
            if form is not None and not person_id and not self._desk.laptop:
                self._put_on_file(enrolment_id, form)

        self._desk.tasks.write(
            self, lambda s: walk_in(s, session_id, name, person_id=person_id, phone=phone or ""), signed
        )

    def _put_on_file(self, enrolment_id: str, form: Any) -> None:
        """He becomes a villager: two actions, for a class and the centre are two feeds."""
        self._desk.tasks.write(
            self,
            lambda s: add_person(s, form),
            lambda person_id: self._desk.tasks.write(self, lambda s: tie_walk_in(s, enrolment_id, person_id)),
            self._looks_like_somebody,
        )

    def _looks_like_somebody(self, error: AppError) -> bool:
        if error.code == "maybe_on_file":
            words = _("Signed in. Somebody like that is on file: say later under Walk-ins who it is.")
            self.told.emit(words, "wait")
            return True
        return error.code not in ("disk_full", "database_trouble")


def _on_file(person: Any) -> CardRow:
    shown = person_card(person)
    return CardRow(
        shown.key, shown.title, shown.detail, pill=_("not on the list"), pill_kind="info", avatar=shown.avatar
    )
