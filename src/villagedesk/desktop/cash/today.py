"""What Today shows of the till: a day that was not closed, bills not paid in, bags that lie here. Never a sum of the drawer."""

from sqlmodel import Session

from villagedesk import clock, i18n
from villagedesk.desktop.today.cards import TodayCard
from villagedesk.domain.rules import rule_pack
from villagedesk.i18n import _, ngettext
from villagedesk.store.bills import bills_company_owes, bills_waiting
from villagedesk.store.cash_days import drawer_days
from villagedesk.store.deposits import packed_deposits
from villagedesk.store.owed import unpaid_goods

_DAY_MS = 24 * 3_600_000


def cards(s: Session) -> list[TodayCard]:
    """The cards of the till."""
    return [*_day_cards(s), *_bill_cards(s), *_company_cards(s), *_unpaid_cards(s), *_bag_cards(s)]


def _day_cards(s: Session) -> list[TodayCard]:
    day, last = drawer_days(s)
    if day is not None and day != clock.today():
        title = _("{day} was not closed yet").format(day=i18n.short_day(day))
        detail = _("Count the drawer first, then open today.")
        return [TodayCard(65, "cash", "wait", title, detail, _("Count the drawer"), "cash_count")]
    if day is None and last is not None and last != clock.today():
        title = _("The drawer was not counted today yet")
        detail = _("Count it before the first sale.")
        return [TodayCard(45, "cash", "wait", title, detail, _("Count the drawer"), "cash_count")]
    return []


def _bill_cards(s: Session) -> list[TodayCard]:
    count, fen, oldest = bills_waiting(s)
    if not count or oldest is None:
        return []
    late = oldest < clock.now_ms() - rule_pack(clock.today()).bills.pay_in_hours * 3_600_000
    title = ngettext("{count} bill is to be paid in", "{count} bills are to be paid in", count).format(count=count)
    detail = _("{money}, the oldest taken {time}").format(money=i18n.money(fen), time=i18n.ago(oldest))
    kind = "act" if late else "wait"
    return [TodayCard(75 if late else 42, "phone", kind, title, detail, _("Pay in"), "bills", {"view": "waiting"})]


def _company_cards(s: Session) -> list[TodayCard]:
    rows = bills_company_owes(s)
    if not rows:
        return []
    title = ngettext(
        "A company has still to give {count} bill back", "Companies have still to give {count} bills back", len(rows)
    ).format(count=len(rows))
    fen = i18n.money(sum(row.company_due_fen for row in rows))
    detail = _("{money}, the oldest taken {time}").format(money=fen, time=i18n.ago(rows[0].taken_at))
    return [TodayCard(41, "phone", "wait", title, detail, _("Look"), "bills", {"view": "company"})]


def _unpaid_cards(s: Session) -> list[TodayCard]:
    unpaid = unpaid_goods(s)
    if not unpaid:
        return []
    title = ngettext(
        "{count} villager has goods without having paid",
        "{count} villagers have goods without having paid",
        len(unpaid),
    ).format(count=len(unpaid))
    detail = _("{money}: the money for them went back").format(money=i18n.money(sum(unpaid.values())))
    place, params = ("order", {"order_id": next(iter(unpaid))}) if len(unpaid) == 1 else ("cash_owed", {})
    return [TodayCard(72, "cash", "act", title, detail, _("Look"), place, params)]


def _bag_cards(s: Session) -> list[TodayCard]:
    old = [bag for bag in packed_deposits(s) if bag.packed_at < clock.now_ms() - _DAY_MS]
    if not old:
        return []
    title = ngettext("{count} bag of money lies here", "{count} bags of money lie here", len(old)).format(
        count=len(old)
    )
    detail = _("{money}, packed {time}").format(
        money=i18n.money(sum(bag.fen for bag in old)), time=i18n.ago(old[0].packed_at)
    )
    return [TodayCard(44, "bag", "wait", title, detail, _("To the bank"), "cash_bank", {"deposit_id": old[0].id})]
