"""Taking a tried list in row by row, each on the disk by itself, and what was taken in.

Which rows an import made, and which fields it filled in, is kept on this computer only: see ``imports.undo``.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection, func, insert, select

from villagedesk import clock
from villagedesk.domain.crops import LotForm
from villagedesk.domain.dossiers import SellerForm
from villagedesk.errors import AppError, sentence
from villagedesk.store import tables
from villagedesk.store.crops.verbs import record_lot
from villagedesk.store.imports.plan import TAKEN, Plan, RowPlan
from villagedesk.store.room import check_room
from villagedesk.store.sellers.verbs import take_on_seller
from villagedesk.store.session import WriteSession
from villagedesk.store.store import Store

_RUN, _ROW, _CHANGE = tables.import_run, tables.import_row, tables.import_change
# What a row takes on the disk at most: person, seller, consents, plot and account, their event, and its second copy.
_ROW_BYTES = 12 << 10

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Taken:
    """How taking a list in went. ``failed`` are rows that could not be taken after all, with the sentence why."""

    import_id: int
    taken: int
    left: int
    failed: tuple[tuple[int, str], ...]
    stopped: bool


@dataclass(frozen=True)
class ImportRun:
    """A list that was taken in here. ``rows`` is how many farmers or lots it made; ``undone_at`` None or ms UTC."""

    id: int
    kind: str
    file: str
    at: int
    rows: int
    undone_at: int | None


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
    with store.transaction() as connection:
        values = {"kind": plan.kind, "file": file, "at": clock.now_ms(), "by": by}
        import_id = int(connection.execute(insert(_RUN).values(**values).returning(_RUN.c.id)).scalar_one())
    taken, failed, stopped = 0, [], False
    for at, row in enumerate(wanted):
        if cancelled():
            stopped = True
            break
        try:
            with store.write(by=by) as s:
                _take(s, row)
                _note_rows(s, import_id)
            taken += 1
        except AppError as error:
            failed.append((row.number, sentence(error)))
        if progress:
            progress(at + 1, len(wanted))
    left = len(plan.rows) - taken
    return Taken(import_id, taken, left, tuple(failed), stopped)


def import_runs(connection: Connection, *, limit: int = 20) -> list[ImportRun]:
    """The lists that were taken in on this computer, the newest first."""
    whole = select(func.count()).where(_ROW.c.import_id == _RUN.c.id, _ROW.c.entity.in_(("seller", "harvest_lot")))
    asked = select(_RUN, whole.scalar_subquery().label("rows")).order_by(_RUN.c.id.desc()).limit(limit)
    return [ImportRun(row.id, row.kind, row.file, row.at, row.rows, row.undone_at) for row in connection.execute(asked)]


def _take(s: WriteSession, row: RowPlan) -> None:
    if isinstance(row.form, SellerForm):
        take_on_seller(s, row.form, check_same=not row.form.person_id)
    elif isinstance(row.form, LotForm):
        record_lot(s, row.form)


def _note_rows(s: WriteSession, import_id: int) -> None:
    """Keep which rows this action makes, and what it fills in elsewhere, in its own transaction."""
    s.flush()
    made = [
        {"import_id": import_id, "entity": name, "row_id": row_id}
        for (name, row_id), touched in s.capture.touched.items()
        if touched.number is not None
    ]
    if made:
        s.connection().execute(insert(_ROW), made)
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
    if filled:
        s.connection().execute(insert(_CHANGE), filled)
