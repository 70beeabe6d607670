"""The receipt of a bill, put into the print queue in the transaction of its action."""

from villagedesk.domain import cash_papers
from villagedesk.domain.bills import GIVEN_BACK, Bill, shown_account
from villagedesk.domain.people import Person
from villagedesk.domain.short_code import short_code, shown
from villagedesk.store import print_queue
from villagedesk.store.centre import centre_name
from villagedesk.store.session import WriteSession


def print_receipt(s: WriteSession, row: Bill, given_fen: int | None = None) -> None:
    """Queue the receipt of a bill; ``given_fen`` is the cash that the villager gave, None for the exact sum."""
    person = s.get(Person, row.person_id) if row.person_id else None
    paper = cash_papers.BillReceipt(
        centre=centre_name(s),
        at=row.taken_at,
        number=row.number,
        kind=row.kind,
        account=shown_account(row.kind, row.account),
        holder=row.holder,
        person=person.name if person else "",
        fen=row.fen,
        fee_fen=row.fee_fen,
        cash_fen=given_fen or row.fen + row.fee_fen,
        reference=row.reference,
        back=row.reason if row.state in GIVEN_BACK else "",
        code=shown(short_code(row.id)),
        by_code=row.by_code,
    )
    # What a receipt says changes when the money goes back: that is another paper, not a reprint of the first.
    about = f"{row.id}-back" if row.state in GIVEN_BACK else row.id
    print_queue.add_job(s, paper, title=row.number, about=about)
