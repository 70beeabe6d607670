"""How the equipment is spoken of: icons, pills, and the line under a thing's name."""

from datetime import date

from villagedesk import clock, i18n
from villagedesk.domain.assets import KIND_WORDS, STATE_WORDS, AssetKind, AssetState
from villagedesk.i18n import _
from villagedesk.store.assets import AssetRow

ICONS: dict[str, str] = {
    AssetKind.PC: "monitor",
    AssetKind.SCREEN: "monitor",
    AssetKind.PRINTER: "printer",
    AssetKind.SCANNER: "scanner",
    AssetKind.SCALE: "scale",
    AssetKind.ROUTER: "sync",
    AssetKind.PHONE: "phone",
    AssetKind.FURNITURE: "home",
}
_PILLS: dict[str, str] = {AssetState.IN_USE: "good", AssetState.AT_REPAIR: "wait", AssetState.LOST: "act"}
# So long before its end a warranty is pointed out: what is broken goes to the maker while he still pays.
SOON_DAYS = 30


def icon_of(kind: str) -> str:
    """The icon of a kind."""
    return ICONS.get(kind, "box")


def state_pill(row: AssetRow) -> tuple[str, str]:
    """The state in words, with the kind of its pill."""
    return _(STATE_WORDS.get(row.state, row.state)), _PILLS.get(row.state, "plain")


def warranty_words(row: AssetRow) -> str:
    """Until when the maker pays, or that he does no more; "" where nobody knows."""
    if not row.warranty_until:
        return ""
    day = i18n.date_text(row.warranty_until)
    return _("warranty ended {day}").format(day=day) if row.out_of_warranty else _("warranty to {day}").format(day=day)


def warranty_ends_soon(row: AssetRow) -> bool:
    """Whether its warranty ends within a month."""
    if not row.warranty_until or row.out_of_warranty:
        return False
    return (date.fromisoformat(row.warranty_until) - date.fromisoformat(clock.today())).days <= SOON_DAYS


def row_detail(row: AssetRow) -> str:
    """Tag, kind, place, keeper and warranty in one line."""
    facts = (row.number, _(KIND_WORDS.get(row.kind, row.kind)), row.place, row.keeper, warranty_words(row))
    return "  ".join(filter(None, facts))
