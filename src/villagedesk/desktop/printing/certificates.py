"""The conformity certificate on paper: a label of 60 x 80 mm for each pack, and an A4 sheet for a lot or a load."""

from collections.abc import Callable

from villagedesk.desktop.printing.labels import MARGIN, QR_ROOM, reprint_mark
from villagedesk.desktop.printing.page import Page, text_width
from villagedesk.desktop.printing.sheets import INNER, Flow, numbered
from villagedesk.desktop.printing.sheets import MARGIN as SHEET_MARGIN
from villagedesk.desktop.printing.words import amount
from villagedesk.domain import short_code
from villagedesk.domain.certificates import TITLE
from villagedesk.domain.produce_papers import CertificateFacts, CertificateLabel, CertificateSheet
from villagedesk.domain.rules import rule_pack
from villagedesk.i18n import _, language

Photo = Callable[[str], bytes | None]

_WIDTH, _HEIGHT = 480, 640
_ROOM = _WIDTH - 2 * MARGIN
_NAMES = 104  # what the names of the facts take
_TICK, _ROW = 19, 29
_SHEET_QR, _SHEET_PICTURE = 520, 560


def certificate_label(paper: CertificateLabel, reprint: int, photo: Photo) -> list[Page]:
    """60 x 80 mm, with everything the law asks for, the square and the picture of the crop."""
    page = Page(_WIDTH, _HEIGHT)
    right = reprint_mark(page, _WIDTH - MARGIN, 12, reprint)
    y = page.text(MARGIN, 4, TITLE, 44, strong=True, width=right - MARGIN)
    y = page.text(MARGIN, y, promise(paper), 18, width=_ROOM, lines=4)
    y += 2
    for line in _whole_lines(ticks(paper)):
        y = page.text(MARGIN, y, line, _TICK, width=_ROOM)
    top, said = _HEIGHT - QR_ROOM - 16, facts(paper)
    # Even rows, also where a long value is written smaller.
    step = min(_ROW, (top - 4 - y) / len(said))
    for row, (name, value) in enumerate(said):
        page.text(MARGIN, y + row * step, name, 20, width=_NAMES - 8)
        page.text(MARGIN + _NAMES, y + row * step - 1, value, 22, strong=True, width=_ROOM - _NAMES)
    side = page.qr(MARGIN, top, paper.qr, room=QR_ROOM, most=4)
    _beside_square(page, paper, MARGIN + side + 16, top, photo)
    return [page]


def certificate_sheet(paper: CertificateSheet, reprint: int, photo: Photo) -> list[Page]:
    """A4: the same, large, with a line to sign."""
    flow = Flow()
    right = reprint_mark(flow.page, SHEET_MARGIN + INNER, SHEET_MARGIN, reprint)
    flow.y = flow.page.text(SHEET_MARGIN, flow.y, TITLE, 92, strong=True, width=right - SHEET_MARGIN) + 24
    flow.paragraph(promise(paper))
    for tick in ticks(paper):
        flow.paragraph(tick)
    flow.y += 16
    for name, value in facts(paper):
        flow.fact(name, value)
    flow.y += 40
    top = flow.y
    side = flow.page.qr(SHEET_MARGIN, top, paper.qr, room=_SHEET_QR, most=9)
    x = SHEET_MARGIN + side + 60
    y = flow.page.text(x, top, _("Short code"), 32, width=400)
    y = flow.page.text(x, y, short_code.shown(paper.code), 60, strong=True, width=500)
    if paper.page:
        y = flow.page.text(x, y + 10, _("Scan it with a phone, or type the code at"), 28, width=560, lines=2)
        y = flow.page.text(x, y, paper.page, 32, strong=True, width=560, lines=2)
    y = flow.page.text(x, y + 10, _("A signature stops forging, not copying"), 28, width=560, lines=2)
    if paper.icon:
        flow.page.icon(x, y + 16, 180, paper.icon)
    flow.y = top + max(side, y + 200 - top) + 40
    _large_picture(flow, paper, photo)
    flow.signature(_("Signature of the issuer"))
    return numbered(flow.pages)


def promise(paper: CertificateFacts) -> str:
    """The promise, by the rules of the day of issue."""
    text = rule_pack(paper.issued_on).produce.certificate.promise
    return text.said(language()) if text else ""


def ticks(paper: CertificateFacts) -> list[str]:
    """Every basis the promise can rest on, with the sign of the ones it rests on."""
    bases = rule_pack(paper.issued_on).produce.certificate.bases
    return [f"{'☑' if key in paper.basis else '☐'} {text.said(language())}" for key, text in bases.items()]


def _whole_lines(words: list[str]) -> list[str]:
    """The ticks in as few lines as they fit into, none of them broken."""
    lines: list[str] = []
    for word in words:
        longer = f"{lines[-1]}  {word}" if lines else word
        if lines and text_width(longer, _TICK) <= _ROOM:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def facts(paper: CertificateFacts) -> list[tuple[str, str]]:
    """The facts the law asks for, as (name, value)."""
    named = f"{paper.product}({paper.grade})" if paper.grade else paper.product
    return [
        (_("Product"), named),
        (_("Quantity"), amount(paper.quantity, paper.unit)),
        (_("Origin"), paper.origin),
        (_("Issuer"), f"{paper.issuer}  {paper.contact}"),
        (_("Issued on"), paper.issued_on),
        (_("Number"), f"{paper.number}  {_('Lot {code}').format(code=paper.lot)}"),
    ]


def _beside_square(page: Page, paper: CertificateLabel, x: float, top: float, photo: Photo) -> None:
    """The crop's picture, the code for hands, where the square leads, and what it cannot prove."""
    room = _WIDTH - x - 10
    y = top
    if paper.icon:
        page.icon(x, y, 72, paper.icon)
        y += 74
    elif picture := photo(paper.picture) if paper.picture else None:
        page.dots(x, y, 72, picture)
        y += 74
    y = page.text(x, y, _("Short code"), 17, width=room)
    y = page.text(x, y - 2, short_code.shown(paper.code), 32, strong=True, width=room)
    if paper.page:
        y = page.text(x, y, _("Look it up at"), 16, width=room)
        y = page.text(x, y, paper.page, 16, strong=True, width=room)
    page.text(x, y, _("A signature stops forging, not copying"), 16, width=room, lines=2)


def _large_picture(flow: Flow, paper: CertificateSheet, photo: Photo) -> None:
    picture = photo(paper.picture) if paper.picture else None
    if picture is not None:
        flow.need(_SHEET_PICTURE)
        flow.page.picture(SHEET_MARGIN, flow.y, _SHEET_PICTURE, _SHEET_PICTURE - 40, picture)
        flow.y += _SHEET_PICTURE
