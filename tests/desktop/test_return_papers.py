"""The papers of returns and complaints: nothing leaves the sheet, every picture stands there with its hash."""

import unicodedata
from dataclasses import replace

import pytest
from PySide6.QtGui import QColor, QImage

from tests.desktop.test_papers import DAY, ID, KEY, LONG_NAME, words_in
from villagedesk import i18n
from villagedesk.desktop.printing import page
from villagedesk.desktop.printing.heads import HEADS
from villagedesk.desktop.printing.layout import images, lay_out, pdf
from villagedesk.desktop.scan_picture import read_codes
from villagedesk.domain import labels, papers
from villagedesk.domain.labels import Kind

AT = 1_795_401_060_000
HASHES = tuple(f"{number:x}" * 64 for number in range(1, 6))


def slip(person="陈桂花", detail="插上没反应"):
    lines = (papers.SlipLine(title="电热水壶 1.7 L", quantity=1, amount_fen=8900, icon="box"),)
    return papers.ReturnSlip(
        centre="白鹭村服务站",
        at=AT,
        person=person,
        group="三组 12 号",
        number="1123-114",
        platform_number="M0A1B2C3D4E",
        lines=lines,
        reason="faulty",
        detail=detail,
        freight="seller",
        carrier="青溪快递",
        waybill="SF1234567890123",
        qr=labels.make_label(KEY, Kind.RETURN, ID, issued_on=DAY),
        code="KWY558DS",
    )


def payout(person="陈桂花", signed=True, parts=(("price", 89_900), ("freight", 1_200), ("damages", 50_000)), **more):
    return papers.PayoutSlip(
        centre="白鹭村服务站",
        at=AT,
        person=person,
        group="三组 12 号",
        number="1123-114",
        title="洗衣机",
        parts=parts,
        signed=signed,
        qr=labels.make_label(KEY, Kind.ORDER, ID, issued_on=DAY),
        code="KWY558DS",
        **more,
    )


def seal(person="陈桂花", title="青日 深层洁净洗衣液 3 kg"):
    return papers.SealLabel(
        number="F1123-101",
        seal="A 0417",
        title=title,
        person=person,
        centre="白鹭村服务站",
        sealed_on=DAY,
        qr=labels.make_label(KEY, Kind.FAKE, ID, issued_on=DAY),
    )


def packet(person="陈桂花", wrong="标签上的字糊，闻着呛，不起泡。", pictures=5):
    kinds = ("goods", "goods", "label", "sample", "paper")
    return papers.Complaint(
        number="F1123-101",
        taken_at=AT,
        centre="白鹭村服务站",
        village="白鹭村",
        operator="王秀兰",
        person=person,
        phone="13900006721",
        address="三组 12 号",
        seller="青日日化专营店",
        platform_number="M0A1B2C3D4E",
        order_number="1123-114",
        title="青日 深层洁净洗衣液 3 kg",
        brand="青日",
        price_fen=3_990,
        bought_at=AT,
        received_at=None,
        wrong_with_it=wrong,
        claim="退一赔三",
        damages=("《消费者权益保护法》第五十五条：退一赔三，不足五百元的赔五百元。", 50_000),
        seal="A 0417",
        answer="",
        advanced_fen=3_990,
        evidence=tuple(zip(kinds, HASHES, strict=True))[:pictures],
    )


def jpeg(tmp_path):
    image = QImage(900, 600, QImage.Format.Format_RGB32)
    image.fill(QColor("#9b5b3b"))
    assert image.save(str(tmp_path / "x.jpg"))
    return (tmp_path / "x.jpg").read_bytes()


PAPERS = {
    "slip": slip(),
    "slip long": slip(LONG_NAME * 3, "它一直在响，" * 40),
    "payout": payout(),
    "payout by phone": payout(phone_fen=89_900),
    "payout long": payout(LONG_NAME * 3, signed=False, parts=(("advance", 20_000),)),
    "seal": seal(),
    "seal long": seal(LONG_NAME * 3, "很长的名字" * 20),
    "packet": packet(),
    "packet long": packet(LONG_NAME * 3, "它一直在响，也不热，" * 120),
    "packet bare": packet(pictures=0),
}


@pytest.fixture(params=["zh_CN", "en"])
def language(request, qapp):
    i18n.set_language(request.param)
    yield request.param
    i18n.set_language("en")


@pytest.mark.parametrize("name", PAPERS)
def test_nothing_leaves_the_paper(name, language, tmp_path):
    photo = jpeg(tmp_path)
    layout = lay_out(PAPERS[name], reprint=12, photo=lambda _sha256: photo)
    paper_dots = [round(mm * page.DOTS_PER_MM) for mm in layout.paper_mm]
    for drawn in layout.pages:
        assert drawn.width <= paper_dots[0]
        assert drawn.height <= paper_dots[1]
        assert drawn.lowest <= drawn.height
        assert drawn.rightmost <= drawn.width


@pytest.mark.parametrize("name", ["slip", "slip long", "payout", "payout by phone", "payout long", "seal", "seal long"])
@pytest.mark.parametrize("head", HEADS.values(), ids=str)
def test_the_square_scans_back(name, head, language):
    for image in images(lay_out(PAPERS[name], head=head)):
        assert read_codes(image) == [PAPERS[name].qr]


def test_the_packet_shows_every_picture_with_its_hash(qapp, tmp_path):
    i18n.set_language("zh_CN")
    asked: list[str] = []
    photo = jpeg(tmp_path)

    def of(sha256):
        asked.append(sha256)
        return photo if sha256 != HASHES[1] else None

    layout = lay_out(packet(), photo=of)
    # A PDF gives some characters back as the radicals they look like.
    text = unicodedata.normalize("NFKC", words_in(pdf(layout, "x")))
    for radical, character in (("⻘", "青"), ("⻚", "页")):
        text = text.replace(radical, character)
    assert asked == list(HASHES)
    assert len(layout.pages) >= 3
    for sha256 in HASHES:
        assert text.count(sha256) >= 1
        assert sha256[:32] in text
    for words in ("投诉人", "陈桂花", "13900006721", "被投诉人", "青日日化专营店", "¥500.00", "第五十五条", "A0417"):
        assert words in text, words
    assert "照片在另一台电脑上" in text
    shown = [drawn.image() for drawn in layout.pages[1:]]
    brown = sum(
        100 < image.pixelColor(x, y).lightness() < 130 for image in shown for x in (300, 1200) for y in (400, 500)
    )
    assert brown >= 2, "the pictures themselves are on the paper"


def test_the_packet_says_until_when_the_seller_may_answer(qapp):
    early = replace(packet(pictures=0), answer_until=1_796_054_399_999)  # 2026-11-30 23:59:59 in China
    for paper, said in ((early, "notansweredyet,until2026-11-30"), (packet(pictures=0), "noanswerintime")):
        assert said in words_in(pdf(lay_out(paper), "x"))
    answered = replace(early, answer="It is genuine")
    assert "notansweredyet" not in words_in(pdf(lay_out(answered), "x"))


def test_what_was_not_signed_on_the_screen_has_a_line_to_sign_on(qapp):
    assert "thumbprint" in words_in(pdf(lay_out(payout(signed=False)), "x"))
    assert "signedonthescreen" in words_in(pdf(lay_out(payout()), "x"))
    assert "¥1,411.00" in words_in(
        pdf(lay_out(payout(parts=(("price", 89_900), ("freight", 1_200), ("damages", 50_000)))), "x")
    )
