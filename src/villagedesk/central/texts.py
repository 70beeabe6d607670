"""Texts to villagers: written at the desks, sent from here through one interface, with a simulated sender behind it.

A text is sent with our message's id as the key against doubles, so asking again after a crash sends nothing twice.
One about a parcel that was handed over or went back meanwhile, or about an order that is paid or over, is withdrawn.
"""

import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection

from villagedesk import clock
from villagedesk.central import acts
from villagedesk.central.database import Database
from villagedesk.central.found import Found, one, rows
from villagedesk.central.notebook import Notebook
from villagedesk.central.orders.payer import may_pay
from villagedesk.domain.entity import Value
from villagedesk.domain.identity import phone_tail
from villagedesk.domain.messages import MessageState
from villagedesk.domain.parcels import ParcelState
from villagedesk.errors import AppError, NotFound

# What became of a text besides its states: answered by somebody else meanwhile; no answer came.
OVERTAKEN, UNANSWERED = "overtaken", "unanswered"
_ANSWER_LENGTH = 100

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Delivery:
    """What the carrier said: whether the text is on its way, and why not."""

    sent: bool
    reason: str = ""


class TextSender(Protocol):
    """A way to send texts. Every call raises Offline when it cannot be reached, and is made again later."""

    def send(self, message_id: str, phone: str, text: str) -> Delivery:
        """Send a text once, however often it is asked for with the same id; the answer is that of the first time."""


class SimulatedTexts:
    """Sends every text but those to the numbers in ``unreachable``. With a file it remembers across restarts.

    What it remembers is our id, the end of the phone and how long the text was: a text may hold a code.
    """

    def __init__(self, file: Path | None = None) -> None:
        self.unreachable: set[str] = set()
        self._notebook = Notebook("id", file)

    def send(self, message_id: str, phone: str, text: str) -> Delivery:
        """See TextSender."""
        note = {"id": message_id, "phone": f"…{phone_tail(phone)}", "letters": len(text)}
        sent = bool(self._notebook.note_first(note | {"sent": phone not in self.unreachable}, "sent")["sent"])
        return Delivery(sent, "" if sent else "the number does not answer")

    def sent(self) -> list[tuple[str, int]]:
        """The end of the phone and the length of everything that was sent, the oldest first."""
        first = [lines[0] for lines in self._notebook.everything().values()]
        return [(line["phone"], line["letters"]) for line in first if line["sent"]]


def send_texts(database: Database, sender: TextSender, *, by: str = acts.CENTRAL) -> dict[str, int]:
    """Send every text that waits; returns how many had which outcome. Called again, it sends nothing twice.

    The carrier is asked outside a transaction: it may be slow, and pushes of desks must not wait for it.
    """
    counts: dict[str, int] = {}
    last = (-1, "")
    while True:
        with database.read() as connection:
            waiting = rows(connection, "text_message", state=MessageState.QUEUED, after=last)
        if not waiting:
            return counts
        for message in waiting:
            outcome = _send(database, sender, message, by)
            counts[outcome] = counts.get(outcome, 0) + 1
        last = (waiting[-1].changed_at, waiting[-1].id)


def _send(database: Database, sender: TextSender, message: Found, by: str) -> str:
    with database.write() as connection:
        if not _still_true(connection, message):
            return _answer(connection, message.id, MessageState.WITHDRAWN, "", by)
    try:
        said = sender.send(message.id, message.text("phone"), message.text("text"))
        with database.write() as connection:
            return _answer(
                connection, message.id, MessageState.SENT if said.sent else MessageState.FAILED, said.reason, by
            )
    except AppError as error:
        # This one stays queued and is sent later; the others must not wait for it.
        _log.warning("text %s could not be sent: %s", message.id, error.code)
        return UNANSWERED


def _answer(connection: Connection, message_id: str, state: MessageState, reason: str, by: str) -> str:
    message = acts.locked(connection, "text_message", message_id)
    if message.text("state") != MessageState.QUEUED:
        return OVERTAKEN
    fields: dict[str, Value] = {
        "state": state.value,
        "answered_at": clock.now_ms(),
        "answer": reason[:_ANSWER_LENGTH],
    }
    acts.change(connection, message.scope, message.centre, "answer_text", "text_message", message_id, fields, by=by)
    return state.value


def _still_true(connection: Connection, message: Found) -> bool:
    """Whether what a text says still holds: one of its parcels still lies on the shelf, the order is still to be paid."""
    about = message.text("about")
    if about not in ("parcel", "order"):
        return True
    ids = [message.text("about_id"), *message.text("also_about").split()]
    return any(_holds(connection, about, id_) for id_ in ids)


def _holds(connection: Connection, about: str, id_: str) -> bool:
    try:
        found = one(connection, about, id_)
    except NotFound:
        return False
    return may_pay(found) if about == "order" else found.text("state") == ParcelState.ON_SHELF
