"""The pages of the equipment: written down by keys, opened by its tag, checked by scanning, told on Today."""

import pytest
from PySide6.QtCore import Qt

from tests.desktop.counter import press
from tests.store.test_assets import JPEG, form
from villagedesk import clock, i18n
from villagedesk.desktop.assets.today import cards
from villagedesk.desktop.finders import find
from villagedesk.desktop.printing.layout import images, lay_out
from villagedesk.desktop.scan_picture import read_codes
from villagedesk.domain.room_papers import AssetTag
from villagedesk.store import assets
from villagedesk.store.photos import desk_files


@pytest.fixture
def put(store, operator):
    def put(title, **more):
        with store.write(by=operator) as s:
            return assets.add_asset(s, form(title, **more), desk_files(store))

    return put


def rows(store, **how):
    with store.read() as s:
        return assets.assets(s, **how)


def test_a_thing_is_written_down_by_keys(window, store, said):
    window.go("assets")
    press(window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    page = window.page()
    press(window, Qt.Key.Key_F10)
    assert "choose what it is" in page._line.text()
    page.kind.button("printer").click()
    page.fields["title"].edit.setText("云桥 80")
    page.bought.edit.setText("tomorrow")
    press(window, Qt.Key.Key_F10)
    assert page.bought.error()
    page.bought.edit.setText("2025-03-01")
    page.photo.load(desk_files(store).put(JPEG))
    press(window, Qt.Key.Key_F10)
    assert window.place() == "asset"
    assert "Stick the tag" in said[-1][1]
    (row,) = rows(store)
    assert (row.kind, row.title, row.bought_on, bool(row.photo)) == ("printer", "云桥 80", "2025-03-01", True)


def test_a_draft_of_a_thing_is_gone_on_with(window, store):
    window.go("asset_form")
    page = window.page()
    page.fields["title"].edit.setText("云桥 80")
    page.draft.changed()
    page.on_back()
    window.go("assets")
    (card,) = window.page().unfinished.findChildren(type(window.page().unfinished._layout.itemAt(0).widget()))
    card.button.click()
    assert window.page().fields["title"].text() == "云桥 80"


def test_what_is_lost_needs_a_reason(window, store, put):
    asset = put("秤", kind="scale")
    window.go("asset", asset_id=asset)
    page = window.page()
    page.moves["lost"].click()
    assert page.note.error()
    page.note.edit.setText("搬家时不见了")
    page.moves["lost"].click()
    assert rows(store) == []
    assert page.moves["in_use"].isVisible()
    assert not page.moves["at_repair"].isVisible()


def test_a_tag_opens_its_thing_anywhere(window, store, put):
    put("秤")
    asset = put("电脑")
    with store.read() as s:
        (hit,) = find(s, "zc1-02")
    assert (hit.place, hit.params, hit.exact) == ("asset", {"asset_id": asset}, True)


def test_the_room_is_checked_by_scanning(window, store, put, said, desk):
    put("电脑")
    printer = put("打印机")
    answers = []
    desk.bus.scan_answered.connect(answers.append)
    window.go("asset_check")
    page = window.page()
    assert not page.on_scan("ZC1-01"), "before it has begun a tag opens its thing"
    press(window, Qt.Key.Key_F10)
    assert page.on_scan("ZC1-01")
    assert not page.on_scan("6901234567892")
    assert page.on_scan("ZC1-99")
    assert answers == [True, False]
    assert "ZC1-99" in said[-1][1]
    assert [row.key for row in page.list.rows()] == [printer]
    page.end.click()
    assert "1 not found" in page.end.text()
    page.end.click()
    assert "1 thing was not found" in said[-1][1]
    with store.read() as s:
        assert assets.last_check(s).missing == {printer}


def test_today_reminds_of_check_and_warranty(store, put, operator):
    put("电脑", warranty_until=clock.today())
    with store.read() as s:
        (card,) = cards(s)
    assert (card.title, card.place) == ("1 warranty ends this month", "assets")
    with store.write(by=operator) as s:
        assets.begin_check(s)
    with store.read() as s:
        assert [card.place for card in cards(s)] == ["asset_check", "assets"]


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_the_tag_fits_and_scans(language, qapp):
    i18n.set_language(language)
    paper = AssetTag(
        number="ZC12-104",
        title="云桥 80 毫米热敏小票打印机加强版带切刀和网口" * 2,
        kind="ups",
        centre="白鹭村服务站",
        funder="县电商进农村综合示范项目" * 3,
    )
    layout = lay_out(paper)
    (page,) = layout.pages
    assert page.lowest <= page.height
    assert page.rightmost <= page.width
    assert read_codes(images(layout)[0]) == ["ZC12-104"]
