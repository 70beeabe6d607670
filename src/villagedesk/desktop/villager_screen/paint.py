"""The pictures of the villager's screen: idle, an order, what comes back, a parcel."""

from PySide6.QtCore import QRectF

from villagedesk import i18n
from villagedesk.desktop.villager_screen.board import LEFT, MIDDLE, RIGHT, Board
from villagedesk.desktop.villager_screen.shows import (
    BillShow,
    ChildPaysShow,
    Item,
    OrderShow,
    PickupShow,
    Show,
    TakenShow,
)
from villagedesk.i18n import _

_ROW, _LEAST_ROW = 200, 64  # heights of a line of goods on the usual screen
_ONE_COLUMN = 4  # so many lines stand under each other; more stand in two columns
_TWO_WIDE = 860  # two columns need this much of the usual screen
_MARGIN = 44
_ANY = 0.25  # sums get as small as they must: a part of one would be another sum


def paint(board: Board, show: Show | None, centre: str, pay_code: str, turn: int = 0) -> None:
    """Paint what the villager sees.

    Args:
        board: to paint on.
        show: what; None for idle.
        centre: the centre's name, "" before it is known.
        pay_code: the text of the centre's payment code, "" when it has none.
        turn: counts up while an order is read back, so that in the end all of a long one was seen.
    """
    board.ground()
    margin = board.px(_MARGIN)
    room = board.rect.adjusted(margin, margin * 0.7, -margin, -margin * 0.7)
    if isinstance(show, OrderShow) and not show.items:
        _idle(board, room, centre, show.name)
    elif isinstance(show, OrderShow):
        if pay_code and show.code_fen:
            room = _paying(board, room, show.code_fen, pay_code)
        _order(board, room, show, turn)
    elif isinstance(show, PickupShow):
        if pay_code and show.due_fen:
            room = _paying(board, room, show.due_fen, pay_code)
        _pickup(board, room, show)
    elif isinstance(show, BillShow):
        if pay_code and show.by_code:
            room = _paying(board, room, show.fen, pay_code)
        _bill(board, room, show)
    elif isinstance(show, ChildPaysShow):
        _child_pays(board, room, show)
    elif isinstance(show, TakenShow):
        _taken(board, room, show)
    else:
        _idle(board, room, centre)


def _idle(board: Board, room: QRectF, centre: str, name: str = "") -> None:
    middle = room.center().y()
    board.write(
        _line(room, middle - board.px(120), board.px(130)),
        centre or _("Village Desk"),
        84,
        strong=True,
        colour="green",
        align=MIDDLE,
    )
    board.write(
        _line(room, middle + board.px(30), board.px(70)),
        _("Good day, {name}").format(name=name) if name else _("Good day"),
        40,
        colour="muted",
        align=MIDDLE,
    )


def _order(board: Board, room: QRectF, show: OrderShow, turn: int) -> None:
    head = board.letters(72)
    words = _("Is this right?") if show.asking else _("Your order")
    top = _line(room, room.top(), head)
    name_width = room.width() * 0.34
    board.write(top.adjusted(0, 0, -name_width, 0), words, 44, strong=True)
    board.write(
        QRectF(top.right() - name_width, top.top(), name_width, head), show.name, 34, colour="muted", align=RIGHT
    )
    foot = min(board.letters(132), room.height() * 0.3)
    if show.items:
        gap = board.px(14)
        _items(
            board,
            QRectF(room.left(), top.bottom() + gap, room.width(), room.height() - head - foot - 2 * gap),
            show.items,
            turn if show.asking else -1,
        )
    bottom = QRectF(room.left(), room.bottom() - foot, room.width(), foot)
    board.card(bottom)
    inside = bottom.adjusted(board.px(28), 0, -board.px(28), 0)
    left = QRectF(inside.left(), inside.top(), inside.width() * 0.42, foot)
    if show.pays:
        board.write(
            QRectF(left.left(), left.top() + foot * 0.1, left.width(), foot * 0.4), _("Together"), 36, colour="muted"
        )
        board.write(QRectF(left.left(), left.top() + foot * 0.5, left.width(), foot * 0.4), show.pays, 32)
    else:
        board.write(left, _("Together"), 36, colour="muted")
    board.write(
        QRectF(left.right(), inside.top(), inside.right() - left.right(), foot),
        i18n.money(show.total_fen),
        112,
        least=_ANY,
        strong=True,
        colour="green",
        align=RIGHT,
    )


def _items(board: Board, room: QRectF, items: tuple[Item, ...], turn: int) -> None:
    """Goods beneath each other; of more than fit the ``turn``-th lot (-1: what came last) and how many there are besides."""
    columns = 2 if len(items) > _ONE_COLUMN and room.width() >= board.px(_TWO_WIDE) else 1
    least = board.letters(_LEAST_ROW)
    fit = max(1, int(room.height() // least)) * columns
    shown, more = items, 0
    if len(items) > fit:
        some = max(1, fit - 1)
        begin = turn % -(-len(items) // some) * some if turn >= 0 else len(items) - some
        shown = items[begin : begin + some]
        more = len(items) - len(shown)
    rows = -(-(len(shown) + (more > 0)) // columns)
    height = min(board.letters(_ROW), room.height() / rows)
    width = (room.width() - board.px(28) * (columns - 1)) / columns
    for at in range(len(shown) + (more > 0)):
        row, column = at % rows, at // rows
        place = QRectF(room.left() + column * (width + board.px(28)), room.top() + row * height, width, height)
        if at < len(shown):
            _item(board, place, shown[at])
        else:
            board.write(place, _("and {count} more").format(count=i18n.number(more)), 32, colour="muted", align=LEFT)


def _item(board: Board, place: QRectF, item: Item) -> None:
    side = place.height() * 0.86
    board.tile(QRectF(place.left(), place.center().y() - side / 2, side, side), item.icon, item.picture)
    left = place.left() + side + board.px(20)
    wide = place.right() - left
    title = place.height() * 0.5
    letters = min(46.0, max(34.0, place.height() / board.letters(1) * 0.24))
    name = QRectF(left, place.top() + place.height() * 0.04, wide, title - place.height() * 0.04)
    board.write_name(name, item.title, letters)
    beneath = QRectF(left, place.top() + title, wide, place.height() - title)
    board.write(
        beneath.adjusted(0, 0, -wide * 0.62, 0),
        f"× {i18n.number(item.quantity)}",
        letters + 4,
        strong=True,
        colour="muted",
    )
    board.write(
        beneath.adjusted(wide * 0.38, 0, 0, 0),
        i18n.money(item.sum_fen),
        letters + 4,
        least=_ANY,
        strong=True,
        align=RIGHT,
    )


def _paying(board: Board, room: QRectF, fen: int, pay_code: str) -> QRectF:
    """The payment code at the right, with the sum beneath; what is left of the room."""
    width = room.width() * 0.34
    card = QRectF(room.right() - width, room.top(), width, room.height())
    board.card(card)
    inside = card.adjusted(board.px(20), board.px(16), -board.px(20), -board.px(16))
    board.write(_line(inside, inside.top(), inside.height() * 0.13), _("Scan to pay"), 38, strong=True, align=MIDDLE)
    square = QRectF(inside.left(), inside.top() + inside.height() * 0.16, inside.width(), inside.height() * 0.6)
    board.code(square, pay_code)
    board.write(
        _line(inside, inside.bottom() - inside.height() * 0.2, inside.height() * 0.2),
        i18n.money(fen),
        68,
        least=_ANY,
        strong=True,
        colour="green",
        align=MIDDLE,
    )
    return room.adjusted(0, 0, -width - board.px(28), 0)


def _taken(board: Board, room: QRectF, show: TakenShow) -> None:
    part = room.height() / 6
    board.write(
        _line(room, room.top() + part, part), _("Your order is taken"), 60, strong=True, colour="green", align=MIDDLE
    )
    if show.change_fen:
        board.write(
            _line(room, room.top() + 2.4 * part, part * 0.6), _("Your change"), 44, colour="muted", align=MIDDLE
        )
        board.write(
            _line(room, room.top() + 3 * part, part * 1.7),
            i18n.money(show.change_fen),
            150,
            least=_ANY,
            strong=True,
            align=MIDDLE,
        )


def _child_pays(board: Board, room: QRectF, show: ChildPaysShow) -> None:
    if show.url:
        room = _paying(board, room, show.fen, show.url)
    part = room.height() / 6
    rows: list[tuple[str, float, bool, str]] = [
        (show.name, 40, False, "muted"),
        (_("Your child pays"), 60, True, "green"),
        (i18n.money(show.fen), 72, True, "ink"),
        (_("with this code"), 40, False, "muted"),
        (show.code, 100, True, "ink"),
    ]
    for at, (words, size, strong, colour) in enumerate(rows):
        line = _line(room, room.top() + (at + 0.4) * part * 1.1, part)
        board.write(line, words, size, least=_ANY, strong=strong, colour=colour, align=MIDDLE)


def _bill(board: Board, room: QRectF, show: BillShow) -> None:
    number = show.tail or "—"
    _two_cards(
        board,
        room,
        (show.what, ""),
        [(_("Account ends with"), number, "ink"), (_("Please pay"), _sum(show.fen), "green")],
    )


def _sum(fen: int) -> str:
    return i18n.money(fen) if fen else _("Nothing to pay")


def _pickup(board: Board, room: QRectF, show: PickupShow) -> None:
    cards = [(_("Place"), show.place, "ink"), (_("Please pay"), _sum(show.due_fen), "green")]
    _two_cards(board, room, (_("Your parcel"), show.name), cards, small=not show.due_fen)


def _two_cards(
    board: Board, room: QRectF, heads: tuple[str, str], cards: list[tuple[str, str, str]], *, small: bool = False
) -> None:
    """A head at each side, and two large figures under each other; ``small``: the second one is words."""
    head = board.letters(72)
    top = _line(room, room.top(), head)
    board.write(top.adjusted(0, 0, -room.width() * 0.4, 0), heads[0], 44, strong=True)
    board.write(top.adjusted(room.width() * 0.6, 0, 0, 0), heads[1], 44, align=RIGHT)
    rest = QRectF(room.left(), top.bottom() + board.px(14), room.width(), room.height() - head - board.px(14))
    half = (rest.height() - board.px(20)) / 2
    for at, (label, figure, colour) in enumerate(cards):
        card = QRectF(rest.left(), rest.top() + at * (half + board.px(20)), rest.width(), half)
        board.card(card)
        inside = card.adjusted(board.px(28), 0, -board.px(28), 0)
        board.write(inside.adjusted(0, 0, -inside.width() * 0.72, 0), label, 36, colour="muted")
        board.write(
            inside.adjusted(inside.width() * 0.28, 0, 0, 0),
            figure,
            80 if small and at else 130,
            least=_ANY,
            strong=True,
            colour=colour,
            align=RIGHT,
        )


def _line(room: QRectF, top: float, height: float) -> QRectF:
    return QRectF(room.left(), top, room.width(), height)
