"""What two operators do all day, for the state machine: real actions on whatever the desk shows at that moment."""

from collections.abc import Callable
from dataclasses import replace

from sqlalchemy import Connection

from tests.store.orders_room import BASKET
from tests.store.people_of_a_village import seller_form
from tests.sync.two_desks import World
from villagedesk.central.dossiers import approve_dossier, return_dossier
from villagedesk.central.orders import Shipped, place_waiting, ship_order
from villagedesk.domain.people import Person, PersonForm
from villagedesk.domain.training import ClassForm, Mark, SessionPlan
from villagedesk.errors import AppError, StorageTrouble
from villagedesk.store import WriteSession, get
from villagedesk.store.bills import pay_in_bill, reverse_bill, take_bill
from villagedesk.store.cash_days import close_day, count_day, drawer_now, open_day, pass_over_day
from villagedesk.store.deposits import bank_deposit, pack_deposit, unpack_deposit
from villagedesk.store.inbox import decisions, leave_theirs, use_ours
from villagedesk.store.orders import answer_decision, cancel_order, confirm_order
from villagedesk.store.orders.verbs import pay_back
from villagedesk.store.parcels import (
    driver_takes,
    hand_over,
    keep_here,
    note_call,
    receive_extra,
    receive_parcel,
    send_back,
)
from villagedesk.store.people import correct_person
from villagedesk.store.sellers import correct_seller, take_on_seller
from villagedesk.store.sellers import seller_form as form_of
from villagedesk.store.training import close_session, mark, plan_class, sign_in_person, walk_in

Op = Callable[[WriteSession, int], object]


class Nothing(AppError):
    """There is nothing on this desk to do this with."""


def pick(connection: Connection, number: int, query: str) -> str:
    """One of the ids that the query finds."""
    ids = [row[0] for row in connection.exec_driver_sql(f"{query} ORDER BY 1").fetchall()]
    if not ids:
        raise Nothing("not_found")
    return str(ids[number % len(ids)])


def _one(s: WriteSession, number: int, query: str) -> str:
    return pick(s.connection(), number, query)


def _person(s: WriteSession, number: int) -> str:
    return _one(s, number, "SELECT id FROM person")


def take_on(s: WriteSession, number: int) -> object:
    form = seller_form(f"张建{'国军民生'[number % 4]}", number % 1000)
    return take_on_seller(s, form, check_same=number % 2 == 0)


def edit(s: WriteSession, number: int) -> object:
    """A phone is guarded (both values are kept), an address is not."""
    person = get(s, Person, _person(s, number))
    form = PersonForm(name=person.name, phone=person.phone or "13900000001", nickname=f"小{number % 100}")
    new = {"phone": f"1390001{number % 10_000:04d}"} if number % 3 else {"address": f"{number} 号"}
    return correct_person(s, person.id, replace(form, **new))  # type: ignore[arg-type]


def mend_dossier(s: WriteSession, number: int) -> object:
    person = _one(s, number, "SELECT person_id FROM seller WHERE state = 'returned'")
    return correct_seller(s, person, form_of(s, person))


def order(s: WriteSession, number: int) -> object:
    pay = "cash" if number % 2 else "on_delivery"
    return confirm_order(s, BASKET[: 1 + number % 3], _person(s, number), pay, read_back=True)


def cancel(s: WriteSession, number: int) -> object:
    return cancel_order(s, _one(s, number, "SELECT id FROM \"order\" WHERE state IN ('queued', 'needs_decision')"))


def answer(s: WriteSession, number: int) -> object:
    return answer_decision(s, _one(s, number, "SELECT id FROM \"order\" WHERE state = 'needs_decision'"))


def refund(s: WriteSession, number: int) -> object:
    return pay_back(s, _one(s, number, 'SELECT id FROM "order"'))


def receive(s: WriteSession, number: int) -> object:
    return receive_parcel(s, _one(s, number, "SELECT id FROM parcel WHERE state = 'announced'"))


def extra(s: WriteSession, number: int) -> object:
    return receive_extra(s, f"EX{number}", name="李小满", phone="13900006725")


def give(s: WriteSession, number: int) -> object:
    parcel = _one(s, number, "SELECT id FROM parcel WHERE state = 'on_shelf'")
    code = s.connection().exec_driver_sql("SELECT pickup_code FROM parcel WHERE id = ?", (parcel,)).scalar_one()
    return hand_over(s, parcel, code)


def back(s: WriteSession, number: int) -> object:
    return send_back(s, [_one(s, number, "SELECT id FROM parcel WHERE state = 'on_shelf'")], "overdue")


def stay(s: WriteSession, number: int) -> object:
    return keep_here(s, _one(s, number, "SELECT id FROM parcel WHERE state = 'going_back'"))


def driver(s: WriteSession, number: int) -> object:
    parcel = _one(s, number, "SELECT id FROM parcel WHERE state = 'going_back'")
    return driver_takes(s, [parcel], driver="老周", note="没签")


def call(s: WriteSession, number: int) -> object:
    return note_call(s, _one(s, number, "SELECT id FROM parcel"), "reached" if number % 2 else "no_answer")


def plan(s: WriteSession, number: int) -> object:
    form = ClassForm(f"电商入门 {number}", "李老师", "村委会", (SessionPlan("2026-03-02", 540, 660),))
    return plan_class(s, form)


def sign(s: WriteSession, number: int) -> object:
    return sign_in_person(s, _one(s, number, "SELECT id FROM training_session"), _person(s, number))


def come_in(s: WriteSession, number: int) -> object:
    return walk_in(s, _one(s, number, "SELECT id FROM training_session"), f"来人{number}")


def correct_mark(s: WriteSession, number: int) -> object:
    enrolment = _one(s, number, "SELECT id FROM enrolment")
    session = s.connection().exec_driver_sql(
        "SELECT t.id FROM training_session t JOIN enrolment e ON e.class_id = t.class_id WHERE e.id = ?", (enrolment,)
    )
    return mark(s, session.scalars().first() or "", enrolment, Mark.LATE if number % 2 else Mark.ABSENT, why="核对")


def close(s: WriteSession, number: int) -> object:
    return close_session(s, _one(s, number, "SELECT id FROM training_session WHERE state <> 'closed'"))


def decide(s: WriteSession, number: int) -> object:
    open_ = decisions(s)
    if not open_:
        raise Nothing("not_found")
    chosen = open_[number % len(open_)]
    return (use_ours if chosen.code == "kept" and number % 2 else leave_theirs)(s, chosen.id)


def till(s: WriteSession, number: int) -> object:
    """The drawer of this computer: its next step."""
    day = drawer_now(s).day
    if day is None:
        return open_day(s, {"100": number % 50})
    if day.counted_fen is None:
        return count_day(s, {"100": number % 50}) if number % 4 else pass_over_day(s)
    return close_day(s, day.id, reason="找错钱" * (number % 2))


def bag(s: WriteSession, number: int) -> object:
    ids = [row[0] for row in s.connection().exec_driver_sql("SELECT id FROM deposit WHERE state = 'packed'").fetchall()]
    if number % 3 == 0 or not ids:
        return pack_deposit(s, f"HX-{number}", {"1000": 1 + number % 9})
    return bank_deposit(s, min(ids), str(number)) if number % 3 == 1 else unpack_deposit(s, min(ids))


def bill(s: WriteSession, number: int) -> object:
    if number % 2:
        return take_bill(s, "tv", f"{number:08d}", 1_000 + number)
    id_ = _one(s, number, "SELECT id FROM bill WHERE state != 'reversed'")
    return reverse_bill(s, id_, "没缴成") if number % 4 else pay_in_bill(s, id_, str(number), "drawer")


WORK: dict[str, Op] = {
    op.__name__: op
    for op in (
        take_on, edit, mend_dossier, order, cancel, answer, refund, receive, extra, give, back, stay, driver, call, plan, sign,
        come_in, correct_mark, close, decide, till, bag, bill,
    )
}  # fmt: skip


def work(world: World, name: str, what: str, number: int) -> bool:
    """Do one thing at a desk; False when a rule said no or there was nothing to do it with."""
    try:
        world.act(name, lambda s: WORK[what](s, number))
    except StorageTrouble:
        raise
    except AppError:
        return False
    return True


def staff(world: World, what: str, number: int) -> None:
    """What the platform's people and its marketplace do with what central has."""
    database = world.central().database
    try:
        if what == "place":
            place_waiting(database, world.central().marketplace)
            return
        wanted = {"approve": ("seller", "submitted"), "return": ("seller", "submitted"), "ship": ("order", "placed")}
        entity, state = wanted[what]
        with database.write() as connection:
            query = f"SELECT id FROM row WHERE entity = '{entity}' AND state = '{state}'"
            id_ = pick(connection, number, query)
            if what == "approve":
                approve_dossier(connection, id_)
            elif what == "return":
                return_dossier(connection, id_, "照片不清楚", "phone")
            else:
                ship_order(connection, id_, [Shipped(f"YT{number}", 900), Shipped(f"ZT{number}", 400)])
    except AppError:
        return


STAFF = ("place", "approve", "return", "ship")
