"""Tables of this computer only: the event log, what is confirmed, cursors, and local odds and ends. Never synced."""

from sqlalchemy import BLOB, Column, Index, Integer, MetaData, Table, Text, text

local = MetaData()

# Small facts: device id, private key, central's address, current log, last sync.
meta = Table("meta", local, Column("key", Text, primary_key=True), Column("value", Text, nullable=False))

# One incarnation of this device: a gap-free, hash-chained sequence of events.
log = Table(
    "log",
    local,
    Column("id", Text, primary_key=True),
    Column("head_seq", Integer, nullable=False),
    Column("head_link", BLOB, nullable=False),
    Column("created_at", Integer, nullable=False),
)

# Own events and, once they came by the feed, those of others. An own event without a position is waiting.
event = Table(
    "event",
    local,
    Column("id", Text, primary_key=True),
    Column("log", Text, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("scope", Text, nullable=False),
    Column("at", Integer, nullable=False),
    Column("body", BLOB, nullable=False),
    Column("link", BLOB),
    Column("position", Integer),
    Column("result", Text),
    Column("kept", Text),
    Index("event_by_log", "log", "seq"),
    Index("event_by_position", "scope", "position"),
    Index("event_deferred", "scope", "position", sqlite_where=text("result = 'deferred'")),
    # Each round and each look at the chip counts what waits, among all events of the centre.
    Index("event_waiting", "at", sqlite_where=text("position IS NULL")),
)

# The confirmed state of each row that own waiting events have changed; NULL data: not confirmed yet at all.
shadow = Table(
    "shadow",
    local,
    Column("entity", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("data", Text),
    Column("waiting", Integer, nullable=False),
)

# How far each scope's feed has been taken, the running hash up to there, and the digest of the confirmed rows.
cursor = Table(
    "cursor",
    local,
    Column("scope", Text, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("hash", BLOB, nullable=False),
    Column("count", Integer, nullable=False),
    Column("digest", Text, nullable=False),
)

# A scope that is being fetched again beside what stands, from ``base`` on; see ``sync.reset``. ``position`` and ``hash``
# are how far ``arriving`` has it.
reset = Table(
    "reset",
    local,
    Column("scope", Text, primary_key=True),
    Column("step", Integer, nullable=False),
    Column("base", Integer, nullable=False),
    Column("base_hash", BLOB, nullable=False),
    Column("position", Integer, nullable=False),
    Column("hash", BLOB, nullable=False),
    # Not 0: it would remove much, see ``sync.guard``; ``held_at`` is central's time.
    Column("held", Integer, nullable=False, server_default=text("0")),
    Column("held_at", Integer, nullable=False, server_default=text("0")),
)

arriving = Table(
    "arriving",
    local,
    Column("scope", Text, primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("event_id", Text, nullable=False),
    Column("log", Text, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("body", BLOB, nullable=False),
    Column("result", Text, nullable=False),
    Column("kept", Text),
)

# Rows of entities that only a newer version knows; a migration that knows them moves them.
unknown_row = Table(
    "unknown_row",
    local,
    Column("entity", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("data", Text, nullable=False),
)

# What a person has to decide: a refused event, or a value that was not overwritten.
inbox = Table(
    "inbox",
    local,
    Column("id", Integer, primary_key=True),
    Column("at", Integer, nullable=False),
    Column("event_id", Text, nullable=False),
    Column("entity", Text, nullable=False),
    Column("row_id", Text, nullable=False),
    Column("field", Text),
    Column("ours", Text),
    Column("theirs", Text),
    Column("code", Text, nullable=False),
    Column("done_at", Integer),
    # What was decided (ours, theirs, undone, seen), and by whom; "" while it is open.
    Column("outcome", Text, nullable=False, server_default=text("''")),
    Column("done_by", Text, nullable=False, server_default=text("''")),
)

# Bytes over the line, by day and kind of request; see ``sync.meter`` and ``sync.traffic``. ``plain`` is what the same
# messages weigh as plain JSON, beside ``packed``.
traffic = Table(
    "traffic",
    local,
    Column("day", Text, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("up", Integer, nullable=False),
    Column("down", Integer, nullable=False),
    Column("around", Integer, nullable=False),
    Column("packed", Integer, nullable=False),
    Column("plain", Integer, nullable=False),
    Column("requests", Integer, nullable=False),
)

# The last syncs, as the operator may read them; the same trouble again and again is one line with ``times``.
sync_run = Table(
    "sync_run",
    local,
    Column("id", Integer, primary_key=True),
    Column("begun_at", Integer, nullable=False),
    Column("ended_at", Integer, nullable=False),
    Column("how", Text, nullable=False),
    Column("agreed", Integer, nullable=False),
    Column("code", Text, nullable=False),
    Column("sent", Integer, nullable=False),
    Column("received", Integer, nullable=False),
    Column("photos", Integer, nullable=False),
    Column("bytes", Integer, nullable=False),
    Column("times", Integer, nullable=False),
)

# When each scope was last compared at its end: so many rows, and whether both sides had the same.
agreement = Table(
    "agreement",
    local,
    Column("scope", Text, primary_key=True),
    Column("at", Integer, nullable=False),
    Column("count", Integer, nullable=False),
    Column("differs", Integer, nullable=False),
)

# Half-filled forms, field by field; they survive a power cut.
draft = Table(
    "draft",
    local,
    Column("form", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("data", Text, nullable=False),
    Column("saved_at", Integer, nullable=False),
)

# PIN hashes (argon2id) and their lock-out; a PIN says who acts, it protects no key.
credential = Table(
    "credential",
    local,
    Column("operator_id", Text, primary_key=True),
    Column("pin_hash", Text, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("locked_until", Integer, nullable=False),
)

# What has to go to paper. A job is written in the transaction of its action, so it exists when the action does.
print_job = Table(
    "print_job",
    local,
    Column("id", Integer, primary_key=True),
    Column("paper", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("about", Text, nullable=False),
    Column("data", BLOB, nullable=False),
    Column("copies", Integer, nullable=False),
    Column("reprint", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("created_at", Integer, nullable=False),
    Column("started_at", Integer),
    Column("ended_at", Integer),
    Column("on_paper", Integer, nullable=False),
    Column("place", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("params", Text, nullable=False),
    Index("print_job_by_state", "state", "id"),
    Index("print_job_by_about", "about"),
)

# Photos of this computer that central should have (what was sent already, and what still waits), and those of others
# that somebody here wanted to see. ``sent_log`` and ``sent_seq``: where the own log stood when it was sent.
blob = Table(
    "blob",
    local,
    Column("sha256", Text, primary_key=True),
    Column("size", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("sent_bytes", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("created_at", Integer, nullable=False),
    Column("sent_log", Text, nullable=False, server_default=text("''")),
    Column("sent_seq", Integer, nullable=False, server_default=text("0")),
    Column("wanted_at", Integer, nullable=False, server_default=text("0")),
    Index("blob_by_state", "state", "size"),
)

# What a villager is found by: name, pinyin, initials, numbers from both ends, group. Follows from the persons.
person_key = Table(
    "person_key",
    local,
    Column("key", Text, primary_key=True),
    Column("person_id", Text, primary_key=True),
    Column("place", Text, nullable=False),
    Index("person_key_by_person", "person_id"),
    sqlite_with_rowid=False,
)

# How often each label was scanned on this computer, by day: a signature does not stop copying, but copies add up.
label_scan = Table(
    "label_scan",
    local,
    Column("fingerprint", Text, primary_key=True),
    Column("day", Text, primary_key=True),
    Column("times", Integer, nullable=False),
    Column("last_at", Integer, nullable=False),
)

# Paid orders of which a parcel went back, while the platform has not given all back. Follows from orders and parcels.
went_back = Table("went_back", local, Column("order_id", Text, primary_key=True), sqlite_with_rowid=False)

# What was paid for an order above its price, in fen, or (below zero) is missing though the villager has the goods.
owed = Table(
    "owed",
    local,
    Column("order_id", Text, primary_key=True),
    Column("fen", Integer, nullable=False),
    sqlite_with_rowid=False,
)

# For each person's row that is not the kept one of its person: which one is. Follows from ``person_merge``.
person_alias = Table(
    "person_alias",
    local,
    Column("person_id", Text, primary_key=True),
    Column("kept_id", Text, nullable=False, index=True),
)

# Lists that were taken in from a file, and the rows each of them made, so that a whole one can be undone.
import_run = Table(
    "import_run",
    local,
    Column("id", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("file", Text, nullable=False),
    Column("at", Integer, nullable=False),
    Column("by", Text, nullable=False),
    Column("undone_at", Integer),
    Column("list_id", Text, nullable=False, server_default=""),
)
import_row = Table(
    "import_row",
    local,
    Column("import_id", Integer, primary_key=True),
    Column("entity", Text, primary_key=True),
    Column("row_id", Text, primary_key=True),
    sqlite_with_rowid=False,
)

# Fields of rows that were there before, which a list filled in: JSON of what stood there and of what stands there since.
import_change = Table(
    "import_change",
    local,
    Column("import_id", Integer, primary_key=True),
    Column("entity", Text, primary_key=True),
    Column("row_id", Text, primary_key=True),
    Column("field", Text, primary_key=True),
    Column("before", Text, nullable=False),
    Column("after", Text, nullable=False),
    sqlite_with_rowid=False,
)

# Prices of markets: a series is one product of one market (``base``: without brackets), a price one day (since 1970).
price_series = Table(
    "price_series",
    local,
    Column("id", Integer, primary_key=True),
    *(Column(name, Text, nullable=False) for name in ("market", "product", "base", "spec", "unit")),
    Index("price_series_of", "market", "product", "spec", "unit"),
)
market_price = Table(
    "market_price",
    local,
    Column("series_id", Integer, primary_key=True),
    Column("day", Integer, primary_key=True),
    *(Column(name, Integer, nullable=False) for name in ("low_fen", "average_fen", "high_fen")),
    sqlite_with_rowid=False,
)

# What this computer saw of line and power, by day; lengths in ms. See ``store.line_log``.
_SEEN = ("open_ms", "line_down_ms", "outages", "power_cuts", "power_off_ms", "best_kbit")
_seen = [Column(name, Integer, nullable=False) for name in _SEEN]
line_day = Table("line_day", local, Column("day", Text, primary_key=True), *_seen, sqlite_with_rowid=False)
