"""Labels and cards of a fixed size: the lot label, the pickup label and the person's card."""

from collections.abc import Callable

from villagedesk.desktop.printing.page import Page, text_width
from villagedesk.desktop.printing.words import amount, pair_up
from villagedesk.domain import papers, short_code
from villagedesk.domain.assets import KIND_WORDS
from villagedesk.domain.room_papers import AssetTag
from villagedesk.i18n import _, weight

MARGIN = 16
PICTURE = 54  # the crop beside the code for hands
QR_ROOM = 230  # a QR code of version 10 at 4 dots a module, half a millimetre each


def lot_label(paper: papers.LotLabel, reprint: int, photo: Callable[[str], bytes | None]) -> list[Page]:
    """60 x 40 mm, with the picture of the crop: a drawing where there is one, else the lot's photo in dots."""
    page = Page(480, 320)
    right = reprint_mark(page, 480 - MARGIN, 14, reprint)
    page.text(MARGIN, 8, paper.product, 34, strong=True, width=right - MARGIN, lines=1)
    side = page.qr(MARGIN, 62, paper.qr, room=QR_ROOM, most=5)
    x = MARGIN + side + 16
    room = 480 - x - 12
    y = page.text(
        x, 56, "  ".join(filter(None, [paper.grade, amount(paper.quantity, paper.unit)])), 28, strong=True, width=room
    )
    y = page.text(x, y, paper.farmer, 26, width=room)
    y = page.text(x, y, paper.village, 22, width=room, lines=2)
    page.text(x, y, _("Harvested {date}").format(date=paper.harvested_on), 22, width=room)
    picture = photo(paper.picture) if paper.picture and not paper.icon else None
    if paper.icon:
        page.icon(480 - 12 - PICTURE, 232, PICTURE, paper.icon)
    elif picture is not None:
        page.dots(480 - 12 - PICTURE, 232, PICTURE, picture)
    beside = room - (PICTURE + 6 if paper.icon or picture else 0)
    page.text(x, 226, _("Short code"), 18, width=beside)
    page.text(x, 246, short_code.shown(paper.code), 32, strong=True, width=beside)
    page.text(MARGIN, 292, _("A signature stops forging, not copying"), 18, width=480 - 2 * MARGIN)
    return [page]


def pickup_label(paper: papers.PickupLabel, reprint: int) -> list[Page]:
    """60 x 40 mm."""
    page = Page(480, 320)
    right = reprint_mark(page, 480 - MARGIN, 14, reprint)
    page.text(MARGIN, 4, paper.shelf, 68, strong=True, width=right - MARGIN)
    side = page.qr(480 - MARGIN, 96, paper.qr, room=184, most=5, align="right")
    room = 480 - MARGIN - side - 24 - MARGIN
    y = page.text(MARGIN, 100, paper.person, 32, strong=True, width=room)
    if paper.phone_tail:
        page.text(MARGIN, y, _("Phone ends in {tail}").format(tail=paper.phone_tail), 22, width=room)
    page.text(MARGIN, 182, _("Pickup code"), 20, width=room)
    page.text(MARGIN, 202, pair_up(paper.pickup_code), 52, strong=True, width=room)
    facts = [_("Arrived {date}").format(date=paper.arrived_on), weight(paper.grams, "kg") if paper.grams else ""]
    page.text(MARGIN, 284, "   ".join(filter(None, facts)), 20, width=480 - 2 * MARGIN)
    return [page]


def seal_label(paper: papers.SealLabel, reprint: int) -> list[Page]:
    """60 x 40 mm; whoever opens the bag tears it."""
    page = Page(480, 320)
    right = reprint_mark(page, 480 - MARGIN, 14, reprint)
    page.text(MARGIN, 6, _("Sealed sample"), 26, strong=True, width=right - MARGIN)
    y = page.text(MARGIN, 44, paper.seal, 44, strong=True, width=480 - 2 * MARGIN)
    side = page.qr(480 - MARGIN, 112, paper.qr, room=150, most=5, align="right")
    room = 480 - MARGIN - side - 20 - MARGIN
    y = page.text(MARGIN, max(y, 112), paper.title, 24, width=room, lines=2)
    y = page.text(MARGIN, y, f"{paper.number}  {paper.person}", 22, width=room)
    page.text(MARGIN, y, f"{paper.sealed_on}  {paper.centre}", 20, width=room, lines=2)
    page.line(MARGIN, 284, 300, 284, thick=1)
    page.text(MARGIN, 286, _("Signed by villager and operator; do not open"), 18, width=480 - 2 * MARGIN)
    return [page]


def asset_tag(paper: AssetTag, reprint: int) -> list[Page]:
    """60 x 40 mm; sits on a thing for years, so the number is large enough to be read across the room."""
    page = Page(480, 320)
    right = reprint_mark(page, 480 - MARGIN, 14, reprint)
    page.text(MARGIN, 8, paper.centre, 22, width=right - MARGIN, lines=1)
    page.line(MARGIN, 44, 480 - MARGIN, 44, thick=1)
    side = page.qr(480 - MARGIN, 60, paper.number, room=170, most=7, align="right")
    room = 480 - MARGIN - side - 20 - MARGIN
    page.text(MARGIN, 56, paper.number, 52, strong=True, width=room)
    y = page.text(MARGIN, 126, paper.title, 28, strong=True, width=room, lines=2)
    page.text(MARGIN, y, _(KIND_WORDS.get(paper.kind, paper.kind)), 22, width=room)
    if paper.funder:
        page.text(MARGIN, 240, paper.funder, 20, width=480 - 2 * MARGIN, lines=1)
    page.text(MARGIN, 276, _("Belongs to this room. Call the county before it moves."), 18, width=480 - 2 * MARGIN)
    return [page]


def person_card(paper: papers.PersonCard, reprint: int) -> list[Page]:
    """85.6 x 54 mm, as large as a bank card."""
    page = Page(684, 432)
    page.box(0, 0, 684, 432, thick=2, radius=24)
    right = reprint_mark(page, 684 - 28, 24, reprint)
    page.text(28, 20, paper.centre, 26, width=right - 28)
    page.line(28, 66, 684 - 28, 66)
    side = page.qr(684 - 28, 84, paper.qr, room=245, align="right")
    room = 684 - 28 - side - 28 - 28
    y = page.text(28, 88, paper.person, 56, strong=True, width=room, lines=2)
    y = page.text(28, y + 8, paper.group, 28, width=room, lines=2)
    if paper.seller:
        page.text(28, y + 4, _("Sells own produce"), 24, width=room)
    page.text(684 - 28 - side, 84 + side + 6, short_code.shown(paper.code), 32, strong=True, width=side, align="centre")
    page.text(28, 384, _("Found this card? Please bring it to the service centre."), 20, width=684 - 56)
    return [page]


def reprint_mark(page: Page, right: float, y: float, reprint: int) -> float:
    """The mark of a reprint with its right edge at ``right``; returns the left edge of what it takes."""
    if not reprint:
        return right
    words = _("Reprint {count}").format(count=reprint)
    width = text_width(words, 20, strong=True) + 20
    page.box(right - width, y, width, 34, radius=4)
    page.text(right - width, y + 3, words, 20, strong=True, width=width, align="centre")
    return right - width - 12
