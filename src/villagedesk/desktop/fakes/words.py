"""How a complaint about a fake is said on the screen: where it stands, and until when who has to do something."""

from villagedesk import i18n
from villagedesk.desktop.returns.words import day_of, days_left, left_words
from villagedesk.domain.fakes import OPEN, STATE_WORDS, STEP_WORDS, STEPS, FakeState
from villagedesk.i18n import _
from villagedesk.store.fakes import FakePage, FakeRow

_KINDS = {
    FakeState.TAKEN: "wait",
    FakeState.WITH_SELLER: "wait",
    FakeState.ANSWERED: "act",
    FakeState.ESCALATED: "wait",
}


def state_pill(row: FakeRow) -> tuple[str, str]:
    """The pill of a complaint: its word and kind; red when the operator has to act."""
    if row.state in OPEN and row.state != FakeState.ANSWERED and days_left(row.deadline_at) < 0:
        return _("no answer in time"), "act"
    if row.state == FakeState.TAKEN and row.waiting:
        return _("waiting on this PC"), "wait"
    kind = _KINDS.get(FakeState(row.state), "plain") if row.state in list(FakeState) else "plain"
    return _(STATE_WORDS.get(row.state, row.state)), kind


def deadline_pill(row: FakeRow) -> tuple[str, str] | None:
    """Until when an answer is due; None when nothing is waited for."""
    if row.state not in (FakeState.TAKEN, FakeState.WITH_SELLER, FakeState.ESCALATED):
        return None
    left = days_left(row.deadline_at)
    words = _("12315: {left}") if row.state == FakeState.ESCALATED else _("answer: {left}")
    return words.format(left=left_words(row.deadline_at)), "act" if left < 1 else "wait"


def steps(state: str) -> list[tuple[str, str]]:
    """The way of a complaint as a line of pills: done, where it is now, still to come."""
    at = STEPS.index(FakeState(state)) if state in list(FakeState) else 0
    found = []
    for number, step in enumerate(STEPS):
        words = _(STEP_WORDS[step])
        if number < at or state == FakeState.CLOSED:
            found.append((f"✓ {words}", "good"))
        else:
            found.append((words, "wait" if number == at else "plain"))
    return found


def row_detail(row: FakeRow) -> str:
    """The line under a complaint in a list."""
    until = deadline_pill(row)
    parts = [row.number, row.name, i18n.money(row.price_fen) if row.price_fen else "", until[0] if until else ""]
    return "  ".join(part for part in parts if part)


def page_facts(page: FakePage) -> list[str]:
    """What is known, one sentence each."""
    row = page.row
    facts = [_("Bought by {name}").format(name=row.name)]
    if page.seller:
        facts.append(_("Seller: {seller}").format(seller=page.seller))
    if page.order_number:
        facts.append(_("Order {number}").format(number=page.order_number))
    if row.price_fen:
        facts.append(_("Paid: {money}").format(money=i18n.money(row.price_fen)))
    facts.append(_("What is wrong: {words}").format(words=page.wrong_with_it))
    facts.append(_("Asked for: {words}").format(words=page.claim))
    if page.seal_number:
        facts.append(_("Sample sealed: {seal}").format(seal=page.seal_number))
    facts.append(_("Written down {time}").format(time=i18n.ago(row.taken_at)))
    if deadline_pill(row):
        facts.append(_("Due {day}: {left}").format(day=day_of(row.deadline_at), left=left_words(row.deadline_at)))
    if page.advanced_fen:
        facts.append(_("Advanced here: {money}").format(money=i18n.money(page.advanced_fen)))
    if page.refunded_fen:
        facts.append(_("Given back by the seller: {money}").format(money=i18n.money(page.refunded_fen)))
    if page.answer:
        facts.append(_("The seller says: {answer}").format(answer=page.answer))
    if page.outcome:
        facts.append(_("Outcome: {outcome}").format(outcome=page.outcome))
    return facts


def damages_words(page: FakePage) -> str:
    """What the law lets the villager ask for, for reading aloud."""
    text = page.damages.text.said(i18n.language())
    if not page.row.price_fen:
        return text
    return _("{law} Here that is {money}.").format(law=text, money=i18n.money(page.damages.fen(page.row.price_fen)))
