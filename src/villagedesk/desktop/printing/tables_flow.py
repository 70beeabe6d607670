"""Headings, facts, tables and photos that run down one A4 page after the other; a table's head stands on each of them."""

from collections.abc import Callable, Iterable, Sequence

from villagedesk.desktop.printing.page import LINE_HEIGHT, broken
from villagedesk.desktop.printing.sheets import BOTTOM, INNER, MARGIN, WIDTH, Flow

_CELL = 26
_GAP = 40
_PHOTO = 560

Photo = Callable[[str], bytes | None]


class TablesFlow(Flow):
    """A flow with headings, tables, bars and photos."""

    size, label_room = 30, 330

    def section(self, title: str, *, room: float = 200) -> None:
        """A heading with a line under it; ``room`` is what has to fit beneath it on the same page."""
        self.need(room)
        self.y = self.page.text(MARGIN, self.y + 22, title, 38, strong=True, width=INNER)
        self.y = self.page.line(MARGIN, self.y, WIDTH - MARGIN, self.y) + 12

    def facts(self, facts: Iterable[tuple[str, str]]) -> None:
        """Label and value; one without a value is left out."""
        for label, value in facts:
            if value:
                self.fact(label, value)

    def text(self, words: str, size: int = 30) -> None:
        """A paragraph."""
        for line in broken(words, size, INNER - 2):
            self.need(size * LINE_HEIGHT)
            self.y = self.page.text(MARGIN, self.y, line, size, width=INNER)
        self.y += 8

    def table(
        self, shares: Sequence[int], head: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[int] = ()
    ) -> None:
        """A table; a long cell takes several lines.

        Args:
            shares: the widths of the columns, as shares of the whole.
            head: their names.
            rows: the cells.
            right: the numbers of columns that stand at their right edge.
        """
        widths = [INNER * share / sum(shares) for share in shares]
        self.need(2 * _CELL * LINE_HEIGHT + 40)
        self._row(widths, head, right, strong=True)
        for row in rows:
            if self.y + self._height(widths, row, right) > BOTTOM:
                self.turn()
                self._row(widths, head, right, strong=True)
            self._row(widths, row, right)
        self.y += 14

    def bars(self, rows: Sequence[tuple[str, int, str]]) -> None:
        """Each a label, a share in percent as a bar, and words behind it."""
        for label, percent, words in rows:
            self.need(70)
            self.page.text(MARGIN, self.y + 6, label, 28, width=INNER * 0.5 - 20, lines=1)
            left, room = MARGIN + INNER * 0.5, INNER * 0.26
            self.page.box(left, self.y + 12, room, 32)
            for at in range(int(room * percent / 100 / 6)):  # hatched, so that it prints on every printer
                self.page.line(left + 4 + at * 6, self.y + 14, left + 4 + at * 6, self.y + 42, thick=3)
            self.page.text(left + room + 20, self.y + 6, words, 28, width=INNER * 0.24 - 20, align="right")
            self.y += 58
        self.y += 10

    def photos(self, photos: Sequence[tuple[str, str]], load: Photo, missing: str, *, whole: bool = False) -> None:
        """Photos with a caption: two beside each other, or each with ``whole`` as large as the page is wide.

        Args:
            photos: (caption, SHA-256).
            load: gives a JPEG by its SHA-256, None where it is not here.
            missing: what stands in the place of one that is not here.
            whole: for sheets that somebody has to read.
        """
        across = 1 if whole else 2
        width = (INNER - _GAP * (across - 1)) / across
        height = 1500 if whole else _PHOTO
        for at in range(0, len(photos), across):
            self.need(height + 90)
            for n, (caption, sha256) in enumerate(photos[at : at + across]):
                x = MARGIN + n * (width + _GAP)
                self.page.box(x, self.y, width, height)
                self.page.photo(x + 4, self.y + 4, width - 8, height - 8, _loader(load, sha256), missing)
                self.page.text(x, self.y + height + 4, caption, 26, width=width)
            self.y += height + 90

    def _height(self, widths: Sequence[float], cells: Sequence[str], right: Sequence[int]) -> float:
        rooms = _rooms(widths, right)
        lines = max(len(broken(cell, _CELL, room - 2)) for cell, room in zip(cells, rooms, strict=True))
        return lines * _CELL * LINE_HEIGHT + 12

    def _row(
        self, widths: Sequence[float], cells: Sequence[str], right: Sequence[int], *, strong: bool = False
    ) -> None:
        height, x = self._height(widths, cells, right), float(MARGIN)
        for at, (cell, room) in enumerate(zip(cells, _rooms(widths, right), strict=True)):
            y = self.y + 6
            for line in broken(cell, _CELL, room - 2):
                align = "right" if at in right else "left"
                y = self.page.text(x + 8, y, line, _CELL, strong=strong, width=room, align=align)
            x += widths[at]
        self.y += height
        self.page.line(MARGIN, self.y, WIDTH - MARGIN, self.y, thick=3 if strong else 1)


def _rooms(widths: Sequence[float], right: Sequence[int]) -> list[float]:
    """What a cell of each column has for its words; a figure keeps away from words that begin behind it."""
    last = len(widths) - 1
    return [
        width - (34 if at in right and at < last and at + 1 not in right else 14) for at, width in enumerate(widths)
    ]


def _loader(load: Photo, sha256: str) -> Callable[[], bytes | None]:
    return lambda: load(sha256)
