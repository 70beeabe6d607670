"""The lists of the room itself as tables: its equipment."""

from villagedesk.desktop.exports.tables import MOST, ListExport, said, when, words
from villagedesk.domain import assets
from villagedesk.i18n import N_
from villagedesk.store.assets import all_assets

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
