"""Do both sides agree to the last row? Every row of the desk is compared with central's, not only the digests."""

import json
from dataclasses import dataclass, field

from sqlalchemy import select

from villagedesk.central import tables
from villagedesk.central.checks import full_scope
from villagedesk.central.deps import Central
from villagedesk.domain.entity import scope_of
from villagedesk.domain.registry import ENTITIES, by_name
from villagedesk.store import Store, events
from villagedesk.store.rows import read_row


@dataclass
class Agreement:
    """What the comparison found. ``rows`` were equal on both sides."""

    rows: int = 0
    waiting: int = 0
    differences: list[str] = field(default_factory=list)

    @property
    def agreed(self) -> bool:
        """Nothing waits and nothing differs."""
        return not self.waiting and not self.differences


def compare(store: Store, central: Central, centre: str) -> Agreement:
    """Compare every row of a desk with central's rows of the scopes it follows, and check the desk's chain of events.

    Raises:
        ValueError: the chain is broken.
    """
    found = Agreement()
    theirs = _central_rows(central, centre)
    with store.read() as s:
        connection = s.connection()
        found.waiting = events.waiting(connection)[0]
        events.verify_chain(connection, events.current_log(connection)[0])
        for entity in ENTITIES:
            name = str(entity.__tablename__)
            for (id_,) in connection.exec_driver_sql(f'SELECT id FROM "{name}" ORDER BY id').fetchall():
                row = read_row(connection, name, id_) or {}
                scope = full_scope(scope_of(by_name()[name], id_, row), centre)
                if theirs.pop((str(scope), name, id_), None) == row:
                    found.rows += 1
                else:
                    found.differences.append(f"{name} {id_}")
    found.differences += [f"{name} {id_} is only at central" for _, name, id_ in sorted(theirs)]
    return found


def _central_rows(central: Central, centre: str) -> dict[tuple[str, str, str], object]:
    row, scope = tables.row, tables.scope
    with central.database.read() as connection:
        found = connection.execute(
            select(row.c.scope, row.c.entity, row.c.id, row.c.data).where(
                row.c.scope == scope.c.scope, scope.c.centre.in_((centre, "")), row.c.data.is_not(None)
            )
        )
        return {(r.scope, r.entity, r.id): json.loads(r.data) for r in found}
