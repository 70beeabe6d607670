"""What Today shows of the commission: what today earned."""

from sqlmodel import Session

from villagedesk import i18n
from villagedesk.desktop.today.cards import Figure
from villagedesk.i18n import _
from villagedesk.store.commission import earned_today


def figures(s: Session) -> list[Figure]:
    """What was accrued since midnight, less what refunds took back."""
    fen = earned_today(s).fen
    return [Figure(_("Earned today"), i18n.money(fen), "good" if fen > 0 else "")]
