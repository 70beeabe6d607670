"""The packet for the 12315 consumer line: who, against whom, what happened, the claim, and every picture with its hash."""

from collections.abc import Callable, Iterable

from villagedesk.desktop.printing.labels import reprint_mark
from villagedesk.desktop.printing.page import LINE_HEIGHT, Page, broken
from villagedesk.desktop.printing.sheets import INNER, MARGIN, WIDTH, Flow, numbered
from villagedesk.desktop.printing.words import moment
from villagedesk.domain import papers
from villagedesk.domain.evidence import KIND_WORDS
from villagedesk.domain.identity import shown_phone
from villagedesk.i18n import _, local, money

_PICTURES = 2  # beside each other
_PICTURE_HEIGHT = 620
_GAP = 40

Photo = Callable[[str], bytes | None]


def complaint(paper: papers.Complaint, reprint: int, photo: Photo) -> list[Page]:
    """As many A4 pages as it takes: first what happened, then the pictures."""
    flow = _Flow()
    right = reprint_mark(flow.page, WIDTH - MARGIN, MARGIN, reprint)
    flow.y = flow.page.text(MARGIN, flow.y, _("Consumer complaint"), 60, strong=True, width=right - MARGIN)
    flow.small(
        _("For the 12315 line of market supervision  {number}  {time}").format(
            number=paper.number, time=moment(paper.taken_at)
        )
    )
    flow.section(_("Who complains"), _complainant(paper))
    flow.section(_("Against whom"), _respondent(paper))
    flow.section(_("What happened"), _facts(paper))
    flow.text(paper.wrong_with_it)
    flow.section(_("What is asked for"), _claim(paper))
    flow.text(paper.claim)
    flow.section(_("Evidence"), [])
    for number, (kind, sha256) in enumerate(paper.evidence, start=1):
        flow.fact(f"{number}  {_(KIND_WORDS.get(kind, kind))}", f"SHA-256 {sha256}", size=26)
    if paper.seal:
        flow.fact(_("Sealed sample"), paper.seal)
    flow.signature(_("Complainant"))
    flow.signature(_("Written down by {name}").format(name=paper.operator))
    for number, (kind, sha256) in enumerate(paper.evidence, start=1):
        flow.picture(number, _(KIND_WORDS.get(kind, kind)), sha256, photo(sha256))
    return numbered(flow.pages)


def _complainant(paper: papers.Complaint) -> list[tuple[str, str]]:
    return [
        (_("Name"), paper.person),
        (_("Phone"), shown_phone(paper.phone) if paper.phone else ""),
        (_("Address"), f"{paper.village} {paper.address}".strip()),
    ]


def _respondent(paper: papers.Complaint) -> list[tuple[str, str]]:
    return [
        (_("Seller"), paper.seller),
        (_("Platform order"), paper.platform_number),
        (_("Bought through"), paper.centre),
    ]


def _facts(paper: papers.Complaint) -> list[tuple[str, str]]:
    return [
        (_("Goods"), paper.title),
        (_("Brand shown"), paper.brand),
        (_("Paid"), money(paper.price_fen) if paper.price_fen else ""),
        (_("Order"), paper.order_number),
        (_("Bought on"), moment(paper.bought_at) if paper.bought_at else ""),
        (_("Received on"), moment(paper.received_at) if paper.received_at else ""),
        (_("Seller's answer"), paper.answer or _no_answer(paper)),
        (_("Advanced by the centre"), money(paper.advanced_fen) if paper.advanced_fen else ""),
    ]


def _no_answer(paper: papers.Complaint) -> str:
    if paper.answer_until is None:
        return _("no answer in time")
    return _("not answered yet, until {date}").format(date=local(paper.answer_until).date().isoformat())


def _claim(paper: papers.Complaint) -> list[tuple[str, str]]:
    text, fen = paper.damages
    facts = [(_("Price back"), money(paper.price_fen) if paper.price_fen else "")]
    if fen:
        facts.append((_("Damages"), f"{money(fen)}  {text}"))
    return facts


class _Flow(Flow):
    """A flow with the pictures of the evidence."""

    size, label_room = 30, 330
    _column = 0  # of the pictures beside each other

    def small(self, text: str) -> None:
        self.y = self.page.text(MARGIN, self.y, text, 28, width=INNER, lines=2) + 10

    def section(self, title: str, facts: Iterable[tuple[str, str]]) -> None:
        self.need(160)
        self.y = self.page.text(MARGIN, self.y + 18, title, 36, strong=True, width=INNER)
        self.y = self.page.line(MARGIN, self.y, WIDTH - MARGIN, self.y) + 10
        for label, value in facts:
            if value:
                self.fact(label, value)

    def text(self, words: str) -> None:
        for line in (part for piece in words.split("\n") for part in broken(piece, 32, INNER - 2)):
            self.need(32 * LINE_HEIGHT)
            self.y = self.page.text(MARGIN, self.y, line, 32, width=INNER) + 4
        self.y += 8

    def signature(self, label: str) -> None:
        self.need(140)
        self.page.text(MARGIN, self.y + 60, label, 32, width=560)
        self.page.line(MARGIN + 580, self.y + 108, WIDTH - MARGIN, self.y + 108)
        self.y += 130

    def picture(self, number: int, caption: str, sha256: str, jpeg: bytes | None) -> None:
        """Two beside each other; the hash stands under each, so that nobody can exchange one."""
        if self._column == 0:
            self.need(_PICTURE_HEIGHT + 150)
        width = (INNER - _GAP) / _PICTURES
        x = MARGIN + self._column * (width + _GAP)
        self.page.box(x, self.y, width, _PICTURE_HEIGHT)
        if jpeg is not None:
            self.page.picture(x + 4, self.y + 4, width - 8, _PICTURE_HEIGHT - 8, jpeg)
        else:
            missing = _("The picture is on another computer")
            self.page.text(x + 20, self.y + 20, missing, 28, width=width - 40, lines=3)
        below = self.page.text(x, self.y + _PICTURE_HEIGHT + 6, f"{number}  {caption}", 28, strong=True, width=width)
        below = self.page.text(x, below, sha256[:32], 22, width=width)
        self.page.text(x, below, sha256[32:], 22, width=width)
        self._column = (self._column + 1) % _PICTURES
        if self._column == 0:
            self.y += _PICTURE_HEIGHT + 150

    def turn(self) -> None:
        super().turn()
        self._column = 0
