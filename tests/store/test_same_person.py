"""Two rows that are one person: noticed, joined, followed by every list, and parted again."""

from dataclasses import replace

import pytest

from tests.store.orders_room import POWDER
from tests.store.people_of_a_village import central_sets, lot_form, resident_id, seller_form, verified_seller
from villagedesk import clock
from villagedesk.domain.evidence import Signed
from villagedesk.domain.people import PersonForm
from villagedesk.domain.plots import PlotForm
from villagedesk.domain.proxies import ProxyForm
from villagedesk.domain.sellers import Seller
from villagedesk.errors import Refused
from villagedesk.store import Store
from villagedesk.store.bills import take_bill
from villagedesk.store.cash import find_entries
from villagedesk.store.crops import record_lot
from villagedesk.store.household import live_together
from villagedesk.store.likely import likely_same
from villagedesk.store.orders import buyer, confirm_order, same_as_last
from villagedesk.store.passbook import passbook
from villagedesk.store.people import add_person, correct_person, find_people, newest_people, seller_counts, sellers
from villagedesk.store.plots import add_plot, plots_of
from villagedesk.store.proxies import name_proxy, proxies_of
from villagedesk.store.same_person import join_people, joined_to, kept_of, part_people
from villagedesk.store.sellers import right_of, seller_page, take_on_seller
from villagedesk.store.told_apart import apart_from, tell_apart


def two(store: Store, operator: str) -> tuple[str, str]:
    with store.write(by=operator) as s:
        one = add_person(s, PersonForm(name="陈桂花", phone="13900000001"))
    with store.write(by=operator) as s:
        other = add_person(s, PersonForm(name="陈贵花", phone="13900000002", nickname="花婶"), check_same=False)
    return one, other


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"name": "李四", "phone": "13900000001"}, "phone"),
        ({"name": "陈贵华", "village_code": "990185001201"}, "name"),
        ({"name": "陈贵华", "village_code": "990185001999", "phone": "13811110001"}, "phone_tail"),
        ({"name": "陈贵华", "village_code": "990185001999", "lives_with": "husband"}, "household"),
        ({"name": "桂婶", "village_code": "990185001201"}, "name"),
    ],
)
def test_somebody_on_file_is_noticed(store: Store, operator: str, facts: dict, reason: str) -> None:
    with store.write(by=operator) as s:
        husband = add_person(s, PersonForm(name="张建国"))
        form = PersonForm(name="陈桂花", phone="13900000001", village_code="990185001201", nickname="桂婶")
        known = add_person(s, form)
        live_together(s, known, husband)
    if "lives_with" in facts:
        facts = {**facts, "lives_with": husband}
    with store.read() as s:
        assert [(one.row.id, one.reason) for one in likely_same(s, PersonForm(**facts))] == [(known, reason)]
        far = PersonForm(name="陈贵华", village_code="990185001999", phone="13900002222")
        assert likely_same(s, far) == []


def test_every_list_follows_the_kept_row_and_parting_gives_each_its_own_back(store: Store, operator: str) -> None:
    one, other = two(store, operator)
    with store.write(by=operator) as s:
        add_plot(s, other, PlotForm("河边", 900, "水稻"))
        name_proxy(s, other, ProxyForm(name="小花", phone="13900000009"), Signed(on_paper=True))
    with store.write(by=operator) as s:
        join_people(s, one, other)
    with store.read() as s:
        assert kept_of(s, other) == one
        assert [row.id for row in newest_people(s)] == [one]
        assert seller_counts(s)[""] == 1
        for words in ("陈贵花", "花婶", "hs", "0002", "0001"):
            assert [row.id for row in find_people(s, words)] == [one], words
        assert [plot.name for plot in plots_of(s, one)] == ["河边"]
        assert [plot.name for plot in plots_of(s, other)] == ["河边"]
        assert [proxy.name for proxy in proxies_of(s, one)] == ["小花"]
        assert seller_page(s, other).person_id == one
        assert passbook(s, other).name == "陈桂花"
        assert buyer(s, other).id == one
        assert [(row.id, row.name) for row in joined_to(s, one)] == [(other, "陈贵花")]
        assert likely_same(s, PersonForm(name="陈贵花", person_id=one)) == []
    with store.write(by=operator) as s:
        with pytest.raises(Refused, match="same_already"):
            join_people(s, other, one)
        part_people(s, other)
        with pytest.raises(Refused, match="not_joined"):
            part_people(s, other)
    with store.read() as s:
        assert {row.id for row in newest_people(s)} == {one, other}
        assert plots_of(s, one) == []
        assert [plot.name for plot in plots_of(s, other)] == ["河边"]
        assert proxies_of(s, one) == []
        assert joined_to(s, one) == []


def test_a_stopped_dossier_counts_for_the_whole_person(store: Store, operator: str) -> None:
    good, _ = verified_seller(store, operator)
    bad, bad_seller = verified_seller(store, operator, seller_form("李秀英", 2))
    with store.write(by="central") as s:
        central_sets(s, Seller, bad_seller, state="frozen", return_reason="假货")
    with store.read() as s:
        assert right_of(s, good).hindrance == ""
    with store.write(by=operator) as s:
        join_people(s, good, bad)
    with store.read() as s:
        assert right_of(s, good).hindrance == "seller_stopped"
        good_seller = s.connection().exec_driver_sql("SELECT id FROM seller WHERE person_id = ?", (good,)).scalar_one()
    with store.write(by=operator) as s, pytest.raises(Refused, match="seller_stopped"):
        record_lot(s, lot_form(good_seller, harvested_on=clock.today()))
    with store.read() as s:
        (row,) = newest_people(s)
        assert (row.id, row.seller) == (good, "frozen")
        assert [(row.id, row.seller) for row in sellers(s)] == [(good, "frozen")]
    with store.write(by=operator) as s:
        part_people(s, bad)
    with store.read() as s:
        assert right_of(s, good).hindrance == ""


def test_a_household_is_seen_from_either_row(store: Store, operator: str) -> None:
    one, other = two(store, operator)
    with store.write(by=operator) as s:
        child = add_person(s, PersonForm(name="小明"))
        live_together(s, other, child)
        join_people(s, one, other)
    with store.read() as s:
        assert [member.name for member in passbook(s, one).members] == ["陈桂花", "小明"]
        assert {member.name for member in passbook(s, child).members} == {"小明", "陈桂花"}


def test_one_number_on_two_rows_is_asked_about_until_they_are_joined(store: Store, operator: str) -> None:
    one, other = two(store, operator)
    with store.write(by=operator) as s:
        correct_person(s, one, PersonForm(name="陈桂花", resident_id=resident_id(1)))
    with store.write(by=operator) as s:
        correct_person(s, other, PersonForm(name="陈贵花", resident_id=resident_id(1)))

    def asked() -> list[int | None]:
        with store.read() as s:
            found = s.connection().exec_driver_sql("SELECT done_at FROM inbox WHERE code = 'id_twice'")
            return [row[0] for row in found]

    assert asked() == [None]
    with store.write(by=operator) as s:
        join_people(s, one, other)
    assert None not in asked()
    with store.write(by=operator) as s:
        correct_person(s, one, PersonForm(name="陈桂花", phone="13900000007"))
    assert None not in asked()


def test_orders_parcels_money_and_bills_of_both_rows_are_one_book(store: Store, operator: str) -> None:
    one, other = two(store, operator)
    with store.write(by=operator) as s:
        confirm_order(s, [POWDER], other, "cash", read_back=True)
    with store.write(by=operator) as s:
        take_bill(s, "phone", "139 0000 6721", 5_000, person_id=other)
    with store.read() as s:
        apart = passbook(s, one)
        assert (apart.orders, apart.bills, apart.moves) == ((), (), ())
        theirs = passbook(s, other)
    with store.write(by=operator) as s:
        join_people(s, one, other)
    with store.read() as s:
        book = passbook(s, one)
        assert [order.id for order in book.orders] == [order.id for order in theirs.orders]
        assert book.orders[0].name == "陈桂花"
        assert len(book.bills) == 1
        assert [move.fen for move in book.moves] == [move.fen for move in theirs.moves]
        assert [due.fen for due in book.dues] == [due.fen for due in theirs.dues]
        assert buyer(s, one).bought == buyer(s, other).bought != {}
        assert [line.title for line in same_as_last(s, one)] == [POWDER.title]
        assert [row.id for row in find_entries(s, "陈桂花")] != []
    with store.write(by=operator) as s:
        part_people(s, other)
    with store.read() as s:
        assert passbook(s, one).orders == ()
        assert passbook(s, other) == theirs


def test_who_was_told_apart_is_asked_about_no_more(store: Store, operator: str) -> None:
    one, other = two(store, operator)
    form = PersonForm(name="陈桂花", phone="13900000001", person_id=one)
    with store.read() as s:
        assert [found.row.id for found in likely_same(s, form)] == [other]
    for _ in range(2):  # said twice, it stands once
        with store.write(by=operator) as s:
            tell_apart(s, other, one)
    with store.read() as s:
        assert likely_same(s, form) == []
        assert apart_from(s, one) == {other}
        assert apart_from(s, other) == {one}
        assert s.connection().exec_driver_sql("SELECT count(*) FROM person_apart").scalar() == 1
    number = resident_id(351)
    with store.write(by=operator) as s:
        correct_person(s, one, PersonForm(name="陈桂花", resident_id=number))
    with store.read() as s:
        same = likely_same(s, PersonForm(name="陈贵花", resident_id=number, person_id=other))
    assert [(found.row.id, found.reason) for found in same] == [(one, "resident_id")], (
        "one ID number is always asked about"
    )
    with store.write(by=operator) as s:
        join_people(s, one, other)
    with store.write(by=operator) as s, pytest.raises(Refused, match="same_already"):
        tell_apart(s, one, other)


def test_two_who_were_parted_are_two_for_good(store: Store, operator: str) -> None:
    one, other = two(store, operator)
    with store.write(by=operator) as s:
        join_people(s, one, other)
        part_people(s, other)
    with store.read() as s:
        assert likely_same(s, PersonForm(name="陈桂花", person_id=one)) == []


def test_becoming_a_seller_asks_not_again(store: Store, operator: str) -> None:
    one, _other = two(store, operator)
    form = seller_form("陈桂花", 2, person_id=one)
    with store.write(by=operator) as s, pytest.raises(Refused, match="maybe_on_file"):
        take_on_seller(s, form)
    with store.read() as s:
        others = tuple(found.row.id for found in likely_same(s, form))
    with store.write(by=operator) as s:
        take_on_seller(s, replace(form, distinct_from=others))
    with store.read() as s:
        assert likely_same(s, PersonForm(name="陈桂花", person_id=one)) == []
