"""Search indexes and other tables that follow from synced rows, brought up to date wherever the rows change.

An area registers a function; it is called inside the transaction of the action, or of the feed page, with the ids of
the rows that changed.
"""

from collections.abc import Callable, Mapping, Sequence

from sqlalchemy import Connection

Refresh = Callable[[Connection, Sequence[str]], None]

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
