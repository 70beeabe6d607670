"""How the till's pages and papers say things: a note or coin, an entry, a day, a difference."""

from villagedesk import i18n
from villagedesk.domain.bills import STATE_WORDS as BILL_STATES
from villagedesk.domain.bills import BillState
from villagedesk.domain.cash import KIND_WORDS, Account, note_too_many
from villagedesk.domain.cash_day import DEPOSIT_WORDS, STATE_WORDS, DayState, DepositState
from villagedesk.i18n import N_, _
from villagedesk.store.bills import BillRow
from villagedesk.store.cash import CashRow
from villagedesk.store.cash_days import DayRow
from villagedesk.store.deposits import DepositRow

# Where money is that does not lie in the drawer.
ELSEWHERE: dict[str, str] = {
    Account.CODE: N_("By code"),
    Account.FLOAT: N_("Float"),
    Account.OWN: N_("Own money"),
}


def entry_words(shown: CashRow) -> str:
    """What an entry was for."""
    if shown.reverses:
        return _("Takes back {number}").format(number=shown.reverses)
    words = _(KIND_WORDS.get(shown.kind, shown.kind))
    # Only what lies in the drawer is counted at the closing: the book says which entries never did.
    elsewhere = _(ELSEWHERE[shown.account]) if shown.account in ELSEWHERE else ""
    return "  ".join(part for part in (words, shown.order_number or shown.note, elsewhere) if part)


def entry_pill(shown: CashRow) -> tuple[str, str]:
    """Taken back, or not at central yet."""
    if shown.reversed:
        return _("entry taken back"), "plain"
    return (_("on this PC"), "wait") if shown.waiting else ("", "plain")


def day_pill(day: DayRow) -> tuple[str, str]:
    """Where a day stands."""
    kinds = {DayState.OPEN: "info", DayState.CLOSED: "good", DayState.TO_CHECK: "wait", DayState.CHECKED: "good"}
    return _(STATE_WORDS.get(day.state, day.state)), kinds.get(DayState(day.state), "plain")


def difference_words(fen: int) -> str:
    """Over, short, or neither."""
    if fen > 0:
        return _("{money} over").format(money=i18n.money(fen))
    return _("{money} short").format(money=i18n.money(-fen)) if fen else _("It fits to the fen")


def deposit_pill(bag: DepositRow) -> tuple[str, str]:
    """Where a bag is."""
    kinds = {DepositState.PACKED: "wait", DepositState.BANKED: "good", DepositState.UNPACKED: "plain"}
    return _(DEPOSIT_WORDS.get(bag.state, bag.state)), kinds.get(DepositState(bag.state), "plain")


def bill_pill(bill: BillRow) -> tuple[str, str]:
    """Where a bill stands."""
    if bill.company_due_fen:
        return _("the company owes it"), "wait"
    kinds = {BillState.TAKEN: "act" if bill.late else "wait", BillState.DONE: "good", BillState.REVERSED: "plain"}
    return _(BILL_STATES.get(bill.state, bill.state)), kinds.get(BillState(bill.state), "plain")


def change_words(given_fen: int, total_fen: int) -> tuple[str, str]:
    """What comes back of the cash that was given, or what is missing; and the tone of it."""
    if given_fen < total_fen:
        return _("{money} missing").format(money=i18n.money(total_fen - given_fen)), "act"
    change = i18n.money(given_fen - total_fen)
    if note_too_many(given_fen, total_fen):
        return _("Change {money}? Look at the notes again").format(money=change), "wait"
    return _("Change {money}").format(money=change), ""
