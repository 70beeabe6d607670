"""Reference prices: tables of markets with real dirt come in bounded, found again for a product, with the year's season."""

import os
import tracemalloc
import zipfile
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from villagedesk.__main__ import main
from villagedesk.domain.prices import PlatformPrice, base_name, find_columns, read_day, read_price, read_quote
from villagedesk.errors import Invalid
from villagedesk.store import Store, action, new_row
from villagedesk.store.prices import command as price_command
from villagedesk.store.prices import forget_market, import_prices, markets, references
from villagedesk.store.table_rows import read_rows

REAL = Path(os.environ.get("VILLAGEDESK_MARKET_PRICES", "../shared/data/market_prices")) / "fruit_2013_2016.csv"
HEAD = "品名,最低价,平均价,最高价,规格,单位,发布日期\n"
SAMPLE = (
    HEAD
    + """猕猴桃（海沃德）,6.00,6.35,6.70,普通,斤,2016-05-04
猕猴桃（海沃德）,6.10,6.45,6.80,普通,斤,2016-05-05
猕猴桃（海沃德）,6.10,6.45,6.80,普通,斤,2016-05-05
国光苹果,1.20,0.95,0.70,普通,斤,2016-03-31
国光苹果,0.80,1.00,1.20,普通,斤,2016-04-01
国光苹果,0.90,1.10,1.30,普通,斤,2016-04-01
富士（纸袋Φ80-85）苹果,3.00,3.05,3.10,普通,斤,20160405
沙蜜托,45.00,0.00,45.00,普通,斤,2014-04-15
,1,1,1,普通,斤,2014-04-15
红富士,abc,2,3,普通,斤,2014-04-15
红富士,1,2,3,普通,筐,2014-04-15
红富士,1,2,3,普通,斤,2014-13-15
红富士,0,0,0,普通,斤,2014-04-15
鸡蛋,"1,000.5",2000,3000,普通,公斤,2014年4月15日
"""
)


def table(tmp_path: Path, text: str = SAMPLE, encoding: str = "utf-8-sig") -> Path:
    path = tmp_path / "prices.csv"
    path.write_bytes(text.encode(encoding))
    return path


def test_a_table_with_dirt_comes_in_and_its_bad_rows_are_named(store: Store, tmp_path: Path) -> None:
    done = import_prices(store, table(tmp_path), "新发地")
    assert (done.added, done.same, done.replaced, done.mended, done.bad) == (7, 1, 1, 1, 5)
    assert [(one.row, one.error.field, one.error.code) for one in done.troubles] == [
        (10, "product", "field_required"),
        (11, "low", "not_money"),
        (12, "unit", "price_unit"),
        (13, "day", "not_a_date"),
        (14, "average", "price_missing"),
    ]
    again = import_prices(store, table(tmp_path), "新发地")
    assert (again.added, again.replaced) == (0, 1), "the doubled day, of which the last one stands"
    with store.read() as s:
        (row,) = markets(s)
        assert (row.market, row.products, row.prices, row.first_on, row.last_on) == (
            "新发地", 5, 7, "2014-04-15", "2016-05-05",
        )  # fmt: skip
        (apple,) = references(s, "国光苹果", "jin")
    assert (apple.low_fen, apple.average_fen, apple.high_fen, apple.day) == (90, 110, 130, "2016-04-01")
    assert [(point.month, point.fen) for point in apple.months] == [("2016-03", 95), ("2016-04", 110)]


def test_a_product_is_found_by_the_name_that_fits_best_and_the_newest(store: Store, tmp_path: Path) -> None:
    import_prices(store, table(tmp_path), "新发地")
    import_prices(store, table(tmp_path, HEAD + "猕猴桃,3.0,3.2,3.4,,公斤,2016-05-01\n"), "邻村收购")
    with store.read() as s:
        found = references(s, "徐香猕猴桃", "jin")
        assert [(one.market, one.product, one.average_fen) for one in found] == [
            ("新发地", "猕猴桃（海沃德）", 645),
            ("邻村收购", "猕猴桃", 160),
        ]
        assert references(s, "徐香猕猴桃", "kg")[1].average_fen == 320
        assert [one.product for one in references(s, "富士苹果", "jin")] == ["富士（纸袋Φ80-85）苹果"]
        assert references(s, "鸡蛋", "piece") == references(s, "香菇", "jin") == references(s, " ", "jin") == []
    with store.transaction() as connection:
        assert forget_market(connection, "邻村收购") == 1
    with store.read() as s:
        assert [one.market for one in references(s, "徐香猕猴桃", "jin")] == ["新发地"]


@action
def publish(s, **facts) -> None:
    price = {"market": "县城批发", "product": "徐香猕猴桃", "low_fen": 380, "average_fen": 400, "high_fen": 420}
    new_row(s, PlatformPrice(**{**price, **facts}))


def test_prices_of_the_platforms_feed_stand_beside_those_of_tables(store: Store, tmp_path: Path) -> None:
    import_prices(store, table(tmp_path), "新发地")
    with store.write(by="central") as s:
        publish(s, day="2026-10-02")
        publish(s, day="2026-11-20", average_fen=410)
        publish(s, day="2024-11-20", average_fen=1)
    with store.read() as s:
        first, second = references(s, "徐香猕猴桃", "jin")
    assert (first.market, first.average_fen, [p.fen for p in first.months]) == ("县城批发", 410, [400, 410])
    assert second.market == "新发地"


def test_a_table_of_excel_and_one_in_chinese_encoding(store: Store, tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "prices.xlsx"))
    sheet = book.add_worksheet()
    for column, name in enumerate(("Date", "Product", "Unit", "Price")):
        sheet.write(0, column, name)
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.write_number(1, 0, 42_495, day)
    sheet.write(1, 1, "白萝卜")
    sheet.write(1, 2, "kg")
    sheet.write_number(1, 3, 2.6500000000000004)
    book.close()
    done = import_prices(store, tmp_path / "prices.xlsx", "菜市场")
    assert (done.added, done.bad) == (1, 0)
    other = import_prices(store, table(tmp_path, SAMPLE, "gb18030"), "新发地")
    assert other.added == 7
    with store.read() as s:
        (radish,) = references(s, "白萝卜", "kg")
        assert (radish.day, radish.average_fen) == ("2016-05-05", 265)


def broken_zip(path: Path) -> bytes:
    with zipfile.ZipFile(path, "w") as book:
        book.writestr("xl/worksheets/sheet1.xml", "<worksheet><sheetData><row><c")
    return path.read_bytes()


def hostile_zip(path: Path) -> bytes:
    bomb = '<!DOCTYPE lolz [<!ENTITY lol "lol">]><worksheet>&lol;</worksheet>'
    with zipfile.ZipFile(path, "w") as book:
        book.writestr("xl/worksheets/sheet1.xml", bomb)
    return path.read_bytes()


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("empty", "price_columns"),
        ("words", "price_columns"),
        ("binary", "file_no_table"),
        ("zip", "file_no_table"),
        ("hostile", "file_too_many_rows"),
        ("cut", "file_no_table"),
    ],
)
def test_what_is_no_table_is_told_in_a_sentence(store: Store, tmp_path: Path, name: str, code: str) -> None:
    path = tmp_path / "file"
    contents = {
        "empty": b"",
        "words": "一封信\n没有表\n".encode(),
        "binary": b"\xff\xd8\xff\xe0\0\0JFIF",
        "zip": broken_zip(tmp_path / "z"),
        "hostile": hostile_zip(tmp_path / "h"),
        "cut": b"PK\x03\x04 cut off",
    }
    path.write_bytes(contents[name])
    with pytest.raises(Invalid) as caught:
        import_prices(store, path, "新发地")
    assert (caught.value.field, caught.value.code) == ("file", code)
    with pytest.raises(Invalid, match="field_required"):
        import_prices(store, path, " ")


def test_a_million_rows_stay_bounded_in_memory(tmp_path: Path) -> None:
    path = tmp_path / "big.xlsx"
    row = b'<row r="1"><c r="A1"><v>1</v></c><c r="B1" t="inlineStr"><is><t>x</t></is></c></row>'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as book:
        with book.open("xl/worksheets/sheet1.xml", "w") as sheet:
            sheet.write(b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>')
            for _ in range(60):
                sheet.write(row * 1_000)
            sheet.write(b"</sheetData></worksheet>")
    tracemalloc.start()
    count = sum(1 for _row in read_rows(path))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 60_000
    assert peak < 12_000_000


def test_an_import_is_stopped_and_what_is_done_stays(store: Store, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr("villagedesk.store.prices.importing.BATCH", 2)
    seen: list[int] = []
    done = import_prices(store, table(tmp_path), "新发地", progress=seen.append, cancelled=lambda: len(seen) >= 2)
    assert (done.whole, done.done, len(seen)) == (False, 4, 2)


def test_the_command_line_takes_a_table_in_and_says_what_is_here(
    store: Store, home: Path, tmp_path: Path, monkeypatch, capsys
) -> None:
    store.close()
    monkeypatch.setenv("VILLAGEDESK_HOME", str(home))
    monkeypatch.setattr(price_command, "open_store", lambda _home: reopened(home))
    assert main(["prices", str(table(tmp_path)), "--market", "新发地"]) == 0
    said = capsys.readouterr().out
    assert "7" in said
    assert "10" in said
    assert main(["prices"]) == 0
    assert "新发地" in capsys.readouterr().out
    assert main(["prices", str(table(tmp_path))]) == 1


def reopened(home: Path) -> Store:
    from tests.conftest import KEY
    from villagedesk.store import open_store

    return open_store(home, KEY)


def test_numbers_days_and_names_as_tables_write_them() -> None:
    assert [read_price(text) for text in ("4.05", "￥4", "1,234.5", "2.6500000000000004", "0.005")] == [
        405, 400, 123_450, 265, 1,
    ]  # fmt: skip
    days = ("2015/4/5", "2015年4月5日", "42099", "42099.0", "2015-04-05 00:00:00", "2015-04-05T08:00")
    assert {read_day(text) for text in days} == {"2015-04-05"}
    assert [base_name(name) for name in ("富士（纸袋Φ80<85）苹果", "沙糖桔(中果）", "（箱）", "鸭梨")] == [
        "富士苹果", "沙糖桔", "（箱）", "鸭梨",
    ]  # fmt: skip
    for text in ("nan", "inf", "-1", "1e99", "", "四元"):
        with pytest.raises(Invalid):
            read_price(text)
    with pytest.raises(Invalid):
        find_columns(["品名", "单位"])


@given(st.lists(st.text(max_size=12), min_size=7, max_size=7))
def test_whatever_stands_in_a_row_it_is_a_price_or_a_sentence(row) -> None:
    columns = find_columns(HEAD.strip().split(","))
    try:
        quote = read_quote(row, columns, "新发地")
    except Invalid:
        return
    assert 0 < quote.low_fen <= quote.average_fen <= quote.high_fen


@pytest.mark.skipif(not REAL.exists(), reason="the real table is not here")
def test_a_real_table_of_a_market(store: Store, tmp_path: Path) -> None:
    lines = REAL.read_text("utf-8-sig").splitlines()
    some = [lines[0], *lines[20_000:30_000]]
    done = import_prices(store, table(tmp_path, "\n".join(some)), "新发地")
    assert done.done == 10_000
    assert done.bad == 0
    with store.read() as s:
        assert references(s, "猕猴桃", "jin")
