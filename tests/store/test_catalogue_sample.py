"""The invented goods: always the same, lifelike, and enough of them."""

import re

from villagedesk import paths
from villagedesk.domain.goods import check_goods, check_published
from villagedesk.store.catalogue.sample import SAMPLE_TIME, sample_goods

DAY_MS = 86_400_000


def test_goods_of_a_number_are_always_the_same() -> None:
    some = list(sample_goods(50))
    assert list(sample_goods(20, first=30)) == some[30:]
    assert [goods.id for goods in some[:2]] == ["g0000000", "g0000001"]
    # Whatever changes these changes the goods of every demo and every measurement.
    assert some[0].shown == next(sample_goods(1)).shown


def test_goods_are_lifelike() -> None:
    goods = list(sample_goods(20_000))
    assert len({one.shown for one in goods}) > 19_500
    assert len({one.category for one in goods}) > 800
    assert 0.1 < sum(one.brand_shop for one in goods) / len(goods) < 0.4
    for one in goods:
        check_goods(one)
        assert one.category in one.title
        assert 50 <= one.price_fen <= 1_000_000
        assert one.price_fen % 10 == 0
        assert 2 <= one.days <= 6
        assert SAMPLE_TIME - 31 * DAY_MS <= one.price_at <= SAMPLE_TIME
        assert paths.resource(f"icons/{one.icon}.svg").is_file()
        check_published(one)
        assert not one.barcode or one.barcode.startswith("2")  # no product in the world has such a code
    assert len({one.barcode for one in goods if one.barcode}) > 17_000
    assert 0 < sum(one.ordered > 500 for one in goods) / len(goods) < 0.3
    assert {one.farm_input for one in goods} == {"", "seed", "fertiliser", "pesticide"}
    assert any(one.season for one in goods)
    for words in ("洗衣粉", "复合肥", "儿童", "雨靴", "种子"):
        assert any(words in one.title for one in goods)


def test_every_line_of_the_words_is_complete() -> None:
    lines = paths.resource("sample_goods.tsv").read_text(encoding="utf-8").splitlines()
    for line in lines:
        if line.startswith("#"):
            continue
        _group, icon, unit, yuan, nouns, qualities, packs = line.split("\t")
        assert paths.resource(f"icons/{icon}.svg").is_file()
        assert unit
        assert int(yuan) > 0
        assert len(nouns.split()) >= 3
        assert len(qualities.split()) >= 4
        assert all(re.fullmatch(r"\S.*\S|\S", pack) for pack in packs.split(","))
