"""What a change does to a row: ours, theirs, base -> result, by field, in central's order, never by a clock.

Only central decides; the decision stands in the feed entry, and every copy repeats it without guessing.
"""

from dataclasses import dataclass
from typing import Any

from villagedesk.domain.entity import Row, Value
from villagedesk.domain.registry import by_name
from villagedesk.store.rows import apply_change

Change = list[Any]
Kept = tuple[tuple[int, str], ...]  # (index of the change, field): fields whose current value stayed


@dataclass(frozen=True)
class Decision:
    """Which fields of a change stay as they are, or the code why the whole event is refused."""

    kept: tuple[str, ...] = ()
    refused: str | None = None


def decide(entity: str, current: Row | None, was_deleted: bool, change: Change) -> Decision:
    """Central's decision on one change.

    A stale base only matters for guarded fields: there the current value stays and a person decides. A move that the
    entity's state machine does not list stays undone in the same way, and so does everything that came with a state
    that was reached already and happens only once, or that cannot be true beside it: the first telling stands. So does a count of how often money was
    given that another computer had counted on. A deleted row stays deleted.
    """
    if isinstance(change[1], int):
        return Decision(refused="row_exists") if current is not None or was_deleted else Decision()
    if change[2] is None:
        return Decision()
    if was_deleted:
        return Decision(kept=tuple(sorted(change[2])))
    if current is None:
        return Decision(refused="row_unknown")
    if _happened_already(entity, current, change):
        return Decision(kept=tuple(sorted(change[2])))
    return Decision(
        kept=tuple(
            field
            for field, (base, new) in sorted(change[2].items())
            if _stays(entity, field, current.get(field), base, new)
        )
    )


def happened_twice(entity: str, field: str, ours: Value, theirs: Value) -> bool:
    """Whether a field that was kept tells that two computers did what happens once, or gave the same money."""
    kind = by_name().get(entity)
    if kind is None:
        return False
    return field in kind.tallies or (field == "state" and ours in kind.once and theirs in kind.once)


def at_odds(entity: str, field: str, ours: Value, theirs: Value) -> bool:
    """Whether a field that was kept tells that two computers did what cannot both be true."""
    kind = by_name().get(entity)
    return kind is not None and field == "state" and ours != theirs and {ours, theirs} <= kind.apart


def only_meant(entity: str, field: str, ours: Value) -> bool:
    """Whether a field that was kept only said what was meant to happen."""
    kind = by_name().get(entity)
    return kind is not None and field == "state" and ours in kind.passing


# What a decided change does is the same wherever rows are written.
apply = apply_change


def _happened_already(entity: str, current: Row, change: Change) -> bool:
    (base, new), now = change[2].get("state", (None, None)), current.get("state")
    if base in (new, now):
        return False
    return happened_twice(entity, "state", new, now) or at_odds(entity, "state", new, now)


def _stays(entity: str, field: str, current: Value, base: Value, new: Value) -> bool:
    kind = by_name().get(entity)
    if kind is None:
        return False
    if field in kind.tallies:  # a row of an older version does not have it yet: that is none
        return (current or 0) != (base or 0)
    if new == current:
        return False
    machine = getattr(kind, "machine", None)
    if field == "state" and machine is not None:
        return not machine.can(current, new)
    return current != base and field in kind.guarded
