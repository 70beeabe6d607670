"""What training and the care of the room need, and what the counter and produce lacked: see each line below."""

from typing import Any

from villagedesk.store.migrations.adopt import adopt
from villagedesk.store.migrations.script import run_script

NEW: list[str] = []
GROWN: list[str] = []
NEW += ["assessment"]
NEW += ["training_certificate"]
NEW += ["follow_up"]
# Each line stands for itself, so that lines of several authors can be put under each other.
GROWN += ["training_class", "training_session", "enrolment", "attendance"]
NEW += ["trainer", "laptop_trainer", "class_photo", "allowance"]
NEW += ["person_apart"]
NEW += ["back_trip"]
GROWN += ["parcel"]
GROWN += ["listing"]
GROWN += ["order", "order_line"]
NEW += ["platform_address"]
GROWN += ["bill", "order", "cash_day"]
GROWN += ["crop_allocation"]
GROWN += ["crop_shipment"]
NEW += ["asset", "asset_check", "asset_seen"]
NEW += ["program_report"]
GROWN += ["return"]
NEW += ["ticket"]
GROWN += ["text_message"]
NEW += ["line_month"]
NEW += ["platform_name"]
NEW += ["list_taken", "list_row"]
NEW += ["survey_sheet", "handout"]
GROWN += ["crop_order"]
NEW += ["room_line", "centre_setup", "acceptance_item", "centre_contract", "first_day_step"]
NEW += ["county_course", "course_pack"]


def run(connection: Any) -> None:
    """Create the tables, add the columns, and move into them what newer versions sent already."""
    run_script(connection, "m0004_training.sql")
    adopt(connection, new=NEW, grown=GROWN)
