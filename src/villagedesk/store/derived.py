"""Search indexes and other tables that follow from synced rows, brought up to date wherever the rows change.

An area registers a function; it is called inside the transaction of the action, or of the feed page, with the ids of
the rows that changed.
"""

from collections.abc import Callable, Mapping, Sequence

from sqlalchemy import Connection

Refresh = Callable[[Connection, Sequence[str]], None]

# SQLite takes only so many values in one statement.
_BATCH = 500

_REFRESH: dict[str, list[Refresh]] = {}


def follows(entity: str) -> Callable[[Refresh], Refresh]:
    """Register a function that brings a derived table up to date after rows of ``entity`` changed."""

    def register(function: Refresh) -> Refresh:
        _REFRESH.setdefault(entity, []).append(function)
        return function

    return register


def refresh(connection: Connection, ids: Mapping[str, Sequence[str]]) -> None:
    """Call what was registered for the entities whose rows changed."""
    for entity, changed in ids.items():
        for function in _REFRESH.get(entity, ()):
            function(connection, changed)


def values_of(connection: Connection, query: str, ids: Sequence[str]) -> list[str]:
    """What the rows with these ids name, each once: the orders of parcels, the classes of places.

    Args:
        query: gives one text a row, for the ids at ``{marks}``.
        ids: as many as there are.
    """
    found: dict[str, None] = {}
    for start in range(0, len(ids), _BATCH):
        some = tuple(ids[start : start + _BATCH])
        rows = connection.exec_driver_sql(query.format(marks=",".join("?" * len(some))), some)
        found.update((row[0], None) for row in rows)
    return list(found)
