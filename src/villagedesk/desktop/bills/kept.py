"""The half-filled bill that a power cut leaves: read again when the page opens, gone with the bill."""

from typing import Any

from sqlmodel import Session

from villagedesk.store.bills import BillRow, take_bill
from villagedesk.store.drafts import Fields, clear_draft, load_draft
from villagedesk.store.person_rows import PersonRow, rows_of
from villagedesk.store.session import WriteSession

FORM, KEY = "bill", "new"


def read_draft(s: Session) -> tuple[Fields, PersonRow | None]:
    """What was typed, and the villager who had been chosen, where he is still here."""
    typed = load_draft(s.connection(), FORM, KEY) or {}
    id_ = str(typed.get("person_id") or "")
    return typed, next(iter(rows_of(s, [id_] if id_ else [])), None)


def take_typed(s: WriteSession, *args: Any, **facts: Any) -> BillRow:
    """Take the bill and forget its draft, in one transaction."""
    taken = take_bill(s, *args, **facts)
    clear_draft(s.connection(), FORM, KEY)
    return taken
