"""Papers of crop sales on a roll and on labels: the weigh slip, a box's label, what a farmer is paid and why."""

from villagedesk.desktop.printing.labels import MARGIN, PICTURE, QR_ROOM, reprint_mark
from villagedesk.desktop.printing.marks import check_mark
from villagedesk.desktop.printing.page import Page, text_width
from villagedesk.desktop.printing.words import amount, check_words, moment
from villagedesk.domain import short_code
from villagedesk.domain.sale_papers import (
    BOXES,
    DEDUCTION_WORDS,
    FarmerStatement,
    PackLabel,
    SettledLine,
    WeighSlip,
    shares_in,
)
from villagedesk.domain.sales.payouts import HOW_WORDS, PayHow
from villagedesk.domain.values import GRAMS
from villagedesk.i18n import _, money, number, weight

_QR_ROOM = 180
_SIGNATURE_ROOM = 96


def weigh_slip(paper: WeighSlip, reprint: int, width: int) -> list[Page]:
    """What came to the scale, load by load; unsigned it has a line to sign on."""
    page = Page(width)
    right = reprint_mark(page, width, 6, reprint)
    y = page.text(0, 0, _("Weigh slip"), 34, strong=True, width=right)
    y = page.text(0, y, f"{paper.centre}   {moment(paper.at)}", 22, lines=2)
    y = page.text(0, y, f"{paper.person}   {paper.group}", 28, lines=2)
    y = page.text(0, y, "  ".join(one for one in (paper.product, paper.grade) if one), 28, strong=True, lines=2)
    y = page.text(0, y, _("Lot {code}").format(code=paper.lot), 22, lines=2)
    y = page.text(0, y, _("For {buyer}").format(buyer=paper.buyer), 22, lines=2) + 4
    y = page.line(0, y, width, y) + 8
    weighed = paper.unit in GRAMS
    for place, load in enumerate(paper.loads, start=1):
        if weighed:
            words = f"{number(place)}  {weight(load.gross_grams, 'kg')} − {weight(load.tare_grams, 'kg')}"
            y = _pair(page, y, words, weight(load.quantity, "kg"), 24) + 2
        else:
            y = _pair(page, y, number(place), amount(load.quantity, paper.unit), 24) + 2
    y = page.line(0, y + 4, width, y + 4, thick=3) + 8
    y = _pair(
        page, y, _("Net weight") if weighed else _("Together"), amount(paper.quantity, paper.unit), 40, strong=True
    )
    price = f"{money(paper.price_fen)}/{_unit(paper.unit)}"
    y = _pair(page, y, _("Price"), price, 24)
    if paper.moisture:
        y = _pair(page, y, _("Moisture"), f"{paper.moisture / 10:g}%", 24)
    if paper.wet:
        words = _("Standard {base}%, wetter takes off").format(base=f"{paper.wet_base / 10:g}")
        y = _pair(page, y, words, f"−{amount(paper.wet, paper.unit)}", 24)
        y = _pair(page, y, _("Counts"), amount(paper.quantity - paper.wet, paper.unit), 34, strong=True)
    y = page.text(0, y, paper.scale or _("Weight typed by hand"), 20, lines=2) + 6
    y = _signed(page, y, paper.signed, _("Weighed in my presence, signed on the screen"), _("The farmer signs"))
    page.text(0, y, check_words(paper.code), 22, lines=2)
    return [page]


def pack_label(paper: PackLabel, reprint: int) -> list[Page]:
    """60 x 40 mm, one for each box: which of how many it is stands on it."""
    if not paper.squares:
        return [_box_label(paper, reprint, paper.qr, 0)]
    return [_box_label(paper, reprint, square, paper.first + n) for n, square in enumerate(paper.squares)]


def _box_label(paper: PackLabel, reprint: int, square: str, box: int) -> Page:
    page = Page(480, 320)
    right = reprint_mark(page, 480 - MARGIN, 14, reprint)
    page.text(MARGIN, 8, paper.product, 34, strong=True, width=right - MARGIN, lines=1)
    side = page.qr(MARGIN, 62, square, room=QR_ROOM, most=5)
    x = MARGIN + side + 16
    room = 480 - x - 12
    about = "  ".join(one for one in (paper.grade, amount(paper.box_quantity, paper.unit)) if one)
    y = page.text(x, 56, about, 28, strong=True, width=room)
    y = page.text(x, y, paper.farmer, 26, width=room)
    y = page.text(x, y, paper.village, 22, width=room, lines=2)
    y = page.text(x, y, _("Lot {code}").format(code=paper.lot), 20, width=room)
    counted = _("Box {number} of {count}") if box else _("{count} boxes in all")
    page.text(
        x,
        y,
        counted.format(number=number(box), count=number(paper.boxes)),
        26 if box else 22,
        strong=bool(box),
        width=room,
    )
    beside = room
    if paper.icon:
        page.icon(480 - 12 - PICTURE, 232, PICTURE, paper.icon)
        beside -= PICTURE + 6
    page.text(x, 226, _("Packed {date}").format(date=paper.packed_on), 18, width=beside)
    page.text(x, 246, short_code.shown(paper.code), 32, strong=True, width=beside)
    page.text(MARGIN, 292, _("A signature stops forging, not copying"), 18, width=480 - 2 * MARGIN)
    return page


def farmer_statement(paper: FarmerStatement, reprint: int, width: int) -> list[Page]:
    """Lot by lot what the farmer's goods came to, what was taken off and why, and what he has in hand."""
    page = Page(width)
    right = reprint_mark(page, width, 6, reprint)
    y = page.text(0, 0, _("Settlement slip"), 34, strong=True, width=right)
    y = page.text(0, y, f"{paper.centre}   {moment(paper.at)}", 22, lines=2)
    y = page.text(0, y, f"{paper.person}   {paper.group}", 28, lines=2) + 4
    for line in paper.lines:
        y = page.line(0, y + 4, width, y + 4) + 8
        y = settled_lines(page, y, line, several=len(paper.lines) > 1)
    y = page.line(0, y + 6, width, y + 6, thick=3) + 8
    y = _pair(page, y, _("In hand"), money(paper.fen), 42, strong=True)
    how = "  ".join(one for one in (_(HOW_WORDS.get(paper.how, paper.how)), paper.account, paper.reference) if one)
    y = page.text(0, y, _("Paid: {how}").format(how=how), 24, lines=2) + 6
    if paper.how == PayHow.CASH:
        y = _signed(page, y, paper.signed, _("Received, signed on the screen"), _("Received, signature or thumb print"))
    check_mark(page, y, paper.qr, paper.code, room=_QR_ROOM)
    return [page]


def settled_lines(page: Page, y: float, line: SettledLine, *, several: bool) -> float:
    """One lot: goods, price, each deduction with its reason, and what is left of it where there are others."""
    y = page.text(0, y, "  ".join(one for one in (line.product, line.lot) if one), 24, strong=True, lines=2)
    y = page.text(0, y, _("For {buyer}").format(buyer=line.buyer), 20, lines=2)
    if line.wet:
        words = _("{net} net, moisture {percent}%").format(
            net=amount(line.quantity + line.wet, line.unit), percent=f"{line.moisture / 10:g}"
        )
        y = _pair(page, y, words, f"−{amount(line.wet, line.unit)}", 24)
    goods = f"{amount(line.quantity, line.unit)} × {money(line.price_fen)}"
    y = _pair(page, y, goods, money(line.gross_fen), 26)
    for kind, note, fen in line.deductions:
        word = "  ".join(one for one in (_(DEDUCTION_WORDS.get(kind, kind)), _explained(note)) if one)
        y = _pair(page, y, word, f"−{money(fen)}", 24)
    return _pair(page, y, _("Left of this lot"), money(line.net_fen), 26, strong=True) if several else y


def _explained(note: str) -> str:
    """What explains a deduction: by what it was shared, else the note as it was typed."""
    found = shares_in(note)
    if found is None:
        return note
    part, all_, unit = found
    if unit == BOXES:
        return _("{part} of {all} boxes").format(part=number(part), all=number(all_))
    return _("{part} of {all}").format(part=amount(part, unit), all=amount(all_, unit))


def _signed(page: Page, y: float, signed: bool, on_screen: str, to_sign: str) -> float:
    if signed:
        return page.text(0, y, on_screen, 24, lines=2) + 10
    y = page.text(0, y, to_sign, 24, lines=2)
    return page.line(0, y + _SIGNATURE_ROOM, page.width, y + _SIGNATURE_ROOM) + 12


def _unit(unit: str) -> str:
    if unit == "kg":
        return "kg"
    return {"jin": _("jin"), "piece": _("pc.")}.get(unit, unit)


def _pair(page: Page, y: float, left: str, right: str, size: int, *, strong: bool = False) -> float:
    room = text_width(right, size, strong=strong)
    page.text(page.width - room, y, right, size, strong=strong, width=room + 1)
    return page.text(0, y, left, size, strong=strong, width=page.width - room - 16, lines=3)
