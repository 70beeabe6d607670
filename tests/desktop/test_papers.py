"""Papers: every one fits its sheet in both languages, scans back to the same text, and keeps its words in a PDF.

``python -m tests.desktop.test_papers FOLDER`` writes a picture of each, in both languages and for both rolls.
"""

import sys
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize
from PySide6.QtGui import QColor, QImage, QPainter, QTransform
from PySide6.QtPdf import QPdfDocument
from PySide6.QtWidgets import QApplication

from tests.desktop.archive_sample import archive
from villagedesk import i18n
from villagedesk.desktop import theme
from villagedesk.desktop.printing import page
from villagedesk.desktop.printing.heads import HEADS
from villagedesk.desktop.printing.layout import images, lay_out, pdf
from villagedesk.desktop.printing.words import check_words
from villagedesk.desktop.qt_i18n import Languages
from villagedesk.desktop.scan_picture import read_codes
from villagedesk.domain import labels, papers
from villagedesk.domain.cash_papers import MoneyReceipt
from villagedesk.domain.class_papers import Sitting, sheet_code
from villagedesk.domain.contract_papers import ContractSheet, ContractThing, newest_terms
from villagedesk.domain.course_papers import Diploma, DiplomaSlip
from villagedesk.domain.dossier_papers import ConsentSlip, SlipConsent
from villagedesk.domain.label_address import address_prefix
from villagedesk.domain.labels import Kind
from villagedesk.domain.passbook import SlipDue
from villagedesk.domain.produce_papers import CertificateLabel, CertificateSheet
from villagedesk.errors import AppError

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
ID = "9f3c52a1b7e84d06af1129c05be6d478"
CODE = "KWY558DS"
LONG_NAME = "阿依古丽·买买提江·吐尔逊"
DAY = "2026-11-18"


def lot(product="徐香猕猴桃", farmer="张建国", village="白鹭村三组"):
    facts = {"centre": "B07", "product": product, "grade": "一级", "grams": 310_000, "farmer": farmer}
    text = labels.make_label(KEY, Kind.LOT, ID, issued_on=DAY, village=village, harvested_on=DAY, **facts)
    return papers.LotLabel(
        product=product,
        grade="一级",
        quantity=310_000,
        unit="jin",
        farmer=farmer,
        village=village,
        harvested_on=DAY,
        qr=text,
        code=CODE,
    )


def certificate(
    kind=CertificateLabel, product="徐香猕猴桃", issuer="张建国", origin="清溪县 白鹭村 三组", gtin="", **more
):
    at = address_prefix("https://desk.qingxi.example", gtin=gtin, lot="20261118-103")
    facts = {"product": product, "grade": "一级", "grams": 2_500, "farmer": issuer, "village": origin}
    text = labels.make_label(KEY, Kind.CERTIFICATE, ID, issued_on=DAY, at=at, harvested_on=DAY, **facts)
    return kind(
        number=f"20261118-{CODE}",
        product=product,
        grade="一级",
        quantity=2_500,
        unit="jin",
        origin=origin,
        issuer=issuer,
        contact="139 0000 6722",
        basis=("quality_control", "own_test"),
        issued_on=DAY,
        lot="20261118-103",
        qr=text,
        code=CODE,
        icon="fruit",
        page="desk.qingxi.example/v",
        **more,
    )


def slip(person="陈桂花", cash_fen=30_000, lines=3):
    goods = [
        papers.SlipLine(title="洗衣粉", quantity=2, amount_fen=5_980, icon="bottle"),
        papers.SlipLine(title="复合肥", quantity=1, amount_fen=16_800, icon="sack"),
        papers.SlipLine(title="儿童雨靴防滑加绒加厚男女童中筒水鞋四季通用套装", quantity=1, amount_fen=3_500),
    ]
    return papers.OrderSlip(
        centre="白鹭村服务站",
        at=1_795_401_060_000,
        person=person,
        group="三组 12 号",
        lines=tuple(goods[:lines]),
        total_fen=26_280,
        cash_fen=cash_fen,
        number="B07-1123-014",
        qr=labels.make_label(KEY, Kind.ORDER, ID, issued_on=DAY, total_fen=26_280),
        code=CODE,
        return_days=7,
    )


def card(person="张建国"):
    text = labels.make_label(KEY, Kind.PERSON, ID, issued_on=DAY)
    return papers.PersonCard(
        person=person, group="白鹭村委会第十三村民小组", centre="白鹭村服务站", seller=True, qr=text, code=CODE
    )


def parcel(person="陈桂花"):
    text = labels.make_label(KEY, Kind.PARCEL, ID, issued_on=DAY)
    return papers.PickupLabel(
        shelf="A-07", person=person, phone_tail="6721", pickup_code="482073", arrived_on=DAY, grams=900, qr=text
    )


def sheet(people=30):
    rows = tuple(papers.SignInRow(person=LONG_NAME, group="白鹭村三组", mark="09:02") for _ in range(people))
    return papers.SignInSheet(course="识别仿冒品", held_on=DAY, place="服务站", trainer="周敏", rows=rows)


def squares(people=50):
    rows = tuple(
        papers.SignInRow(person=LONG_NAME, group="白鹭村委会第十三村民小组", mark="09:02", qr=sheet_code(ID))
        for _ in range(people)
    )
    facts = {"number": "PX2611-103", "begins": 840, "ends": 960}
    return papers.SignInSheet(course="识别仿冒品", held_on=DAY, place="服务站", trainer="周敏", rows=rows, **facts)


def invitations(people=7):
    rows = tuple(papers.SignInRow(person=LONG_NAME, group="三组", qr=sheet_code(ID)) for _ in range(people))
    sittings = tuple(Sitting(held_on=DAY, begins=540, ends=660) for _ in range(5))
    return papers.InvitationSheet(
        centre="白鹭村服务站",
        course="农产品电商直播与短视频带货实操（第二期）",
        number="PX2611-103",
        place="白鹭村村委会二楼会议室",
        trainer="阿依古丽·买买提",
        sittings=sittings,
        people=rows,
        meal_fen=2000,
        travel_fen=500,
    )


CONSENT = papers.PlainSheet(
    title="农户信息使用同意书",
    facts=(("姓名", "张建国"), ("住址", "白鹭村三组 12 号")),
    paragraphs=("我同意服务站保存我的姓名和电话。" * 200,),
    signatures=("农户签字", "日期"),
)


def passbook(name="陈桂花"):
    facts = {"issued_on": "2026-11-23", "owes_fen": 26_280, "owed_fen": 3_500}
    return papers.PassbookSlip(
        centre="白鹭村服务站",
        at=1_795_401_060_000,
        person=name,
        group="三组 12 号",
        household=("吴阿婆", name),
        owes=(SlipDue(kind="parcel", title=f"禾洁 浓缩洗衣粉 {name}", person=name, fen=26_280),),
        owed=(SlipDue(kind="refund", title="儿童雨靴", person="", fen=3_500),),
        shelf=("A-01", "B-17"),
        on_the_way=3,
        qr=labels.make_label(KEY, Kind.PASSBOOK, "ab" * 16, **facts),
        code="8F2K 9QTX",
    )


def consents(name="张建国"):
    lines = [
        SlipConsent(purpose="id_image", given=True, version="2026-02", on=DAY, witness=name, way="thumb"),
        SlipConsent(purpose="bank_account", given=False, version="2026-02", on=DAY),
        SlipConsent(purpose="portrait", given=False, version="", on=DAY, witness="王秀兰"),
        SlipConsent(purpose="authorities", given=True, version="2026-02", on=DAY),
    ]
    return ConsentSlip(person=name, centre="白鹭村服务站", at=1_795_401_060_000, lines=tuple(lines))


def receipt(person="陈桂花", title="禾洁 浓缩洗衣粉", **more):
    facts = {"number": "1123-101", "waybill": "YT8831200455", "fen": 26_280, "by_code": False}
    return MoneyReceipt(
        centre="白鹭村服务站",
        at=1_795_401_060_000,
        person=person,
        group="三组 12 号",
        title=title,
        qr=labels.make_label(KEY, Kind.ORDER, ID, issued_on=DAY),
        code=CODE,
        **facts | more,
    )


def payout(person="陈桂花", title="禾洁 浓缩洗衣粉", **more):
    return papers.PayoutSlip(
        centre="白鹭村服务站",
        at=1_795_401_060_000,
        person=person,
        group="三组 12 号",
        number="1123-101",
        title=title,
        parts=(("price", 26_280),),
        signed=False,
        qr=labels.make_label(KEY, Kind.ORDER, ID, issued_on=DAY),
        code=CODE,
        **more,
    )


def contract(**more):
    things = (
        ("ZC0-01", "清风台式机", "QF-1"),
        ("ZC0-02", "小票打印机 58", ""),
        ("ZC0-03", "干粉灭火器 4 kg", "GF4-2231"),
    )
    values = {
        "number": "青服合 2026-07",
        "party_a": "青溪县商务局",
        "party_b": "周小芹",
        "centre": "青石村服务站",
        "village": "青溪县青石村",
        "premises": "村委会一楼东头",
        "hours": "7:30-18:30",
        "from_on": "2026-12-01",
        "until_on": "2028-11-30",
        "deposit_fen": 50_000,
        "things": tuple(ContractThing(number=n, title=t, serial=s) for n, t, s in things),
        "terms": newest_terms(),
    }
    return ContractSheet(**(values | more))


def diploma(kind=Diploma, person="张建国", **more):
    facts = {"number": "T20261118-101", "course": "拍照和写介绍", "learner": person, "minutes": 240}
    values = {
        "number": "T20261118-101",
        "person": person,
        "course": "K03",
        "title": "拍照和写介绍",
        "minutes": 240,
        "held_from": "2026-11-17",
        "held_until": DAY,
        "issued_on": DAY,
        "expires_on": "2028-11-18",
        "trainer": "刘芳",
        "centre": "白鹭村服务站",
        "rights": ("list",),
        "qr": labels.make_label(KEY, Kind.TRAINING, ID, issued_on=DAY, expires_on="2028-11-18", **facts),
        "code": CODE,
        "icon": "camera",
        "funder": "清溪县人力资源和社会保障局",
    }
    return kind(**(values | more))


COURSE_ADDRESS = labels.make_label(
    KEY,
    Kind.TRAINING,
    ID,
    issued_on=DAY,
    at=address_prefix("https://desk.qingxi.example"),
    expires_on="2028-11-18",
    number="T20261118-101",
    course="拍照和写介绍",
    learner=LONG_NAME,
    minutes=240,
)
TEST = papers.PrinterTest(centre="白鹭村服务站", at=1_795_401_060_000, qr="VD1:TEST")


def calls(name="陈桂花", count=3):
    row = ("A-07, B-12", name, "139 0000 6721", "¥262.80", "还没通知", "")
    return papers.ListSheet(
        title="电话名单 2026年11月23日",
        under="白鹭村服务站",
        facts=(("架上", "3 件"),),
        shares=(4, 6, 6, 4, 4, 4),
        head=("位置", "姓名", "手机", "应收", "通知", "已通知，手写"),
        rows=(row,) * count,
        right=(3,),
        signatures=("司机签字", "服务站签字"),
    )


PAPERS = {
    "list": calls(),
    "list long": calls(LONG_NAME * 4, 90),
    "lot": lot(),
    "lot long": lot("高山有机绿色无公害红心猕猴桃", LONG_NAME, "白鹭村委会第十三村民小组"),
    "lot longer": lot("很长的名字" * 20, LONG_NAME * 3, "白鹭村" * 20),
    "card": card(),
    "card long": card(LONG_NAME),
    "card longer": card(LONG_NAME * 4),
    "pickup": parcel(),
    "pickup long": parcel(LONG_NAME),
    "slip": slip(),
    "slip long": slip(LONG_NAME * 2, None),
    "slip collector": replace(slip(), collector=LONG_NAME * 2),
    "slip code": replace(slip(cash_fen=None), by_code=True),
    "slip payer": replace(
        slip(cash_fen=None),
        lines=(
            papers.SlipLine(title="棉拖鞋 40 码", quantity=12, amount_fen=19_200, icon="boot", instead=LONG_NAME * 2),
            papers.SlipLine(title="洗衣粉", quantity=2, amount_fen=5_980, picture="ab" * 32),
            papers.SlipLine(title="复合肥", quantity=1, amount_fen=0, icon="sack", left_out="frozen"),
            papers.SlipLine(title="雨衣", quantity=1, amount_fen=0, left_out=papers.LEFT_OUT),
        ),
        ceiling_fen=27_100,
        substitute=True,
        payer_tail="4321",
        pay_code=CODE.replace(" ", ""),
        pay_url="https://platform.qingxi.example/pay/" + CODE.replace(" ", ""),
    ),
    "passbook": passbook(),
    "passbook long": passbook(LONG_NAME),
    "passbook empty": replace(passbook(), owes=(), owed=(), shelf=(), on_the_way=0, household=()),
    "certificate": certificate(),
    "certificate gtin": certificate(gtin="09506000134352"),
    "certificate long": certificate(
        product="高山有机绿色无公害红心猕猴桃 徐香", issuer=LONG_NAME, origin="清溪县 白鹭村委会 第十三村民小组"
    ),
    "certificate longer": certificate(product="很长的名字" * 12, issuer=LONG_NAME * 3, origin="白鹭村" * 20),
    "certificate sheet": certificate(CertificateSheet, picture="ab" * 32),
    "certificate sheet long": certificate(CertificateSheet, product="很长的名字" * 12, issuer=LONG_NAME * 3),
    "consents": consents(),
    "consents long": consents(LONG_NAME * 2),
    "consents none": replace(consents(), lines=()),
    "receipt": receipt(),
    "receipt long": receipt(LONG_NAME * 2, LONG_NAME * 3, by_code=True),
    "receipt parcel": receipt(number="", title=""),
    "payout": payout(),
    "payout phone": payout(LONG_NAME * 2, LONG_NAME * 3, phone_fen=6_280),
    "diploma": diploma(),
    "diploma long": diploma(
        person=LONG_NAME * 2,
        course="K99",
        title="很长的课程名字" * 6,
        trainer=LONG_NAME,
        centre="白鹭村" * 12,
        rights=("list", "regulated"),
        funder=LONG_NAME * 3,
    ),
    "diploma slip": diploma(DiplomaSlip),
    "diploma slip long": diploma(
        DiplomaSlip,
        LONG_NAME * 2,
        course="K99",
        title="很长的课程名字" * 6,
        trainer=LONG_NAME,
        rights=("list", "regulated"),
    ),
    "diploma on a phone": diploma(qr=COURSE_ADDRESS),
    "diploma slip on a phone": diploma(DiplomaSlip, qr=COURSE_ADDRESS),
    "archive": archive(),
    "archive long": archive(
        7, name=LONG_NAME * 2, course="", title="很长的课程名字" * 6, trainer=LONG_NAME * 2, funder=LONG_NAME * 3
    ),
    "archive empty": archive(0, 0, trainer="", course=""),
    "contract": contract(),
    "contract long": contract(
        party_a=LONG_NAME * 3,
        centre="白鹭村" * 12,
        premises="村委会一楼东头" * 12,
        things=tuple(ContractThing(number=f"ZC0-{n}", title="小票打印机" * 6, serial="QF9" * 12) for n in range(40)),
    ),
    "contract on another form": contract(terms="", things=(), deposit_fen=0),
    "test": TEST,
}


@pytest.fixture(params=["zh_CN", "en"])
def language(request, qapp):
    i18n.set_language(request.param)
    yield request.param
    i18n.set_language("en")


@pytest.mark.parametrize("reprint", [0, 12])
@pytest.mark.parametrize("name", PAPERS)
def test_nothing_leaves_the_paper_or_reaches_its_edge(name, reprint, language):
    layout = lay_out(PAPERS[name], head=HEADS["58"], reprint=reprint)
    paper_dots = [round(mm * page.DOTS_PER_MM) for mm in layout.paper_mm]
    for drawn in layout.pages:
        assert drawn.width <= paper_dots[0]
        assert drawn.height <= paper_dots[1]
        assert drawn.lowest <= drawn.height
        assert drawn.rightmost <= drawn.width


@pytest.mark.parametrize("head", HEADS)
@pytest.mark.parametrize("name", [name for name, paper in PAPERS.items() if hasattr(paper, "qr")])
def test_the_code_scans_back_to_the_same_text(name, head, language):
    paper = PAPERS[name]
    for image in images(lay_out(paper, head=HEADS[head])):
        assert sorted(read_codes(image)) == sorted({paper.qr, getattr(paper, "pay_url", "")} - {""})


def test_a_label_that_was_photographed_askew_is_still_read(qapp, tmp_path):
    label = images(lay_out(lot()))[0].scaled(960, 640)
    photo = QImage(1600, 1200, QImage.Format.Format_RGB32)
    photo.fill(QColor("#8a7a60"))
    painter = QPainter(photo)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.setTransform(QTransform().translate(420, 160).rotate(17).shear(0.08, 0.02))
    painter.drawImage(0, 0, label)
    painter.end()
    path = tmp_path / "label.jpg"
    assert photo.save(str(path), None, 60)
    assert read_codes(path) == [lot().qr]


def test_a_picture_without_a_code_says_so(qapp, tmp_path):
    blank = QImage(200, 200, QImage.Format.Format_RGB32)
    blank.fill(QColor("white"))
    with pytest.raises(AppError) as caught:
        read_codes(blank)
    assert caught.value.code == "no_square_found"


def opened(data):
    """A PDF as a viewer opens it; the buffer must live as long as the document."""
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    document = QPdfDocument()
    document.load(buffer)
    return document, buffer


def words_in(data):
    """All the text of a PDF without spaces: viewers differ in where they see them."""
    document, _buffer = opened(data)
    return "".join("".join(document.getAllText(number).text().split()) for number in range(document.pageCount()))


def printed(document, number=0, zoom=3):
    size = document.pagePointSize(number)
    shown = document.render(number, QSize(round(size.width() * zoom), round(size.height() * zoom)))
    white = QImage(shown.size(), QImage.Format.Format_RGB32)
    white.fill(QColor("white"))
    painter = QPainter(white)
    painter.drawImage(0, 0, shown)
    painter.end()
    return white


@pytest.mark.parametrize(
    "name", ["lot long", "card", "pickup", "slip", "certificate", "certificate gtin", "certificate sheet", "test"]
)
def test_the_pdf_has_the_right_size_and_scans_back(name, language):
    layout = lay_out(PAPERS[name])
    document, _buffer = opened(pdf(layout, "x"))
    points = document.pagePointSize(0)
    for found, wanted in zip((points.width(), points.height()), layout.paper_mm, strict=True):
        assert abs(found - wanted * 72 / 25.4) <= 1
    assert read_codes(printed(document)) == [PAPERS[name].qr]


def test_the_words_of_a_pdf_can_be_found(qapp):
    i18n.set_language("en")
    text = words_in(pdf(lay_out(slip()), "x"))
    for words in ("Orderslip", "¥262.80", "B07-1123-014", "CheckKWY558DS", "change¥37.20", "鞋四季通"):
        assert words in text


def test_a_reprint_says_so_and_the_first_paper_does_not(language):
    words = {"zh_CN": "补打2", "en": "Reprint2"}[language]
    for paper in (slip(), lot(), card(), parcel()):
        assert words in words_in(pdf(lay_out(paper, reprint=2), "x"))
        assert words[:-1] not in words_in(pdf(lay_out(paper), "x"))


def test_a_class_of_thirty_takes_two_pages_with_the_head_on_each(language):
    document, _buffer = opened(pdf(lay_out(sheet()), "x"))
    assert document.pageCount() == 2
    for number in range(2):
        assert "识别仿冒品" in document.getAllText(number).text()
    assert opened(pdf(lay_out(sheet(0)), "x"))[0].pageCount() == 1


def test_a_long_text_runs_over_pages_and_loses_nothing(language):
    made = pdf(lay_out(CONSENT), "x")
    assert opened(made)[0].pageCount() >= 2
    assert words_in(made).count("保存我的姓名和电话") == 200


def test_the_slip_shows_the_goods_picture_and_what_the_child_needs(qapp):
    i18n.set_language("en")
    paper = PAPERS["slip payer"]
    words = words_in(pdf(lay_out(paper), "x"))
    for said in (
        "Instead comes",
        "stopped the seller, left out",
        "At most ¥271.00",
        "The child pays, phone …4321",
        "platform.qingxi.example/pay",
    ):
        assert said.replace(" ", "") in words.replace(" ", ""), said
    asked = []
    image = QImage(64, 64, QImage.Format.Format_RGB32)
    image.fill(0)
    data = QBuffer()
    image.save(data, "PNG")

    def photo(sha256):
        asked.append(sha256)
        return bytes(data.data())

    black = [
        sum(drawn.pixelColor(20, y).lightness() < 40 for y in range(drawn.height()))
        for drawn in (images(lay_out(paper, photo=show))[0] for show in (photo, lambda _sha: None))
    ]
    assert asked == ["ab" * 32]
    assert black[0] > black[1] + 40, "the thumbnail is on the paper"


def test_a_consent_slip_says_how_each_yes_was_given(language):
    words = unicodedata.normalize("NFKC", words_in(pdf(lay_out(consents()), "x")))
    assert {"zh_CN": "按手印", "en": "Thumbprint"}[language] in words


def test_the_code_of_a_passbook_stays_on_one_line_of_the_narrow_roll(language, monkeypatch):
    drawn, draw = [], page._text_op
    monkeypatch.setattr(page, "_text_op", lambda line, *how: (drawn.append((line, how[0])), draw(line, *how))[1])
    lay_out(passbook(), head=HEADS["58"])
    assert ("8F2K 9QTX", 28) in drawn, "whole, and not made smaller"


def test_many_lines_make_a_longer_slip(qapp):
    assert lay_out(slip(lines=3)).paper_mm[1] > lay_out(slip(lines=1)).paper_mm[1] + 10


def test_text_is_cut_with_an_ellipsis_only_when_it_cannot_shrink_enough(qapp):
    assert page.fit("白鹭村", 20, False, 200, 1) == (["白鹭村"], 20)
    lines, size = page.fit("白鹭村委会第十三组", 20, False, 150, 1)
    assert (lines, size < 20) == (["白鹭村委会第十三组"], True)
    lines, size = page.fit("白鹭村委会第十三村民小组" * 3, 20, False, 150, 1)
    assert lines[0].endswith("…")
    assert size == 14


def test_rare_characters_outside_the_basic_plane_are_broken_whole(qapp):
    assert "".join(page.broken("𠮷" * 30, 20, 100)) == "𠮷" * 30


def test_a_name_cannot_turn_the_paper_around(qapp):
    i18n.set_language("en")
    strange = parcel("陈\u202e桂\n花")
    assert "\u202e" not in words_in(pdf(lay_out(strange), "x"))
    assert "陈桂花" in words_in(pdf(lay_out(strange), "x"))


def write_papers(folder):
    """Write a picture of every sample into ``folder``; returns how many there are."""
    folder.mkdir(parents=True, exist_ok=True)
    before = i18n.language()
    for of_language in i18n.LANGUAGES:
        i18n.set_language(of_language)
        for name, paper in PAPERS.items():
            for head in ("80", "58") if lay_out(paper).form == "receipt" else ("80",):
                for at, image in enumerate(images(lay_out(paper, head=HEADS[head])), 1):
                    image.save(str(folder / f"{name} {head} {at} {of_language}.png"))
    i18n.set_language(before)
    return len(list(folder.glob("*.png")))


def test_every_paper_can_be_written_to_a_file(qapp, tmp_path, monkeypatch):
    monkeypatch.setitem(globals(), "PAPERS", {"slip": PAPERS["slip"], "card": PAPERS["card"]})
    assert write_papers(tmp_path / "papers") == 2 * (2 + 1)


if __name__ == "__main__":
    application = QApplication(sys.argv)
    Languages(application).use("zh_CN")
    theme.apply(application, 100)
    print(write_papers(Path(sys.argv[1])))


def test_a_figure_keeps_away_from_the_words_behind_it(qapp, monkeypatch):
    boxes = {}
    drawn = page.Page.text

    def look(self, x, y, text, size, *, width=None, **more):
        boxes[text] = (x, x + (width or 0))
        return drawn(self, x, y, text, size, width=width, **more)

    monkeypatch.setattr(page.Page, "text", look)
    lay_out(calls())
    assert boxes["还没通知"][0] - boxes["¥262.80"][1] >= 30


def test_a_short_code_is_never_parted(qapp):
    for language in i18n.LANGUAGES:
        with i18n.speaking(language):
            words = check_words("GG3KGJMT")
            room = page.text_width(words, 22) - 4
            assert page.broken(words, 22, room)[-1].replace("\u00a0", " ") == "GG3K GJMT"
