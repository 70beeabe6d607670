"""Taking a tried list in row by row, each on the disk by itself, and what was taken in.

Which rows an import made, and which fields it filled in, stands in tables of this computer, and travels as ``ListTaken``
and ``ListRow``: see ``imports.undo``.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection, func, insert, select
from sqlmodel import col

from villagedesk import clock
from villagedesk.domain.crops import LotForm
from villagedesk.domain.dossiers import SellerForm
from villagedesk.domain.lists_taken import ListRow, ListTaken
from villagedesk.errors import AppError, sentence
from villagedesk.store import tables
from villagedesk.store.crops.verbs import record_lot
from villagedesk.store.imports.plan import TAKEN, Plan, RowPlan
from villagedesk.store.room import check_room
from villagedesk.store.sellers.verbs import take_on_seller
from villagedesk.store.session import WriteSession, action, new_row
from villagedesk.store.store import Store

_RUN, _ROW, _CHANGE = tables.import_run, tables.import_row, tables.import_change
# What a row takes on the disk at most: person, seller, consents, plot and account, their event, and its second copy.
_ROW_BYTES = 12 << 10
# In this order it stands in ``ListRow.filled``.
_FILLED = ("entity", "row_id", "field", "before", "after")

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Taken:
    """How taking a list in went. ``key`` is what ``undo_import`` takes; ``failed`` are rows that could not be taken after all, with the sentence why."""

    key: str
    taken: int
    left: int
    failed: tuple[tuple[int, str], ...]
    stopped: bool


@dataclass(frozen=True)
class ImportRun:
    """A list that was taken in, here or on another computer of the centre. ``key`` is what ``undo_import`` takes.

    ``rows`` is how many farmers or lots it made; ``undone_at`` None or ms UTC.
    """

    key: str
    kind: str
    file: str
    at: int
    rows: int
    undone_at: int | None
    elsewhere: bool = False


def take_in(
    store: Store,
    plan: Plan,
    file: str,
    by: str,
    *,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Taken:
    """Take in every row of a tried list that is right; what was done before a stop stays.

    Args:
        file: the list's name, for the record.
        by: who does it.
        progress: told (done, all).
        cancelled: asked before each row.

    Raises:
        StorageTrouble: ``disk_low``: the disk has not the room for all of it; nothing was taken in.
    """
    # Checked before the first row: half a list is no help to anybody.
    wanted = [row for row in plan.rows if row.status in TAKEN and row.form is not None]
    check_room(store.home, len(wanted) * _ROW_BYTES)
    with store.write(by=by) as s:
        list_id = begin_list(s, plan.kind, file)
    with store.transaction() as connection:
        values = {"kind": plan.kind, "file": file, "at": clock.now_ms(), "by": by, "list_id": list_id}
        import_id = int(connection.execute(insert(_RUN).values(**values).returning(_RUN.c.id)).scalar_one())
    taken, failed, stopped = 0, [], False
    for at, row in enumerate(wanted):
        if cancelled():
            stopped = True
            break
        try:
            with store.write(by=by) as s:
                _take(s, row)
                _note_rows(s, import_id, list_id)
            taken += 1
        except AppError as error:
            failed.append((row.number, sentence(error)))
        if progress:
            progress(at + 1, len(wanted))
    left = len(plan.rows) - taken
    return Taken(str(import_id), taken, left, tuple(failed), stopped)


def import_runs(connection: Connection, *, limit: int = 20) -> list[ImportRun]:
    """The lists that were taken in at this centre, the newest first."""
    whole = select(func.count()).where(_ROW.c.import_id == _RUN.c.id, _ROW.c.entity.in_(("seller", "harvest_lot")))
    told = select(col(ListTaken.undone_at)).where(col(ListTaken.id) == _RUN.c.list_id)
    asked = select(_RUN, whole.scalar_subquery().label("rows"), told.scalar_subquery().label("told"))
    here = [
        ImportRun(str(row.id), row.kind, row.file, row.at, row.rows, row.undone_at or row.told)
        for row in connection.execute(asked.order_by(_RUN.c.id.desc()).limit(limit))
    ]
    return sorted([*here, *_of_others(connection, limit)], key=lambda run: -run.at)[:limit]


@action
def begin_list(s: WriteSession, kind: str, file: str) -> str:
    """Say that a list is being taken in; returns its id, by which its rows are found on any computer."""
    return new_row(s, ListTaken(kind=kind, file=file)).id


@action
def note_row(s: WriteSession, list_id: str, about_id: str, filled: str) -> None:
    """Say that what this action made belongs to a list."""
    new_row(s, ListRow(list_id=list_id, about_id=about_id, filled=filled))


def _of_others(connection: Connection, limit: int) -> list[ImportRun]:
    """The lists that other computers took in, as far as they arrived here."""
    whole = select(func.count()).where(col(ListRow.list_id) == col(ListTaken.id)).scalar_subquery().label("rows")
    here = select(_RUN.c.list_id)
    asked = select(
        col(ListTaken.id),
        col(ListTaken.kind),
        col(ListTaken.file),
        col(ListTaken.created_at),
        col(ListTaken.undone_at),
        whole,
    ).where(col(ListTaken.id).not_in(here))
    return [
        ImportRun(id_, kind, file, at, rows, undone_at, elsewhere=True)
        for id_, kind, file, at, undone_at, rows in connection.execute(
            asked.order_by(col(ListTaken.created_at).desc()).limit(limit)
        )
    ]


def _take(s: WriteSession, row: RowPlan) -> None:
    if isinstance(row.form, SellerForm):
        take_on_seller(s, row.form, check_same=not row.form.person_id)
    elif isinstance(row.form, LotForm):
        record_lot(s, row.form)


def _note_rows(s: WriteSession, import_id: int, list_id: str) -> None:
    """Keep which rows this action makes, and what it fills in elsewhere, in its own transaction."""
    s.flush()
    filled = [
        {
            "import_id": import_id,
            "entity": name,
            "row_id": row_id,
            "field": field,
            "before": json.dumps(base),
            "after": json.dumps(getattr(touched.row, field)),
        }
        for (name, row_id), touched in s.capture.touched.items()
        if touched.number is None and not touched.deleted
        for field, base in touched.bases.items()
        if getattr(touched.row, field) != base
    ]
    told = [[one[name] for name in _FILLED] for one in filled]
    note_row(s, list_id, _about(s), json.dumps(told, ensure_ascii=False) if told else "")
    s.flush()
    made = [
        {"import_id": import_id, "entity": name, "row_id": row_id}
        for (name, row_id), touched in s.capture.touched.items()
        if touched.number is not None
    ]
    if made:
        s.connection().execute(insert(_ROW), made)
    if filled:
        s.connection().execute(insert(_CHANGE), filled)


def _about(s: WriteSession) -> str:
    """Whom or what the row is about: the seller's person, or the lot."""
    rows = {name: touched.row for (name, _id), touched in s.capture.touched.items() if touched.number is not None}
    if "seller" in rows:
        return str(getattr(rows["seller"], "person_id", ""))
    return rows["harvest_lot"].id if "harvest_lot" in rows else ""
