"""Everything that the sync page shows, read in one go behind the window."""

from dataclasses import dataclass
from typing import Any

from villagedesk import clock
from villagedesk.store.backup import Backup, backups
from villagedesk.store.identity import device
from villagedesk.store.inbox import Decision, about_row, count_decisions, decided, decisions
from villagedesk.sync.arrival import goods_so_far
from villagedesk.sync.drill import Drill, last_drill
from villagedesk.sync.guard import waiting_for_word
from villagedesk.sync.history import Agreement, PastSync, agreements, past_syncs
from villagedesk.sync.kinds import Kind
from villagedesk.sync.meter import Line
from villagedesk.sync.outbox import SyncStatus, WaitingKind, sync_status, waiting_kinds, waiting_things
from villagedesk.sync.traffic import Used, line_now, smaller_by, used
from villagedesk.sync.why import Why, why_kind, why_row

SHOWN_DECISIONS, SHOWN_DECIDED, SHOWN_SYNCS = 10, 6, 8


@dataclass(frozen=True)
class Looked:
    """The page's data at one moment.

    ``held``: feeds that wait for a manager's word; ``copies`` are of the database; ``goods``: so many of so many bytes of
    goods are here, (0, 0) when none are under way.
    """

    status: SyncStatus
    waiting: list[WaitingKind]
    decisions: list[Decision]
    open: int
    held: int
    decided: list[Decision]
    past: list[PastSync]
    agreements: list[Agreement]
    classes: dict[str, str]
    today: Used
    month: Used
    line: Line
    ratio: float
    copies: list[Backup]
    goods: tuple[int, int]
    drill: Drill | None = None


def look(session: Any) -> Looked:
    """Read it."""
    connection, today = session.connection(), clock.today()
    compared = agreements(connection)
    classes = {
        one.scope: about_row(session, "training_class", one.scope.partition(":")[2])
        for one in compared
        if one.scope.startswith("class:")
    }
    return Looked(
        sync_status(connection),
        waiting_kinds(connection),
        decisions(session, SHOWN_DECISIONS),
        count_decisions(session),
        waiting_for_word(connection),
        decided(session, clock.now_ms(), SHOWN_DECIDED),
        past_syncs(connection, SHOWN_SYNCS),
        compared,
        classes,
        used(connection, today),
        used(connection, today[:8] + "01"),
        line_now(connection),
        smaller_by(connection),
        backups(session.info["store"].home),
        _goods(session),
        last_drill(connection),
    )


def _goods(session: Any) -> tuple[int, int]:
    central = device(session.connection())
    return goods_so_far(session.info["store"].catalogue, central.central_key) if central else (0, 0)


@dataclass(frozen=True)
class Asked:
    """The answer to "why is this not sent?": about what, why, and the oldest things that wait with it: (name, at, entity)."""

    why: Why
    entity: str
    about: str
    things: list[tuple[str, str, int]]


def ask_row(session: Any, entity: str, row_id: str, *, sending: bool) -> Asked:
    """Why something of one row is not sent."""
    return Asked(
        why_row(session.connection(), entity, row_id, sending=sending), entity, about_row(session, entity, row_id), []
    )


def ask_kind(session: Any, kind: Kind, *, sending: bool) -> Asked:
    """Why a heap waits."""
    things = waiting_things(session.connection(), kind)
    return Asked(
        why_kind(session.connection(), kind, sending=sending),
        "",
        "",
        [(one.entity, about_row(session, one.entity, one.row_id), one.at) for one in things],
    )
