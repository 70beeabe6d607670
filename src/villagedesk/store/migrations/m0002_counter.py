"""What the counter needs: returns, fakes, bills, the drawer's day, commission, texts, and more about orders and parcels."""

from typing import Any

from villagedesk.store.migrations.adopt import adopt
from villagedesk.store.migrations.script import run_script

NEW = (
    "bill",
    "cash_day",
    "commission",
    "commission_payout",
    "deposit",
    "evidence",
    "fake_report",
    "hand_over",
    "input_check",
    "proxy",
    "refund",
    "return",
    "return_line",
    "text_message",
    "van_visit",
)
GROWN = ("order", "order_line", "parcel", "cash_entry")


def run(connection: Any) -> None:
    """Create the tables, add the columns, and move into them what newer versions sent already."""
    run_script(connection, "m0002_counter.sql")
    adopt(connection, new=NEW, grown=GROWN)
