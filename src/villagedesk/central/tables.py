"""Central's own tables, in their own metadata, so that they can never end up on a village PC.

The centre or its scope comes first in every key, so that a PostgreSQL-compatible cluster can take the tables as they
are. Rows of centres are kept as JSON documents: central folds events of any version without a table for each entity.
"""

from typing import Any

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, MetaData, Table, Text, text

central = MetaData()

centre = Table(
    "centre",
    central,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("village_name", Text, nullable=False),
    Column("village_code", Text, nullable=False),
    Column("county", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
)

device = Table(
    "device",
    central,
    Column("centre", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("number", Integer, nullable=False),
    Column("role", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("public_key", LargeBinary, nullable=False),
    Column("nonce", LargeBinary, nullable=False),
    Column("cursors", Text, nullable=False),  # JSON: scope -> [position, hash], as last given out
    Column("seen_at", BigInteger, nullable=False),
    Column("waiting", Integer, nullable=False),
    Column("oldest_at", BigInteger, nullable=False),
    Column("revoked", Integer, nullable=False),
    Index("device_by_id", "id"),
)

enrol_code = Table(
    "enrol_code",
    central,
    Column("code_hash", LargeBinary, primary_key=True),
    Column("centre", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("used_by", Text),
)

# Which classes a trainer's own laptop was given; see ``follows``.
class_device = Table(
    "class_device",
    central,
    Column("device", Text, primary_key=True),
    Column("scope", Text, primary_key=True),
)

log = Table(
    "log",
    central,
    Column("id", Text, primary_key=True),
    Column("device", Text, nullable=False),
    Column("head_seq", Integer, nullable=False),
    Column("head_link", LargeBinary, nullable=False),
)

# How far each log lies in the last backup but one, in the newest, and in the one under way; see ``backup``.
safe = Table(
    "safe",
    central,
    Column("log", Text, primary_key=True),
    Column("durable", Integer, nullable=False),
    Column("newest", Integer, nullable=False),
    Column("pending", Integer, nullable=False),
)

# One feed each: a centre, a class, the platform. ``scope`` is unique over the whole platform.
scope = Table(
    "scope",
    central,
    Column("scope", Text, primary_key=True),
    Column("centre", Text, nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Column("row_count", BigInteger, nullable=False),
    Column("digest", Text, nullable=False),
    Index("scope_by_centre", "centre"),
)

_kept: dict[str, Any] = {"sqlite_where": text("result = 'deferred'"), "postgresql_where": text("result = 'deferred'")}

event = Table(
    "event",
    central,
    Column("scope", Text, primary_key=True),
    Column("position", BigInteger, primary_key=True),
    Column("id", Text, nullable=False),
    Column("log", Text, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("taken_at", BigInteger, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("link", LargeBinary, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Column("result", Text, nullable=False),
    Column("kept", Text),
    Index("central_event_by_id", "id"),
    Index("central_event_by_log", "log", "seq"),
    # What this version does not know; the next one looks for it, see ``learnt``.
    Index("central_event_deferred", "scope", "position", **_kept),
)

_with_state: dict[str, Any] = {
    "sqlite_where": text("state IS NOT NULL"),
    "postgresql_where": text("state IS NOT NULL"),
}
_with_parent: dict[str, Any] = {
    "sqlite_where": text("parent IS NOT NULL"),
    "postgresql_where": text("parent IS NOT NULL"),
}
_lots: dict[str, Any] = {
    "sqlite_where": text("entity = 'harvest_lot'"),
    "postgresql_where": text("entity = 'harvest_lot'"),
}
_packs: dict[str, Any] = {
    "sqlite_where": text("entity = 'crop_pack'"),
    "postgresql_where": text("entity = 'crop_pack'"),
}
_mistakes: dict[str, Any] = {
    "sqlite_where": text("entity = 'program_report'"),
    "postgresql_where": text("entity = 'program_report'"),
}
# The field that names the row which a row belongs to; what is asked for by it is found by an index.
PARENTS = {
    "order_line": "order_id",
    "parcel": "order_id",
    "refund": "order_id",
    "commission": "order_id",
    "return_line": "return_id",
    "evidence": "about_id",
    "crop_allocation": "order_id",
    "crop_claim": "order_id",
    "weigh_in": "allocation_id",
    "grade_dispute": "allocation_id",
    "signing_key": "device",
    "certificate": "lot_id",
    "lot_test": "lot_id",
    "lot_move": "from_lot",
    "revocation": "mark",
    "acceptance_item": "setup_id",
}

row = Table(
    "row",
    central,
    Column("scope", Text, primary_key=True),
    Column("entity", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("state", Text),
    Column("changed_at", BigInteger, nullable=False),
    Column("data", Text),  # NULL: deleted, and stays so
    Column("parent", Text),  # the row it belongs to, see PARENTS
    # Only what has a state is ever looked for over all centres.
    Index("row_by_state", "entity", "state", "changed_at", **_with_state),
    Index("row_by_id", "id", **_with_state),
    Index("row_by_parent", "scope", "entity", "parent", **_with_parent),
    # Lots have no state; a label's short code names one of any centre.
    Index("row_of_lots", "id", **_lots),
    # So have the boxes that lots are packed in.
    Index("row_of_packs", "id", **_packs),
    # And mistakes of the program, the newest of all centres.
    Index("row_of_mistakes", "changed_at", "id", **_mistakes),
)

blob = Table(
    "central_blob",
    central,
    Column("centre", Text, primary_key=True),
    Column("sha256", Text, primary_key=True),
    Column("size", Integer, nullable=False),
    Column("received", Integer, nullable=False),
)

# One row a kind of goods, at the place of its newest change.
goods = Table(
    "goods",
    central,
    Column("id", Text, primary_key=True),
    Column("position", BigInteger, nullable=False),
    Column("data", Text, nullable=False),
    Index("goods_by_position", "position"),
)

# An order that the marketplace is being asked for; see ``orders.placing``.
placing = Table(
    "placing",
    central,
    Column("centre", Text, primary_key=True),
    Column("order_id", Text, primary_key=True),
    Column("asked_at", BigInteger, nullable=False),
)

# Orders for which a PC wrote a commission: a second PC that did the same is noticed here.
accrued = Table(
    "accrued",
    central,
    Column("centre", Text, primary_key=True),
    Column("order_id", Text, primary_key=True),
)

# Somebody else's money for an order; see ``orders.payer``. ``open``: it may still have to go back.
payment = Table(
    "payment",
    central,
    Column("centre", Text, primary_key=True),
    Column("order_id", Text, primary_key=True),
    Column("asked_at", BigInteger, nullable=False),
    Column("open", Integer, nullable=False),
    Index("payment_by_open", "open"),
)

# When an open payment is compared with its order the next time (ms UTC), and how often it was since the order changed.
payment_look = Table(
    "payment_look",
    central,
    Column("centre", Text, primary_key=True),
    Column("order_id", Text, primary_key=True),
    Column("due_at", BigInteger, nullable=False),
    Column("looks", Integer, nullable=False),
    Index("payment_look_by_due", "due_at"),
)

staff = Table(
    "staff",
    central,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("password_hash", Text, nullable=False),
    Column("public_key", LargeBinary),
    Column("active", Integer, nullable=False),
)

# A signed-in member of the staff; the cookie itself is never kept, only its hash.
session = Table(
    "staff_session",
    central,
    Column("cookie_hash", LargeBinary, primary_key=True),
    Column("staff", Text, nullable=False),
    Column("form_key", Text, nullable=False),
    Column("seen_at", BigInteger, nullable=False),
    Column("ends_at", BigInteger, nullable=False),
)

# Wrong passwords, by name and by address: the next try has to wait.
attempt = Table(
    "attempt",
    central,
    Column("key", Text, primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("waits_until", BigInteger, nullable=False),
)

# Acts that came signed: the same one sent again gets the same answer and does nothing.
signed_act = Table(
    "signed_act",
    central,
    Column("staff", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("hash", LargeBinary, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("answer", Text, nullable=False),
)

# Codes that the staff read out by phone for a closing count, so that a code which nobody gave is noticed.
day_code = Table(
    "day_code",
    central,
    Column("centre", Text, primary_key=True),
    Column("drawer", Integer, primary_key=True),
    Column("day", Text, primary_key=True),
    Column("counted_fen", BigInteger, primary_key=True),
    Column("expected_fen", BigInteger, primary_key=True),
    Column("by", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
)

# How often a label was looked up by whoever scanned it; by its fingerprint, and nothing about who did.
label_look = Table(
    "label_look",
    central,
    Column("fingerprint", Text, primary_key=True),
    Column("times", BigInteger, nullable=False),
    Column("first_at", BigInteger, nullable=False),
    Column("last_at", BigInteger, nullable=False),
)

fact = Table("fact", central, Column("key", Text, primary_key=True), Column("value", Text, nullable=False))
