"""The receipt of a bill and the day's sheet: nothing leaves the paper, and what was not witnessed is said."""

from dataclasses import replace

import pytest
from PySide6.QtPdf import QPdfDocument

from villagedesk import i18n
from villagedesk.desktop.printing import page
from villagedesk.desktop.printing.heads import HEADS
from villagedesk.desktop.printing.layout import images, lay_out, pdf
from villagedesk.domain import cash_papers
from villagedesk.domain.cash import CashKind

BILL = cash_papers.BillReceipt(
    centre="白鹭村服务站",
    at=1_795_401_060_000,
    number="B1123-104",
    kind="power",
    account="0571 6655 8899",
    holder="陈大山",
    person="陈桂花",
    fen=8_650,
    fee_fen=100,
    cash_fen=10_000,
    reference="",
    back="",
    code="7H3K-9QPX",
)
DAY = cash_papers.DaySheet(
    a4=False,
    centre="白鹭村服务站",
    day="2026-11-23",
    drawer=1,
    state="to_check",
    opened_at=1_795_401_060_000,
    closed_at=1_795_436_060_000,
    closed_by="王秀兰",
    opening_fen=20_000,
    opening_count="10000:1,1000:8,100c:20",
    sums=(
        cash_papers.DaySum(kind="order_paid", entries=14, fen=312_640),
        cash_papers.DaySum(kind="paid_out", entries=1, fen=-1_500),
        cash_papers.DaySum(kind="deposit", entries=1, fen=-200_000),
    ),
    expected_fen=131_140,
    closing_count="10000:11,5000:4,1000:1,100c:12,50c:1",
    counted_fen=131_090,
    counts=2,
    reason="找错零钱",
    witness="villager",
    witness_name="阿依古丽·买买提",
    due_fen=46_800,
    owed_fen=12_800,
    bags=(("HX-0042", 200_000),),
    float_used_fen=268_400,
    earned_fen=8_052,
    earned_back_fen=-105,
)
ENTRIES = tuple(
    cash_papers.DayEntry(
        number=f"1-{n:04d}",
        at=1_795_401_060_000 + n * 60_000,
        kind="order_paid",
        about="1123-101  阿依古丽·买买提江·阿布都热合曼  很长的备注" if n % 3 else "卖纸箱",
        fen=262_80 if n % 2 else -5_980,
        reverses="1-0003" if n == 9 else "",
    )
    for n in range(1, 121)
)
PAPERS = {
    "bill": BILL,
    "bill long": replace(BILL, account="1234 " * 6, holder="阿依古丽·买买提江·阿布都热合曼" * 2, fee_fen=0),
    "bill code": replace(BILL, by_code=True),
    "bill code back": replace(BILL, by_code=True, back="号码已经停机，钱退给本人"),
    "bill back": replace(BILL, back="号码已经停机，钱退给本人", reference="8820 1123"),
    "day": DAY,
    "day not counted": replace(DAY, closing_count="", counted_fen=None, witness="", witness_name="", counts=0),
    "day before these were kept": replace(
        DAY, due_fen=None, owed_fen=None, bags=(), earned_fen=None, float_used_fen=None
    ),
    "day a4": replace(DAY, a4=True, entries=ENTRIES),
}


@pytest.fixture(params=["zh_CN", "en"])
def language(request, qapp):
    i18n.set_language(request.param)
    yield request.param
    i18n.set_language("en")


@pytest.mark.parametrize("head", HEADS)
@pytest.mark.parametrize("name", PAPERS)
def test_nothing_leaves_the_paper(name, head, language):
    layout = lay_out(PAPERS[name], head=HEADS[head], reprint=2)
    for drawn in layout.pages:
        assert drawn.width <= round(layout.paper_mm[0] * page.DOTS_PER_MM)
        assert drawn.lowest <= drawn.height
        assert drawn.rightmost <= drawn.width
    assert all(not image.isNull() for image in images(layout))


def words_of(paper, tmp_path):
    path = tmp_path / "paper.pdf"
    path.write_bytes(pdf(lay_out(paper), "paper"))
    document = QPdfDocument()
    document.load(str(path))
    text = " ".join(document.getAllText(at).text() for at in range(document.pageCount()))
    return " ".join(text.split())


def test_the_sheet_says_what_was_counted_and_who_saw_it(qapp, tmp_path):
    i18n.set_language("en")
    for a4 in (False, True):
        words = words_of(replace(DAY, a4=a4, entries=ENTRIES), tmp_path)
        for part in (
            "1,311.40",
            "1,310.90",
            "0.50",
            "找错零钱",
            "阿依古丽·买买提",
            "to be checked",
            "HX-0042",
            "468.00",
        ):
            assert part in words, part
        assert ("1-0120" in words) == a4
    assert "was not counted" in words_of(PAPERS["day not counted"], tmp_path)


@pytest.mark.parametrize("speaking", ["zh_CN", "en"])
@pytest.mark.parametrize("a4", [True, False])
def test_amounts_of_the_day_end_at_one_edge(qapp, monkeypatch, speaking, a4):
    """The points and the fen stand under each other, as whoever adds up needs them; also where a line was too long."""
    farmers = cash_papers.DaySum(kind=CashKind.CROP_PAYOUT, entries=12, fen=-1_284_606)
    ends = {}
    drawn = page.Page.text

    def look(self, x, y, text, size, *, width=None, align="left", **more):
        if text.lstrip("-−").startswith("¥") and y < 1_700:
            ends[(y, text)] = (x + (width or 0), align)
        return drawn(self, x, y, text, size, width=width, align=align, **more)

    monkeypatch.setattr(page.Page, "text", look)
    with i18n.speaking(speaking):
        lay_out(replace(DAY, a4=a4, sums=(*DAY.sums, farmers)))
    assert len(ends) >= 15
    assert max(edge for edge, _align in ends.values()) - min(edge for edge, _align in ends.values()) <= 1


def test_too_much_and_too_little_are_said_in_the_till_s_own_words(qapp, tmp_path):
    with i18n.speaking("zh_CN"):
        assert "短款" in words_of(DAY, tmp_path)
        # A PDF gives some characters back as the radical of the same shape.
        assert "长款" in words_of(replace(DAY, counted_fen=131_240), tmp_path).replace("⻓", "长")
    assert "Too much" in words_of(replace(DAY, counted_fen=131_240), tmp_path)


def test_a_receipt_says_that_money_went_back(qapp, tmp_path):
    i18n.set_language("en")
    assert "号码已经停机" in words_of(PAPERS["bill back"], tmp_path)
    words = words_of(BILL, tmp_path)
    assert "87.50" in words
    assert "change ¥12.50" in words
