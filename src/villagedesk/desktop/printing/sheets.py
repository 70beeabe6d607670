"""A plain A4 sheet for everything with facts, paragraphs and signatures, and the measures of every A4 sheet."""

from villagedesk.desktop.printing.labels import reprint_mark
from villagedesk.desktop.printing.page import LINE_HEIGHT, Page, broken, text_width
from villagedesk.domain import papers
from villagedesk.i18n import _

WIDTH, HEIGHT = 1680, 2376
MARGIN = 136
INNER = WIDTH - 2 * MARGIN
BOTTOM = HEIGHT - MARGIN - 40
# Where amounts end, from the left margin: near enough to their labels for the eye.
_FIGURES = 860


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
    """Text running down one page after the other; each method puts something under what is there already.

    A subclass may set facts in smaller letters, and give their labels less room.
    """

    size, label_room = 34, 360

    def __init__(self) -> None:
        self.pages: list[Page] = []
        self.y = 0.0
        self.turn()

    @property
    def page(self) -> Page:
        """The page that is being filled."""
        return self.pages[-1]

    def fact(self, label: str, value: str, *, size: int = 0) -> None:
        """A label and its value, which may take several lines."""
        size = size or self.size
        lines = broken(value, size, INNER - self.label_room - 2)
        self.need(len(lines) * size * LINE_HEIGHT + 10)
        self.page.text(MARGIN, self.y, label, size, width=self.label_room - 16)
        for line in lines:
            self.y = self.page.text(MARGIN + self.label_room, self.y, line, size, width=INNER - self.label_room)
        self.y += 8

    def figure(self, label: str, value: str, *, strong: bool = False) -> None:
        """A label and an amount; amounts that stand under each other end at one edge."""
        self.need(self.size * LINE_HEIGHT + 10)
        room = text_width(value, self.size, strong=strong) + 2
        wide = _FIGURES - room - 16
        end = MARGIN + _FIGURES
        self.page.text(end - room, self.y, value, self.size, strong=strong, width=room, align="right", lines=1)
        self.y = self.page.text(MARGIN, self.y, label, self.size, strong=strong, width=wide, lines=2) + 8

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
        """Turn the page where this does not fit any more."""
        if self.y + height > BOTTOM:
            self.turn()

    def turn(self) -> None:
        """Go on on a new page."""
        self.pages.append(Page(WIDTH, HEIGHT))
        self.y = float(MARGIN)


def numbered(pages: list[Page]) -> list[Page]:
    """Write the number and the count of pages at the foot of each."""
    for number, page in enumerate(pages, start=1):
        words = _("Page {number} of {count}").format(number=number, count=len(pages))
        page.text(MARGIN, HEIGHT - MARGIN - 10, words, 26, width=INNER, align="right")
    return pages
