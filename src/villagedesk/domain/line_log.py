"""What this computer sees of line and power by itself: one small row a month that the county may read."""

from collections.abc import Mapping
from typing import Any

from sqlmodel import Field

from villagedesk.domain.entity import Entity


class LineMonth(Entity, table=True):
    """One month of one computer, told anew once a day. Lengths in minutes; ``month`` is ``2026-11``.

    ``line_down`` is time the program was open without a line. ``power_cuts`` are ends without a goodbye,
    ``power_off`` how long the program was away after them, as far as that was by day. ``best_kbit`` is the best speed
    that a sync came to, kilobit a second.
    """

    month: str = Field(index=True)
    device: int
    days: int = 0
    open_minutes: int = 0
    line_down: int = 0
    power_cuts: int = 0
    power_off: int = 0
    best_kbit: int = 0


class RoomLine(Entity, table=True):
    """Which line the room has: who sells it, which plan, and the speed that was agreed on, kilobit a second.

    There is one row; the newest counts where two computers wrote one.
    """

    provider: str = ""
    plan: str = ""
    agreed_kbit: int = 0
    note: str = ""


PROVIDER_LENGTH = 40
PLAN_LENGTH = 60
MAX_KBIT = 10_000_000


def shown_line(line: Mapping[str, Any]) -> str:
    """Provider and plan beside each other; "" where neither is known."""
    return " ".join(str(line[name]) for name in ("provider", "plan") if line.get(name))
