"""One person of a class: the phone in large figures, what came of the call, and the place."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Signal

from villagedesk import i18n
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.training.waiver import ASKED
from villagedesk.desktop.training.words import clash_words
from villagedesk.desktop.widgets import Card, PlainButton, Text, flow
from villagedesk.domain.identity import shown_phone
from villagedesk.domain.training import CALL_WORDS, ENROLMENT, CallResult, EnrolmentState
from villagedesk.errors import AppError
from villagedesk.i18n import _


class PersonPanel(Card):
    """Stands beside the people of a class.

    Signals: ``done(sentence)``: something was written down; ``why_asked(error, said, again)``: it was refused, perhaps
    for something that is asked about, and ``again(said)`` does it with the answer.
    """

    done = Signal(str)
    why_asked = Signal(object, object, object)

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._shown: Any = None
        self._ended = True
        self.name, self.phone = Text("", "card", wrap=True), Text("", "amount", wrap=True)
        self.state = Text("", "small", tone="muted", wrap=True)
        self.flag = Text("", tone="wait", wrap=True)
        self.comes, self.no_answer = PlainButton("", "1"), PlainButton("", "2")
        self.not_coming, self.again = PlainButton("", "3"), PlainButton("", "4")
        self.file = PlainButton("", icon="person")
        super().__init__(
            self.name,
            self.phone,
            self.state,
            self.flag,
            6,
            flow(self.comes, self.no_answer, self.not_coming, self.again),
            self.file,
        )
        self.comes.clicked.connect(lambda: self._call(CallResult.COMES))
        self.no_answer.clicked.connect(lambda: self._call(CallResult.NO_ANSWER))
        self.not_coming.clicked.connect(self._leave)
        self.again.clicked.connect(lambda: self._again())
        self.file.clicked.connect(self._to_file)

    def show_person(self, shown: Any, *, ended: bool) -> None:
        """Show a row of the class page, or nobody."""
        self._shown, self._ended = shown, ended
        self.setVisible(shown is not None)
        self.retranslate()

    def retranslate(self) -> None:
        """Texts in the language of the moment."""
        self.comes.set_text(_("Comes"))
        self.no_answer.set_text(_("No answer"))
        self.not_coming.set_text(_("Does not come"))
        self.again.set_text(_("Wants a place again"))
        one = self._shown
        if one is None:
            return
        self.file.set_text(_("To the villager") if one.person_id else _("Say who this is"))
        self.name.setText("  ".join(part for part in (one.name, one.group) if part))
        self.phone.setText(shown_phone(one.phone) or _("No phone number on file"))
        facts = [ENROLMENT.said(one.state)]
        if one.queue:
            facts.append(_("number {number} on the waiting list").format(number=one.queue))
        if one.call_result and one.called_at is not None:
            facts.append(f"{_(CALL_WORDS[one.call_result])} {i18n.ago(one.called_at)}")
        self.state.setText("  ".join(facts))
        flags = [clash_words(one.clash)] if one.clash else []
        if one.waiver:
            flags.append(_("Comes without the course before it: {reason}").format(reason=one.waiver))
        self.flag.setText("\n".join(flags))
        self.flag.set_tone("act" if one.clash and one.clash.both else "wait")
        self.flag.setVisible(bool(flags))
        gone = one.state is EnrolmentState.WITHDRAWN
        asked = one.state in (EnrolmentState.INVITED, EnrolmentState.MOVED_UP)
        self.comes.setVisible(not self._ended and asked)
        self.no_answer.setVisible(not self._ended and asked)
        self.not_coming.setVisible(not self._ended and not gone)
        self.again.setVisible(not self._ended and gone)

    def _call(self, result: CallResult, said: dict[str, Any] | None = None) -> None:
        from villagedesk.store.training import note_call  # lazy: SQLModel loads behind the PIN screen

        one = self._shown
        if one is not None:
            self._desk.tasks.write(
                self,
                lambda s: note_call(s, one.id, result, **(said or {})),
                lambda state: self.done.emit(
                    _("{name}: {state}").format(
                        name=one.name,
                        state=ENROLMENT.said(state) if result is CallResult.COMES else _(CALL_WORDS[result]),
                    )
                ),
                lambda error: self._ask(error, said, lambda more: self._call(result, more)),
            )

    def _ask(self, error: AppError, said: dict[str, Any] | None, again: Callable[[dict[str, Any]], None]) -> bool:
        self.why_asked.emit(error, said or {}, again)
        return error.code in ASKED

    def _leave(self) -> None:
        from villagedesk.store.training import withdraw  # lazy, see _call

        one = self._shown
        if one is not None:
            self._desk.tasks.write(
                self, lambda s: withdraw(s, one.id), lambda moved: self.done.emit(_left_words(one.name, moved))
            )

    def _again(self, said: dict[str, Any] | None = None) -> None:
        from villagedesk.store.training import take_up_again  # lazy, see _call

        one = self._shown
        if one is not None:
            self._desk.tasks.write(
                self,
                lambda s: take_up_again(s, one.id, **(said or {})),
                lambda state: self.done.emit(_("{name}: {state}").format(name=one.name, state=ENROLMENT.said(state))),
                lambda error: self._ask(error, said, self._again),
            )

    def _to_file(self) -> None:
        if self._shown is None:
            return
        if self._shown.person_id:
            self._desk.go("farmer", person_id=self._shown.person_id)
        else:
            self._desk.go("walk_ins", enrolment_id=self._shown.id)


def _left_words(name: str, moved: list[str]) -> str:
    if not moved:
        return _("{name} does not come.").format(name=name)
    return _("{name} does not come. {next} moved up: please call.").format(name=name, next=_(", ").join(moved))
