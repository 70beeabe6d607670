"""The passbook's slip, with a mark that only this computer can make."""

from villagedesk import clock
from villagedesk.domain.labels import Kind, make_label
from villagedesk.domain.passbook import Due, PassbookSlip, Side, SlipDue, check_mark
from villagedesk.domain.short_code import shown
from villagedesk.store import print_queue
from villagedesk.store.centre import centre_name
from villagedesk.store.identity import device_key
from villagedesk.store.passbook.read import passbook
from villagedesk.store.session import WriteSession


def print_passbook(s: WriteSession, person_id: str) -> int:
    """Queue the slip with both sides; returns the number of the print job.

    The same two sums about the same villager on one day have the same mark, so a second slip says that it is a reprint.

    Raises:
        NotFound: he is not on this computer.
    """
    book = passbook(s, person_id)
    label = make_label(
        device_key(s.connection()),
        Kind.PASSBOOK,
        person_id,
        issued_on=clock.today(),
        owes_fen=book.owes_fen,
        owed_fen=book.owed_fen,
    )
    mark = check_mark(label)
    paper = PassbookSlip(
        centre=centre_name(s),
        at=clock.now_ms(),
        person=book.name,
        group=book.place,
        household=tuple(member.name for member in book.members[1:]),
        owes=tuple(_line(due) for due in book.dues if due.side == Side.OWES),
        owed=tuple(_line(due) for due in book.dues if due.side == Side.OWED),
        waits=tuple(_line(due) for due in book.dues if due.side == Side.WAITS),
        shelf=tuple(parcel.shelf for parcel in book.parcels),
        on_the_way=book.on_the_way,
        qr=label,
        code=shown(mark),
    )
    return print_queue.add_job(s, paper, title=book.name, about=f"passbook {mark}")


def _line(due: Due) -> SlipDue:
    return SlipDue(kind=due.kind, title=due.title, person=due.person, fen=due.fen)
