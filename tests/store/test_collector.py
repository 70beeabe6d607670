"""Who will collect an order, named when it is ordered: on the slip, on the parcel, and proven at the hand-over all the same."""

import pytest

from tests.store.orders_room import BASKET, shipped
from villagedesk.domain.evidence import Signed
from villagedesk.domain.papers import OrderSlip
from villagedesk.domain.proxies import ProxyForm
from villagedesk.errors import Refused
from villagedesk.store import Store, print_queue
from villagedesk.store.orders import buyer, confirm_order, order_page
from villagedesk.store.parcels import Pickup, hand_over, parcels_on_shelf, receive_parcel
from villagedesk.store.proxies import name_proxy, withdraw_proxy

SIGNED = Signed(on_paper=True)


def do(store: Store, operator: str, function, *args, **more):  # type: ignore[no-untyped-def]
    with store.write(by=operator) as s:
        return function(s, *args, **more)


def named(store: Store, operator: str, chen: str, name: str = "陈大山", phone: str = "13900008812") -> str:
    return str(do(store, operator, name_proxy, chen, ProxyForm(name, phone, "儿子"), SIGNED))


def test_who_collects_stands_on_slip_order_and_parcel(store: Store, operator: str, chen: str) -> None:
    named(store, operator, chen, "陈小山", "13900008813")
    son = named(store, operator, chen)
    with store.read() as s:
        known = buyer(s, chen)
    assert [(one.name, known.collector(one.id)) for one in known.stand_ins] == [
        (one.name, one) for one in known.stand_ins
    ]
    slip = do(store, operator, confirm_order, BASKET, chen, "cash", read_back=True, collector_id=son)
    with store.read() as s:
        paper = print_queue.paper_of(s.connection(), print_queue.jobs(s.connection())[0].id)
        assert order_page(s, slip.order_id).collector == "陈大山"
    assert isinstance(paper, OrderSlip)
    assert paper.collector == slip.collector == "陈大山"
    parcel = shipped(store, operator, slip.order_id)
    do(store, operator, receive_parcel, "YT8831")
    with store.read() as s:
        (row,) = parcels_on_shelf(s)
    assert (row.collector, row.proxies[0]) == ("陈大山", "陈大山")
    with pytest.raises(Refused):  # being named is no proof
        do(store, operator, hand_over, parcel, Pickup("0000", stand_in=son, signed=SIGNED))
    do(store, operator, hand_over, parcel, Pickup("8812", stand_in=son, signed=SIGNED))


def test_whoever_may_not_collect_any_more_is_not_named(store: Store, operator: str, chen: str) -> None:
    son = named(store, operator, chen)
    do(store, operator, withdraw_proxy, son)
    for id_ in (son, "nobody"):
        with pytest.raises(Refused, match="proxy_withdrawn"):
            do(store, operator, confirm_order, BASKET, chen, "cash", read_back=True, collector_id=id_)
    assert do(store, operator, confirm_order, BASKET, chen, "cash", read_back=True).collector == ""
