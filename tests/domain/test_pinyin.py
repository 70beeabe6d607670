"""Pinyin from our own table, against pypinyin as the oracle."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypinyin import lazy_pinyin

from villagedesk.domain import pinyin

GOODS = [
    "浓缩洗衣粉", "复合肥料", "儿童雨靴", "花生油", "西红柿种子", "不锈钢锅铲", "老人保暖棉鞋", "玉米播种机",
    "棉被", "电饭煲", "农用薄膜", "绿豆", "女士雨衣", "除草剂喷雾器", "银耳", "红薯粉条", "大米", "食用盐",
    "重庆小面", "长城", "银行", "乐器", "人参", "便宜", "薄荷糖",
]  # fmt: skip


@pytest.mark.parametrize("word", GOODS)
def test_goods_are_spelled_as_pypinyin_spells_them(word: str) -> None:
    assert pinyin.full(word) == "".join(lazy_pinyin(word))
    assert pinyin.initials(word) == "".join(s[0] for s in lazy_pinyin(word))


@pytest.mark.parametrize(
    ("name", "full", "initials"),
    [
        ("单田芳", "shantianfang", "stf"),
        ("解晓东", "xiexiaodong", "xxd"),
        ("仇和平", "qiuheping", "qhp"),
        ("曾桂花", "zengguihua", "zgh"),
        ("区小妹", "ouxiaomei", "oxm"),
        ("查良山", "zhaliangshan", "zls"),
        ("朴顺姬", "piaoshunji", "psj"),
        ("尉迟敬", "yuchijing", "ycj"),
        ("长孙无忌", "zhangsunwuji", "zswj"),
        ("欧阳锋", "ouyangfeng", "oyf"),
        ("万俟雪", "moqixue", "mqx"),
        ("阿依古丽·买买提", "ayigulimaimaiti", "ayglmmt"),
    ],
)
def test_surnames_are_read_as_surnames(name: str, full: str, initials: str) -> None:
    assert pinyin.full(name, name=True) == full
    assert pinyin.initials(name, name=True) == initials


def test_only_the_first_characters_are_a_surname() -> None:
    assert pinyin.full("王单", name=True) == "wangdan"
    assert pinyin.full("单价") == "danjia"


def test_keys_hold_every_plausible_reading() -> None:
    assert pinyin.keys("曾乐", name=True) == {"zengle", "zengyue", "zl", "zy"}
    assert {"changjiang", "zhangjiang", "cj", "zj"} <= pinyin.keys("长江")
    # An input method writes v for ü, most people u.
    assert {"lvxiulan", "luxiulan", "lxl"} == pinyin.keys("吕秀兰", name=True)


def test_keys_from_any_character_on() -> None:
    assert pinyin.keys("张建国", name=True, tails=True) == {"zhangjianguo", "zjg", "jianguo", "jg", "guo", "g"}
    assert pinyin.keys("", tails=True) == set()
    assert pinyin.keys("· ", name=True) == set()


def test_letters_and_digits_stay_and_forms_are_folded() -> None:
    assert pinyin.fold("ＬＥＤ 灯　2.5KG") == "led 灯 2.5kg"
    assert pinyin.full("ＬＥＤ灯 ２０W") == "leddeng20w"
    assert pinyin.initials("7号电池") == "7hdc"


def test_readings_of_one_character() -> None:
    assert pinyin.readings("长") == ("chang", "zhang")
    assert pinyin.readings("女") == ("nv", "nu")
    assert pinyin.readings("x") == ()
    assert pinyin.readings("😀") == ()


# Made in Japan, for units and names; no Chinese reading is known of them.
WITHOUT_READING = "兙兡嗧桛烪瓧瓰瓱瓼甅"
CHINESE = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5, exclude_characters=WITHOUT_READING)


def test_every_other_character_has_a_reading_and_those_without_stay_as_they_are() -> None:
    found = {chr(point) for point in range(0x4E00, 0x9FA6) if not pinyin.readings(chr(point))}
    assert found == set(WITHOUT_READING)
    assert pinyin.full(f"洗{WITHOUT_READING[0]}粉") == f"xi{WITHOUT_READING[0]}fen"


@given(st.text(alphabet=CHINESE, min_size=1, max_size=40))
def test_any_characters_give_one_syllable_each_and_few_keys(text: str) -> None:
    spelled = pinyin.spell(text)
    assert len(spelled) == len(pinyin.fold(text))
    assert all(s.isascii() and s.isalpha() and s.islower() for s in spelled)
    found = pinyin.keys(text)
    assert pinyin.full(text) in found
    assert len(found) <= 2 * pinyin.MAX_WAYS


@given(st.text(max_size=40))
def test_any_text_at_all_is_taken(text: str) -> None:
    assert pinyin.full(text) == "".join(pinyin.spell(text))
    for name in (False, True):
        pinyin.keys(text, name=name, tails=True)
