"""A plain A4 sheet for everything with facts, paragraphs and signatures, and the measures of every A4 sheet."""

from villagedesk.desktop.printing.labels import reprint_mark
from villagedesk.desktop.printing.page import LINE_HEIGHT, Page, broken
from villagedesk.domain import papers
from villagedesk.i18n import _

WIDTH, HEIGHT = 1680, 2376
MARGIN = 136
INNER = WIDTH - 2 * MARGIN
BOTTOM = HEIGHT - MARGIN - 40


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


def numbered(pages: list[Page]) -> list[Page]:
    """Write the number and the count of pages at the foot of each."""
    for number, page in enumerate(pages, start=1):
        words = _("Page {number} of {count}").format(number=number, count=len(pages))
        page.text(MARGIN, HEIGHT - MARGIN - 10, words, 26, width=INNER, align="right")
    return pages
