"""Sessions: reading sees one moment; writing is one action, whose rows and event are one transaction.

    with store.write(by=operator_id) as s:
        take_on_seller(s, form)

Store functions that change something carry ``@action``: the event gets the function's name.
"""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar, cast

from sqlalchemy import Connection, Engine
from sqlmodel import Session

from villagedesk import clock
from villagedesk.domain.entity import Entity, row_id, snake
from villagedesk.domain.registry import synced_fields
from villagedesk.errors import NotFound
from villagedesk.store import derived, events, shadow
from villagedesk.store.capture import Capture

P = ParamSpec("P")
R = TypeVar("R")
E = TypeVar("E", bound=Entity)


class WriteSession(Session):
    """The session of one action. ``operator`` acts at ``now`` (ms UTC); ``changed`` is filled when it ends."""

    def __init__(self, engine: Engine, operator: str, rule_pack: str) -> None:
        super().__init__(engine, expire_on_commit=False)
        self.operator = operator
        self.rule_pack = rule_pack
        self.now = clock.now_ms()
        self.event_id = clock.new_event_id()
        self.action: str | None = None
        self.changed: set[str] = set()
        self.event: events.Event | None = None
        self.capture = Capture(self)

    def finish(self) -> None:
        """Flush, write the event, keep what was confirmed before, and commit: the action is now done."""
        self.flush()
        self._write_event(self.connection())
        self.commit()

    def touch(self, name: str) -> None:
        """Say that a local table changed, so that screens showing it look again."""
        self.changed.add(name)

    def _write_event(self, connection: Connection) -> None:
        touched = [(t, change) for t in self.capture.touched.values() if (change := t.change()) is not None]
        if not touched:
            return
        if self.action is None:
            raise TypeError("synced rows were changed outside a function marked @action")
        scopes = {t.scope() for t, _ in touched}
        if len(scopes) != 1:
            raise TypeError(f"{self.action} changed rows of several scopes: {sorted(scopes)}")
        body = events.make_body(
            self.action,
            by=self.operator,
            at=self.now,
            offset=clock.local_offset_minutes(),
            rule_pack=self.rule_pack,
            changes=[change for _, change in touched],
        )
        self.event = events.append(connection, self.event_id, scopes.pop(), self.now, body)
        for t, _ in touched:
            shadow.keep(connection, t.name, t.row.id, t.before())
        self._after_rows(connection)

    def _after_rows(self, connection: Connection) -> None:
        ids: dict[str, list[str]] = {}
        for name, id_ in self.capture.touched:
            ids.setdefault(name, []).append(id_)
        derived.refresh(connection, ids)
        self.changed |= set(ids)


def action(function: Callable[P, R]) -> Callable[P, R]:
    """Mark a store function as something the operator does; the outermost one names the event."""

    @wraps(function)
    def named(*args: P.args, **kwargs: P.kwargs) -> R:
        session = cast(WriteSession, args[0])
        if session.action is None:
            session.action = function.__name__
        return function(*args, **kwargs)

    return named


def new_row(s: WriteSession, row: E) -> E:
    """Add a row made by this action; it has its id at once, so other rows of the action can refer to it.

    Raises:
        TypeError: a field has a value that cannot travel.
    """
    number = s.capture.next_number()
    row.id, row.created_at, row.created_by = row_id(s.event_id, number), s.now, s.operator
    for name in synced_fields(snake(type(row).__name__)):
        value = getattr(row, name)
        if value is not None and type(value) not in (str, int, bool):
            setattr(row, name, _plain(value, name))
    s.capture.add_new(row, number)
    s.add(row)
    return row


def _plain(value: object, name: str) -> str:
    if isinstance(value, str):  # a StrEnum
        return str.__str__(value)
    raise TypeError(f"{name} cannot travel: {value!r}")


def get(s: Session, entity: type[E], id_: str) -> E:
    """The row with this id.

    Raises:
        NotFound: it is not on this computer.
    """
    row = s.get(entity, id_)
    if row is None:
        raise NotFound(snake(entity.__name__), id_)
    return row
