"""Every kind of goods in a village has a drawn picture of its own."""

from xml.etree import ElementTree

import pytest

from villagedesk import paths
from villagedesk.domain.goods import Goods
from villagedesk.domain.kinds import kind_of
from villagedesk.store.catalogue.sample import sample_goods

_LINES = paths.resource("sample_goods.tsv").read_text(encoding="utf-8").splitlines()
_KINDS = paths.resource("kinds.tsv").read_text(encoding="utf-8").splitlines()
NAMED = {line.partition("\t")[0] for line in _KINDS if line and line[0] != "#"}
CATEGORIES = sorted({noun for line in _LINES if line and line[0] != "#" for noun in line.split("\t")[4].split()})


def test_every_category_of_the_demo_has_a_picture() -> None:
    assert len(CATEGORIES) > 700
    assert [word for word in CATEGORIES if not kind_of(word)] == []
    without = [goods.category for goods in sample_goods(3_000) if goods.drawing not in NAMED]
    assert without == []


def test_every_picture_is_drawn_and_none_is_left_over() -> None:
    drawn = {file.stem for file in paths.resource("kinds").glob("*.svg")}
    assert drawn == NAMED
    assert len(drawn) >= 100
    # A name means one picture only, on a button as in a list of goods.
    assert drawn.isdisjoint(file.stem for file in paths.resource("icons").glob("*.svg"))
    for name in drawn:
        source = paths.resource(f"kinds/{name}.svg").read_text(encoding="utf-8")
        root = ElementTree.fromstring(source)
        assert root.attrib["viewBox"] == "0 0 48 48"
        assert len(root) > 0
        assert len(source) < 1500


def test_each_word_stands_for_one_picture() -> None:
    lines = paths.resource("kinds.tsv").read_text(encoding="utf-8").splitlines()
    words = [word for line in lines if not line.startswith("#") for word in line.split("\t")[1].split()]
    assert len(words) == len(set(words))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("洗衣粉", "laundry"),
        ("儿童牙膏", "toothbrush"),
        ("禾洁 浓缩洗衣粉", "laundry"),
        ("复合肥45%", "fertiliser"),
        ("电热毯", "electricblanket"),
        ("洗衣机", "washer"),
        ("茶几", "table"),
        ("山泉 短袖T恤 男士", "tshirt"),
        ("玉米除草剂", "pesticide"),
        ("玉米种子", "seed"),
        ("纸尿裤", "nappy"),
        ("望远镜", ""),
        ("", ""),
    ],
)
def test_the_last_word_says_what_it_is(text: str, kind: str) -> None:
    assert kind_of(text) == kind


def test_goods_have_the_picture_of_their_category_then_their_own_then_of_their_title() -> None:
    assert Goods("a", "禾洁 特价", category="洗衣粉", icon="boot").drawing == "laundry"
    assert Goods("a", "禾洁 特价", category="新奇", icon="boot").drawing == "boot"
    assert Goods("a", "禾洁 浓缩洗衣粉").drawing == "laundry"
    assert Goods("a", "望远镜").drawing == "box"
