"""Receipts for what goes back: the slip that lies in the parcel, and the villager's receipt for his money."""

from villagedesk.desktop.printing.labels import reprint_mark
from villagedesk.desktop.printing.page import Page, text_width
from villagedesk.desktop.printing.words import check_words, moment
from villagedesk.domain import papers
from villagedesk.domain.returns import FREIGHT_WORDS, REASON_WORDS, REFUND_WORDS, RefundKind
from villagedesk.i18n import _, money, number

_QR_ROOM = 180
_SIGNATURE_ROOM = 96


def return_slip(paper: papers.ReturnSlip, reprint: int, width: int) -> list[Page]:
    """What the seller finds in the parcel: whose it is, what, why, and who pays the way."""
    page = Page(width)
    right = reprint_mark(page, width, 6, reprint)
    y = page.text(0, 0, _("Return slip"), 34, strong=True, width=right)
    y = page.text(0, y, f"{paper.centre}   {moment(paper.at)}", 22, lines=2)
    y = page.text(0, y, f"{paper.person}   {paper.group}", 28, lines=2) + 6
    y = page.line(0, y, width, y) + 6
    for line in paper.lines:
        page.icon(0, y + 4, 36, line.icon)
        words = f"{line.title} × {number(line.quantity)}"
        y = max(page.text(48, y + 4, words, 26, lines=3, width=width - 48), y + 44) + 4
    y = page.line(0, y + 4, width, y + 4) + 6
    why = _(REASON_WORDS.get(paper.reason, paper.reason))
    y = page.text(0, y, _("Reason: {reason}").format(reason=why), 26, strong=True, lines=2)
    if paper.detail:
        y = page.text(0, y, paper.detail, 22, lines=6)
    payer = _(FREIGHT_WORDS.get(paper.freight, paper.freight))
    y = page.text(0, y, _("Freight paid by {who}").format(who=payer), 24, lines=2)
    if paper.waybill:
        carrier = f"{paper.carrier}  {paper.waybill}".strip()
        y = page.text(0, y, carrier, 26, strong=True, lines=2)
    words = _("Order {number}").format(number=paper.number)
    return [_square(page, y + 10, words, paper.platform_number, paper.qr, paper.code)]


def payout_slip(paper: papers.PayoutSlip, reprint: int, width: int) -> list[Page]:
    """What the villager takes home with his money; unsigned it has a line to sign on."""
    page = Page(width)
    right = reprint_mark(page, width, 6, reprint)
    y = page.text(0, 0, _("Money given back"), 34, strong=True, width=right)
    y = page.text(0, y, f"{paper.centre}   {moment(paper.at)}", 22, lines=2)
    y = page.text(0, y, f"{paper.person}   {paper.group}", 28, lines=2)
    y = page.text(0, y, paper.title, 24, lines=2) + 6
    y = page.line(0, y, width, y) + 6
    if len(paper.parts) > 1 or any(kind != RefundKind.PRICE for kind, _fen in paper.parts):
        for kind, fen in paper.parts:
            amount = money(fen)
            room = text_width(amount, 26)
            page.text(width - room, y, amount, 26, width=room + 1)
            y = page.text(0, y, _(REFUND_WORDS.get(kind, kind)), 26, width=width - room - 16)
        y = page.line(0, y + 4, width, y + 4) + 6
    in_cash = sum(fen for _kind, fen in paper.parts) - paper.phone_fen
    for words, fen in ((_("By phone"), paper.phone_fen), (_("In cash"), in_cash)):
        if fen:
            amount = money(fen)
            page.text(0, y + 10, words, 30, strong=True, width=width - text_width(amount, 50, strong=True) - 16)
            y = page.text(0, y, amount, 50, strong=True, align="right", width=width) + 4
    if paper.signed:
        y = page.text(0, y, _("Received, signed on the screen"), 24, lines=2) + 10
    else:
        y = page.text(0, y, _("Received, signature or thumb print"), 24, lines=2)
        y = page.line(0, y + _SIGNATURE_ROOM, width, y + _SIGNATURE_ROOM) + 12
    advanced = any(kind == RefundKind.ADVANCE for kind, _fen in paper.parts)
    words = _("Complaint {number}") if advanced else _("Order {number}")
    return [_square(page, y, words.format(number=paper.number), "", paper.qr, paper.code)]


def _square(page: Page, y: float, about: str, platform: str, qr: str, code: str) -> Page:
    side = page.qr(0, y, qr, room=_QR_ROOM)
    x = side + 20
    below = page.text(x, y, about, 24, strong=True, lines=2)
    if platform:
        below = page.text(x, below, _("Platform number {number}").format(number=platform), 20, lines=3)
    page.text(x, below, check_words(code), 22, lines=2)
    return page
