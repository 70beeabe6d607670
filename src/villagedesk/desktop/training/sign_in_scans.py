"""What the scanner does on the sign-in page: a villager's card, or the square beside a name on the sheet."""

from typing import Any

from PySide6.QtCore import Signal

from villagedesk.desktop.desk import Desk
from villagedesk.desktop.training import sign_in_reads as reads
from villagedesk.desktop.widgets import Page
from villagedesk.errors import AppError
from villagedesk.i18n import _


class SignInScans(Page):
    """The half of the page that answers scans; ``SignInScreen`` is the other half.

    Signals: ``told(sentence, tone)``; ``came(name, mark, also, enrolment_id)``: somebody signed in, ``also`` is a Clash or None.
    """

    told = Signal(str, str)
    came = Signal(str, str, object, str)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._session_id = ""
        self._page: Any = None
        # The villager whose card was scanned and who is not on this computer: his name is typed next.
        self._card_of = ""

    def on_scan(self, text: str) -> bool:
        self.read(lambda s: reads.scanned(s, text), lambda found: self._on_scanned(*found))
        return True

    def _on_scanned(self, person_id: str, enrolment_id: str, wrong: str) -> None:
        """A villager's card, or the square beside a name on the sheet."""
        if wrong:
            self.scan_answer(False)
            self.told.emit(wrong, "act")
        elif enrolment_id:
            self._take_square(enrolment_id)
        else:
            self._take_person(person_id)

    def _take_square(self, enrolment_id: str) -> None:
        from villagedesk.domain.training import Way  # lazy, see _show_rows
        from villagedesk.store.training import sign_in

        rows = (*self._page.rows, *self._page.others) if self._page else ()
        found = next((row for row in rows if row.enrolment_id == enrolment_id), None)
        if found is None:
            self.scan_answer(False)
            self.told.emit(_("This sheet belongs to another class."), "act")
            return
        session_id = self._session_id
        self.write(
            lambda s: reads.signed_in(s, session_id, enrolment_id, sign_in(s, session_id, enrolment_id, Way.SHEET)),
            self._card_signed,
        )

    def _take_person(self, person_id: str) -> None:
        from villagedesk.store.training import sign_in_person  # lazy, see _show_rows

        self._card_of = person_id
        self.write(
            lambda s: reads.signed_in(s, self._session_id, *sign_in_person(s, self._session_id, person_id)),
            self._card_signed,
            self._card_failed,
        )

    def _card_signed(self, found: tuple[str, str, Any, str]) -> None:
        self._card_of = ""
        self.scan_answer(True)
        self.came.emit(*found)

    def _card_failed(self, error: AppError) -> bool:
        self.scan_answer(False)
        if error.code == "not_found":
            self.told.emit(_("This villager is not on this computer yet. Type the name instead."), "act")
            return True
        return False
