"""A farmer's statement over a time, on a receipt: what was due, sold, taken off, paid, and what is due now."""

from villagedesk.desktop.printing.labels import reprint_mark
from villagedesk.desktop.printing.marks import check_mark
from villagedesk.desktop.printing.page import Page, text_width
from villagedesk.desktop.printing.words import amount, moment
from villagedesk.domain.sale_papers import DEDUCTION_WORDS
from villagedesk.domain.sales.payouts import HOW_WORDS
from villagedesk.domain.statement_papers import PeriodStatement
from villagedesk.i18n import _, money, short_day

_QR_ROOM = 200


def period_statement(paper: PeriodStatement, reprint: int, width: int) -> list[Page]:
    """Every sum follows from the lines above it."""
    page = Page(width)
    right = reprint_mark(page, width, 6, reprint)
    y = page.text(0, 0, _("Statement"), 34, strong=True, width=right)
    y = page.text(0, y, f"{paper.from_on} – {paper.until_on}", 26, strong=True, lines=2)
    y = page.text(0, y, f"{paper.centre}   {moment(paper.at)}", 22, lines=2)
    y = page.text(0, y, f"{paper.person}   {paper.group}", 28, lines=2) + 4
    y = _pair(page, y, _("Due before"), money(paper.before_fen), 24)
    y = _sold(page, _rule(page, y), paper)
    y = _paid(page, _rule(page, y), paper)
    y = page.line(0, y + 6, width, y + 6, thick=3) + 8
    y = _pair(page, y, _("Still due to you"), money(paper.due_fen), 40, strong=True)
    if paper.under_way_fen:
        y = _pair(page, y, _("Of it under way by transfer"), money(paper.under_way_fen), 22)
    if paper.owes_fen:
        y = _pair(page, y, _("Laid out for your household, to be paid"), money(paper.owes_fen), 24)
    y += 10
    check_mark(page, y, paper.qr, paper.code, room=_QR_ROOM)
    return [page]


def _sold(page: Page, y: float, paper: PeriodStatement) -> float:
    y = _pair(page, y, _("Sold for"), money(paper.gross_fen), 28, strong=True)
    for sale in paper.sales:
        words = "  ".join(one for one in (short_day(sale.day), sale.product, amount(sale.quantity, sale.unit)) if one)
        y = _pair(page, y, words, money(sale.gross_fen), 22)
    for kind, fen in paper.deductions:
        y = _pair(page, y, _(DEDUCTION_WORDS.get(kind, kind)), f"−{money(fen)}", 24)
    return _pair(page, y, _("Yours of it"), money(paper.net_fen), 26, strong=True)


def _paid(page: Page, y: float, paper: PeriodStatement) -> float:
    y = _pair(page, y, _("Paid to you"), money(paper.paid_fen), 28, strong=True)
    for payment in paper.payments:
        how = _(HOW_WORDS.get(payment.how, payment.how))
        words = "  ".join(one for one in (short_day(payment.day), how, payment.about) if one)
        y = _pair(page, y, words, money(payment.fen), 22)
    return y


def _rule(page: Page, y: float) -> float:
    return page.line(0, y + 6, page.width, y + 6) + 8


def _pair(page: Page, y: float, left: str, right: str, size: int, *, strong: bool = False) -> float:
    room = text_width(right, size, strong=strong)
    page.text(page.width - room, y, right, size, strong=strong, width=room + 1)
    return page.text(0, y, left, size, strong=strong, width=page.width - room - 16, lines=3)
