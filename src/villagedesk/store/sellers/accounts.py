"""Where a farmer's money goes; an account is used only while he agrees that it is kept."""

from sqlmodel import Session, col, select

from villagedesk.domain.consents import Purpose
from villagedesk.domain.payouts import check_holder, read_payout
from villagedesk.domain.people import PayoutAccount, Person
from villagedesk.store.same_person import ids_of
from villagedesk.store.sellers.consents import standing_of
from villagedesk.store.session import WriteSession, get, new_row


def usable_account(s: Session, person_id: str) -> PayoutAccount | None:
    """The account a farmer may be paid to now; None where there is none or he took back his yes: then it is cash."""
    word = standing_of(s, person_id).get(Purpose.BANK_ACCOUNT)
    if word is not None and not word.given:
        return None
    return newest_account(s, person_id)


def newest_account(s: Session, person_id: str) -> PayoutAccount | None:
    """The account that was written down last, whether it may be used or not."""
    asked = select(PayoutAccount).where(col(PayoutAccount.person_id).in_(ids_of(s, person_id)))
    return s.exec(asked.order_by(col(PayoutAccount.created_at).desc(), col(PayoutAccount.id))).first()


def keep_account(s: WriteSession, person_id: str, payout: str, holder: str, *, known: bool) -> None:
    """Write an account down, as part of an action.

    Args:
        payout: as typed, checked already.
        holder: the name on it, empty for the farmer's own.
        known: False for a person who is new in this action, of whom nothing is there yet.

    Raises:
        Invalid: on ``payout_holder``: neither his own name nor one of his household's.
    """
    kind, bank, number = read_payout(payout)
    person = get(s, Person, person_id)
    name = check_holder(holder, person.name, _household_names(s, person)) or None
    account = newest_account(s, person_id) if known else None
    if account is None:
        row = PayoutAccount(person_id=person_id, kind=kind, bank=bank or None, number=number, holder=name)
        new_row(s, row)
        return
    account.kind, account.bank, account.number = str(kind), bank or None, number
    account.holder = name


def _household_names(s: Session, person: Person) -> tuple[str, ...]:
    if not person.household_id:
        return ()
    asked = select(Person.name).where(col(Person.household_id) == person.household_id)
    return tuple(s.exec(asked).all())
