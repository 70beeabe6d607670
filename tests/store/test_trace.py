"""From any label to farmer, plot, season, lot, parents, scale, operator, parcel and money."""

import pytest
from sqlmodel import col, select

from tests.store.produce_room import TODAY, farm, harvest, paper, spray
from tests.store.sales_room import confirmed, filled, gone, ordered, packed, weighed
from villagedesk.domain.labels import Kind
from villagedesk.domain.lot_tests import TestForm
from villagedesk.domain.sales import CropPack
from villagedesk.errors import NotFound
from villagedesk.store import Store
from villagedesk.store.certificates import issue_certificate
from villagedesk.store.crops import lose_of_lot, mix_lots, record_test
from villagedesk.store.trace import StepKind, trace


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("villagedesk.clock.today", lambda: TODAY)


def test_a_box_leads_to_everything_behind_it(store: Store, operator: str) -> None:
    first, second = farm(store, operator), farm(store, operator, "李秀英", 2)
    spray(store, operator, first.season_id, "2026-10-01")
    lots = [harvest(store, operator, of) for of in (first, second)]
    with store.write(by=operator) as s:
        mixed = mix_lots(s, [(lots[0], 20_000), (lots[1], 10_000)])
    with store.write(by=operator) as s:
        lose_of_lot(s, lots[0], 1_000, "rotten")
        record_test(s, mixed, TestForm(tested_on=TODAY, inhibition=50))
        certificate_id = issue_certificate(s, mixed, paper(30_000))
    with store.read() as s:
        found = trace(s, Kind.CERTIFICATE, certificate_id)
    assert found.lot_id == mixed
    assert {step.title for step in found.of(StepKind.FARMER)} == {"张建国", "李秀英"}
    assert len(found.of(StepKind.PLOT)) == 2
    assert {step.detail for step in found.of(StepKind.SEASON)} == {"苦参碱水剂", ""}
    assert {step.id for step in found.of(StepKind.LOT)} == {*lots, mixed}
    assert [step.id for step in found.of(StepKind.LOT) if step.this] == [mixed]
    assert sorted(step.quantity for step in found.of(StepKind.MOVE)) == [1_000, 10_000, 20_000]
    assert [step.state for step in found.of(StepKind.TEST)] == ["passed"]
    assert {step.operator for step in found.steps if step.operator} == {"王秀兰"}


def test_a_sold_lot_leads_to_scale_van_and_money(store: Store, operator: str) -> None:
    of = farm(store, operator)
    lot_id = harvest(store, operator, of, product="徐香猕猴桃", quantity=50_000)
    order_id = ordered(store, operator, 50_000)
    (part,) = filled(store, operator, order_id)
    weighed(store, operator, part, 50_000)
    packed(store, operator, order_id)
    gone(store, operator, order_id)
    confirmed(store, order_id)
    with store.read() as s:
        pack = s.exec(select(CropPack).where(col(CropPack.lot_id) == lot_id)).one()
        found = trace(s, Kind.PACK, pack.id)
        whole = trace(s, Kind.LOT, lot_id)
    kinds = [step.kind for step in found.steps]
    for kind in ("farmer", "plot", "season", "lot", "weigh_in", "pack", "order", "parcel"):
        assert StepKind(kind) in kinds, kind
    assert found.of(StepKind.WEIGH_IN)[0].quantity == 50_000
    assert found.of(StepKind.PARCEL)[0].detail == "老马"
    assert [step.this for step in found.of(StepKind.PACK)] == [True]
    assert len(whole.steps) == len(found.steps)


def test_what_has_nothing_behind_it_says_so(store: Store, operator: str) -> None:
    of = farm(store, operator)
    with store.read() as s:
        for kind, id_ in ((Kind.LOT, "0" * 32), (Kind.CERTIFICATE, "0" * 32), (Kind.PERSON, of.person_id)):
            with pytest.raises(NotFound):
                trace(s, kind, id_)
