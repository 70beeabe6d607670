"""Amounts are read as people type them, exactly, and come back from what is written."""

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from villagedesk.domain import values
from villagedesk.domain.values import Unit
from villagedesk.errors import SENTENCES, Invalid

WEIGHED = st.sampled_from([Unit.JIN, Unit.KG, Unit.GRAM])
UNITS = st.sampled_from(list(Unit))


def code_of(action, *args, **named):
    with pytest.raises(Invalid) as invalid:
        action(*args, **named)
    assert invalid.value.code in SENTENCES
    return invalid.value.code


def read_or_code(action, *args):
    """What was read, or the code of the clear no."""
    try:
        return action(*args)
    except Invalid as invalid:
        return invalid.code


@pytest.mark.parametrize(
    ("typed", "fen"),
    [
        ("4.20", 420),
        ("4.2", 420),
        ("4", 400),
        ("4.", 400),
        (".5", 50),
        ("0", 0),
        ("-0", 0),
        ("¥1,234.5", 123450),
        ("￥1，234.50", 123450),
        ("４．２０", 420),
        ("4。20", 420),
        (" 35 元", 3500),
        ("12.3400", 1234),
        ("007", 700),
        ("+3", 300),
        ("1,000,000", 100_000_000),
    ],
)
def test_money_is_read_as_it_is_typed(typed, fen):
    assert values.parse_fen(typed) == fen


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "field_required"),
        ("  ", "field_required"),
        ("¥", "field_required"),
        (".", "not_money"),
        ("abc", "not_money"),
        ("1e3", "not_money"),
        ("1.2.3", "not_money"),
        ("12,5", "not_money"),
        ("1,2345", "not_money"),
        ("1_000", "not_money"),
        ("٣", "not_money"),
        ("--1", "not_money"),
        ("-1", "negative"),
        ("-0.001", "negative"),
        ("4.205", "too_many_decimals"),
        ("0." + "0" * 40 + "1", "too_many_decimals"),
        ("9" * 13, "too_large"),
        ("9" * 5000, "too_large"),
        ("1000000000.01", "too_large"),
    ],
)
def test_what_is_no_money_is_told_apart(typed, code):
    assert code_of(values.parse_fen, typed, field="price") == code


def test_the_error_names_the_field():
    with pytest.raises(Invalid) as invalid:
        values.parse_grams("many", Unit.JIN, field="gross")
    assert (invalid.value.field, invalid.value.code) == ("gross", "not_weight")


@pytest.mark.parametrize(
    ("typed", "unit", "grams"),
    [("620", "jin", 310_000), ("62.5", "kg", 62_500), ("０．１", "jin", 50), ("0.002", "jin", 1), ("7", "g", 7)],
)
def test_weight_is_whole_grams(typed, unit, grams):
    assert values.parse_grams(typed, unit) == grams


def test_less_than_a_gram_is_not_kept():
    assert code_of(values.parse_grams, "0.001", "jin") == "too_many_decimals"
    assert code_of(values.parse_grams, "0.5", "g") == "too_many_decimals"
    assert code_of(values.parse_grams, "2000000000", "g") == "too_large"


def test_area_is_thousandths_of_a_mu():
    assert values.parse_mu("3.2") == 3200
    assert values.parse_mu("３．２亩") == 3200
    assert code_of(values.parse_mu, "0.0001") == "too_many_decimals"
    assert code_of(values.parse_mu, "wide") == "not_area"


def test_counted_goods_are_whole():
    assert values.parse_quantity("90", Unit.PIECE) == 90
    assert values.parse_quantity("90", Unit.JIN) == 45_000
    assert code_of(values.parse_count, "1.5") == "too_many_decimals"
    assert code_of(values.parse_count, "a few") == "not_a_number"
    assert values.quantity_unit("jin") is Unit.GRAM
    assert values.quantity_unit("box") is Unit.BOX


@given(st.integers(0, values.MAX_FEN))
def test_money_comes_back_from_what_is_written(fen):
    assert values.parse_fen(values.plain_fen(fen)) == fen
    assert values.plain_fen(-fen) == ("-" if fen else "") + values.plain_fen(fen)


@given(st.integers(0, values.MAX_GRAMS), WEIGHED)
def test_weight_comes_back_from_what_is_written(grams, unit):
    written = values.plain_quantity(grams, unit)
    assert values.parse_grams(written, unit) == grams
    assert Decimal(written) * values.GRAMS[unit] == grams


@given(st.integers(0, values.MAX_MU_THOUSANDTHS))
def test_area_comes_back_from_what_is_written(thousandths):
    assert values.parse_mu(values.plain_mu(thousandths)) == thousandths


@given(st.integers(0, values.MAX_COUNT), UNITS)
def test_quantity_comes_back_from_what_is_written(quantity, unit):
    if unit in values.GRAMS:
        assert values.parse_quantity(values.plain_quantity(quantity, unit), unit) == quantity
    else:
        assert values.plain_quantity(quantity, unit) == str(quantity)


@given(st.text(max_size=12))
def test_any_text_is_an_amount_or_a_clear_no(text):
    for read in (values.parse_fen, values.parse_mu, values.parse_count, lambda t: values.parse_grams(t, "jin")):
        got = read_or_code(read, text)
        assert got in SENTENCES or got >= 0


@given(st.decimals(0, 10**6, places=2), st.decimals(0, 10**4, places=2), WEIGHED)
@example(Decimal("0.01"), Decimal("0.50"), Unit.JIN)
def test_a_line_rounds_half_up_to_a_fen(amount, yuan, unit):
    grams = int(amount * values.GRAMS[unit])
    fen = int(yuan * 100)
    exact = Decimal(grams) * fen / values.GRAMS[unit]
    assert values.line_total_fen(grams, unit, fen) == int(exact.quantize(Decimal(1), ROUND_HALF_UP))
    assert values.line_total_fen(-grams, unit, fen) == -values.line_total_fen(grams, unit, fen)


def test_lines_of_each_unit():
    assert values.line_total_fen(310_000, "jin", 420) == 260_400
    assert values.line_total_fen(250, "jin", 1) == 1
    assert values.line_total_fen(249, "jin", 1) == 0
    assert values.line_total_fen(90, "piece", 150) == 13_500
    assert values.line_total_fen(3, "box", 4_999) == 14_997


@given(
    st.integers(-(10**9), 10**9),
    st.lists(st.integers(0, 10**7), min_size=1, max_size=40).filter(any),
)
def test_shares_add_up_and_none_is_a_fen_off(total, weights):
    parts = values.shares(total, weights)
    assert sum(parts) == total
    whole = sum(weights)
    assert all(abs(part * whole - total * weight) < whole for part, weight in zip(parts, weights, strict=True))
    assert all(part == 0 for part, weight in zip(parts, weights, strict=True) if weight == 0)


def test_among_equals_the_earlier_one_gets_the_fen():
    assert values.shares(100, [1, 1, 1]) == [34, 33, 33]
    assert values.shares(-100, [1, 1, 1]) == [-34, -33, -33]
    assert values.shares(5, [0, 7]) == [0, 5]


@pytest.mark.parametrize("weights", [[], [0, 0], [3, -1]])
def test_shares_without_weights_are_a_mistake_of_ours(weights):
    with pytest.raises(ValueError):
        values.shares(10, weights)
