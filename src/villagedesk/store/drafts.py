"""Half-filled forms, saved field by field, so that a power cut or a call at the door loses nothing."""

import json

from sqlalchemy import Connection, delete, literal_column, select

from villagedesk import clock
from villagedesk.store import tables
from villagedesk.store.store import Store

Fields = dict[str, str | int | bool | list[str] | None]


def save_draft(store: Store, form: str, key: str, fields: Fields) -> int:
    """Keep what has been typed so far; returns when it was saved (ms UTC).

    Args:
        form: which form, for instance ``seller``.
        key: which one of them, for instance a person's id, or "new".
    """
    at = clock.now_ms()
    with store.transaction() as connection:
        connection.exec_driver_sql(
            "INSERT OR REPLACE INTO draft(form, key, data, saved_at) VALUES (?, ?, ?, ?)",
            (form, key, json.dumps(fields, ensure_ascii=False), at),
        )
    return at


def load_draft(connection: Connection, form: str, key: str) -> Fields | None:
    """What was typed before, or None."""
    draft = tables.draft
    found = connection.execute(select(draft.c.data).where(draft.c.form == form, draft.c.key == key)).scalar()
    return None if found is None else json.loads(found)


def drafts(connection: Connection, form: str) -> list[tuple[str, Fields, int]]:
    """Every half-filled form of one kind: key, fields, when it was saved; the newest first."""
    draft = tables.draft
    rows = connection.execute(
        select(draft.c.key, draft.c.data, draft.c.saved_at)
        .where(draft.c.form == form)
        # Each save makes a new row: its number tells the order also within a millisecond, and when the clock is set back.
        .order_by(literal_column("rowid").desc())
    )
    return [(row.key, json.loads(row.data), row.saved_at) for row in rows]


def clear_draft(connection: Connection, form: str, key: str) -> None:
    """Forget a draft, in the transaction that saved the form for good."""
    draft = tables.draft
    connection.execute(delete(draft).where(draft.c.form == form, draft.c.key == key))
