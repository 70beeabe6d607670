"""What produce needs from the first visit to the money: dossiers, seasons, certificates, weighing in, settlements."""

from typing import Any

from villagedesk.store.migrations.adopt import adopt
from villagedesk.store.migrations.script import run_script

NEW: list[str] = []
GROWN: list[str] = []
# Each line stands for itself, so that lines of several authors can be put under each other.
NEW += ["person_merge", "seller_visit"]
GROWN += ["person", "plot", "payout_account", "seller"]
NEW += ["crop_season", "input_use", "lot_move", "lot_test", "certificate", "collected_certificate", "revocation"]
GROWN += ["harvest_lot"]
NEW += ["crop_allocation", "weigh_in", "grade_dispute", "crop_pack", "crop_shipment", "crop_claim", "crop_payout"]
GROWN += ["crop_order"]
GROWN += ["parcel"]


def run(connection: Any) -> None:
    """Create the tables, add the columns, and move into them what newer versions sent already."""
    run_script(connection, "m0003_produce.sql")
    adopt(connection, new=NEW, grown=GROWN)
