"""The equipment: a tag for each thing, moves with a reason, and a yearly check that tells what was not found."""

import pytest
import time_machine

from villagedesk import clock
from villagedesk.domain.assets import ASSET, AssetForm, AssetState, tag_in
from villagedesk.errors import Invalid, Refused
from villagedesk.store import assets, print_queue
from villagedesk.store.photos import desk_files

JPEG = b"\xff\xd8\xff\xe0 a photo of a printer"


def form(title="云桥 80 热敏打印机", **more):
    return AssetForm(**({"kind": "printer", "title": title} | more))


@pytest.fixture
def put(store, operator):
    def put(*titles, **more):
        ids = []
        for title in titles:
            with store.write(by=operator) as s:
                ids.append(assets.add_asset(s, form(title, **more), desk_files(store)))
        return ids

    return put


def rows(store, **how):
    with store.read() as s:
        return assets.assets(s, **how)


def test_each_thing_gets_a_number_and_a_tag(store, put):
    photo = desk_files(store).put(JPEG)
    put("打印机", "电脑", photo=photo, serial="SN 77")
    assert [row.number for row in rows(store)] == ["ZC1-01", "ZC1-02"]
    with store.read() as s:
        papers = [job.title for job in print_queue.jobs(s.connection()) if job.paper == "asset_tag"]
        assert sorted(papers) == ["ZC1-01 打印机", "ZC1-02 电脑"]
        assert assets.asset_by_number(s, tag_in(" zc1-02\n")).title == "电脑"
        assert [row.title for row in assets.assets_named(s, "sn 7", 5)] == ["打印机", "电脑"]
        (blob,) = s.connection().exec_driver_sql("SELECT kind, state FROM blob").fetchall()
        assert tuple(blob) == ("asset", "waiting")


def test_numbers_go_on_for_good_not_by_day(store, put):
    put("电脑")
    with time_machine.travel("2031-05-06 10:00+08:00"):
        put("打印机")
    assert [row.number for row in rows(store)] == ["ZC1-01", "ZC1-02"]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"kind": ""}, "kind"),
        ({"kind": "rocket"}, "kind"),
        ({"title": " "}, "title"),
        ({"title": "x" * 61}, "title"),
        ({"bought_on": "2099-01-01"}, "bought_on"),
        ({"bought_on": "2025-05-01", "warranty_until": "2024-05-01"}, "warranty_until"),
    ],
)
def test_what_cannot_be_is_told_at_its_field(store, put, wrong, field):
    with pytest.raises(Invalid) as told:
        put(wrong.pop("title", "电脑"), **wrong)
    assert told.value.field == field
    assert rows(store) == []


def test_a_thing_is_changed_and_moved(store, put, do):
    (asset,) = put("电脑", keeper="王秀兰")
    do(assets.change_asset, asset, form("电脑", kind="pc", keeper="李大海"), desk_files(store))
    do(assets.move_asset, asset, AssetState.AT_REPAIR)
    (row,) = rows(store)
    assert (row.kind, row.keeper, row.state) == ("pc", "李大海", "at_repair")
    with pytest.raises(Invalid) as told:
        do(assets.move_asset, asset, AssetState.LOST)
    assert told.value.field == "note"
    do(assets.move_asset, asset, AssetState.WRITTEN_OFF, "主板烧了，不值得修")
    assert rows(store) == []
    (gone,) = rows(store, gone=True)
    assert gone.state_note == "主板烧了，不值得修"
    with pytest.raises(Refused):
        do(assets.move_asset, asset, AssetState.IN_USE)
    assert ASSET.ended("written_off")


def test_the_yearly_check_tells_what_was_not_found(store, put, do):
    pc, printer, lost = put("电脑", "打印机", "秤")
    do(assets.move_asset, lost, AssetState.LOST, "搬家时不见了")
    check = do(assets.begin_check)
    assert do(assets.begin_check) == check, "one that is going on is gone on with"
    assert do(assets.see_asset, check, pc)
    assert not do(assets.see_asset, check, pc), "seen twice counts once"
    with store.read() as s:
        going = assets.check_going(s)
    assert (going.found, going.expected, going.missing) == (1, 2, {printer})
    done = do(assets.end_check, check, "打印机借给村委会了")
    assert (done.found, done.expected, done.missing) == (1, 2, {printer})
    with store.read() as s:
        assert assets.check_going(s) is None
        assert assets.last_check(s).missing == {printer}
    for refused in (assets.end_check, lambda s, c: assets.see_asset(s, c, printer)):
        with pytest.raises(Refused):
            do(refused, check)
    assert next(row for row in rows(store) if row.id == pc).seen_at


def test_a_check_is_due_a_year_after_the_last(store, put, do):
    year = 365 * 86_400_000

    def due(after):
        with store.read() as s:
            return assets.check_due(s, clock.now_ms() + after)

    assert not due(2 * year), "nothing to check"
    put("电脑")
    assert not due(0)
    assert due(year + 1)
    check = do(assets.begin_check)
    assert due(0), "it is going on"
    do(assets.end_check, check)
    assert not due(year - 60_000)
    assert due(year + 60_000)


@pytest.mark.parametrize(
    ("scanned", "number"),
    [("ZC1-07", "ZC1-07"), ("zc1-07 ", "ZC1-07"), ("ZC-07", ""), ("F1123-101", ""), ("ZC1-", ""), ("", "")],
)
def test_only_a_tag_is_taken_for_one(scanned, number):
    assert tag_in(scanned) == number
