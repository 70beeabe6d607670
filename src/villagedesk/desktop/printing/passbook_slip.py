"""The passbook on a receipt: what the household owes, what it is owed, what is left of both, and the mark."""

from collections.abc import Sequence

from villagedesk.desktop.printing.labels import reprint_mark
from villagedesk.desktop.printing.marks import check_mark
from villagedesk.desktop.printing.page import Page, text_width
from villagedesk.desktop.printing.words import moment
from villagedesk.domain.passbook import DUE_WORDS, PassbookSlip, SlipDue
from villagedesk.i18n import _, money, ngettext, number

_QR_ROOM = 200


def passbook_slip(paper: PassbookSlip, reprint: int, width: int) -> list[Page]:
    """Both sides, the sum, and how the mark is checked."""
    page = Page(width)
    right = reprint_mark(page, width, 6, reprint)
    y = page.text(0, 0, _("Household passbook"), 34, strong=True, width=right, lines=2)
    y = page.text(0, y, f"{paper.centre}   {moment(paper.at)}", 22, lines=2)
    y = page.text(0, y, f"{paper.person}   {paper.group}", 28, lines=2)
    if paper.household:
        y = page.text(0, y, _("Lives with {names}").format(names=_(", ").join(paper.household)), 22, lines=3)
    owes, owed = sum(line.fen for line in paper.owes), sum(line.fen for line in paper.owed)
    y = _side(page, y, _("You pay the centre"), paper.owes, owes)
    y = _side(page, y, _("The centre pays you"), paper.owed, owed)
    y = page.line(0, y + 6, width, y + 6, thick=3) + 8
    y = _sum(page, y, owed - owes)
    if paper.waits:
        y = _side(page, y, _("The platform has still to give you"), paper.waits, sum(line.fen for line in paper.waits))
    y = _waiting(page, y, paper) + 12
    check_mark(page, y, paper.qr, paper.code, room=_QR_ROOM)
    return [page]


def _side(page: Page, y: float, title: str, lines: Sequence[SlipDue], total: int) -> float:
    y = page.line(0, y + 8, page.width, y + 8) + 8
    y = _pair(page, y, title, money(total), 28, strong=True)
    for line in lines:
        y = _pair(page, y, f"{line.title}  {line.person}".strip(), money(line.fen), 24)
        y = page.text(0, y, _(DUE_WORDS.get(line.kind, line.kind)), 20, lines=2) + 4
    return y if lines else page.text(0, y, _("nothing"), 22)


def _sum(page: Page, y: float, balance: int) -> float:
    if not balance:
        return page.text(0, y, _("Nothing is open between you and the centre."), 28, strong=True, lines=2)
    words = _("You get") if balance > 0 else _("You pay")
    return _pair(page, y, words, money(abs(balance)), 40, strong=True)


def _waiting(page: Page, y: float, paper: PassbookSlip) -> float:
    if paper.shelf:
        words = ngettext(
            "{count} parcel waits for you: {places}", "{count} parcels wait for you: {places}", len(paper.shelf)
        )
        text = words.format(count=number(len(paper.shelf)), places=_(", ").join(paper.shelf))
        y = page.text(0, y + 6, text, 24, lines=4)
    if paper.on_the_way:
        words = ngettext("{count} order is not over yet", "{count} orders are not over yet", paper.on_the_way)
        y = page.text(0, y, words.format(count=number(paper.on_the_way)), 24, lines=2)
    return y


def _pair(page: Page, y: float, left: str, right: str, size: int, *, strong: bool = False) -> float:
    room = text_width(right, size, strong=strong)
    page.text(page.width - room, y, right, size, strong=strong, width=room + 1)
    return page.text(0, y, left, size, strong=strong, width=page.width - room - 16, lines=3)
