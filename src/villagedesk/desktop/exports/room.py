"""The lists of the room itself as tables: its equipment, and what was repaired."""

from villagedesk.desktop.exports.tables import MOST, Col, ListExport, count, said, when, words
from villagedesk.domain import assets, tickets
from villagedesk.domain.reports import Kind
from villagedesk.i18n import N_
from villagedesk.store.assets import all_assets
from villagedesk.store.line_log import line_days
from villagedesk.store.tickets import newest_tickets

ASSETS = ListExport(
    N_("Equipment"),
    lambda s, _page: all_assets(s, MOST),
    (
        words(N_("Tag"), "number"),
        said(N_("Kind"), "kind", assets.KIND_WORDS),
        words(N_("What"), "title"),
        words(N_("Serial number"), "serial"),
        words(N_("Bought on"), "bought_on"),
        words(N_("Warranty until"), "warranty_until"),
        words(N_("Place"), "place"),
        words(N_("Kept by"), "keeper"),
        words(N_("Given by"), "funder"),
        said(N_("State"), "state", assets.STATE_WORDS),
        words(N_("What happened"), "state_note"),
        when(N_("Last seen"), "seen_at"),
        words(N_("Note"), "note"),
    ),
)
TICKETS = ListExport(
    N_("Repairs"),
    lambda s, _page: newest_tickets(s, MOST),
    (
        words(N_("Number"), "number"),
        when(N_("When"), "opened_at"),
        said(N_("What"), "topic", tickets.TOPIC_WORDS),
        words(N_("Thing"), "asset"),
        words(N_("What was seen"), "symptom"),
        said(N_("How much it hinders"), "severity", tickets.SEVERITY_WORDS),
        said(N_("State"), "state", tickets.STATE_WORDS),
        words(N_("Due"), "due_on"),
        words(N_("Visit"), "visit_on"),
    ),
)


def _minutes(title: str, name: str) -> Col:
    return Col(title, lambda row: int(getattr(row, name)) // 60_000, Kind.COUNT)


LINE = ListExport(
    N_("Line and power"),
    lambda s, page: line_days(s, page.month()),
    (
        words(N_("Day"), "day"),
        _minutes(N_("Open, minutes"), "open_ms"),
        _minutes(N_("Without a line, minutes"), "line_down_ms"),
        count(N_("Outages"), "outages"),
        count(N_("Power cuts"), "power_cuts"),
        _minutes(N_("Without power by day, minutes"), "power_off_ms"),
        count(N_("Best speed, kbit/s"), "best_kbit"),
    ),
)
