"""Money that goes from one of the room's accounts to another: what was paid by code, and what operators laid out."""

from collections.abc import Mapping

from sqlalchemy import func, select
from sqlmodel import Session, col

from villagedesk import i18n
from villagedesk.domain.cash import FROM_TO, MAX_FEN, NOTE_LENGTH, Account, CashEntry, CashKind, Move
from villagedesk.domain.texts import check_text
from villagedesk.errors import Invalid
from villagedesk.store.cash.book import book
from villagedesk.store.session import WriteSession, action


@action
def move_money(s: WriteSession, move: str, fen: int, reference: str) -> str:
    """Write down that money was moved; two entries that are taken back together. Returns the id of the first.

    Args:
        move: a Move.
        fen: how much, above zero.
        reference: the number of the transfer, or what it was; needed where it went by bank or platform.

    Raises:
        Invalid: on ``amount`` (also: more than the book knows of there) or ``note``.
    """
    source, target = FROM_TO[Move(move)]
    if not 0 < fen <= MAX_FEN:
        raise Invalid("amount", "amount_out_of_range")
    lies = balances(s)
    left = lies[Account.CODE] if source == Account.CODE else fen  # nobody is told here what lies in the drawer
    if target == Account.OWN:
        left = min(left, -lies[Account.OWN])
    if fen > left:
        raise Invalid("amount", "more_than_lies_there", left=i18n.money(max(0, left)))
    note = check_text("note", reference, NOTE_LENGTH, required=Account.FLOAT in (source, target))
    out = book(s, CashKind.MOVED, -fen, note=note, account=source)
    out.about_id = out.id
    book(s, CashKind.MOVED, fen, note=note, account=target, about_id=out.id)
    return out.id


def balances(s: Session) -> Mapping[Account, int]:
    """What lies in the accounts that are neither the drawer nor derived, over all computers of the room, in fen.

    ``CODE``: paid by the centre's code and not moved yet. ``OWN``: below zero what operators laid out and did not get back.
    """
    wanted = (Account.CODE, Account.OWN)
    found = s.execute(
        select(col(CashEntry.account), func.sum(col(CashEntry.amount_fen)))
        .where(col(CashEntry.account).in_([account.value for account in wanted]))
        .group_by(col(CashEntry.account))
    )
    return dict.fromkeys(wanted, 0) | {Account(account): int(fen) for account, fen in found}
