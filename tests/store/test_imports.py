"""Lists from a spreadsheet: tried out row by row, taken in, on file already, undone; and files that are none."""

import csv
import resource
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from tests.store.people_of_a_village import lot_form, resident_id, seller_form, verified_seller
from villagedesk import clock
from villagedesk.domain.import_columns import LOT_COLUMNS, SELLER_COLUMNS
from villagedesk.domain.people import PersonForm
from villagedesk.errors import SENTENCES, AppError, Refused, StorageTrouble
from villagedesk.store import Store, room
from villagedesk.store.catalogue import import_file, write_file
from villagedesk.store.catalogue.sample import sample_goods
from villagedesk.store.crops import lots_of, record_lot
from villagedesk.store.imports import (
    Plan,
    Status,
    import_runs,
    plan_lots,
    plan_sellers,
    read_rows,
    take_in,
    undo_import,
)
from villagedesk.store.imports.command import undone_words
from villagedesk.store.people import add_person, correct_person, newest_people, sellers
from villagedesk.store.prices import import_prices, markets
from villagedesk.store.sellers import consent_lines, seller_page

HEAD = ["姓名", "身份证号", "手 机", "组", "种什么", "面积（亩）", "开户行", "账号", "同意", "自产自销声明", "备注"]


def row(name: str, number: int, **others: str) -> list[str]:
    facts = {
        "姓名": name,
        "身份证号": resident_id(number),
        "手 机": f"139 0000 {number:04d}",
        "组": "三组",
        "种什么": "水稻、茶",
        "面积（亩）": "3.2",
        "开户行": "农商银行存折",
        "账号": f"6210 0000 {number:04d}",
        "同意": "是",
        "自产自销声明": "是",
        "备注": "=1+1",
    } | others
    return [facts[title] for title in HEAD]


def written(path: Path, rows: list[list[object]], encoding: str = "gb18030") -> Path:
    if path.suffix == ".xlsx":
        book = xlsxwriter.Workbook(str(path))
        sheet = book.add_worksheet()
        for at, cells in enumerate(rows):
            sheet.write_row(at, 0, cells)
        book.close()
    else:
        with path.open("w", encoding=encoding, newline="") as file:
            csv.writer(file).writerows(rows)
    return path


def tried(store: Store, path: Path) -> Plan:
    with store.read() as s:
        return plan_sellers(s, read_rows(path, SELLER_COLUMNS))


@pytest.mark.parametrize(("name", "encoding"), [("a.csv", "gb18030"), ("a.csv", "utf-8-sig"), ("a.xlsx", "")])
def test_a_list_is_tried_taken_in_and_undone_as_a_whole(
    store: Store, operator: str, tmp_path: Path, name: str, encoding: str
) -> None:
    with store.write(by=operator) as s:
        known = add_person(s, PersonForm(name="周敏", resident_id=resident_id(3), village_group="五组"))
        add_person(s, PersonForm(name="王秀英"))
    already, _ = verified_seller(store, operator, seller_form("李四", 2))
    path = written(
        tmp_path / name,
        [
            ["白鹭村卖家名单"],
            HEAD,
            row("张建国", 1),
            row("李四", 2),
            row("周敏", 3),
            row("张建国", 1),
            row("王秀英", 4),
            row("赵<b>六", 5, 身份证号="110105194912310021", 面积="", 同意=""),
            [""] * len(HEAD),
            row("孙七", 6, 同意="头像、打广告"),
        ],
        encoding,
    )
    plan = tried(store, path)
    assert [(one.number, one.status) for one in plan.rows] == [
        (3, Status.NEW),
        (4, Status.KNOWN),
        (5, Status.JOINS),
        (6, Status.TWICE),
        (7, Status.DOUBT),
        (8, Status.WRONG),
        (10, Status.WRONG),
    ]
    assert plan.rows[5].title == "赵<b>六"
    assert "The last digit should be X. Please look at the card." in plan.rows[5].sentences
    assert any("打广告" in words for words in plan.rows[6].sentences)
    told: list[tuple[int, int]] = []
    with store.read() as s:
        before = {person.id for person in newest_people(s)}
    done = take_in(store, plan, path.name, operator, progress=lambda at, of: told.append((at, of)))
    assert (done.taken, done.failed, told[-1]) == (2, (), (2, 2))
    with store.read() as s:
        new = next(person.id for person in newest_people(s) if person.id not in before)
        page, joined = seller_page(s, new), seller_page(s, known)
        assert {line.purpose: line.way for line in consent_lines(s, new)} == {
            "id_image": "signed",
            "bank_account": "signed",
        }
        (run,) = import_runs(s.connection())
    assert (page.name, page.phone, page.payout) == ("张建国", "13900000001", ("passbook", "农商银行存折", "0001"))
    assert [(plot.area, plot.crops) for plot in page.plots] == [(3200, "水稻，茶")]
    assert (joined.state, joined.group) == ("submitted", "五组")
    assert (run.key, run.rows, run.undone_at) == (done.key, 2, None)
    assert tried(store, path).rows[0].status == Status.KNOWN
    undone = undo_import(store, done.key, operator)
    assert (undone.gone, undone.kept) == (2, 0)
    with store.read() as s:
        assert {person.id for person in newest_people(s)} == before
        assert {person.id for person in sellers(s)} == {already}
        assert seller_page(s, known).state == ""
    with pytest.raises(Refused, match="import_undone"):
        undo_import(store, done.key, operator)


def test_who_was_used_meanwhile_stays_whole(store: Store, operator: str, tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", [HEAD, row("张建国", 1), row("李四", 2)])
    done = take_in(store, tried(store, path), "a.csv", operator)
    with store.read() as s:
        used = next(person for person in sellers(s) if person.name == "李四")
        seller_id = seller_page(s, used.id).seller_id
    with store.write(by=operator) as s:
        record_lot(s, lot_form(seller_id, harvested_on=clock.today()))
    undone = undo_import(store, done.key, operator)
    assert (undone.gone, undone.kept) == (1, 1)
    with store.read() as s:
        assert [person.name for person in sellers(s)] == ["李四"]
        assert len(seller_page(s, used.id).consents) == 2


def test_a_stop_keeps_what_is_done(store: Store, operator: str, tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", [HEAD, *(row(f"张三{'一二三四五六'[n]}", n + 1) for n in range(6))])
    asked = iter([False, False, True])
    done = take_in(store, tried(store, path), "a.csv", operator, cancelled=lambda: next(asked))
    assert (done.taken, done.stopped) == (2, True)
    with store.read() as s:
        assert len(sellers(s)) == 2


def test_lots_find_their_seller_and_are_undone(store: Store, operator: str, tmp_path: Path) -> None:
    _, seller_id = verified_seller(store, operator)
    verified_seller(store, operator, seller_form("李四", 2))
    verified_seller(store, operator, seller_form("李四", 4, village_code="990185001999"))
    day = clock.today()
    path = written(
        tmp_path / "lots.csv",
        [
            ["姓名", "手机", "产品", "等级", "数量", "单位", "采收日期"],
            ["张建国", "", "猕猴桃", "一级", "620", "斤", day.replace("-", "/")],
            ["李四", "", "茶", "", "10", "公斤", day],
            ["李四", "13900000002", "鸡蛋", "", "90", "枚", day.replace("-", "")],
            ["无名", "", "茶", "头等", "x", "筐", "2001-01-01"],
        ],
    )
    with store.read() as s:
        plan = plan_lots(s, read_rows(path, LOT_COLUMNS))
    assert [one.status for one in plan.rows] == [Status.NEW, Status.WRONG, Status.NEW, Status.WRONG], plan.rows
    assert "Several sellers are called 李四" in plan.rows[1].sentences[0]
    assert len(plan.rows[3].sentences) == 4
    done = take_in(store, plan, "lots.csv", operator)
    with store.read() as s:
        assert [(lot.product, lot.quantity) for lot in lots_of(s, seller_id)] == [("猕猴桃", 310_000)]
        again = plan_lots(s, read_rows(path, LOT_COLUMNS))
    assert [one.status for one in again.rows] == [Status.KNOWN, Status.WRONG, Status.KNOWN, Status.WRONG]
    assert undo_import(store, done.key, operator).gone == 2
    with store.read() as s:
        assert lots_of(s, seller_id) == []


def test_numbers_that_excel_cut_are_told(store: Store, tmp_path: Path) -> None:
    cells: list[object] = list(row("张建国", 1))
    cells[1], cells[2] = 330112197001010011, 13900000001
    plan = tried(store, written(tmp_path / "a.xlsx", [list(HEAD), cells]))
    assert plan.rows[0].status == Status.WRONG
    assert plan.rows[0].sentences == (
        "Excel has cut the digits of a long number. Make the column text and type it again.",
    )


def test_what_is_no_list_is_said_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"\xff\xd8\xff\xe0 a photo")
    (tmp_path / "b.xlsx").write_bytes(b"PK\x03\x04 half a zip")
    with zipfile.ZipFile(tmp_path / "c.xlsx", "w") as book:
        book.writestr("xl/workbook.xml", "<nothing/>")
    (tmp_path / "d.csv").write_bytes(b"\xff\xfe\x00\x01\xff" * 20)
    (tmp_path / "e.csv").write_text("a,b,c\n1,2,3\n")
    written(tmp_path / "f.csv", [HEAD])
    (tmp_path / "g.csv").write_text('姓名,手机\n"' + "x" * 200_000 + '",1\n', encoding="utf-8")
    codes = {}
    for name in ("a.xlsx", "b.xlsx", "c.xlsx", "d.csv", "e.csv", "f.csv", "g.csv", "h.csv"):
        with pytest.raises(AppError) as caught:
            read_rows(tmp_path / name, SELLER_COLUMNS)
        codes[name[0]] = caught.value.code
    assert codes == {
        **dict.fromkeys("abcdg", "import_not_a_table"),
        "e": "import_no_columns",
        "f": "import_empty",
        "h": "file_missing",
    }
    assert set(codes.values()) <= set(SENTENCES)


def test_a_million_rows_are_refused_and_cost_no_memory(tmp_path: Path) -> None:
    line = b'<row><c t="inlineStr"><is><t>\xe5\xbc\xa0\xe4\xb8\x89</t></is></c></row>'
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w", zipfile.ZIP_DEFLATED) as book:
        with book.open("xl/worksheets/sheet1.xml", "w") as sheet:
            for _ in range(100):
                sheet.write(line * 10_000)
    with (tmp_path / "b.csv").open("w", encoding="utf-8") as file:
        file.write("姓名,手机\n")
        for _ in range(100):
            file.write("张三,13900000001\n" * 10_000)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for name, code in (("a.xlsx", "import_too_large"), ("b.csv", "import_too_many_rows")):
        with pytest.raises(AppError) as caught:
            read_rows(tmp_path / name, SELLER_COLUMNS)
        assert caught.value.code == code
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 30_000, "KB"


def test_undoing_empties_what_the_list_filled_in_unless_it_was_changed_since(
    store: Store, operator: str, tmp_path: Path
) -> None:
    with store.write(by=operator) as s:
        one = add_person(s, PersonForm(name="周敏", resident_id=resident_id(3)))
    with store.write(by=operator) as s:
        other = add_person(s, PersonForm(name="李四", resident_id=resident_id(4)))
    path = written(tmp_path / "a.csv", [HEAD, row("周敏", 3), row("李四", 4)])
    done = take_in(store, tried(store, path), "a.csv", operator)
    with store.read() as s:
        assert [seller_page(s, id_).phone for id_ in (one, other)] == ["13900000003", "13900000004"]
    with store.write(by=operator) as s:
        correct_person(s, other, PersonForm(name="李四", phone="13900009999"))
    undone = undo_import(store, done.key, operator)
    assert (undone.gone, undone.kept, undone.changed) == (2, 0, 1)
    assert undone.restored >= 3, "phone, group of one, group of the other"
    assert "1 entry was changed since and stays as it is." in undone_words(undone)
    with store.read() as s:
        emptied, changed = seller_page(s, one), seller_page(s, other)
        assert s.connection().exec_driver_sql("SELECT phone, village_group FROM person WHERE id = ?", (one,)).one() == (
            None,
            None,
        )
    assert (emptied.name, emptied.phone, emptied.group, emptied.state) == ("周敏", "", "", "")
    assert (changed.phone, changed.group) == ("13900009999", "")


def test_a_list_for_which_the_disk_has_no_room_is_refused_before_its_first_row(
    store: Store, operator: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path / "a.csv", [HEAD, row("张建国", 1)])
    plan = tried(store, path)
    prices = tmp_path / "prices.csv"
    prices.write_text("品名,最低价,平均价,最高价,规格,单位,发布日期\n猕猴桃,3,3,3,,公斤,2026-05-01\n", encoding="utf-8")
    goods = tmp_path / "goods.ndjson"
    write_file(goods, sample_goods(50))
    monkeypatch.setattr("villagedesk.store.catalogue.files._GOODS_BYTES", 1 << 20)  # as if it were a million goods
    monkeypatch.setattr(
        room.shutil, "disk_usage", lambda _home: room.shutil._ntuple_diskusage(64 << 30, 63 << 30, 1 << 20)
    )
    for take in (
        lambda: take_in(store, plan, "a.csv", operator),
        lambda: import_prices(store, prices, "县里市场"),
        lambda: import_file(store.catalogue, goods),
    ):
        with pytest.raises(StorageTrouble, match="disk_low"):
            take()
    with store.read() as s:
        assert (newest_people(s), import_runs(s.connection()), markets(s)) == ([], [], [])
    assert store.catalogue.count() == 0
