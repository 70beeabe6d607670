"""How returns are said on the screen: where one stands, until when it is a right, who pays the way."""

from datetime import date

from villagedesk import clock, i18n
from villagedesk.domain.returns import (
    FREIGHT_WORDS,
    REASON_WORDS,
    REFUND_WORDS,
    STATE_WORDS,
    Reason,
    ReturnState,
    Right,
)
from villagedesk.i18n import _, ngettext
from villagedesk.store.returns import Awaited, Owed, ReturnPage, ReturnRow

_KINDS = {
    ReturnState.OPEN: "wait",
    ReturnState.APPROVED: "info",
    ReturnState.HANDED_TO_COURIER: "wait",
    ReturnState.REFUNDED: "act",
    ReturnState.PAID_OUT: "good",
    ReturnState.REFUSED: "plain",
}


def state_pill(row: ReturnRow) -> tuple[str, str]:
    """The pill of a return: its word and kind. Red only while a villager waits for his money."""
    if row.state == ReturnState.OPEN and row.waiting:
        return _("waiting on this PC"), "wait"
    if row.state == ReturnState.REFUNDED and not row.owed_fen:
        return _("refunded"), "good"
    kind = _KINDS.get(ReturnState(row.state), "plain") if row.state in list(ReturnState) else "plain"
    return _(STATE_WORDS.get(row.state, row.state)), kind


def reason_words(reason: str) -> str:
    """Why it goes back."""
    return _(REASON_WORDS.get(reason, reason))


def freight_words(payer: str) -> str:
    """Who pays for sending it back."""
    return _("Freight: {who}").format(who=_(FREIGHT_WORDS.get(payer, payer)))


def part_words(kind: str) -> str:
    """What a part of the money is for."""
    return _(REFUND_WORDS.get(kind, kind))


def days_left(until_ms: int) -> int:
    """How many days are left until a moment, by local days; 0 is today, below zero it is over."""
    return (i18n.local(until_ms).date() - date.fromisoformat(clock.today())).days


def day_of(ms: int) -> str:
    """A moment's day, as one says it."""
    return i18n.short_day(i18n.local(ms).date().isoformat())


def left_words(until_ms: int) -> str:
    """How long there is still time: ``3 days left``, ``today is the last day``, ``over since 18 Nov``."""
    left = days_left(until_ms)
    if left < 0:
        return _("over since {day}").format(day=day_of(until_ms + 1))
    if left == 0:
        return _("today is the last day")
    return ngettext("{count} day left", "{count} days left", left).format(count=left)


def right_words(right: Right) -> tuple[str, str]:
    """What the law gives, in plain words, and the tone of it."""
    ask = _("It is written down all the same, as a request: the seller decides.")
    if right.exception:
        return f"{right.exception} {ask}", "wait"
    if not right.in_time:
        ended = _("The time for this ended on {day}.").format(day=day_of(right.until))
        return f"{ended} {ask}", "wait"
    words = _("Can go back until {day}: {left}.").format(day=day_of(right.until), left=left_words(right.until))
    return words, "good"


def written_words(reason: str) -> str:
    """What is said once a return is on the disk."""
    said = _("The return is written down. The answer comes with the next connection.")
    if reason != Reason.EXPIRED:
        return said
    more = _("The law gives more for it than its price: on the order's page it can be complained about, too.")
    return f"{said} {more}"


def row_detail(row: ReturnRow) -> str:
    """The line under a return in a list."""
    parts = [row.title if row.pieces == 1 else f"{row.title} × {i18n.number(row.pieces)}", reason_words(row.reason)]
    if row.state == ReturnState.APPROVED:
        parts.append(_("give it to the courier"))
    elif row.state == ReturnState.HANDED_TO_COURIER:
        parts.append(row.waybill)
        if row.refund_due is not None:
            parts.append(_("money due: {left}").format(left=left_words(row.refund_due)))
    else:
        parts.append(i18n.ago(row.asked_at))
    return "  ".join(part for part in parts if part)


def owed_detail(owed: Owed) -> str:
    """The line under somebody who gets money."""
    since = _("came {time}").format(time=i18n.ago(owed.since)) if owed.since else ""
    return "  ".join(part for part in (owed.place, owed.title, since) if part)


def awaited_words(row: Awaited) -> str:
    """What is waited for about an order that went back, since when, and who gets it."""
    words = []
    if row.fen:
        said = (
            _("Waits for the platform's refund: {money}")
            if row.all_of_it
            else _("Waits for the platform's refund: at most {money}")
        )
        words.append(said.format(money=i18n.money(row.fen)))
    if row.child_fen:
        said = _("The child's {money} wait for the platform's refund")
        words.append(said.format(money=i18n.money(row.child_fen)))
    words.append(awaited_since(row))
    if row.overdue:
        words.append(_("Too long: call the county office."))
    return "\n".join(words)


def awaited_since(row: Awaited) -> str:
    """Since when it went back, and until when that is no reason to ask."""
    went = _("went back on {day}").format(day=day_of(row.since))
    due = _("money due: {left}").format(left=left_words(row.due_at))
    return f"{went}  {due}"


def awaited_detail(row: Awaited) -> str:
    """The line under somebody who waits for the platform."""
    return "  ".join(part for part in (row.place, row.title, awaited_since(row)) if part)


def awaited_money(row: Awaited) -> str:
    """How much, for a list: what comes to him, else what comes to the child."""
    fen = row.fen or row.child_fen
    return i18n.money(fen) if row.all_of_it else _("at most {money}").format(money=i18n.money(fen))


def page_facts(page: ReturnPage) -> list[str]:
    """What else is known of a return, one sentence each."""
    row = page.row
    facts = [_("Reason: {reason}").format(reason=reason_words(row.reason))]
    if page.detail:
        facts.append(page.detail)
    if page.no_photo:
        facts.append(_("No photo: {why}").format(why=page.no_photo))
    facts.append(_("Asked for {time}").format(time=i18n.ago(row.asked_at)))
    if row.goodwill:
        facts.append(_("No right to it: the seller was asked as goodwill"))
    else:
        facts.append(_("The right lasts until {day}").format(day=day_of(row.deadline_at)))
    facts.append(freight_words(page.freight_payer))
    if page.freight_fen:
        facts.append(_("The villager paid the courier {money}").format(money=i18n.money(page.freight_fen)))
    if row.waybill:
        facts.append(f"{row.carrier}  {row.waybill}".strip())
    if row.refund_due is not None and row.state == ReturnState.HANDED_TO_COURIER:
        facts.append(
            _("The seller has it since {day}; his money is due: {left}").format(
                day=day_of(row.back_at or 0), left=left_words(row.refund_due)
            )
        )
    if row.fen:
        facts.append(_("Refund: {money}").format(money=i18n.money(row.fen)))
    if page.answer:
        facts.append(_("Answer: {answer}").format(answer=page.answer))
    return facts
