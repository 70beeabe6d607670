"""The certificate of a course on paper: A4 with a frame, and a slip for the wallet."""

from villagedesk.desktop.printing.labels import reprint_mark
from villagedesk.desktop.printing.page import Page
from villagedesk.desktop.printing.sheets import HEIGHT, INNER, MARGIN, WIDTH
from villagedesk.domain import short_code
from villagedesk.domain.course_papers import Diploma, DiplomaFacts, DiplomaSlip
from villagedesk.domain.courses import course_title
from villagedesk.domain.rules import rule_pack
from villagedesk.i18n import _, date_text, language, ngettext

_FRAME = 70
_QR = 420
_SLIP_QR = 200


def diploma(paper: Diploma, reprint: int) -> list[Page]:
    """A4: who, which course, how long, when, what it opens and until when; the square, and room to sign and stamp."""
    page = Page(WIDTH, HEIGHT)
    page.box(_FRAME, _FRAME, WIDTH - 2 * _FRAME, HEIGHT - 2 * _FRAME, thick=6, radius=36)
    page.box(_FRAME + 18, _FRAME + 18, WIDTH - 2 * _FRAME - 36, HEIGHT - 2 * _FRAME - 36, thick=2, radius=24)
    right = reprint_mark(page, WIDTH - MARGIN, MARGIN + 10, reprint)
    y = page.text(MARGIN, MARGIN + 14, paper.centre, 34, width=right - MARGIN)
    if paper.icon:
        page.icon(WIDTH / 2 - 90, y + 60, 180, paper.icon)
    y = page.text(MARGIN, y + 280, _("Course certificate"), 110, strong=True, width=INNER, align="centre") + 60
    y = page.text(MARGIN, y, paper.person, 84, strong=True, width=INNER, align="centre", lines=2) + 20
    y = page.text(MARGIN, y, _("has taken this course and passed it:"), 38, width=INNER, align="centre") + 10
    title = course_title(paper.course, language(), paper.title)
    y = page.text(MARGIN, y, title, 70, strong=True, width=INNER, align="centre", lines=2) + 30
    y = page.text(MARGIN, y, _held(paper), 36, width=INNER, align="centre", lines=2)
    for words in rights_words(paper):
        y = page.text(MARGIN, y + 14, words, 44, strong=True, width=INNER, align="centre", lines=2)
    top = max(y + 70, HEIGHT - MARGIN - 720)
    side = page.qr(MARGIN + 20, top, paper.qr, room=_QR, most=8)
    _beside(page, paper, MARGIN + side + 80, top)
    foot = HEIGHT - MARGIN - 150
    page.text(MARGIN + 20, foot, _("Trainer"), 32, width=200)
    page.line(MARGIN + 200, foot + 50, MARGIN + 640, foot + 50)
    page.text(MARGIN + 720, foot, _("Centre, stamp"), 32, width=260)
    page.line(MARGIN + 980, foot + 50, WIDTH - MARGIN - 20, foot + 50)
    return [page]


def diploma_slip(paper: DiplomaSlip, reprint: int, width: int) -> list[Page]:
    """The same for the wallet."""
    page = Page(width)
    right = reprint_mark(page, width, 6, reprint)
    y = page.text(0, 0, _("Course certificate"), 34, strong=True, width=right, lines=2)
    y = page.text(0, y, paper.centre, 22, lines=2)
    y = page.text(0, y, paper.person, 40, strong=True, lines=2)
    y = page.text(0, y, course_title(paper.course, language(), paper.title), 30, strong=True, lines=2)
    y = page.text(0, y, _held(paper), 22, lines=3)
    for words in rights_words(paper):
        y = page.text(0, y + 4, words, 26, strong=True, lines=3)
    y = page.text(0, y + 4, _pair(_("Number"), paper.number), 24, lines=2)
    y = page.text(0, y, until_words(paper), 24, lines=2) + 8
    side = page.qr(0, y, paper.qr, room=min(_SLIP_QR, width * 0.55), most=4)
    x = side + 14
    below = page.text(x, y, _("Short code"), 20, width=width - x, lines=2)
    below = page.text(x, below, short_code.shown(paper.code), 28, strong=True, width=width - x, lines=2)
    page.text(0, max(y + side, below) + 8, _("A signature stops forging, not copying"), 20, lines=2)
    return [page]


def rights_words(paper: DiplomaFacts) -> list[str]:
    """What it opens, by the rules of the day of issue."""
    rights = rule_pack(paper.issued_on).training.rights
    return [f"✓ {rights[key].text.said(language())}" for key in paper.rights if key in rights]


def until_words(paper: DiplomaFacts) -> str:
    """Until when it is good."""
    return _("Good until {day}").format(day=date_text(paper.expires_on))


def hours_words(minutes: int) -> str:
    """Minutes as hours, halves rounded down: what a certificate says."""
    hours = minutes // 60
    return ngettext("{count} hour", "{count} hours", hours).format(count=hours)


def _pair(name: str, value: str) -> str:
    return f"{name}  {value}"


def _held(paper: DiplomaFacts) -> str:
    days = date_text(paper.held_from)
    if paper.held_until != paper.held_from:
        days = _("{first} to {last}").format(first=days, last=date_text(paper.held_until))
    return "   ".join((days, hours_words(paper.minutes), _("Trainer: {trainer}").format(trainer=paper.trainer)))


def _beside(page: Page, paper: Diploma, x: float, top: float) -> None:
    room = WIDTH - MARGIN - 20 - x
    y = page.text(x, top, _pair(_("Number"), paper.number), 36, strong=True, width=room)
    y = page.text(x, y + 4, _("Issued on {day}").format(day=date_text(paper.issued_on)), 32, width=room)
    y = page.text(x, y + 4, until_words(paper), 32, width=room)
    if paper.funder:
        y = page.text(x, y + 4, _("Paid for by {funder}").format(funder=paper.funder), 28, width=room, lines=2)
    y = page.text(x, y + 20, _pair(_("Short code"), short_code.shown(paper.code)), 36, strong=True, width=room)
    page.text(x, y + 4, _("A signature stops forging, not copying"), 26, width=room, lines=2)
