"""Receipts on a roll of 58 or 80 mm: as long as they have to be."""

from collections.abc import Callable

from villagedesk.desktop.printing.labels import reprint_mark
from villagedesk.desktop.printing.page import Page, text_width
from villagedesk.desktop.printing.words import check_words, moment
from villagedesk.domain import cash_papers, papers, short_code
from villagedesk.domain.bills import KIND_WORDS
from villagedesk.domain.order_states import LEFT_OUT_WORDS
from villagedesk.i18n import _, money, ngettext, number

_QR_ROOM = 180
# Dots of a side: a drawing is clear when it is small, a thumbnail is not.
_DRAWING, _PICTURE = 36, 80


def order_slip(
    paper: papers.OrderSlip, reprint: int, width: int, photo: Callable[[str], bytes | None] = lambda _sha256: None
) -> list[Page]:
    """What the villager takes home; ``photo`` gives the thumbnail of goods by its SHA-256, or None."""
    page = Page(width)
    right = reprint_mark(page, width, 6, reprint)
    y = page.text(0, 0, _("Order slip"), 34, strong=True, width=right)
    y = left_right(page, y, paper.centre, moment(paper.at), 22)
    y = page.text(0, y, f"{paper.person}   {paper.group}", 28, lines=2) + 6
    y = page.line(0, y, width, y) + 6
    for line in paper.lines:
        y = _goods(page, y, line, photo(line.picture) if line.picture else None)
    y = page.line(0, y + 4, width, y + 4) + 6
    total = money(paper.total_fen)
    page.text(0, y + 10, _("Total"), 30, strong=True, width=width - text_width(total, 50, strong=True) - 16)
    y = page.text(0, y, total, 50, strong=True, align="right", width=width)
    y = page.text(0, y, _paid(paper), 24, lines=2)
    if paper.ceiling_fen > paper.total_fen:
        y = page.text(0, y, _("At most {money}, above that we ask").format(money=money(paper.ceiling_fen)), 22, lines=2)
    if paper.substitute:
        y = page.text(0, y, _("What is sold out may come as something alike"), 22, lines=2)
    if paper.collector:
        y = page.text(0, y, _("{name} collects it").format(name=paper.collector), 24, lines=2)
    y = _pay_square(page, y + 10, paper) if paper.pay_code else y + 14
    y = _square(page, y, paper) + 10
    if paper.return_days:
        words = ngettext(
            "Can be returned within {count} day, fresh food excepted.",
            "Can be returned within {count} days, fresh food excepted.",
            paper.return_days,
        )
        page.text(0, y, words.format(count=number(paper.return_days)), 22, lines=3)
    return [page]


def bill_receipt(paper: cash_papers.BillReceipt, reprint: int, width: int) -> list[Page]:
    """That a bill's money was taken, or given back."""
    page = Page(width)
    right = reprint_mark(page, width, 6, reprint)
    y = page.text(0, 0, _("Money given back") if paper.back else _("Bill receipt"), 34, strong=True, width=right)
    y = left_right(page, y, paper.centre, moment(paper.at), 22)
    y = left_right(page, y, paper.person, paper.number, 26) + 6
    y = page.line(0, y, width, y) + 6
    y = page.text(0, y, _(KIND_WORDS.get(paper.kind, paper.kind)), 30, strong=True)
    y = page.text(0, y, paper.account, 34, strong=True, lines=2)
    if paper.holder:
        y = page.text(0, y, paper.holder, 26, lines=2)
    y = left_right(page, y, _("Bill"), money(paper.fen), 26)
    if paper.fee_fen:
        y = left_right(page, y, _("Fee of the centre"), money(paper.fee_fen), 26)
    y = page.line(0, y + 4, width, y + 4) + 6
    total = money(paper.fen + paper.fee_fen)
    page.text(0, y + 10, _("Total"), 30, strong=True, width=width - text_width(total, 50, strong=True) - 16)
    y = page.text(0, y, total, 50, strong=True, align="right", width=width)
    for words in _about_bill(paper):
        y = page.text(0, y, words, 24, lines=4)
    if paper.back:
        y = page.line(0, y + 90, width, y + 90)
        y = page.text(0, y, _("Received by (signature)"), 22)
    page.text(0, y + 6, _("Check {code}").format(code=paper.code), 22)
    return [page]


def _about_bill(paper: cash_papers.BillReceipt) -> list[str]:
    if paper.back:
        words = _("Given back by phone: {why}") if paper.by_code else _("Given back in cash: {why}")
        return [words.format(why=paper.back)]
    change = paper.cash_fen - paper.fen - paper.fee_fen
    paid = _("Paid in cash {paid}, change {change}") if change > 0 else _("Paid in cash {paid}")
    done = (
        _("Paid in, number {reference}").format(reference=paper.reference)
        if paper.reference
        else _("The centre pays it in. Keep this receipt until the company has confirmed it.")
    )
    if paper.by_code:
        paid = _("Paid by code {paid}")
    return [paid.format(paid=money(paper.cash_fen), change=money(change)), done]


def money_receipt(paper: cash_papers.MoneyReceipt, reprint: int, width: int) -> list[Page]:
    """That money was taken when goods were handed over, or later."""
    page = Page(width)
    right = reprint_mark(page, width, 6, reprint)
    y = page.text(0, 0, _("Receipt for money taken"), 34, strong=True, width=right)
    y = left_right(page, y, paper.centre, moment(paper.at), 22)
    y = page.text(0, y, f"{paper.person}   {paper.group}", 28, lines=2)
    if paper.title:
        y = page.text(0, y, paper.title, 24, lines=2)
    if paper.waybill:
        y = page.text(0, y, _("Parcel {number}").format(number=paper.waybill), 24, lines=2)
    y = page.line(0, y + 4, width, y + 4) + 6
    amount = money(paper.fen)
    words = _("Paid by code") if paper.by_code else _("Paid in cash")
    page.text(0, y + 10, words, 30, strong=True, width=width - text_width(amount, 50, strong=True) - 16)
    y = page.text(0, y, amount, 50, strong=True, align="right", width=width) + 10
    side = page.qr(0, y, paper.qr, room=_QR_ROOM)
    x = side + 20
    if paper.number:
        y = page.text(x, y, _("Order {number}").format(number=paper.number), 24, strong=True, lines=2)
    page.text(x, y, check_words(paper.code), 22, lines=2)
    return [page]


def printer_test(paper: papers.PrinterTest, reprint: int, width: int) -> list[Page]:
    """Text, a ruler of the printable width and a code to scan."""
    page = Page(width)
    y = page.text(0, 0, _("Printer test"), 34, strong=True)
    y = left_right(page, y, paper.centre, moment(paper.at), 22) + 8
    y = page.text(0, y, "村小二 白鹭村 阿依古丽·买买提 ABC 0123456789", 26, lines=3) + 8
    for mark in range(0, width, 8):
        page.line(mark, y, mark, y + (24 if mark % 80 == 0 else 12), thick=1)
    page.line(width - 1, y, width - 1, y + 24)
    y += 34
    side = page.qr(0, y, paper.qr, room=_QR_ROOM)
    page.text(
        side + 20, y, _("Both ends of the ruler are visible, and the code can be scanned: all is well."), 24, lines=6
    )
    return [page]


def _goods(page: Page, y: float, line: papers.SlipLine, picture: bytes | None) -> float:
    price = money(line.amount_fen)
    price_width = text_width(price, 26)
    side = _PICTURE if picture else _DRAWING
    if picture:
        page.dots(0, y + 4, side, picture)
    else:
        page.icon(0, y + 4, side, line.icon)
    page.text(page.width - price_width, y + 4, price, 26, width=price_width + 1)
    words, left = f"{line.title} × {number(line.quantity)}", side + 12
    below = page.text(left, y + 4, words, 26, lines=3, width=page.width - price_width - left - 16)
    if line.left_out:
        below = page.text(left, below, _(LEFT_OUT_WORDS.get(line.left_out, LEFT_OUT_WORDS[""])), 24, lines=3)
    if line.instead:
        below = page.text(left, below, _("Instead comes: {title}").format(title=line.instead), 24, lines=3)
    return max(below, y + 8 + side) + 4


def _pay_square(page: Page, y: float, paper: papers.OrderSlip) -> float:
    """For whom pays from afar: a square that opens the page, and the code that can be read to him on the phone."""
    y = page.line(0, y, page.width, y) + 8
    side = page.qr(0, y, paper.pay_url, room=_QR_ROOM) if paper.pay_url else 0
    x = side + 20 if side else 0
    below = page.text(x, y, _("For the child who pays"), 24, strong=True, lines=2)
    below = page.text(
        x, below, _("Scan the square, or type this code at {place}").format(place=_place(paper)), 20, lines=4
    )
    below = page.text(x, below, short_code.shown(paper.pay_code), 34, strong=True)
    y = max(y + side, below) + 8
    return page.line(0, y, page.width, y) + 12


def _place(paper: papers.OrderSlip) -> str:
    """The address of the page without what a phone adds by itself."""
    return paper.pay_url.rpartition("/")[0].partition("://")[2] if paper.pay_url else _("the platform's page")


def _paid(paper: papers.OrderSlip) -> str:
    if paper.pay_code:
        return _("The child pays, phone …{tail}").format(tail=paper.payer_tail)
    if paper.by_code:
        return _("Paid by code {paid}").format(paid=money(paper.total_fen))
    if paper.cash_fen is None:
        return _("To be paid on delivery")
    change = paper.cash_fen - paper.total_fen
    if change <= 0:
        return _("Paid in cash {paid}").format(paid=money(paper.cash_fen))
    return _("Paid in cash {paid}, change {change}").format(paid=money(paper.cash_fen), change=money(change))


def _square(page: Page, y: float, paper: papers.OrderSlip) -> float:
    side = page.qr(0, y, paper.qr, room=_QR_ROOM)
    x = side + 20
    below = page.text(x, y, paper.number, 26, strong=True)
    below = page.text(x, below, _("The pickup code comes when the parcel is here"), 20, lines=3)
    below = page.text(x, below, check_words(paper.code), 22)
    return max(y + side, below)


def left_right(page: Page, y: float, left: str, right: str, size: int) -> float:
    """Two texts in one line, one at each edge; under each other where they do not fit. Returns the lower edge."""
    room = text_width(right, size)
    if room + text_width(left, size) * 0.8 + 16 > page.width:
        return page.text(0, page.text(0, y, left, size), right, size, width=page.width, align="right")
    page.text(page.width - room, y, right, size, width=room + 1)
    return page.text(0, y, left, size, width=page.width - room - 16)
