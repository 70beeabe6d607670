"""The papers of a class on A4: the sign-in sheet with one square a name, and invitation slips to be cut apart."""

from villagedesk import i18n
from villagedesk.desktop.printing.labels import reprint_mark
from villagedesk.desktop.printing.page import LINE_HEIGHT, Page
from villagedesk.desktop.printing.sheets import BOTTOM, HEIGHT, INNER, MARGIN, WIDTH, numbered
from villagedesk.domain.class_papers import InvitationSheet, SignInRow, SignInSheet, Sitting
from villagedesk.i18n import _, date_text, ngettext

# Number, square, name, group, time, signature: shares of the inner width.
_COLUMNS = (90, 150, 340, 300, 198, 330)
# Without squares the name and the group have their room.
_PLAIN = (100, 0, 380, 398, 200, 330)
_ROW, _ROW_QR = 84, 132
_QR = 108
_SLIP = 400
_SLIPS = (HEIGHT - 2 * MARGIN) // _SLIP


def class_sheet(paper: SignInSheet | InvitationSheet, reprint: int) -> list[Page]:
    """Either of the two."""
    return sign_in_sheet(paper, reprint) if isinstance(paper, SignInSheet) else invitation_sheet(paper, reprint)


def sign_in_sheet(paper: SignInSheet, reprint: int) -> list[Page]:
    """One row a person with room to sign; the head of the table stands on every page."""
    rows = [*paper.rows, *[SignInRow(person="", group="")] * paper.empty_rows]
    squares = any(row.qr for row in rows)
    height = _ROW_QR if squares else _ROW
    columns = _COLUMNS if squares else _PLAIN
    pages: list[Page] = []
    y = 0.0
    for number, row in enumerate(rows, start=1):
        if not pages or y + height > BOTTOM - 120:
            pages.append(Page(WIDTH, HEIGHT))
            y = _table_head(pages[-1], _class_head(pages[-1], paper, reprint), columns)
        if row.qr:
            pages[-1].qr(MARGIN + columns[0] + 20, y + 12, row.qr, room=_QR, most=4)
        y = _row(pages[-1], y, [str(number), "", row.person, row.group, row.mark, ""], 32, columns, height)
    if not pages:
        pages.append(Page(WIDTH, HEIGHT))
        y = _table_head(pages[-1], _class_head(pages[-1], paper, reprint), columns)
    pages[-1].text(MARGIN, y + 40, _("Trainer's signature"), 32, width=400)
    pages[-1].line(MARGIN + 420, y + 90, MARGIN + 1000, y + 90)
    return numbered(pages)


def invitation_sheet(paper: InvitationSheet, reprint: int) -> list[Page]:
    """Slips under each other, with a line to cut along between them."""
    pages: list[Page] = []
    for at, person in enumerate(paper.people):
        if at % _SLIPS == 0:
            pages.append(Page(WIDTH, HEIGHT))
        _slip(pages[-1], MARGIN + (at % _SLIPS) * _SLIP, paper, person, reprint)
    return pages or [Page(WIDTH, HEIGHT)]


def _slip(page: Page, top: float, paper: InvitationSheet, person: SignInRow, reprint: int) -> None:
    right = reprint_mark(page, WIDTH - MARGIN, top + 10, reprint)
    who = "  ".join(part for part in (person.person, person.group) if part)
    y = page.text(MARGIN, top + 6, _("Invitation for {name}").format(name=who), 34, width=right - MARGIN)
    y = page.text(MARGIN, y, paper.course, 46, strong=True, width=INNER - 260)
    if person.qr:
        page.qr(WIDTH - MARGIN, top + 70, person.qr, room=220, most=8, align="right")
    y = page.text(MARGIN, y, _times(paper.sittings), 32, width=INNER - 260, lines=2)
    where = _("Place: {place}").format(place=paper.place)
    y = page.text(
        MARGIN, y, f"{where}    {_('Trainer: {trainer}').format(trainer=paper.trainer)}", 30, width=INNER - 260
    )
    words = [_("Please bring your villager's card.")]
    day_fen = paper.meal_fen + paper.travel_fen
    if day_fen:
        words.append(
            _("For each day you come there is {money} for meals and travel.").format(money=i18n.money(day_fen))
        )
    page.text(MARGIN, y, " ".join(words), 30, width=INNER - 260, lines=2)
    page.text(MARGIN, top + _SLIP - 66, "  ".join((paper.centre, paper.number)), 26, width=INNER)
    page.line(MARGIN, top + _SLIP - 14, WIDTH - MARGIN, top + _SLIP - 14, dashed=True)


def _times(sittings: tuple[Sitting, ...]) -> str:
    """When it is held; of many sittings the first, and how many there are."""
    shown = [f"{date_text(one.held_on)} {_clock(one.begins)}–{_clock(one.ends)}" for one in sittings[:3]]
    left = len(sittings) - len(shown)
    words = ngettext("and {count} more session", "and {count} more sessions", left).format(count=left)
    more = [words] if left else []
    return "    ".join(shown + more)


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _class_head(page: Page, paper: SignInSheet, reprint: int) -> float:
    right = reprint_mark(page, WIDTH - MARGIN, MARGIN, reprint)
    title = "  ".join(part for part in (_("Sign-in sheet"), paper.number) if part)
    y = page.text(MARGIN, MARGIN - 20, title, 34, width=right - MARGIN)
    y = page.text(MARGIN, y, paper.course, 60, strong=True, width=INNER, lines=2)
    starts = (0.0, INNER * 0.42, INNER * 0.72, float(INNER))
    when = date_text(paper.held_on)
    if paper.ends:
        when = f"{when}  {_clock(paper.begins)}–{_clock(paper.ends)}"
    facts = [
        when,
        _("Place: {place}").format(place=paper.place),
        _("Trainer: {trainer}").format(trainer=paper.trainer),
    ]
    below = [
        page.text(MARGIN + starts[n], y, fact, 32, width=starts[n + 1] - starts[n] - 20, lines=2)
        for n, fact in enumerate(facts)
    ]
    return max(below) + 30


def _table_head(page: Page, y: float, columns: tuple[int, ...]) -> float:
    page.line(MARGIN, y, WIDTH - MARGIN, y)
    square = _("Scan") if columns[1] else ""
    names = [_("No."), square, _("Name"), _("Village group"), _("Arrived at"), _("Signature")]
    return _row(page, y, names, 30, columns, _ROW, strong=True)


def _row(
    page: Page, y: float, cells: list[str], size: int, columns: tuple[int, ...], height: int, *, strong: bool = False
) -> float:
    x = float(MARGIN)
    for cell, share in zip(cells, columns, strict=True):
        if not share:
            continue
        page.line(x, y, x, y + height)
        if cell:
            page.text(x + 16, y + (height - size * LINE_HEIGHT) / 2, cell, size, strong=strong, width=share - 32)
        x += share
    page.line(x, y, x, y + height)
    return page.line(MARGIN, y + height, x, y + height) - 2
