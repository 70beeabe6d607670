"""What Today shows of the equipment: the yearly check that is due, and warranties that end soon."""

from sqlmodel import Session

from villagedesk import clock
from villagedesk.desktop.assets.words import warranty_ends_soon
from villagedesk.desktop.today.cards import TodayCard
from villagedesk.i18n import _, ngettext
from villagedesk.store.assets import assets, check_due, check_going


def cards(s: Session) -> list[TodayCard]:
    """A card for the check, and one for all warranties that end within a month."""
    return [*_check(s), *_warranties(s)]


def _check(s: Session) -> list[TodayCard]:
    going = check_going(s)
    if going is not None:
        left = len(going.missing)
        title = ngettext("Yearly check: {count} thing not seen yet", "Yearly check: {count} things not seen yet", left)
        return [_card(30, title.format(count=left), _("Scan the tags, then end the check."), _("Go on"), "asset_check")]
    if not check_due(s, clock.now_ms()):
        return []
    title = _("Time for the yearly check of the equipment")
    return [_card(20, title, _("Scan every tag once; it takes ten minutes."), _("Begin"), "asset_check")]


def _warranties(s: Session) -> list[TodayCard]:
    soon = [row for row in assets(s) if warranty_ends_soon(row)]
    if not soon:
        return []
    title = ngettext("{count} warranty ends this month", "{count} warranties end this month", len(soon))
    names = _(", ").join(row.title for row in soon[:4])
    return [_card(20, title.format(count=len(soon)), names, _("Look"), "assets")]


def _card(danger: int, title: str, detail: str, button: str, place: str) -> TodayCard:
    return TodayCard(danger, "monitor", "plain", title, detail, button, place)
