"""The mark at the foot of a slip about money: the square, the code for eyes and hands, and who can check it."""

from villagedesk.desktop.printing.page import Page
from villagedesk.domain import short_code
from villagedesk.i18n import _

_BESIDE = 20


def check_mark(page: Page, y: float, text: str, code: str, *, room: int) -> None:
    """The square of a signed text with its code beside it, which stays on one line to be read out.

    Args:
        page: where.
        y: its upper edge, in dots.
        text: the signed text.
        code: its short code.
        room: how many dots the square may take.
    """
    x = page.qr(0, y, text, room=room) + _BESIDE
    y = page.text(x, y, _("Check code"), 20)
    y = page.text(x, y - 2, short_code.shown(code), 28, strong=True)
    words = _("Only this centre's computer can make this mark. Any centre can check it by scanning.")
    page.text(x, y, words, 20, lines=7)
