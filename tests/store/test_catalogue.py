"""The catalogue's file: what comes in, what goes, what is refused, and that it can always be made again."""

import gzip
import threading
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
import zstandard

from villagedesk import errors, paths
from villagedesk.domain.goods import Goods
from villagedesk.errors import AppError, Invalid, StorageTrouble
from villagedesk.store.catalogue import (
    Catalogue,
    apply_page,
    goods_by_id,
    import_file,
    import_goods,
    open_catalogue,
    search,
    write_file,
)
from villagedesk.store.catalogue.sample import sample_goods

KEY = bytes(range(32))
CHANGES = msgspec.structs.replace


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Imports of a few hundred goods have several batches."""
    monkeypatch.setattr("villagedesk.store.catalogue.imports.BATCH", 100)


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    """A real encrypted file, empty."""
    opened = open_catalogue(tmp_path, KEY)
    yield opened
    opened.close()


def ids(catalogue: Catalogue, typed: str, **options: object) -> list[str]:
    return [goods.id for goods in search(catalogue, typed, **options).goods]  # type: ignore[arg-type]


def tea(id_: str = "tea", **changes: object) -> Goods:
    return CHANGES(Goods(id_, "禾洁 明前绿茶", 9600, "250 g", days=3, category="绿茶"), **changes)


def test_goods_come_back_as_they_were(catalogue: Catalogue) -> None:
    goods = list(sample_goods(500))
    report = import_goods(catalogue, goods, cursor=7)
    assert (report.added, report.changed, report.same, report.whole) == (500, 0, 0, True)
    assert catalogue.count() == 500
    assert catalogue.cursor == 7
    assert goods_by_id(catalogue, [g.id for g in goods]) == {g.id: g for g in goods}
    assert goods_by_id(catalogue, ["nobody"]) == {}


def test_barcode_variants_and_the_rest_come_back_as_they_were(catalogue: Catalogue, tmp_path: Path) -> None:
    full = tea(
        barcode="6901234567892",
        variants=(("罐装", 9600), ("袋装, 大", 12000)),
        brand_standing="authorised",
        ordered=41,
        farm_input="seed",
        season="03-05",
        reference_fen=11800,
        until="2026-11-30",
    )
    import_goods(catalogue, [full])
    assert goods_by_id(catalogue, ["tea"])["tea"] == full
    for name in ("c.csv", "c.ndjson"):
        write_file(tmp_path / name, [full, tea("plain")])
        assert import_file(catalogue, tmp_path / name).changed == 0
    assert goods_by_id(catalogue, ["tea"])["tea"] == full


def test_a_barcode_finds_all_that_carry_it_and_nothing_else(catalogue: Catalogue) -> None:
    code = "6901234567892"
    import_goods(
        catalogue,
        [
            tea(barcode=code),
            tea("shop", barcode=code, brand_shop=True),
            tea("gone", barcode=code, active=False),
            tea("other", barcode="96385074"),
            tea("named", title=f"礼盒 {code}"),
        ],
    )
    assert ids(catalogue, f" {code} ") == ["shop", "tea"]
    assert ids(catalogue, "96385074") == ["other"]
    assert ids(catalogue, code[:-1]) == ["named"]  # no whole code: digits like any others
    plan = "EXPLAIN QUERY PLAN SELECT id FROM goods WHERE barcode = ? AND barcode <> '' AND active ORDER BY n LIMIT 9"
    with catalogue.reading() as connection:
        assert "goods_by_barcode" in str(connection.execute(plan, (code,)).fetchall())


def test_what_is_ordered_more_comes_first_and_who_may_not_sell_it_last(catalogue: Catalogue) -> None:
    import_goods(
        catalogue,
        [
            tea("warned", ordered=10**6, brand_standing="warned"),
            tea("never"),
            tea("shop", brand_shop=True),
            tea("ten", ordered=10),
            tea("authorised", ordered=10, brand_standing="authorised"),
            tea("thousands", ordered=5000),
        ],
    )
    order = ["thousands", "authorised", "ten", "shop", "never", "warned"]
    assert ids(catalogue, "绿茶") == order
    apply_page(catalogue, [tea("never", ordered=10**9), tea("thousands", ordered=5001)], 2)
    assert ids(catalogue, "绿茶") == ["never", *(id_ for id_ in order if id_ != "never")]
    assert catalogue.count() == 6


def test_the_same_again_changes_nothing(catalogue: Catalogue) -> None:
    import_goods(catalogue, sample_goods(100))
    report = import_goods(catalogue, sample_goods(100))
    assert (report.added, report.changed, report.same) == (0, 0, 100)


def test_of_several_with_one_id_the_last_counts(catalogue: Catalogue) -> None:
    import_goods(catalogue, [tea(), tea(price_fen=1)])
    assert goods_by_id(catalogue, ["tea"])["tea"].price_fen == 1
    assert catalogue.count() == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"title": "山泉 红茶"},
        {"title": "山泉 红茶", "brand_shop": True},
        {"brand_shop": True},
        {"price_fen": 1},
        {"category": "红茶"},
        {"spec": "500 g 罐装"},
    ],
)
def test_changed_goods_are_found_by_their_new_words_only(catalogue: Catalogue, changes: dict[str, object]) -> None:
    import_goods(catalogue, [tea(), tea("other", title="白浪 花茶", category="花茶")])
    new = tea(**changes)
    report = apply_page(catalogue, [new], 2)
    assert (report.added, report.changed) == (0, 1)
    assert goods_by_id(catalogue, ["tea"])["tea"] == new
    assert catalogue.count() == 2
    for typed in ("明前", "红茶", "罐装", "绿茶", "hc", "lvcha"):
        words = new.shown + new.category
        expected = {"hc": "红茶" in words, "lvcha": "绿茶" in words}.get(typed, typed in words)
        assert ("tea" in ids(catalogue, typed)) == expected, typed


def test_goods_that_go_are_not_found_and_can_come_back(catalogue: Catalogue) -> None:
    import_goods(catalogue, [tea()])
    apply_page(catalogue, [Goods("tea", active=False)], 2)
    assert ids(catalogue, "绿茶") == []
    assert goods_by_id(catalogue, ["tea"]) == {}
    assert catalogue.count() == 0
    assert not catalogue.empty
    apply_page(catalogue, [tea()], 3)
    assert ids(catalogue, "绿茶") == ["tea"]


def test_the_count_is_kept_through_everything_that_happens(catalogue: Catalogue) -> None:
    def both() -> int:
        with catalogue.reading() as connection:
            counted = connection.execute("SELECT count(*) FROM goods WHERE active").fetchone()[0]
        assert catalogue.count() == counted
        return int(counted)

    import_goods(catalogue, sample_goods(300))
    assert both() == 300
    apply_page(catalogue, [Goods("g0000000", active=False), tea(active=False), tea("here", ordered=9)], 2)
    assert both() == 300
    apply_page(catalogue, [tea("here", ordered=9000), tea(), Goods("g0000000", active=False)], 3)
    assert both() == 301
    import_goods(catalogue, sample_goods(50, first=100), complete=True)
    assert both() == 50


def test_a_page_with_broken_goods_changes_nothing(catalogue: Catalogue) -> None:
    apply_page(catalogue, [tea()], 1)
    with pytest.raises(Invalid) as trouble:
        apply_page(catalogue, [tea(price_fen=1), tea("free", price_fen=0)], 2)
    assert trouble.value.code == "goods_broken"
    assert "free" in errors.sentence(trouble.value)
    assert catalogue.cursor == 1
    assert goods_by_id(catalogue, ["tea"])["tea"].price_fen == 9600


@pytest.mark.parametrize(
    "broken",
    [
        {"id": ""},
        {"title": ""},
        {"title": " "},
        {"title": "x" * 201},
        {"spec": "x" * 101},
        {"price_fen": -1},
        {"price_fen": 10**12},
        {"days": -1},
        {"days": 10**9},
        {"price_at": -1},
        {"price_at": 1 << 60},
    ],
)
def test_goods_out_of_range_are_refused(catalogue: Catalogue, broken: dict[str, object]) -> None:
    with pytest.raises(Invalid):
        import_goods(catalogue, [tea(**broken)])
    assert catalogue.empty


@pytest.mark.usefixtures("small_batches")
def test_an_import_can_be_cancelled_and_keeps_what_is_done(catalogue: Catalogue) -> None:
    told: list[int] = []
    report = import_goods(
        catalogue, sample_goods(350), progress=told.append, cancelled=lambda: len(told) == 2, cursor=9
    )
    assert not report.whole
    assert told == [100, 200]
    assert catalogue.count() == 200
    assert catalogue.cursor == 0
    assert ids(catalogue, next(sample_goods(1)).shown)[:1] == ["g0000000"]


# ---------------------------------------------------------------- files


@pytest.mark.parametrize("name", ["c.ndjson", "c.ndjson.gz", "c.ndjson.zst", "c.csv", "c.csv.gz", "c.csv.zst"])
def test_a_file_comes_in_whole(catalogue: Catalogue, tmp_path: Path, name: str) -> None:
    goods = [*sample_goods(300), tea(title='5" 管, "老"\t王', seller="甲,乙")]
    end = write_file(tmp_path / name, goods, cursor=42)
    assert end.count == 301
    told: list[tuple[int, int]] = []
    report = import_file(catalogue, tmp_path / name, progress=lambda done, total: told.append((done, total)))
    assert (report.added, report.whole) == (301, True)
    assert told[-1] == (301, 301)
    assert catalogue.cursor == 42
    found = goods_by_id(catalogue, [g.id for g in goods])
    assert found["g0000007"] == goods[7]
    assert found["tea"].shown.split() == goods[-1].shown.split()


def test_a_file_is_all_there_is(catalogue: Catalogue, tmp_path: Path) -> None:
    import_goods(catalogue, [tea("old"), *sample_goods(50)])
    write_file(tmp_path / "c.ndjson", sample_goods(60), cursor=5)
    report = import_file(catalogue, tmp_path / "c.ndjson")
    assert (report.added, report.same, report.removed) == (10, 50, 1)
    assert catalogue.count() == 60
    assert "old" not in ids(catalogue, "明前绿茶")


@pytest.mark.parametrize("name", ["c.ndjson", "c.ndjson.gz", "c.ndjson.zst", "c.csv", "c.csv.gz"])
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_a_file_cut_in_half_is_refused_and_changes_nothing(
    catalogue: Catalogue, tmp_path: Path, name: str, share: float
) -> None:
    import_goods(catalogue, [tea()], cursor=3)
    file = tmp_path / name
    write_file(file, sample_goods(2000))
    whole = file.read_bytes()
    file.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(AppError) as trouble:
        import_file(catalogue, file)
    assert trouble.value.code == "catalogue_cut"
    assert "not complete" in errors.sentence(trouble.value)
    assert (catalogue.count(), catalogue.cursor) == (1, 3)


def test_a_changed_byte_a_lost_line_and_something_behind_the_end_are_refused(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    file = tmp_path / "c.ndjson"
    write_file(file, sample_goods(50))
    whole = file.read_bytes()
    lines = whole.splitlines(keepends=True)
    for damaged in (
        whole.replace(b"g0000010", b"g0000019"),
        b"".join(lines[:5] + lines[6:]),
        whole + lines[0],
        b"".join(lines[:-1]),
        b"".join(lines[:-1]) + b'{"end":7}\n',
    ):
        file.write_bytes(damaged)
        with pytest.raises(AppError) as trouble:
            import_file(catalogue, file)
        assert trouble.value.code == "catalogue_cut"
    assert catalogue.empty


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("c.ndjson", b"", "catalogue_unknown"),
        ("c.csv", b"a,b,c\n1,2,3\n", "catalogue_unknown"),
        ("c.csv", b"\xff\xfe\x00", "catalogue_unknown"),
        ("c.ndjson", b"\x89PNG\r\n\x1a\n" + bytes(100), "catalogue_unknown"),
        ("c.ndjson", b"x" * 100_000, "catalogue_unknown"),
        ("c.ndjson", b'{"hello": 1}\n', "catalogue_unknown"),
        ("c.ndjson.gz", b"no gzip at all", "catalogue_cut"),
        ("c.ndjson.zst", b"no zstd at all", "catalogue_cut"),
    ],
)
def test_what_is_no_catalogue_is_refused(
    catalogue: Catalogue, tmp_path: Path, name: str, content: bytes, code: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(AppError) as trouble:
        import_file(catalogue, tmp_path / name)
    assert trouble.value.code == code
    assert catalogue.empty


def test_a_missing_file_is_said_plainly(catalogue: Catalogue, tmp_path: Path) -> None:
    with pytest.raises(AppError) as trouble:
        import_file(catalogue, tmp_path / "none.ndjson")
    assert trouble.value.code == "catalogue_no_file"


def test_broken_goods_in_a_file_change_nothing(catalogue: Catalogue, tmp_path: Path) -> None:
    write_file(tmp_path / "c.ndjson", [*sample_goods(20), Goods("bad", "x", -1)])
    with pytest.raises(Invalid):
        import_file(catalogue, tmp_path / "c.ndjson")
    assert catalogue.empty


def test_unknown_fields_of_a_newer_central_are_passed_over(catalogue: Catalogue) -> None:
    from villagedesk.domain.goods import goods_from_json

    goods = goods_from_json('{"id":"a","title":"米","price_fen":5,"organic":true}')
    assert goods == Goods("a", "米", 5)
    for broken in (b"[]", b'{"id":1,"title":"x"}', b"\xff", b'{"id":"a","title":"x","price_fen":1e999}'):
        with pytest.raises(Invalid):
            goods_from_json(broken)


@pytest.mark.usefixtures("small_batches")
def test_an_import_of_a_file_can_be_cancelled_and_goes_on_later(catalogue: Catalogue, tmp_path: Path) -> None:
    write_file(tmp_path / "c.ndjson.zst", sample_goods(250), cursor=8)
    done: list[int] = []
    report = import_file(
        catalogue,
        tmp_path / "c.ndjson.zst",
        progress=lambda count, total: done.append(count),
        cancelled=lambda: bool(done),
    )
    assert (report.whole, report.added, catalogue.cursor) == (False, 100, 0)
    report = import_file(catalogue, tmp_path / "c.ndjson.zst")
    assert (report.added, report.same, catalogue.cursor) == (150, 100, 8)


def test_compressed_files_are_small(tmp_path: Path) -> None:
    write_file(tmp_path / "c.ndjson.zst", sample_goods(2000))
    write_file(tmp_path / "c.ndjson.gz", sample_goods(2000))
    plain = zstandard.ZstdDecompressor().stream_reader((tmp_path / "c.ndjson.zst").read_bytes()).read()
    assert gzip.decompress((tmp_path / "c.ndjson.gz").read_bytes()) == plain
    assert (tmp_path / "c.ndjson.zst").stat().st_size < len(plain) / 4


# ---------------------------------------------------------------- the file itself


def test_the_file_is_encrypted_unless_there_is_no_key(tmp_path: Path) -> None:
    for name, key in (("secret", KEY), ("open", None)):
        catalogue = open_catalogue(tmp_path / name, key)
        import_goods(catalogue, [tea()])
        catalogue.close()
        content = paths.catalogue_db(tmp_path / name).read_bytes()
        assert ("明前绿茶".encode() in content) == (key is None)
        again = open_catalogue(tmp_path / name, key)
        assert ids(again, "绿茶") == ["tea"]
        again.close()


@pytest.mark.parametrize("damage", ["other key", "not a database", "cut", "older version"])
def test_a_file_that_does_not_fit_begins_again(tmp_path: Path, damage: str) -> None:
    catalogue = open_catalogue(tmp_path, KEY)
    import_goods(catalogue, sample_goods(100), cursor=5)
    with catalogue.writing() as connection:
        connection.execute("PRAGMA user_version = 0" if damage == "older version" else "SELECT 1")
    catalogue.close()
    file = paths.catalogue_db(tmp_path)
    if damage == "not a database":
        file.write_bytes(b"hello" * 1000)
    if damage == "cut":
        file.write_bytes(file.read_bytes()[:1000])
    again = open_catalogue(tmp_path, bytes(32) if damage == "other key" else KEY)
    assert again.empty
    assert again.cursor == 0
    import_goods(again, sample_goods(10))
    assert again.count() == 10
    again.close()


def test_goods_of_the_form_before_stay_and_are_asked_for_once_more(tmp_path: Path) -> None:
    catalogue = open_catalogue(tmp_path, KEY)
    import_goods(catalogue, sample_goods(100), cursor=5)
    with catalogue.writing() as connection:
        connection.execute("ALTER TABLE goods DROP COLUMN until")
        connection.execute("PRAGMA user_version = 5")
    catalogue.close()
    again = open_catalogue(tmp_path, KEY)
    assert (again.count(), again.cursor) == (100, 0)
    assert import_goods(again, [tea(until="2026-11-30")]).added == 1
    assert [goods.until for goods in goods_by_id(again, ["tea"]).values()] == ["2026-11-30"]
    again.close()


def test_damage_inside_is_told_and_the_next_start_begins_again(tmp_path: Path) -> None:
    catalogue = open_catalogue(tmp_path, KEY)
    import_goods(catalogue, sample_goods(3000), cursor=5)
    catalogue.tidy()
    catalogue.close()
    file = paths.catalogue_db(tmp_path)
    content = bytearray(file.read_bytes())
    content[8192 : len(content) - 4096] = bytes(len(content) - 4096 - 8192)
    file.write_bytes(content)
    catalogue = open_catalogue(tmp_path, KEY)
    with pytest.raises(StorageTrouble) as trouble:
        for goods in sample_goods(50):
            search(catalogue, goods.title)
    assert trouble.value.code == "catalogue_damaged"
    assert "fetched again" in errors.sentence(trouble.value)
    catalogue.close()
    again = open_catalogue(tmp_path, KEY)
    assert (again.empty, again.cursor) == (True, 0)
    again.close()


@pytest.mark.usefixtures("small_batches")
def test_many_threads_search_while_goods_come_in(catalogue: Catalogue) -> None:
    import_goods(catalogue, sample_goods(500))
    trouble: list[BaseException] = []
    found: list[int] = []
    over = threading.Event()

    def look(number: int) -> None:
        try:
            while not over.is_set():
                goods = next(sample_goods(1, first=number))
                found.append(goods.id in ids(catalogue, goods.shown, bought=[goods.id]))
        except BaseException as error:
            trouble.append(error)

    threads = [threading.Thread(target=look, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    import_goods(catalogue, sample_goods(1500))
    apply_page(catalogue, [tea()], 3)
    over.set()
    for thread in threads:
        thread.join()
    assert trouble == []
    assert found
    assert all(found)
    assert catalogue.count() == 1501


def test_closing_twice_is_fine_and_a_reader_ends_in_peace(tmp_path: Path) -> None:
    catalogue = open_catalogue(tmp_path, KEY)
    import_goods(catalogue, [tea()])
    with catalogue.reading() as connection:
        catalogue.close()
        assert connection.execute("SELECT count(*) FROM goods").fetchone() == (1,)
    catalogue.close()
    assert not paths.catalogue_db(tmp_path).with_name("catalogue.db-wal").exists()


def test_a_second_program_reads_and_waits_for_its_turn_to_write(tmp_path: Path) -> None:
    one, two = open_catalogue(tmp_path, KEY), open_catalogue(tmp_path, KEY)
    apply_page(one, [tea()], 1)
    assert ids(two, "绿茶", bought=["tea"]) == ["tea"]
    apply_page(two, [tea(title="白浪 红茶", category="红茶")], 2)
    assert ids(one, "绿茶", bought=["tea"]) == []
    assert ids(one, "红茶", bought=["tea"]) == ["tea"]
    assert (one.cursor, two.cursor) == (2, 2)
    one.close()
    two.close()
