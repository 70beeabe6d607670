"""The papers of crop sales fit their sheets in both languages, scan back, and their figures add up as they are printed."""

from dataclasses import replace

import pytest

from tests.desktop.test_papers import CODE, DAY, ID, KEY, LONG_NAME, words_in
from villagedesk import i18n
from villagedesk.desktop.printing import page
from villagedesk.desktop.printing.heads import HEADS
from villagedesk.desktop.printing.layout import images, lay_out, pdf
from villagedesk.desktop.scan_picture import read_codes
from villagedesk.domain import labels
from villagedesk.domain.labels import Kind
from villagedesk.domain.sale_papers import (
    BOXES,
    FarmerStatement,
    PackLabel,
    SettledLine,
    SettlementSheet,
    SlipLoad,
    WeighSlip,
    percent,
    shared_by,
    shares_in,
)
from villagedesk.domain.statement_papers import PeriodPayment, PeriodSale, PeriodStatement

AT = 1_795_401_060_000


def settled_line(person="张建国", other=0):
    taken = [
        ("platform", "2%", 5_208),
        ("service", "1%", 2_604),
        ("freight", shared_by(310_000, 3_410_000, "jin"), 18_600),
    ]
    taken += [("packing", shared_by(124, 1_364, BOXES), 9_300)]
    taken += [("claim", "", 3_460)] + ([("other", "借的筐没还", other)] if other else [])
    net = 260_400 - sum(fen for _kind, _note, fen in taken)
    return SettledLine(
        person=person,
        lot="20261118-103",
        product="徐香猕猴桃",
        buyer="城里果行",
        quantity=310_000,
        unit="jin",
        price_fen=420,
        gross_fen=260_400,
        deductions=tuple(taken),
        net_fen=net,
    )


def weigh_slip(person="张建国", loads=3):
    return WeighSlip(
        centre="白鹭村服务站",
        at=AT,
        person=person,
        group="三组 12 号",
        product="徐香猕猴桃",
        lot="20261118-103",
        buyer="城里果行",
        unit="jin",
        loads=tuple(SlipLoad(gross_grams=52_500, tare_grams=2_500, quantity=50_000) for _ in range(loads)),
        quantity=50_000 * loads,
        price_fen=420,
        grade="一级",
        moisture=123,
        scale="COM3",
        signed=True,
        code=CODE,
    )


def pack_label(farmer="张建国", product="徐香猕猴桃"):
    text = labels.make_label(KEY, Kind.PACK, ID, issued_on=DAY, product=product, farmer=farmer, village="白鹭村三组")
    return PackLabel(
        product=product,
        grade="一级",
        box_quantity=2_500,
        unit="jin",
        boxes=124,
        farmer=farmer,
        village="白鹭村三组",
        lot="20261118-103",
        packed_on=DAY,
        qr=text,
        code=CODE,
        first=100,
        squares=(text,) * 2,
        icon="fruit",
    )


def period(person="张建国", lines=2):
    sale = PeriodSale(
        day=DAY, product="徐香猕猴桃", lot="20261118-103", quantity=31_000, unit="jin", gross_fen=26_040, net_fen=21_228
    )
    pay = PeriodPayment(day=DAY, how="transfer", about="农商银行 存折  0014  20261125-77120", fen=21_228)
    deductions = (("platform", 521 * lines), ("service", 1_302 * lines), ("freight", 2_989 * lines))
    return PeriodStatement(
        centre="白鹭村服务站",
        at=1_795_400_000_000,
        person=person,
        group="三组",
        from_on="2026-01-01",
        until_on=DAY,
        before_fen=0,
        sales=(sale,) * lines,
        deductions=deductions,
        payments=(pay,) * (lines - 1),
        due_fen=21_228,
        under_way_fen=0,
        owes_fen=0,
        qr=labels.make_label(KEY, Kind.STATEMENT, ID, issued_on=DAY, total_fen=21_228, owed_fen=21_228),
        code=CODE,
    )


def statement(person="张建国", lines=1, how="cash", **facts):
    rows = tuple(settled_line(person) for _ in range(lines))
    fen = sum(row.net_fen for row in rows)
    return FarmerStatement(
        centre="白鹭村服务站",
        at=AT,
        person=person,
        group="三组 12 号",
        lines=rows,
        fen=fen,
        how=how,
        account="",
        reference="",
        signed=False,
        qr=labels.make_label(KEY, Kind.PAYOUT, ID, issued_on=DAY, total_fen=fen),
        code=CODE,
    )


def sheet(people=12, name="张建国"):
    return SettlementSheet(
        centre="白鹭村服务站",
        at=AT,
        buyer="城里果行",
        number="C-1123-4",
        product="徐香猕猴桃",
        lines=tuple(settled_line(name, other=500 if n == 3 else 0) for n in range(people)),
        rules="2026-02",
        operator="王秀兰",
        cost_reason="司机临时加价，纸箱也涨了，两样都有收据，在店里看得到",
    )


PAPERS = {
    "weigh": weigh_slip(),
    "weigh long": replace(weigh_slip(LONG_NAME, 40), signed=False, moisture=0, scale=""),
    "weigh pieces": replace(
        weigh_slip(), unit="piece", loads=(SlipLoad(gross_grams=0, tare_grams=0, quantity=120),), quantity=120
    ),
    "pack": pack_label(),
    "pack long": pack_label(LONG_NAME, "高山有机绿色无公害红心猕猴桃"),
    "statement": replace(statement(), signed=True),
    "period": period(),
    "period long": replace(period(LONG_NAME, 6), under_way_fen=12_345, owes_fen=98_700),
    "statement long": statement(LONG_NAME, 4),
    "statement transfer": replace(statement(how="transfer"), account="农商银行 存折  0014", reference="20261125-77120"),
    "sheet": sheet(),
    "sheet long": sheet(60, LONG_NAME),
    "sheet empty": sheet(0),
}


@pytest.fixture(params=["zh_CN", "en"])
def language(request, qapp):
    i18n.set_language(request.param)
    yield request.param
    i18n.set_language("en")


@pytest.mark.parametrize("name", PAPERS)
def test_nothing_leaves_the_paper_or_reaches_its_edge(name, language):
    for reprint in (0, 12):
        layout = lay_out(PAPERS[name], head=HEADS["58"], reprint=reprint)
        paper_dots = [round(mm * page.DOTS_PER_MM) for mm in layout.paper_mm]
        for drawn in layout.pages:
            assert drawn.width <= paper_dots[0]
            assert drawn.height <= paper_dots[1]
            assert drawn.lowest <= drawn.height
            assert drawn.rightmost <= drawn.width


@pytest.mark.parametrize("name", ["pack", "pack long", "statement", "statement long", "statement transfer"])
def test_the_square_scans_back(name, language):
    for image in images(lay_out(PAPERS[name], head=HEADS["58"])):
        assert read_codes(image) == [PAPERS[name].qr]


def test_a_box_shows_its_crop_beside_the_code_and_one_of_an_older_job_has_none(qapp):
    def dark(paper):
        grey = images(lay_out(paper))[0]
        beside = [grey.pixelColor(x, y).value() for x in range(414, 468) for y in range(232, 286)]
        return sum(value < 128 for value in beside)

    assert dark(pack_label()) > 200
    assert dark(replace(pack_label(), icon="")) < 50, "only the words beside it"


def test_what_is_printed_adds_up(qapp):
    i18n.set_language("en")
    text = words_in(pdf(lay_out(statement()), "x"))
    assert "¥2,604.00" in text
    assert "−¥52.08" in text
    assert "¥2,212.28" in text
    whole = words_in(pdf(lay_out(sheet()), "x"))
    assert "¥31,248.00less¥4,705.64is¥26,542.36" in whole
    assert whole.count("2212.28") == 11
    assert "2207.28" in whole


def test_by_what_a_cost_was_shared_is_said_in_the_language_of_the_printing(qapp):
    words = {}
    for language in ("zh_CN", "en"):
        i18n.set_language(language)
        words[language] = words_in(pdf(lay_out(statement()), "x"))
    assert "620jinof6,820jin" in words["en"]
    assert "124of1,364boxes" in words["en"]
    assert "1,364箱中的124箱" in words["zh_CN"]
    assert shares_in("借的筐没还") is None, "what somebody typed stays as it is"


def test_rates_are_written_as_people_say_them():
    assert [percent(rate) for rate in (200, 150, 25, 0, 1000)] == ["2%", "1.5%", "0.25%", "0%", "10%"]
