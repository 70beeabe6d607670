"""The settlement of a buyer's order on A4: one line a lot, everything that was taken off, and the sums below."""

from villagedesk.desktop.printing.labels import reprint_mark
from villagedesk.desktop.printing.page import LINE_HEIGHT, Page
from villagedesk.desktop.printing.sheets import BOTTOM, HEIGHT, INNER, MARGIN, WIDTH, numbered
from villagedesk.desktop.printing.words import amount, moment
from villagedesk.domain.sale_papers import Deduction, SettledLine, SettlementSheet
from villagedesk.domain.values import plain_fen
from villagedesk.i18n import _, money

# Farmer and lot, goods, gross, the six deductions, net: shares of the inner width.
_COLUMNS = (238, 150, 158, 118, 110, 126, 118, 118, 104, 168)
_SIZE, _ROW = 25, 74
_KINDS = tuple(Deduction)


def settlement_sheet(paper: SettlementSheet, reprint: int) -> list[Page]:
    """As many pages as it takes; the head of the table stands on each, the sums and the explanation on the last."""
    pages: list[Page] = []
    y = 0.0
    for line in paper.lines:
        if not pages or y + _ROW > BOTTOM:
            pages.append(Page(WIDTH, HEIGHT))
            y = _table_head(pages[-1], _head(pages[-1], paper, reprint))
        y = _row(pages[-1], y, _cells(line))
    if not pages:
        pages.append(Page(WIDTH, HEIGHT))
        y = _table_head(pages[-1], _head(pages[-1], paper, reprint))
    if y + 560 > BOTTOM:
        pages.append(Page(WIDTH, HEIGHT))
        y = _head(pages[-1], paper, reprint)
    y = _row(pages[-1], y, _sums(paper), strong=True)
    _explained(pages[-1], y + 30, paper)
    return numbered(pages)


def _head(page: Page, paper: SettlementSheet, reprint: int) -> float:
    right = reprint_mark(page, WIDTH - MARGIN, MARGIN, reprint)
    y = page.text(MARGIN, MARGIN - 20, f"{paper.centre}   {moment(paper.at)}", 30, width=right - MARGIN)
    title = _("Settlement: {product} for {buyer}").format(product=paper.product, buyer=paper.buyer)
    y = page.text(MARGIN, y, title, 52, strong=True, width=INNER, lines=2)
    return page.text(MARGIN, y, _("Buyer's order {number}").format(number=paper.number), 30, width=INNER) + 20


def _table_head(page: Page, y: float) -> float:
    page.line(MARGIN, y, WIDTH - MARGIN, y)
    words = [
        _("Farmer"),
        _("Goods"),
        _("Gross"),
        _("Platform"),
        _("Room"),
        _("Freight"),
        _("Packing"),
        _("Claim"),
        _("Other"),
        _("In hand"),
    ]
    return _row(page, y, [(word, "") for word in words], strong=True)


def _cells(line: SettledLine) -> list[tuple[str, str]]:
    taken = {kind: fen for kind, _note, fen in line.deductions}
    reason = next((note for kind, note, _fen in line.deductions if kind == Deduction.OTHER), "")
    cells = [
        (line.person, "  ".join(one for one in (line.lot, _wet(line)) if one)),
        (amount(line.quantity, line.unit), f"× {plain_fen(line.price_fen)}"),
        (plain_fen(line.gross_fen), ""),
    ]
    cells += [(_taken(taken.get(kind, 0)), reason if kind == Deduction.OTHER else "") for kind in _KINDS]
    return [*cells, (plain_fen(line.net_fen), "")]


def _wet(line: SettledLine) -> str:
    """What moisture takes off the weight, where it does."""
    if not line.wet:
        return ""
    words = _("moisture {percent}%: −{off}")
    return words.format(percent=f"{line.moisture / 10:g}", off=amount(line.wet, line.unit))


def _sums(paper: SettlementSheet) -> list[tuple[str, str]]:
    unit = paper.lines[0].unit if paper.lines else "jin"
    totals = [
        sum(fen for line in paper.lines for kind, _note, fen in line.deductions if kind == wanted) for wanted in _KINDS
    ]
    return [
        (_("Together"), ""),
        (amount(sum(line.quantity for line in paper.lines), unit), ""),
        (plain_fen(sum(line.gross_fen for line in paper.lines)), ""),
        *[(_taken(fen), "") for fen in totals],
        (plain_fen(sum(line.net_fen for line in paper.lines)), ""),
    ]


def _explained(page: Page, y: float, paper: SettlementSheet) -> None:
    gross = sum(line.gross_fen for line in paper.lines)
    taken = sum(fen for line in paper.lines for _kind, _note, fen in line.deductions)
    sums = _("{gross} less {taken} is {net}").format(gross=money(gross), taken=money(taken), net=money(gross - taken))
    y = page.text(MARGIN, y, sums, 36, strong=True, width=INNER, lines=2) + 12
    notes = {kind: note for line in paper.lines for kind, note, _fen in line.deductions if note}
    words = [
        _(
            "The buyer pays for the weight of all lots together; it is shared by weight. Fees are reckoned on the whole and"
            " shared by value, freight by weight, packing by boxes, a claim by the weight of the lots it is about. A fen that"
            " is left over goes where the largest part of one was cut off."
        ),
        _("Platform's fee {platform}, room's fee {room}, rules {rules}.").format(
            platform=notes.get(Deduction.PLATFORM, "0%"), room=notes.get(Deduction.SERVICE, "0%"), rules=paper.rules
        ),
    ]
    if paper.cost_reason:
        words.append(_("Freight and packing as really paid: {reason}").format(reason=paper.cost_reason))
    for text in words:
        y = page.text(MARGIN, y, text, 28, width=INNER, lines=5) + 8
    page.text(MARGIN, y + 70, _("The counter signs"), 32, width=400)
    page.line(MARGIN + 420, y + 120, MARGIN + 1000, y + 120)


def _row(page: Page, y: float, cells: list[tuple[str, str]], *, strong: bool = False) -> float:
    x = float(MARGIN)
    for place, ((upper, lower), share) in enumerate(zip(cells, _COLUMNS, strict=True)):
        align = "left" if place == 0 else "right"
        strong_here = strong or place == len(cells) - 1
        top = y + (6 if lower else (_ROW - _SIZE * LINE_HEIGHT) / 2)
        bottom = page.text(x + 4, top, upper, _SIZE, strong=strong_here, width=share - 12, align=align, lines=1)
        if lower:
            page.text(x + 4, bottom - 2, lower, 20, width=share - 12, align=align, lines=1)
        x += share
    return page.line(MARGIN, y + _ROW, WIDTH - MARGIN, y + _ROW, thick=1) + 1


def _taken(fen: int) -> str:
    return f"−{plain_fen(fen)}" if fen else ""
