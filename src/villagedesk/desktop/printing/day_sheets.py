"""The sheet of a drawer's day: on a roll, or on A4 with every entry of the book."""

from dataclasses import dataclass

from villagedesk.desktop.printing import sheets
from villagedesk.desktop.printing.labels import reprint_mark
from villagedesk.desktop.printing.page import LINE_HEIGHT, Page
from villagedesk.desktop.printing.receipts import left_right
from villagedesk.desktop.printing.words import moment
from villagedesk.domain import cash_papers
from villagedesk.domain.cash import KIND_WORDS
from villagedesk.domain.cash_count import PIECES, piece_words, read_count
from villagedesk.domain.cash_day import ARRIVED_WORDS, STATE_WORDS, WITNESS_WORDS
from villagedesk.i18n import _, date_text, local, money, ngettext, number

_SIZE, _STRONG = 26, 30
_ENTRY = 28
# Number, time, what, amount: shares of the inner width of an A4 sheet.
_COLUMNS = (170, 130, 828, 280)


@dataclass(frozen=True)
class _Line:
    """One line of the sheet; a head has no value, an empty one is air. An amount ends at the edge of the others."""

    label: str = ""
    value: str = ""
    strong: bool = False
    amount: bool = False


def on_roll(paper: cash_papers.DaySheet, reprint: int, width: int) -> list[Page]:
    """The day on a roll of so many dots."""
    page = Page(width)
    y = page.text(0, 0, _("Day sheet"), 34, strong=True, width=reprint_mark(page, width, 6, reprint))
    y = left_right(page, y, paper.centre, _drawer(paper), 22)
    y = page.text(0, y, date_text(paper.day), 30, strong=True) + 4
    for line in _lines(paper):
        if not line.label:
            y = page.line(0, y + 4, width, y + 4) + 6
        elif line.value:
            y = left_right(page, y, line.label, line.value, _STRONG if line.strong else _SIZE)
        else:
            y = page.text(0, y, line.label, _SIZE, strong=line.strong, lines=4)
    for label in _signatures(paper):
        y = page.line(0, y + 80, width, y + 80)
        y = page.text(0, y, label, 22)
    return [page]


def on_a4(paper: cash_papers.DaySheet, reprint: int) -> list[Page]:
    """The day and every entry of its book, on as many sheets as it takes."""
    flow = sheets.Flow()
    right = reprint_mark(flow.page, sheets.WIDTH - sheets.MARGIN, sheets.MARGIN, reprint)
    title = "  ".join((_("Day sheet"), date_text(paper.day)))
    flow.y = flow.page.text(sheets.MARGIN, flow.y, title, 54, strong=True, width=right - sheets.MARGIN, lines=2)
    flow.paragraph("  ".join((paper.centre, _drawer(paper))))
    for line in _lines(paper):
        if not line.label:
            flow.y += 16
        elif line.amount:
            flow.figure(line.label, line.value, strong=line.strong)
        elif line.value:
            flow.fact(line.label, line.value)
        else:
            flow.paragraph(line.label)
    for label in _signatures(paper):
        flow.signature(label)
    if paper.entries:
        flow.y += 40
        _entries(flow, paper)
    return sheets.numbered(flow.pages)


def _entries(flow: sheets.Flow, paper: cash_papers.DaySheet) -> None:
    flow.paragraph(ngettext("{count} entry", "{count} entries", len(paper.entries)).format(count=len(paper.entries)))
    for entry in paper.entries:
        flow.need(_ENTRY * LINE_HEIGHT + 4)
        what = _("Takes back {number}").format(number=entry.reverses) if entry.reverses else _kind(entry.kind)
        cells = (
            entry.number,
            local(entry.at).strftime("%H:%M"),
            "  ".join(part for part in (what, entry.about) if part),
            money(entry.fen),
        )
        x = float(sheets.MARGIN)
        for at, (cell, share) in enumerate(zip(cells, _COLUMNS, strict=True)):
            align = "right" if at == len(cells) - 1 else "left"
            bottom = flow.page.text(x, flow.y, cell, _ENTRY, width=share - 10, align=align)
            x += share
        flow.y = bottom + 4


def _lines(paper: cash_papers.DaySheet) -> list[_Line]:
    lines = [
        _Line(_("Opened at"), moment(paper.opened_at)),
        _Line(_("Closed at"), moment(paper.closed_at) if paper.closed_at else _("not yet")),
        _Line(_("Closed by"), paper.closed_by or "—"),
        _Line(_("Where it stands"), _(STATE_WORDS.get(paper.state, paper.state))),
        _Line(),
        _amount(_("In the drawer at first"), paper.opening_fen),
    ]
    lines += [_amount(f"{_kind(each.kind)} × {number(each.entries)}", each.fen) for each in paper.sums]
    if paper.expected_fen is not None:
        lines.append(_amount(_("By the book"), paper.expected_fen, strong=True))
    lines.append(_Line())
    lines += _count_lines(paper)
    lines.append(_Line())
    lines += _at_closing(paper)
    if paper.code_fen:
        lines.append(_amount(_("Paid by code, not in the drawer"), paper.code_fen))
    if paper.code_fen > 0:
        said = _(ARRIVED_WORDS.get(paper.code_arrived, paper.code_arrived))
        lines.append(_Line("  ".join(part for part in (said, paper.code_note) if part)))
    lines += [_amount(_("Bag {bag}").format(bag=bag), fen) for bag, fen in paper.bags]
    return lines


def _at_closing(paper: cash_papers.DaySheet) -> list[_Line]:
    """What stood open when the day was closed, and what it came to besides the drawer."""
    figures = [
        (_("To collect on delivery"), paper.due_fen),
        (_("Owed to villagers"), paper.owed_fen),
        (_("Float used"), paper.float_used_fen),
        (_("Commission earned"), paper.earned_fen),
        (_("Commission taken back"), paper.earned_back_fen or None),
    ]
    return [_amount(label, fen) for label, fen in figures if fen is not None]


def _count_lines(paper: cash_papers.DaySheet) -> list[_Line]:
    if paper.counted_fen is None:
        return [_Line(_("The drawer was not counted."))]
    pieces = read_count(paper.closing_count)
    lines = [
        _amount(f"{piece_words(piece.fen, piece.coin)} × {number(pieces[piece.key])}", piece.fen * pieces[piece.key])
        for piece in PIECES
        if piece.key in pieces
    ]
    lines.append(_amount(_("Counted"), paper.counted_fen, strong=True))
    if paper.expected_fen is not None and paper.counted_fen != paper.expected_fen:
        over = paper.counted_fen - paper.expected_fen
        lines.append(_amount(_("Too much") if over > 0 else _("Too little"), abs(over), strong=True))
        lines.append(_Line(_("Why"), paper.reason or _("nobody knows")))
    if paper.counts > 1:
        lines.append(_Line(_("Counted how often"), number(paper.counts)))
    seen = "  ".join(part for part in (_(WITNESS_WORDS.get(paper.witness, paper.witness)), paper.witness_name) if part)
    return [*lines, _Line(_("Seen by"), seen)]


def _amount(label: str, fen: int, *, strong: bool = False) -> _Line:
    return _Line(label, money(fen), strong, amount=True)


def _signatures(paper: cash_papers.DaySheet) -> tuple[str, ...]:
    return (_("Signature of who counted"), _("Signature of who saw it"))


def _drawer(paper: cash_papers.DaySheet) -> str:
    return _("Drawer {number}").format(number=paper.drawer)


def _kind(kind: str) -> str:
    return _(KIND_WORDS.get(kind, kind))
