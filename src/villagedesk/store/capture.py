"""Change capture: what an action did to synced rows, gathered over all its flushes into one change a row.

A change carries the fields that were set, with the value they were based on; A to B to A is no change. Bulk
``update()`` and ``delete()`` pass the flush by, so they are refused for synced tables.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from sqlalchemy import event
from sqlalchemy import inspect as inspect_row
from sqlalchemy.orm import ORMExecuteState, Session

from villagedesk.domain.entity import Entity, Row, Value, scope_of, snake
from villagedesk.domain.registry import field_kinds, synced_fields

Change: TypeAlias = list[Any]  # [entity, n, {field: value}] | [entity, id, {field: [base, new]}] | [entity, id, None]


@dataclass
class Touched:
    """One row an action touched: whether it is new, the values its changed fields had before, whether it is gone."""

    row: Entity
    number: int | None = None
    bases: dict[str, Value] = field(default_factory=dict)
    deleted: bool = False

    @property
    def name(self) -> str:
        """The entity's name in events."""
        return snake(type(self.row).__name__)

    def values(self) -> Row:
        """The synced fields as they are now, empty ones left out.

        Raises:
            TypeError: a value is not of the kind that was declared.
        """
        found = self._checked(synced_fields(self.name))
        return {name: value for name, value in found.items() if value is not None}

    def _checked(self, names: Iterable[str]) -> Row:
        """Fields as they are now. Tables do not check what is put into them, and a float would never agree anywhere."""
        kinds, found = field_kinds(self.name), {}
        for name in names:
            value = found[name] = getattr(self.row, name)
            if value is not None and not isinstance(value, kinds[name]):
                raise TypeError(f"{self.name}.{name} cannot travel: {value!r}")
        return found

    def before(self) -> Row | None:
        """The row as it was before the action, fields of a newer version included; None for a new row."""
        if self.number is not None:
            return None
        values: Row = json.loads(self.row.extra) if self.row.extra else {}
        values |= {name: self.bases.get(name, getattr(self.row, name)) for name in synced_fields(self.name)}
        return {name: value for name, value in values.items() if value is not None}

    def change(self) -> Change | None:
        """The change as an event carries it; None when nothing differs in the end."""
        if self.number is not None:
            return None if self.deleted else [self.name, self.number, self.values()]
        if self.deleted:
            return [self.name, self.row.id, None]
        now = self._checked(self.bases)
        fields = {name: [base, now[name]] for name, base in self.bases.items() if now[name] != base}
        return [self.name, self.row.id, fields] if fields else None

    def scope(self) -> str:
        """The scope the change belongs to."""
        field = type(self.row).scope_field
        values = {field: getattr(self.row, field)} if field in synced_fields(self.name) else {}
        return scope_of(type(self.row), self.row.id, values)


class Capture:
    """Gathers what the flushes of one session do to synced rows."""

    def __init__(self, session: Session) -> None:
        self.touched: dict[tuple[str, str], Touched] = {}
        self._numbers = 0
        event.listen(session, "before_flush", self._before_flush)
        event.listen(session, "do_orm_execute", _refuse_bulk)

    def next_number(self) -> int:
        """The n of the next new row of this event."""
        self._numbers += 1
        return self._numbers - 1

    def add_new(self, row: Entity, number: int) -> None:
        """Note a row made by this action."""
        self.touched[(snake(type(row).__name__), row.id)] = Touched(row, number)

    def _before_flush(self, session: Session, _context: object, _instances: object) -> None:
        for row in session.new:
            if isinstance(row, Entity) and (snake(type(row).__name__), row.id) not in self.touched:
                raise TypeError(f"{type(row).__name__} was not added through new_row")
        for row in session.dirty:
            if isinstance(row, Entity):
                self._note_bases(row)
        for row in session.deleted:
            if isinstance(row, Entity):
                self._of(row).deleted = True

    def _note_bases(self, row: Entity) -> None:
        state = inspect_row(row)
        for name in synced_fields(snake(type(row).__name__)):
            history = state.attrs[name].history
            if history.has_changes():
                if not history.deleted:
                    raise TypeError(f"the base value of {type(row).__name__}.{name} is not known")
                self._of(row).bases.setdefault(name, history.deleted[0])

    def _of(self, row: Entity) -> Touched:
        return self.touched.setdefault((snake(type(row).__name__), row.id), Touched(row))


def _refuse_bulk(state: ORMExecuteState) -> None:
    if state.is_update or state.is_delete:
        mapper = state.bind_mapper
        if mapper is not None and issubclass(mapper.class_, Entity):
            raise TypeError(f"bulk changes of {mapper.class_.__name__} would not reach the event log")
