"""Noticing that somebody is on file already: by ID number, phone, the sound of a name, village and household."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection
from sqlmodel import Session

from villagedesk.domain.people import PersonForm
from villagedesk.errors import Invalid, Refused
from villagedesk.i18n import local
from villagedesk.store.people_index import plain_group, whole_pinyin
from villagedesk.store.person_rows import PersonRow, rows_of
from villagedesk.store.same_person import kept_of
from villagedesk.store.session import WriteSession
from villagedesk.store.told_apart import apart_from

_MOST = 5
_TAIL = 4
# Why somebody may be the same, the surest first.
_REASONS = ("resident_id", "phone", "household", "phone_tail", "name")


@dataclass(frozen=True)
class Likeness:
    """Somebody on file who may be the one being typed; ``reason`` is one of ``_REASONS``."""

    row: PersonRow
    reason: str
    added_on: str


def likely_same(s: Session, form: PersonForm) -> list[Likeness]:
    """Who on file may be the person in the form, the surest first.

    The same ID number or phone; or a name that sounds the same and besides it the same household, the same end of the
    phone number, or the same village (an unknown one counts). Whom an operator has told apart, now or at any time, is
    left out, unless the ID number is the same.
    """
    connection = s.connection()
    reasons: dict[str, str] = {}
    exact = (("resident_id", form.resident_id.upper()), ("phone", form.phone))
    found = [(id_, column) for column, value in exact for id_ in _ids_with(connection, column, value)]
    itself = kept_of(s, form.person_id) if form.person_id else ""
    apart = {*form.distinct_from, *(apart_from(s, itself) if itself else ())}
    for id_, reason in (*found, *_that_sound_like(connection, form)):
        kept = kept_of(s, id_)
        if kept != itself and (kept not in apart or reason == "resident_id"):
            reasons.setdefault(kept, reason)
    order = sorted(reasons, key=lambda id_: _REASONS.index(reasons[id_]))[:_MOST]
    added = _added_on(connection, order)
    return [Likeness(row, reasons[row.id], added[row.id]) for row in rows_of(s, order)]


def refuse_likely_same(s: WriteSession, form: PersonForm) -> None:
    """Stop when the person in the form may be on file.

    Raises:
        Invalid: ``id_on_file`` on the field ``resident_id``: the very same number.
        Refused: ``maybe_on_file``.
    """
    same = likely_same(s, form)
    if same and same[0].reason == "resident_id" and same[0].row.id in form.distinct_from:
        raise Invalid("resident_id", "id_on_file", name=same[0].row.name)
    if same:
        raise Refused("maybe_on_file", name=same[0].row.name)


def _ids_with(connection: Connection, column: str, value: str) -> list[str]:
    if not value:
        return []
    found = connection.exec_driver_sql(f"SELECT id FROM person WHERE {column} = ? LIMIT 5", (value,))
    return [row[0] for row in found]


def _that_sound_like(connection: Connection, form: PersonForm) -> list[tuple[str, str]]:
    """Persons whose name sounds like this one, each with what else is the same."""
    sound = whole_pinyin(form.name)
    if not sound:
        return []
    home = _home_of(connection, form.lives_with)
    found = connection.exec_driver_sql(
        "SELECT p.id, p.name, p.nickname, p.phone, p.village_code, p.village_group, p.household_id"
        " FROM person_key k JOIN person p ON p.id = k.person_id WHERE k.key = ? LIMIT 200",
        (sound,),
    ).fetchall()
    like: list[tuple[int, int, str, str]] = []
    for id_, name, nickname, phone, village, group, household in found:
        # The given name of somebody else may sound like this whole name.
        if sound not in (whole_pinyin(name), whole_pinyin(nickname or "")):
            continue
        reason = ""
        if home and home in (household, id_):
            reason = "household"
        elif form.phone and phone and phone[-_TAIL:] == form.phone[-_TAIL:]:
            reason = "phone_tail"
        elif not village or not form.village_code or village == form.village_code:
            reason = "name"
        if reason:
            same_group = plain_group(group or "") == plain_group(form.village_group)
            like.append((0 if name == form.name else 1, 0 if same_group else 1, id_, reason))
    return [(id_, reason) for _name, _group, id_, reason in sorted(like)]


def _home_of(connection: Connection, person_id: str) -> str:
    """The household of somebody on file; his own id where he has none yet."""
    if not person_id:
        return ""
    found = connection.exec_driver_sql("SELECT household_id FROM person WHERE id = ?", (person_id,)).scalar()
    return str(found or "") or person_id


def _added_on(connection: Connection, ids: Sequence[str]) -> dict[str, str]:
    marks = ",".join("?" * len(ids))
    found = connection.exec_driver_sql(f"SELECT id, created_at FROM person WHERE id IN ({marks})", tuple(ids))
    return {id_: local(at).date().isoformat() for id_, at in found}
