"""Handing over: who may take it, what was seen inside, who signed, and the fact that stays."""

import pytest
from sqlmodel import select

from tests.store.orders_room import ordered, shipped, villager
from villagedesk.domain.evidence import Signed
from villagedesk.domain.parcels import HandOver
from villagedesk.domain.people import Person
from villagedesk.domain.proxies import ProxyForm
from villagedesk.errors import Invalid, Refused
from villagedesk.store import action, get
from villagedesk.store.cash import entries_of_order
from villagedesk.store.evidence import evidence_of
from villagedesk.store.parcels import Pickup, hand_over, parcel_row, receive_parcel, take_back_money
from villagedesk.store.photos import desk_files
from villagedesk.store.proxies import name_proxy, proxies_of, stand_ins, withdraw_proxy

PNG = b"\x89PNG\r\n\x1a\na name"
PAPER = Signed(on_paper=True)
SON = ProxyForm("陈建军", "13900008888", "儿子")


@pytest.fixture
def parcel(store, operator, chen):
    """Chen's parcel on the shelf, to be paid."""
    slip = ordered(store, operator, chen, "on_delivery")
    shipped(store, operator, slip.order_id, due_fen=26280)
    with store.write(by=operator) as s:
        return receive_parcel(s, "YT8831")


def give(store, operator, parcel, pickup):
    with store.write(by=operator) as s:
        return hand_over(s, parcel.id, pickup, desk_files(store))


def name(store, operator, person, form=SON, agreed=PAPER):
    with store.write(by=operator) as s:
        return name_proxy(s, person, form, agreed)


def facts(store):
    with store.read() as s:
        return s.exec(select(HandOver)).all()


def test_the_fact_says_how_and_what_was_paid(store, operator, parcel, chen):
    done = give(store, operator, parcel, Pickup("6721", inspected="fine", signed=Signed(PNG)))
    (fact,) = facts(store)
    assert (fact.id, fact.parcel_id, fact.person_id) == (done.id, parcel.id, chen)
    assert (fact.proof, fact.inspected, fact.proxy, fact.due_fen) == ("phone", "fine", "", 26280)
    assert fact.created_by == operator
    with store.read() as s:
        assert [row.kind for row in evidence_of(s, fact.id)] == ["signature"]


def test_a_stranger_needs_the_code_and_signs(store, operator, parcel):
    for pickup, code in (
        (Pickup("6721", "邻居 老王", signed=PAPER), "stand_in_needs_code"),
        (Pickup(parcel.pickup_code, "邻居 老王"), "signature_missing"),
    ):
        with pytest.raises((Refused, Invalid), match=code):
            give(store, operator, parcel, pickup)
    give(store, operator, parcel, Pickup(parcel.pickup_code, "邻居 老王", signed=PAPER))
    (fact,) = facts(store)
    assert (fact.proof, fact.proxy, fact.proxy_id) == ("code", "邻居 老王", "")


def test_a_named_proxy_shows_his_own_number(store, operator, parcel, chen):
    proxy = name(store, operator, chen)
    with store.read() as s:
        assert parcel_row(s, parcel.id).proxies == ("儿子",)
    with pytest.raises(Refused, match="pickup_code_wrong"):
        give(store, operator, parcel, Pickup("8888", signed=PAPER))  # nobody said who he is
    give(store, operator, parcel, Pickup("8888", stand_in=proxy, signed=PAPER))
    (fact,) = facts(store)
    assert (fact.proof, fact.proxy, fact.proxy_id) == ("proxy", "陈建军", proxy)


def test_a_withdrawn_proxy_gets_nothing(store, operator, parcel, chen):
    proxy = name(store, operator, chen)
    with store.write(by=operator) as s:
        withdraw_proxy(s, proxy)
    with pytest.raises(Refused, match="proxy_withdrawn"):
        give(store, operator, parcel, Pickup("8888", stand_in=proxy, signed=PAPER))
    with pytest.raises(Refused, match="proxy_withdrawn"), store.write(by=operator) as s:
        withdraw_proxy(s, proxy)
    with store.read() as s:
        assert proxies_of(s, chen) == []
        assert parcel_row(s, parcel.id).proxies == ()


@action
def live_together(s, *ids):
    for id_ in ids:
        get(s, Person, id_).household_id = "h1"


def test_the_household_may_collect(store, operator, parcel, chen):
    son = villager(store, operator, "陈建军", "13900008888")
    stranger = villager(store, operator, "王大勇", "13900001111")
    with store.write(by=operator) as s:
        live_together(s, chen, son)
    with store.read() as s:
        assert [(one.name, one.family) for one in stand_ins(s, chen)] == [("陈建军", True)]
    with pytest.raises(Refused, match="proxy_withdrawn"):
        give(store, operator, parcel, Pickup("1111", stand_in=stranger, signed=PAPER))
    give(store, operator, parcel, Pickup("8888", stand_in=son, signed=PAPER))
    assert facts(store)[0].proxy_id == son


def test_naming_needs_consent_and_makes_sense(store, operator, chen):
    for form, agreed, code in (
        (SON, Signed(), "signature_missing"),
        (ProxyForm("", "13900008888"), PAPER, "field_required"),
        (ProxyForm("陈建军", "139"), PAPER, "mobile_length"),
        (ProxyForm("陈建军", "13900008888", until="2020-01-01"), PAPER, "proxy_over"),
        (ProxyForm("陈桂花", "13900006721"), PAPER, "proxy_is_himself"),
        (ProxyForm(proxy_id=chen), PAPER, "proxy_is_himself"),
    ):
        with pytest.raises((Refused, Invalid), match=code):
            name(store, operator, chen, form, agreed)
    name(store, operator, chen)
    with pytest.raises(Refused, match="proxy_known"):
        name(store, operator, chen)
    for n in range(7):
        name(store, operator, chen, ProxyForm(f"陈军{'一二三四五六七'[n]}", f"1390000000{n}"))
    with pytest.raises(Refused, match="proxies_too_many"):
        name(store, operator, chen, ProxyForm("陈军八", "13900000009"))


def test_damaged_inside_is_described_signed_and_photographed(store, operator, parcel):
    files = desk_files(store)
    photo = files.put(b"\xff\xd8\xffbroken")
    for pickup, field in (
        (Pickup("6721", inspected="damaged", damage="瓶子破了"), "signature"),
        (Pickup("6721", inspected="damaged", signed=PAPER), "damage"),
    ):
        with pytest.raises(Invalid) as caught:
            give(store, operator, parcel, pickup)
        assert caught.value.field == field
    give(store, operator, parcel, Pickup("6721", inspected="damaged", damage="瓶子破了", photos=(photo,), signed=PAPER))
    with store.read() as s:
        row = parcel_row(s, parcel.id)
        assert (row.state, row.damaged, row.damage) == ("collected", True, "瓶子破了")
        kinds = [(kept.kind, kept.sha256) for kept in evidence_of(s, facts(store)[0].id)]
        assert sorted(kinds) == [("damage", photo), ("signature", "")]


def test_what_failed_leaves_nothing_behind(store, operator, parcel):
    with pytest.raises(Refused):
        give(store, operator, parcel, Pickup("0000", signed=Signed(PNG)))
    assert facts(store) == []
    with store.read() as s:
        assert entries_of_order(s, parcel.order_id) == []


def test_money_is_given_back_once(store, operator, parcel):
    with pytest.raises(Refused, match="nothing_taken_for_parcel"), store.write(by=operator) as s:
        take_back_money(s, parcel.id)
    give(store, operator, parcel, Pickup("6721"))
    with store.write(by=operator) as s:
        assert take_back_money(s, parcel.id) == 26280
    with pytest.raises(Refused, match="nothing_taken_for_parcel"), store.write(by=operator) as s:
        take_back_money(s, parcel.id)
