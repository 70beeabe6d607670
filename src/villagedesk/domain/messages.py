"""Text messages to villagers: written here, sent by central when there is a line, answered with what became of them."""

from enum import StrEnum
from typing import ClassVar

from sqlmodel import Field

from villagedesk.domain.entity import Entity
from villagedesk.domain.identity import check_mobile
from villagedesk.domain.states import Machine
from villagedesk.errors import Invalid
from villagedesk.i18n import N_


class MessageState(StrEnum):
    """What became of a text."""

    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"


STATE_WORDS: dict[str, str] = {
    MessageState.QUEUED: N_("text waits"),
    MessageState.SENT: N_("text sent"),
    MessageState.FAILED: N_("text not delivered"),
    MessageState.WITHDRAWN: N_("text withdrawn"),
}

MESSAGE = Machine(
    "text_message",
    {MessageState.QUEUED: {MessageState.SENT, MessageState.FAILED, MessageState.WITHDRAWN}},
    STATE_WORDS,
)


class TextMessage(Entity, table=True):
    """One text to one phone. ``about`` and ``about_id`` say why: a parcel that is here, an order with a question.

    ``also_about`` has the ids of further ones that it names, with spaces between them.
    """

    guarded: ClassVar = frozenset({"state"})
    machine: ClassVar = MESSAGE

    phone: str
    text: str
    person_id: str = ""
    about: str = ""
    about_id: str = Field(default="", index=True)
    also_about: str = ""
    state: str = Field(default=MessageState.QUEUED, index=True)
    answered_at: int | None = None
    answer: str = ""


def takes_texts(phone: str) -> bool:
    """Whether a phone number is one that texts can be sent to."""
    try:
        return bool(check_mobile(phone))
    except Invalid:
        return False
