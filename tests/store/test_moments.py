"""A clock that is wrong by years shortens nobody's time: returns, parcels on the shelf, complaints, orders that wait."""

from datetime import date, timedelta
from hashlib import sha256

import pytest

from tests.store.orders_room import ordered, shipped
from tests.store.people_of_a_village import seller_form, verified_seller
from tests.store.returns_room import collected
from villagedesk import clock
from villagedesk.demo.trained import train
from villagedesk.domain.centre import SigningKey
from villagedesk.domain.evidence import Signed
from villagedesk.domain.labels import Kind, Verdict, make_label
from villagedesk.domain.orders import Order
from villagedesk.domain.proxies import ProxyForm
from villagedesk.domain.returns import Reason
from villagedesk.domain.rules import shipped_book
from villagedesk.domain.sellers import Seller, SellerKind, VisitOutcome
from villagedesk.domain.tickets import Ticket, TicketForm
from villagedesk.store import Store, WriteSession, action, get, identity, new_row
from villagedesk.store.events import put_meta
from villagedesk.store.labels import check_label
from villagedesk.store.listings.checks import standing
from villagedesk.store.moments import (
    SILENCE_MS,
    known_ahead,
    likely_now,
    note_central_time,
    note_central_word,
    surely_now,
)
from villagedesk.store.orders.lists import names_of_late
from villagedesk.store.parcels import hand_over, parcels_on_shelf, receive_parcel
from villagedesk.store.photos import desk_files
from villagedesk.store.proxies import name_proxy, proxies_of
from villagedesk.store.returns import returnable
from villagedesk.store.sellers.rights import hindrance_of
from villagedesk.store.sellers.turnover import turnover
from villagedesk.store.sellers.visits import note_visit
from villagedesk.store.tickets import report_trouble
from villagedesk.store.training_results.rights import certificates_of_person, training_refusal

DAY = 86_400_000
YEARS = 3 * 365 * DAY


def heard(store: Store, ahead: int = 0) -> None:
    """Central told its time; this clock is ahead by so much."""
    with store.transaction() as connection:
        note_central_time(connection, clock.now_ms() - ahead)


def moments(store: Store) -> tuple[int, int]:
    with store.read() as s:
        return likely_now(s.connection()), surely_now(s.connection())


def test_a_clock_that_was_never_compared_is_all_there_is(store: Store) -> None:
    before = clock.now_ms()
    for moment in moments(store):
        assert before <= moment <= clock.now_ms()


@pytest.mark.parametrize("ahead", [YEARS, -YEARS])
def test_a_clock_known_to_be_wrong_is_put_right(store: Store, ahead: int) -> None:
    true = clock.now_ms()
    with clock.shifted(ahead):
        heard(store, ahead)
        for moment in moments(store):
            assert abs(moment - true) < 5000
    with clock.shifted(ahead + 10 * DAY):  # ten days later it is still as wrong
        for moment in moments(store):
            assert abs(moment - true - 10 * DAY) < 5000


def test_a_clock_that_was_set_since(store: Store) -> None:
    heard(store)
    true = clock.now_ms()
    with clock.shifted(90 * DAY):  # ninety days without a line are possible
        assert abs(moments(store)[1] - true - 90 * DAY) < 5000
    with clock.shifted(YEARS):
        assert abs(moments(store)[1] - true) < 5000, "and years are not"
    with clock.shifted(-YEARS):
        assert abs(moments(store)[0] - true) < 5000, "it is not before central's last word"
    assert SILENCE_MS > 90 * DAY


def test_a_clock_that_was_set_back_is_told_without_a_line(store: Store) -> None:
    """The battery is empty, and the line is away: central's last word is later than this clock."""

    def ahead(shift: int) -> int:
        with clock.shifted(shift), store.read() as s:
            return round(known_ahead(s.connection()) / DAY)

    assert ahead(-YEARS) == 0, "nothing to compare with"
    heard(store)
    assert [ahead(0), ahead(90 * DAY), ahead(-YEARS)] == [0, 0, -1095]
    with clock.shifted(YEARS):
        heard(store, YEARS)
    assert [ahead(YEARS), ahead(0), ahead(-10 * DAY)] == [1095, 0, -10], "and it was put right since"
    with store.transaction() as connection:  # central wrote this onto a stick
        note_central_word(connection, clock.now_ms() + 20 * DAY)
        note_central_word(connection, clock.now_ms() - 20 * DAY)
    assert [ahead(0), moments(store)[0] > clock.now_ms() + 19 * DAY] == [-20, True]


def test_nobody_loses_the_days_to_give_goods_back(store: Store, operator: str, chen: str) -> None:
    heard(store)
    order = collected(store, operator, chen)
    with clock.shifted(YEARS):
        with store.read() as s:
            found = returnable(s, order)
        assert found.right(str(Reason.FAULTY), {}, opened=False, now=found.asked_at).holds
        assert not found.right(str(Reason.FAULTY), {}, opened=False, now=clock.now_ms()).holds, "by the clock alone"


def test_no_parcel_goes_back_too_soon(store: Store, operator: str, chen: str) -> None:
    heard(store)
    slip = ordered(store, operator, chen)
    parcel = shipped(store, operator, slip.order_id, "YT8831")
    with store.write(by=operator) as s:
        receive_parcel(s, parcel)
    with clock.shifted(YEARS), store.read() as s:
        assert [row for row in parcels_on_shelf(s) if row.overdue] == []
    with clock.shifted(60 * DAY), store.read() as s:
        assert [row.overdue for row in parcels_on_shelf(s)] == [True]


def test_an_order_taken_with_a_clock_far_behind_does_not_expire_at_once(store: Store, operator: str, chen: str) -> None:
    heard(store)
    true = clock.now_ms()
    with clock.shifted(-YEARS):
        slip = ordered(store, operator, chen)
    with store.read() as s:
        assert get(s, Order, slip.order_id).expires_at > true
    with store.transaction() as connection:
        put_meta(connection, "central_time", "")
    assert moments(store)


def day_after(days: int) -> str:
    return (date.fromisoformat(clock.today()) + timedelta(days=days)).isoformat()


def test_a_clock_far_ahead_ends_no_licence_and_no_verification(store: Store, operator: str) -> None:
    heard(store)
    form = seller_form(
        kind=SellerKind.LICENCE,
        licence_no="91350100M000100Y43",
        licence_scope="水果",
        licence_until=day_after(60),
        declared=False,
    )
    person, seller = verified_seller(store, operator, form)
    with clock.shifted(YEARS), store.read() as s:
        assert (hindrance_of(s, person), standing(s, seller).overdue) == ("", False)
    with clock.shifted(61 * DAY), store.read() as s:  # and sixty days without a line are possible
        assert hindrance_of(s, person) == "licence_ran_out"


def test_who_may_collect_still_may(store: Store, operator: str, chen: str) -> None:
    heard(store)
    with store.write(by=operator) as s:
        name_proxy(s, chen, ProxyForm(name="小花", phone="13900000009", until=day_after(30)), Signed(on_paper=True))
    with clock.shifted(YEARS), store.read() as s:
        assert [one.name for one in proxies_of(s, chen)] == ["小花"]
    with clock.shifted(31 * DAY), store.read() as s:
        assert proxies_of(s, chen) == []


def test_a_label_ends_on_its_day_and_a_revoked_key_stays_revoked(store: Store) -> None:
    heard(store)
    with store.transaction() as connection:
        key = identity.device_key(connection)
    today = clock.today()
    text = make_label(key, Kind.CERTIFICATE, "ab" * 16, issued_on=today, expires_on=day_after(30))

    def verdict(shift: int) -> Verdict:
        with clock.shifted(shift), store.read() as s:
            return check_label(s, text).verdict

    assert [verdict(YEARS), verdict(0), verdict(31 * DAY)] == [Verdict.VALID, Verdict.VALID, Verdict.EXPIRED]

    @action
    def revoke(s: WriteSession) -> None:
        public = key.public_key().public_bytes_raw()
        device = sha256(public).hexdigest()[:32]
        new_row(s, SigningKey(device=device, public_key=public.hex(), issuer="邻村服务站", revoked_on=today))

    with store.write() as w:
        revoke(w)
    assert [verdict(0), verdict(-10 * YEARS)] == [Verdict.REVOKED, Verdict.REVOKED], (
        "central told of it: it is in force"
    )


def test_a_clock_far_ahead_calls_no_order_late(store: Store, operator: str, chen: str) -> None:
    heard(store)
    ordered(store, operator, chen)
    with clock.shifted(YEARS), store.read() as s:
        assert names_of_late(s) == []
    with clock.shifted(60 * DAY), store.read() as s:
        assert len(names_of_late(s)) == 1


def test_a_parcel_given_out_with_a_clock_far_behind_has_all_its_days(store: Store, operator: str, chen: str) -> None:
    """It lay here for some days: they are not taken from those in which it can go back."""
    heard(store)
    slip = ordered(store, operator, chen)
    parcel = shipped(store, operator, slip.order_id, "YT8831")
    with store.write(by=operator) as s:
        receive_parcel(s, parcel)
    with clock.shifted(6 * DAY):
        heard(store)
    with clock.shifted(-YEARS), store.write(by=operator) as s:
        hand_over(s, parcel, "6721")
    with clock.shifted(12 * DAY), store.read() as s:
        found = returnable(s, slip.order_id)
        assert found.right(str(Reason.NO_REASON), {}, opened=False, now=found.asked_at).holds


def test_a_course_and_a_visit_count_from_the_day_they_surely_were(store: Store, operator: str) -> None:
    """What would have run out years ago by a clock far behind: a certificate, the next look at a seller."""
    heard(store)
    today = clock.today()
    person, seller = verified_seller(store, operator, trained=False)
    with clock.shifted(-10 * YEARS):
        train(store, operator, [person], "K03")
        with store.write(by=operator) as s:
            note_visit(s, seller, VisitOutcome.UNCHANGED, signed=Signed(on_paper=True))
    with store.read() as s:
        (paper,) = certificates_of_person(s, person)
        assert (paper.issued_on, paper.expires_on > day_after(300)) == (today, True)
        assert get(s, Seller, seller).next_verify_on > today
        assert (training_refusal(s, person, "脐橙"), standing(s, seller).overdue) == (None, False)


def test_the_county_has_its_days_to_come(store: Store, operator: str) -> None:
    heard(store)
    with clock.shifted(-YEARS), store.write(by=operator) as s:
        ticket = report_trouble(
            s, TicketForm(topic="printer", severity="hinders", symptom="不出纸"), desk_files(store), ""
        )
    with store.read() as s:
        assert get(s, Ticket, ticket).due_on > clock.today()


def test_a_year_begins_when_it_surely_has(store: Store, operator: str) -> None:
    """A clock years ahead does not begin the yearly sum of small trade anew."""
    heard(store)
    person, _seller = verified_seller(store, operator)
    with store.read() as s:
        year = turnover(s, person).year
    with clock.shifted(YEARS), store.read() as s:
        assert turnover(s, person).year == year


@pytest.mark.parametrize("day", ["1970-01-01", "2000-01-01", "2099-12-31"])
def test_there_are_always_rules(day: str) -> None:
    assert shipped_book().on(day).version == shipped_book().on(clock.today()).version, "one pack is out so far"
