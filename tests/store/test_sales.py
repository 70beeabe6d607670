"""A buyer's order from the lots of several farmers: filling, calling in, the scale, packing, the van."""

import pytest

from tests.store.people_of_a_village import SMALL_PICTURE, central_sets
from tests.store.produce_room import farm, harvest, paper, spray
from tests.store.sales_room import (
    SIGNED,
    central_orders,
    farmer,
    filled,
    gone,
    kilos,
    lot_of,
    ordered,
    packed,
    weighed,
)
from villagedesk import clock
from villagedesk.domain.evidence import UNSIGNED
from villagedesk.domain.labels import Kind, make_label
from villagedesk.domain.lot_tests import TestForm, TestKind
from villagedesk.domain.messages import TextMessage
from villagedesk.domain.rules import rule_pack
from villagedesk.domain.sales import CropAllocation, CropOrder, GradeDispute
from villagedesk.domain.sales.weighing import Load, WeighForm
from villagedesk.domain.sellers import Seller
from villagedesk.errors import AppError, Refused
from villagedesk.store import Store, print_queue
from villagedesk.store.certificates import issue_certificate, revoke_certificate
from villagedesk.store.crops import failed_tests, record_test
from villagedesk.store.crops.balance import balance
from villagedesk.store.evidence import evidence_of
from villagedesk.store.identity import device_key
from villagedesk.store.photos import desk_files
from villagedesk.store.sales import (
    DisputeForm,
    SettleForm,
    accept_crop_order,
    agree_on_grade,
    box_of,
    dispute_grade,
    finish_packing,
    hand_to_van,
    note_farmer_called,
    pack_lot,
    part_row,
    print_call_in_list,
    put_on_order,
    reopen_packing,
    sale_page,
    sales_running,
    settlement_of,
    suggest_lots,
    take_off_order,
    text_farmers,
    unpack_lot,
    weigh_again,
    weigh_in,
)
from villagedesk.store.sales.weighing import loads_of


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("villagedesk.clock.today", lambda: "2026-11-23")


def parts(store: Store, order_id: str) -> list:
    with store.read() as s:
        return list(sale_page(s, order_id).parts)


def code_of(store: Store, operator: str, work) -> str:
    with store.write(by=operator) as s, pytest.raises(AppError) as caught:
        work(s)
    return f"{getattr(caught.value, 'field', '')} {caught.value.code}".strip()


def papers_waiting(store: Store) -> list[str]:
    with store.read() as s:
        return [job.paper for job in print_queue.jobs(s.connection())]


def test_an_order_is_filled_from_the_lots_of_several_farmers(store: Store, operator: str) -> None:
    sellers = [farmer(store, operator, n)[1] for n in (1, 2, 3, 4)]
    old = lot_of(store, operator, sellers[0], 30_000, harvested_on="2026-11-10")
    new = lot_of(store, operator, sellers[1], 40_000, harvested_on="2026-11-20")
    better = lot_of(store, operator, sellers[2], 50_000, grade="premium", harvested_on="2026-11-01")
    worse = lot_of(store, operator, sellers[3], 50_000, grade="second")
    lot_of(store, operator, sellers[3], 50_000, product="山核桃")
    lot_of(store, operator, sellers[3], 90, product="徐香猕猴桃", sale_unit="piece")
    order_id = ordered(store, operator, 60_000)
    with store.read() as s:
        found = suggest_lots(s, order_id)
    assert [(one.lot_id, one.suggested, one.grade_fits) for one in found] == [
        (old, 30_000, True),
        (new, 30_000, True),
        (better, 0, True),
        (worse, 0, False),
    ]
    filled(store, operator, order_id)
    with store.read() as s:
        assert [balance(s.connection(), lot_id).stock for lot_id in (old, new, better)] == [0, 10_000, 50_000]
        row = sales_running(s)[0]
    assert (row.lots, row.filled, row.missing, row.to_weigh) == (2, 60_000, 0, 2)
    assert code_of(store, operator, lambda s: put_on_order(s, order_id, {better: 500})) == "quantity order_full"
    first = parts(store, order_id)[0]
    assert code_of(store, operator, lambda s: put_on_order(s, order_id, {new: 500})) == "lot_on_order_already"
    with store.write(by=operator) as s:
        take_off_order(s, first.id, "下雨没摘")
    with store.write(by=operator) as s:
        put_on_order(s, order_id, {better: 10_000})
    with store.read() as s:
        page = sale_page(s, order_id)
        assert balance(s.connection(), old).stock == 30_000
    assert ([one.reason for one in page.dropped], page.row.missing) == (["下雨没摘"], 20_000)


def test_nobody_sells_more_than_he_has_and_nobody_who_is_stopped(store: Store, operator: str) -> None:
    seller = farmer(store, operator)[1]
    lot = lot_of(store, operator, seller, 30_000)
    one, two = ordered(store, operator, 30_000), ordered(store, operator, 30_000)
    with store.write(by=operator) as s:
        put_on_order(s, one, {lot: 25_000})
    assert code_of(store, operator, lambda s: put_on_order(s, two, {lot: 6_000})) == "quantity more_than_left"
    with store.write(by="central") as s:
        central_sets(s, Seller, seller, state="frozen")
    assert code_of(store, operator, lambda s: put_on_order(s, two, {lot: 5_000})) == "seller_stopped"
    (part,) = parts(store, one)
    assert part.stopped
    assert code_of(store, operator, lambda s: weigh_in(s, part.id, kilos((27_000, 2_000)))) == "crop_order_stopped"
    with store.read() as s:
        assert suggest_lots(s, two) == []


def test_an_order_out_of_a_listing_holds_its_lot_until_its_lots_are_chosen(store: Store, operator: str) -> None:
    sellers = [farmer(store, operator, n)[1] for n in (1, 2)]
    lot, other = (lot_of(store, operator, seller, 30_000) for seller in sellers)
    with store.write(by="central") as s:
        order_id = central_orders(s, 40_000, lot_id=lot, product="", grade="")
    with store.read() as s:
        assert balance(s.connection(), lot).stock == 0
    assert code_of(store, operator, lambda s: accept_crop_order(s, order_id)) == "lot_too_small"
    with store.write(by=operator) as s:
        accept_crop_order(s, order_id, partly=True)
    with store.read() as s:
        assert [(one.lot_id, one.suggested) for one in suggest_lots(s, order_id)] == [(other, 10_000)]
        assert sale_page(s, order_id).row.missing == 10_000
    with store.write(by="central") as s:
        central_sets(s, CropOrder, order_id, state="withdrawn", reason="不要了")
    with store.read() as s:
        assert balance(s.connection(), lot).stock == 30_000


def test_farmers_are_called_in_by_phone_by_text_and_from_a_list(store: Store, operator: str) -> None:
    for number in (1, 2, 3):
        lot_of(store, operator, farmer(store, operator, number)[1], 20_000)
    order_id = ordered(store, operator, 60_000)
    first, second, third = filled(store, operator, order_id)
    with store.write(by=operator) as s:
        note_farmer_called(s, first, "no_answer")
        note_farmer_called(s, second, "reached")
    states = {part.id: part.state for part in parts(store, order_id)}
    assert [states[id_] for id_ in (first, second, third)] == ["planned", "called", "planned"]
    with store.write(by=operator) as s:
        assert text_farmers(s, order_id) == 2
    assert code_of(store, operator, lambda s: text_farmers(s, order_id)) == "nobody_to_text"
    with store.read() as s:
        text = s.get(TextMessage, s.connection().exec_driver_sql("SELECT id FROM text_message").scalar())
    assert text.about_id in {first, third}
    assert "40" in text.text
    with store.write(by=operator) as s:
        assert print_call_in_list(s, order_id) == 3


def test_a_lot_is_weighed_in_load_by_load_and_two_slips_are_printed(store: Store, operator: str) -> None:
    lot = lot_of(store, operator, farmer(store, operator)[1], 40_000)
    order_id = ordered(store, operator, 30_000)
    (part_id,) = filled(store, operator, order_id)
    files = desk_files(store)
    photo = files.put(SMALL_PICTURE)
    form = WeighForm(
        loads=(Load(20_500, 1_500, scale="COM3"), Load(11_700, 1_500)), grade="first", moisture=123, photos=(photo,)
    )
    with store.write(by=operator) as s:
        assert weigh_in(s, part_id, form, files, SIGNED) == 29_200
    with store.read() as s:
        assert [(load.quantity, load.scale) for load in loads_of(s, part_id)] == [(19_000, "COM3"), (10_200, "")]
        assert balance(s.connection(), lot).stock == 10_800
        assert {one.kind for one in evidence_of(s, part_id)} == {"goods", "signature"}
        (job,) = print_queue.jobs(s.connection())
    assert (job.paper, job.copies) == ("weigh_slip", 2)
    assert code_of(store, operator, lambda s: weigh_in(s, part_id, form)) == "move_not_allowed"
    with store.write(by=operator) as s:
        weigh_again(s, part_id)
    with store.read() as s:
        assert loads_of(s, part_id) == []
    weighed(store, operator, part_id, 30_500)
    assert parts(store, order_id)[0].weighed == 30_500


@pytest.mark.parametrize(
    ("form", "code"),
    [
        (WeighForm(), "gross field_required"),
        (kilos((0, 0)), "gross not_gross"),
        (kilos((2_000, 2_000)), "tare not_gross"),
        (kilos((1_000, 2_000)), "tare not_gross"),
        (kilos((-1, 0)), "gross negative"),
        (kilos((1_000, -1)), "tare negative"),
        (kilos((9_000_000, 0)), "gross gross_too_large"),
        (kilos((90_000, 2_000)), "gross too_much_weighed"),
        (kilos((32_000, 2_000), moisture=1001), "moisture moisture_out_of_range"),
        (kilos((32_000, 2_000), price_fen=421), "price price_above_order"),
        (kilos((32_000, 2_000), grade="best"), "grade field_required"),
        (kilos((34_000, 2_000)), "lot_too_small_weighed"),
    ],
)
def test_no_weight_below_zero_and_none_that_cannot_be(store: Store, operator: str, form: WeighForm, code: str) -> None:
    lot_of(store, operator, farmer(store, operator)[1], 30_000)
    order_id = ordered(store, operator, 30_000)
    (part_id,) = filled(store, operator, order_id)
    assert code_of(store, operator, lambda s: weigh_in(s, part_id, form)) == code
    assert parts(store, order_id)[0].weighed == 0


def test_a_disputed_grade_keeps_a_sealed_sample_and_the_lower_price_is_agreed_on(store: Store, operator: str) -> None:
    lot_of(store, operator, farmer(store, operator)[1], 30_000)
    order_id = ordered(store, operator, 30_000)
    (part_id,) = filled(store, operator, order_id)
    files = desk_files(store)
    photo = files.put(SMALL_PICTURE)
    form = kilos((31_000, 2_000), grade="second")
    for lacking in (
        DisputeForm("first", "", "吴阿婆", photo),
        DisputeForm("first", "F-1", "", photo),
        DisputeForm("first", "F-1", "吴阿婆", ""),
    ):
        assert code_of(store, operator, lambda s, d=lacking: dispute_grade(s, part_id, form, d, files)).endswith(
            "sample_missing"
        )
    same = DisputeForm("second", "F-1", "吴阿婆", photo)
    assert code_of(store, operator, lambda s: dispute_grade(s, part_id, form, same, files)).startswith("farmer_grade")
    with store.write(by=operator) as s:
        dispute_id = dispute_grade(s, part_id, form, DisputeForm("first", "F-1", "吴阿婆", photo), files)
    part = parts(store, order_id)[0]
    assert (part.state, part.seal, part.weighed) == ("disputed", "F-1", 29_000)
    assert code_of(store, operator, lambda s: pack_lot(s, part_id, 3)) == "move_not_allowed"
    assert code_of(store, operator, lambda s: finish_packing(s, order_id)) == "lot_not_weighed"
    with store.write(by=operator) as s:
        agree_on_grade(s, dispute_id, "second", 380)
    with store.read() as s:
        assert [one.kind for one in evidence_of(s, dispute_id)] == ["sample"]
        assert s.get(GradeDispute, dispute_id).state == "settled"
    part = parts(store, order_id)[0]
    assert (part.state, part.grade, part.price_fen, part.seal) == ("weighed", "second", 380, "")
    assert code_of(store, operator, lambda s: agree_on_grade(s, dispute_id, "first")) == "move_not_allowed"


def test_boxes_get_labels_and_the_driver_signs_for_them(store: Store, operator: str) -> None:
    for number in (1, 2):
        lot_of(store, operator, farmer(store, operator, number)[1], 20_000)
    order_id = ordered(store, operator, 40_000)
    first, second = filled(store, operator, order_id)
    weighed(store, operator, first, 20_000)
    with store.write(by=operator) as s:
        pack_lot(s, first, 8)
    assert code_of(store, operator, lambda s: finish_packing(s, order_id)) == "lot_not_weighed"
    weighed(store, operator, second, 19_000)
    assert code_of(store, operator, lambda s: finish_packing(s, order_id)) == "lot_not_packed"
    assert code_of(store, operator, lambda s: pack_lot(s, second, 0)) == "boxes boxes_out_of_range"
    with store.write(by=operator) as s:
        pack_lot(s, second, 9)
    with store.write(by=operator) as s:
        unpack_lot(s, second)
    with store.write(by=operator) as s:
        pack_lot(s, second, 8)
    with store.write(by=operator) as s:
        finish_packing(s, order_id)
    with store.write(by=operator) as s:
        reopen_packing(s, order_id)
        finish_packing(s, order_id)
    nobody = lambda s: hand_to_van(s, order_id, "老马", UNSIGNED, counted=16)  # noqa: E731
    assert code_of(store, operator, nobody) == "signature driver_must_sign"
    gone(store, operator, order_id)
    with store.read() as s:
        page = sale_page(s, order_id)
        labels = [job for job in print_queue.jobs(s.connection()) if job.paper == "pack_label"]
        papers = [print_queue.paper_of(s.connection(), job.id) for job in labels]
    assert page.shipment is not None
    assert (page.shipment.boxes, page.shipment.quantity, page.row.state) == (16, 39_000, "handed_over")
    assert sorted(len(paper.squares) for paper in papers) == [8, 8, 9]
    assert {paper.icon for paper in papers} == {"fruit"}
    assert all(
        job.copies == 1 and len(set(paper.squares)) == paper.boxes for job, paper in zip(labels, papers, strict=True)
    )
    assert code_of(store, operator, lambda s: weigh_again(s, first)) == "move_not_allowed"
    assert code_of(store, operator, lambda s: take_off_order(s, first)) == "move_not_allowed"


def test_the_boxes_are_counted_by_their_labels_and_a_difference_is_told(store: Store, operator: str) -> None:
    lot_of(store, operator, farmer(store, operator)[1], 20_000)
    order_id = ordered(store, operator, 20_000)
    (part,) = filled(store, operator, order_id)
    weighed(store, operator, part, 20_000)
    with store.write(by=operator) as s:
        pack_lot(s, part, 60)
    with store.write(by=operator) as s:
        finish_packing(s, order_id)
    with store.read() as s:
        jobs = [job for job in print_queue.jobs(s.connection()) if job.paper == "pack_label"]
        papers = sorted((print_queue.paper_of(s.connection(), job.id) for job in jobs), key=lambda one: one.first)
        assert [(paper.first, len(paper.squares)) for paper in papers] == [(1, 50), (51, 10)], (
            "not all in memory at once"
        )
        assert {job.reprint for job in jobs} == {0}
        squares = [square for paper in papers for square in paper.squares]
        assert [box_of(s, order_id, square)[1] for square in squares] == list(range(1, 61))
        other = make_label(
            device_key(s.connection()), Kind.PACK, box_of(s, order_id, squares[0])[0], issued_on="2026-11-23"
        )
        for text, code in (
            (other, "box_without_number"),
            (squares[0][:-1], "box_label_wrong"),
            ("6901234567892", "box_label_wrong"),
        ):
            with pytest.raises(Refused, match=code):
                box_of(s, order_id, text)
        with pytest.raises(Refused, match="box_of_other_order"):
            box_of(s, "f" * 32, squares[0])
    hand = lambda **facts: lambda s: hand_to_van(s, order_id, "老马", SIGNED, desk_files(store), **facts)  # noqa: E731
    assert code_of(store, operator, hand()) == "counted boxes_not_counted"
    assert code_of(store, operator, hand(counted=59)) == "counted boxes_missing"
    assert code_of(store, operator, hand(counted=61)) == "counted boxes_too_many"
    with store.write(by=operator) as s:
        hand(counted=59, note="一箱摔坏了，留下")(s)
    with store.read() as s:
        shipment = sale_page(s, order_id).shipment
    assert (shipment.boxes, shipment.counted, shipment.note) == (60, 59, "一箱摔坏了，留下")


def test_a_farmer_who_was_stopped_holds_the_van_until_he_is_off_the_order(store: Store, operator: str) -> None:
    sellers = [farmer(store, operator, n)[1] for n in (1, 2)]
    for seller in sellers:
        lot_of(store, operator, seller, 20_000)
    order_id = ordered(store, operator, 40_000)
    first, second = filled(store, operator, order_id)
    weighed(store, operator, first, 20_000)
    weighed(store, operator, second, 20_000)
    packed(store, operator, order_id)
    with store.write(by="central") as s:
        central_sets(s, Seller, sellers[1], state="frozen")
    assert (
        code_of(store, operator, lambda s: hand_to_van(s, order_id, "老马", SIGNED, counted=16)) == "crop_order_stopped"
    )
    stopped = next(part for part in parts(store, order_id) if part.stopped)
    with store.write(by=operator) as s:
        reopen_packing(s, order_id)
        take_off_order(s, stopped.id, "被停")
        finish_packing(s, order_id)
    gone(store, operator, order_id)
    with store.read() as s:
        assert sale_page(s, order_id).shipment.boxes == 8
        assert s.get(CropAllocation, stopped.id).state == "dropped"


def test_a_sale_in_pieces_is_counted_and_not_weighed(store: Store, operator: str) -> None:
    lot_of(store, operator, farmer(store, operator)[1], 300, product="土鸡蛋", sale_unit="piece", grade="")
    order_id = ordered(store, operator, 200, product="土鸡蛋", grade="", sale_unit="piece", price_fen=150)
    (part_id,) = filled(store, operator, order_id)
    assert code_of(store, operator, lambda s: weigh_in(s, part_id, kilos((5_000, 0), grade=""))).startswith("gross")
    form = WeighForm(loads=(Load(pieces=120), Load(pieces=78)))
    with store.write(by=operator) as s:
        assert weigh_in(s, part_id, form) == 198


def test_what_is_wetter_than_its_standard_counts_for_less(store: Store, operator: str) -> None:
    _person, seller_id = farmer(store, operator)
    lot_id = lot_of(store, operator, seller_id, 400_000, product="稻谷", grade="")
    with store.write(by="central") as s:
        order_id = central_orders(s, 250_000, product="稻谷", grade="", price_fen=140)
    with store.write(by=operator) as s:
        accept_crop_order(s, order_id)
        put_on_order(s, order_id, {lot_id: 250_000})
    part_id = parts(store, order_id)[0].id
    form = WeighForm((Load(251_000, 1_000),), "", 154)
    with store.write(by=operator) as s:
        assert weigh_in(s, part_id, form) == 250_000, "what the scale says is what leaves the lot"
    with store.read() as s:
        part = part_row(s, part_id)
        slip = print_queue.paper_of(s.connection(), print_queue.jobs(s.connection())[-1].id)
    # 15.4 % is 1.9 points above 13.5 %: three whole half points, so 3 % of 250 kg do not count.
    assert (part.weighed, part.moisture, part.wet) == (250_000, 154, 7_500)
    assert (slip.quantity, slip.wet, slip.wet_base, slip.moisture) == (250_000, 7_500, 135, 154)
    with store.read() as s:
        (line,) = settlement_of(s, order_id, SettleForm()).lines
    assert (line.quantity, line.gross_fen) == (242_500, 485 * 140)
    with store.write(by=operator) as s:
        weigh_again(s, part_id)
    with store.write(by=operator) as s:
        weigh_in(s, part_id, WeighForm((Load(251_000, 1_000),), "", 139))
    with store.read() as s:
        assert part_row(s, part_id).wet == 0, "less than half a point takes nothing off"


def test_moisture_takes_nothing_off_fruit_and_never_more_than_all() -> None:
    rules = rule_pack("2026-11-23").sales
    assert rules.moisture_rule("徐香猕猴桃") is None
    fresh = rules.moisture_rule("糯玉米")
    assert fresh is not None
    assert fresh.off(700, 100_000) == 0, "fresh maize is not dried maize"
    dry = rules.moisture_rule("玉米")
    assert dry is not None
    assert [dry.off(moisture, 100_000) for moisture in (0, 140, 145, 150, 1000)] == [0, 0, 1_000, 2_000, 100_000]


def test_a_lot_whose_test_failed_is_not_sold_and_holds_the_van_until_it_is_off_the_order(
    store: Store, operator: str
) -> None:
    _good, bad = (lot_of(store, operator, farmer(store, operator, n)[1], 20_000) for n in (1, 2))
    one, two = ordered(store, operator, 40_000), ordered(store, operator, 40_000)
    first, second = filled(store, operator, one)
    weighed(store, operator, first, 20_000)
    weighed(store, operator, second, 19_000)
    packed(store, operator, one)
    with store.write(by=operator) as s:
        assert not record_test(s, bad, TestForm(tested_on=clock.today(), inhibition=700))
    with store.read() as s:
        assert suggest_lots(s, two) == []
    assert code_of(store, operator, lambda s: put_on_order(s, two, {bad: 1_000})) == "sale_lot_failed"
    assert code_of(store, operator, lambda s: hand_to_van(s, one, "老马", SIGNED, counted=16)) == "sale_lot_failed"
    kept = next(part for part in parts(store, one) if part.kept)
    assert (kept.lot_id, [part.kept for part in parts(store, one)].count(True)) == (bad, 1)
    with store.write(by=operator) as s:
        reopen_packing(s, one)
        take_off_order(s, kept.id, "农残不合格")
        finish_packing(s, one)
    gone(store, operator, one)
    with store.read() as s:
        assert sale_page(s, one).shipment.boxes == 8
        assert [part.kept for part in sale_page(s, one).parts] == [False]
    with store.write(by=operator) as s:
        failed = failed_tests(s, bad)[0].id
        record_test(
            s,
            bad,
            TestForm(
                kind=TestKind.LABORATORY, tested_on=clock.today(), passed=True, tested_by="县检测站", clears=failed
            ),
        )
    with store.write(by=operator) as s:
        assert put_on_order(s, two, {bad: 1_000}), "a laboratory found it good"


def test_a_lot_without_a_certificate_is_told_until_it_has_one(store: Store, operator: str) -> None:
    lot = lot_of(store, operator, farmer(store, operator)[1], 20_000)
    order_id = ordered(store, operator, 20_000)
    filled(store, operator, order_id)
    assert [part.bare for part in parts(store, order_id)] == [True]
    with store.write(by=operator) as s:
        issued = issue_certificate(s, lot, paper(20_000))
    assert [part.bare for part in parts(store, order_id)] == [False]
    with store.write(by=operator) as s:
        revoke_certificate(s, issued, "写错")
    assert [part.bare for part in parts(store, order_id)] == [True]


def test_a_lot_harvested_before_its_lawful_day_is_not_sold(store: Store, operator: str) -> None:
    of = farm(store, operator)
    spray(store, operator, of.season_id, "2026-11-10", 12)
    early, late = (
        harvest(store, operator, of, harvested_on=day, quantity=20_000) for day in ("2026-11-18", "2026-11-22")
    )
    order_id = ordered(store, operator, 40_000)
    with store.read() as s:
        assert [one.lot_id for one in suggest_lots(s, order_id)] == [late]
    assert code_of(store, operator, lambda s: put_on_order(s, order_id, {early: 1_000})) == "sale_lot_too_early"
    with store.write(by="central") as s:
        asked = central_orders(s, 1_000, lot_id=early, product="", grade="")
    assert code_of(store, operator, lambda s: accept_crop_order(s, asked)) == "sale_lot_too_early"
