"""A4 sheets: the sign-in sheet of a class, and a plain sheet for everything with facts, paragraphs and signatures."""

from villagedesk.desktop.printing.labels import reprint_mark
from villagedesk.desktop.printing.page import LINE_HEIGHT, Page, broken
from villagedesk.domain import papers
from villagedesk.i18n import _, date_text

WIDTH, HEIGHT = 1680, 2376
MARGIN = 136
INNER = WIDTH - 2 * MARGIN
BOTTOM = HEIGHT - MARGIN - 40

# Number, name, group, time, signature: shares of the inner width.
_COLUMNS = (100, 380, 398, 200, 330)
_ROW = 84


def sign_in_sheet(paper: papers.SignInSheet, reprint: int) -> list[Page]:
    """One row a person with room to sign; the head of the table stands on every page."""
    rows = [*paper.rows, *[papers.SignInRow(person="", group="")] * paper.empty_rows]
    pages: list[Page] = []
    y = 0.0
    for number, row in enumerate(rows, start=1):
        if not pages or y + _ROW > BOTTOM - 120:
            pages.append(Page(WIDTH, HEIGHT))
            y = _table_head(pages[-1], _class_head(pages[-1], paper, reprint))
        y = _row(pages[-1], y, [str(number), row.person, row.group, row.mark, ""], 32)
    if not pages:
        pages.append(Page(WIDTH, HEIGHT))
        y = _table_head(pages[-1], _class_head(pages[-1], paper, reprint))
    pages[-1].text(MARGIN, y + 40, _("Trainer's signature"), 32, width=400)
    pages[-1].line(MARGIN + 420, y + 90, MARGIN + 1000, y + 90)
    return numbered(pages)


def plain_sheet(paper: papers.PlainSheet, reprint: int) -> list[Page]:
    """Title, facts, paragraphs, signatures; as many pages as it takes."""
    flow = Flow()
    right = reprint_mark(flow.page, WIDTH - MARGIN, MARGIN, reprint)
    flow.y = flow.page.text(MARGIN, flow.y, paper.title, 60, strong=True, width=right - MARGIN, lines=2) + 30
    for label, value in paper.facts:
        flow.fact(label, value)
    flow.y += 24
    for paragraph in paper.paragraphs:
        flow.paragraph(paragraph)
    for label in paper.signatures:
        flow.signature(label)
    return numbered(flow.pages)


class Flow:
    """Text running down one page after the other."""

    def __init__(self) -> None:
        self.pages: list[Page] = []
        self.y = 0.0
        self._turn()

    @property
    def page(self) -> Page:
        return self.pages[-1]

    def fact(self, label: str, value: str) -> None:
        lines = broken(value, 34, INNER - 360)
        self.need(len(lines) * 34 * LINE_HEIGHT)
        self.page.text(MARGIN, self.y, label, 34, width=340)
        for line in lines:
            self.y = self.page.text(MARGIN + 360, self.y, line, 34, width=INNER - 358)
        self.y += 10

    def paragraph(self, text: str) -> None:
        for line in (part for piece in text.split("\n") for part in broken(piece, 32, INNER)):
            self.need(32 * LINE_HEIGHT)
            self.y = self.page.text(MARGIN, self.y, line, 32, width=INNER + 2) + 6
        self.y += 18

    def signature(self, label: str) -> None:
        self.need(150)
        self.page.text(MARGIN, self.y + 70, label, 34, width=460)
        self.page.line(MARGIN + 480, self.y + 120, WIDTH - MARGIN, self.y + 120)
        self.y += 150

    def need(self, height: float) -> None:
        if self.y + height > BOTTOM:
            self._turn()

    def _turn(self) -> None:
        self.pages.append(Page(WIDTH, HEIGHT))
        self.y = float(MARGIN)


def _class_head(page: Page, paper: papers.SignInSheet, reprint: int) -> float:
    right = reprint_mark(page, WIDTH - MARGIN, MARGIN, reprint)
    y = page.text(MARGIN, MARGIN - 20, _("Sign-in sheet"), 34, width=right - MARGIN)
    y = page.text(MARGIN, y, paper.course, 60, strong=True, width=INNER, lines=2)
    third = INNER / 3
    facts = [
        date_text(paper.held_on),
        _("Place: {place}").format(place=paper.place),
        _("Trainer: {trainer}").format(trainer=paper.trainer),
    ]
    below = [page.text(MARGIN + n * third, y, fact, 32, width=third - 20, lines=2) for n, fact in enumerate(facts)]
    return max(below) + 30


def _table_head(page: Page, y: float) -> float:
    page.line(MARGIN, y, WIDTH - MARGIN, y)
    return _row(page, y, [_("No."), _("Name"), _("Village group"), _("Arrived at"), _("Signature")], 30, strong=True)


def _row(page: Page, y: float, cells: list[str], size: int, *, strong: bool = False) -> float:
    x = float(MARGIN)
    for cell, share in zip(cells, _COLUMNS, strict=True):
        page.line(x, y, x, y + _ROW)
        page.text(x + 16, y + (_ROW - size * LINE_HEIGHT) / 2, cell, size, strong=strong, width=share - 32)
        x += share
    page.line(x, y, x, y + _ROW)
    return page.line(MARGIN, y + _ROW, x, y + _ROW) - 2


def numbered(pages: list[Page]) -> list[Page]:
    """Write the number and the count of pages at the foot of each."""
    for number, page in enumerate(pages, start=1):
        words = _("Page {number} of {count}").format(number=number, count=len(pages))
        page.text(MARGIN, HEIGHT - MARGIN - 10, words, 26, width=INNER, align="right")
    return pages
