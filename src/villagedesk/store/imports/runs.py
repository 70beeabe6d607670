"""Taking a tried list in row by row, each on the disk by itself; what was taken in, and undoing a whole list.

Which rows an import made is kept on this computer only: who took the list in can take it back, and the deletions
travel like every other action. Whatever was used meanwhile stays.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, delete, func, insert, select, update

from villagedesk import clock
from villagedesk.domain.crops import LotForm
from villagedesk.domain.dossiers import SellerForm
from villagedesk.domain.entity import Entity
from villagedesk.domain.registry import by_name, synced_fields
from villagedesk.errors import AppError, NotFound, Refused, sentence
from villagedesk.store import tables
from villagedesk.store.crops.verbs import record_lot
from villagedesk.store.imports.plan import TAKEN, Plan, RowPlan
from villagedesk.store.sellers.verbs import take_on_seller
from villagedesk.store.session import WriteSession, action
from villagedesk.store.store import Store

_RUN, _ROW = tables.import_run, tables.import_row
# Fields by which other rows say that they are about a person, a seller or a lot.
_ABOUT = ("person_id", "seller_id", "lot_id", "proxy_id", "kept_id", "gone_id", "about_id", "plot_id", "source_id")
_AT_ONCE = 25

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
class Undone:
    """How undoing went: owners (farmers, lots) whose rows are gone, and those that stay because they were used."""

    gone: int
    kept: int


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
    """
    wanted = [row for row in plan.rows if row.status in TAKEN and row.form is not None]
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


def undo_import(store: Store, import_id: int, by: str, progress: Progress | None = None) -> Undone:
    """Take back everything a list made, but what was used meanwhile: somebody with lots, orders, visits stays whole.

    Raises:
        NotFound: no such import on this computer.
        Refused: ``import_undone``: it was taken back already.
    """
    with store.read() as s:
        run = s.connection().execute(select(_RUN).where(_RUN.c.id == import_id)).one_or_none()
        if run is None:
            raise NotFound("import", str(import_id))
        if run.undone_at is not None:
            raise Refused("import_undone")
        owners = _owners(s.connection(), import_id)
        used = _used(s.connection(), import_id, owners)
    free = [owner for owner in owners if owner not in used]
    for start in range(0, len(free), _AT_ONCE):
        some = free[start : start + _AT_ONCE]
        with store.write(by=by) as w:
            delete_imported(w, import_id, [row for owner in some for row in owners[owner]])
        if progress:
            progress(start + len(some), len(free))
    with store.transaction() as connection:
        connection.execute(update(_RUN).where(_RUN.c.id == import_id).values(undone_at=clock.now_ms()))
    return Undone(len(free), len(used))


@action
def delete_imported(s: WriteSession, import_id: int, rows: Sequence[tuple[str, str]]) -> None:
    """Delete rows that a list made, as (entity, id), and forget that it made them."""
    for entity, row_id in rows:
        row = s.get(by_name()[entity], row_id)
        if row is not None:
            s.delete(row)
        known = (_ROW.c.import_id == import_id) & (_ROW.c.entity == entity) & (_ROW.c.row_id == row_id)
        s.connection().execute(delete(_ROW).where(known))


def _take(s: WriteSession, row: RowPlan) -> None:
    if isinstance(row.form, SellerForm):
        take_on_seller(s, row.form, check_same=not row.form.person_id)
    elif isinstance(row.form, LotForm):
        record_lot(s, row.form)


def _note_rows(s: WriteSession, import_id: int) -> None:
    """Keep which rows this action makes, in its own transaction."""
    s.flush()
    made = [
        {"import_id": import_id, "entity": name, "row_id": row_id}
        for (name, row_id), touched in s.capture.touched.items()
        if touched.number is not None
    ]
    if made:
        s.connection().execute(insert(_ROW), made)


def _owners(connection: Connection, import_id: int) -> dict[str, list[tuple[str, str]]]:
    """The rows of an import by the person or lot they belong to; what belongs to a person goes before him."""
    rows = connection.execute(select(_ROW.c.entity, _ROW.c.row_id).where(_ROW.c.import_id == import_id)).fetchall()
    owner = {row_id: _parent(connection, entity, row_id) for entity, row_id in rows}
    found: dict[str, list[tuple[str, str]]] = {}
    for entity, row_id in sorted(rows, key=lambda row: (row[0] == "person", row[0], row[1])):
        above = owner[row_id]
        found.setdefault(owner.get(above, above), []).append((entity, row_id))
    return found


def _parent(connection: Connection, entity: str, row_id: str) -> str:
    """The row that a row belongs to, itself where it is its own."""
    field = next((name for name in ("person_id", "lot_id", "about_id") if name in synced_fields(entity)), "")
    if not field:
        return row_id
    found = connection.exec_driver_sql(f'SELECT "{field}" FROM "{entity}" WHERE id = ?', (row_id,)).scalar()
    return str(found or row_id)


def _used(connection: Connection, import_id: int, owners: dict[str, list[tuple[str, str]]]) -> set[str]:
    """The owners about whom other rows speak that the import did not make."""
    owner_of = {row_id: owner for owner, rows in owners.items() for _entity, row_id in rows}
    ids = [*owner_of]
    used: set[str] = set()
    for name, entity in by_name().items():
        for field in _fields_about(entity):
            for start in range(0, len(ids), 400):
                used |= {owner_of[id_] for id_ in _named(connection, import_id, name, field, ids[start : start + 400])}
    return used


def _fields_about(entity: type[Entity]) -> Iterable[str]:
    return [field for field in _ABOUT if field in entity.model_fields]


def _named(connection: Connection, import_id: int, name: str, field: str, ids: Sequence[str]) -> list[str]:
    marks = ",".join("?" * len(ids))
    found = connection.exec_driver_sql(
        f'SELECT DISTINCT t."{field}" FROM "{name}" t WHERE t."{field}" IN ({marks}) AND NOT EXISTS'
        " (SELECT 1 FROM import_row r WHERE r.import_id = ? AND r.entity = ? AND r.row_id = t.id)",
        (*ids, import_id, name),
    )
    return [str(row[0]) for row in found]
