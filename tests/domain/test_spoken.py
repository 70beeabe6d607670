"""Numbers, sums and sentences as they are said aloud, in both languages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from villagedesk import paths
from villagedesk.domain import spoken
from villagedesk.domain.spoken import (
    Amount,
    Code,
    Count,
    Name,
    Pause,
    Phrase,
    chinese_amount,
    chinese_count,
    chinese_number,
    english_amount,
    english_number,
    words,
)

DIGITS = {char: at for at, char in enumerate("零一二三四五六七八九")} | {"两": 2}
SIZES = {"十": 10, "百": 100, "千": 1000}
GROUPS = {"万": 10**4, "亿": 10**8, "兆": 10**12}


def heard_chinese(said: str) -> int:
    """What a listener understands."""
    if said[0] == "负":
        return -heard_chinese(said[1:])
    whole = group = digit = 0
    for char in said:
        if char in DIGITS:
            assert not digit, f"two digits in a row: {said}"
            digit = DIGITS[char]
        elif char in SIZES:
            group += (digit or 1) * SIZES[char]
            digit = 0
        else:
            whole += (group + digit) * GROUPS[char]
            group = digit = 0
    return whole + group + digit


def heard_english(said: str) -> int:
    if said.startswith("minus "):
        return -heard_english(said[6:])
    whole = group = 0
    for word in said.split():
        if word in spoken._SMALL:
            group += spoken._SMALL.index(word)
        elif word in spoken._TENS:
            group += 10 * spoken._TENS.index(word)
        elif word == "hundred":
            group *= 100
        elif word != "and":
            whole += group * {name: size for size, name in spoken._SIZES}[word]
            group = 0
    return whole + group


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (0, "零"), (2, "二"), (10, "十"), (12, "十二"), (20, "二十"), (102, "一百零二"), (110, "一百一十"), (205, "二百零五"),
        (1005, "一千零五"), (2000, "两千"), (10_205, "一万零二百零五"), (10_010, "一万零一十"), (20_000, "两万"), (22_000, "两万二千"),
        (100_000, "十万"), (120_000, "十二万"), (100_000_000, "一亿"), (100_000_005, "一亿零五"), (-7, "负七"),
        (1_000_500_000, "十亿零五十万"), (12_002_000, "一千二百万二千"),
    ],
)  # fmt: skip
def test_chinese_numbers(value, said):
    assert chinese_number(value) == said


@pytest.mark.parametrize(
    ("fen", "said"),
    [
        (6380, "六十三元八角"), (3720, "三十七元二角"), (200, "两元"), (205, "两元零五分"), (20, "两角"), (220, "两元二角"),
        (6385, "六十三元八角五分"), (2, "两分"), (0, "零元"), (1_020_500, "一万零二百零五元"), (-50, "负五角"), (1200, "十二元"),
        (10_01, "十元零一分"),
    ],
)  # fmt: skip
def test_chinese_sums(fen, said):
    assert chinese_amount(fen) == said


def test_two_things_are_liang():
    assert words(Count(2, "袋"), "zh_CN") == ["两", "袋"]
    assert words(Count(12, "双"), "zh_CN") == ["十", "二", "双"]
    assert words(Count(2, "never heard of"), "zh_CN") == ["两", "件"]
    assert chinese_count(3) == "三"


def test_english_words():
    assert english_number(10_205) == "ten thousand two hundred and five"
    assert english_number(1_000_001) == "one million and one"
    assert english_amount(6380) == "sixty three yuan eighty fen"
    assert english_amount(0) == "zero yuan"
    assert english_amount(5) == "five fen"


def test_codes_are_said_digit_by_digit():
    assert words(Code("2-0171"), "zh_CN") == ["二", "零", "幺", "七", "幺"]
    assert words(Code("2-01"), "en") == ["two", "zero", "one"]


@given(st.integers(-spoken.LIMIT + 1, spoken.LIMIT - 1))
def test_a_listener_understands_the_number(value):
    assert heard_chinese(chinese_number(value)) == value
    assert heard_english(english_number(value)) == value


@given(st.integers(0, 10**13))
def test_a_listener_understands_the_sum(fen):
    said = chinese_amount(fen)
    heard = 0
    for unit, size in (("元", 100), ("角", 10), ("分", 1)):
        if unit in said:
            part, said = said.split(unit)
            heard += heard_chinese(part) * size
    assert (heard, said) == (fen, "")


@given(st.integers(-(10**13), 10**13), st.integers(0, 10**6))
def test_every_word_of_a_number_is_one_that_was_recorded(fen, count):
    for language in ("zh_CN", "en"):
        recorded = set(spoken.number_words(language))
        for part in (Amount(fen), Count(count), Count(count, "箱"), Code(str(count))):
            assert set(words(part, language)) <= recorded


def test_numbers_nobody_says():
    for value in (spoken.LIMIT, -spoken.LIMIT):
        with pytest.raises(ValueError, match="nobody"):
            chinese_number(value)
        with pytest.raises(ValueError, match="nobody"):
            english_number(value)


def test_a_sentence_for_a_voice_that_reads_anything():
    parts = [
        Phrase(spoken.YOU_WANT),
        Pause(),
        Count(2, "袋"),
        Name("洗衣粉"),
        Amount(5980),
        Pause(),
        Phrase(spoken.TOGETHER),
        Amount(5980),
    ]
    assert spoken.text(parts, "zh_CN") == "您要买，两袋洗衣粉五十九元八角，一共五十九元八角"
    assert spoken.text(parts, "en").startswith("you want to buy, two 洗衣粉 fifty nine yuan eighty fen, all together")
    assert spoken.text([Pause(), Name("")], "en") == ""


def test_goods_of_the_sample_catalogue_are_counted_by_units_that_can_be_said():
    lines = paths.resource("sample_goods.tsv").read_text(encoding="utf-8").splitlines()
    assert {line.split("\t")[2] for line in lines if line and line[0] != "#"} <= set(spoken.UNITS)
