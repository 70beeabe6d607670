"""What goods say of themselves: barcodes, variants, the standing of the seller, the season."""

import msgspec
import pytest

from villagedesk.domain.goods import (
    Goods,
    Standing,
    barcode_in,
    check_goods,
    check_published,
    goods_from_json,
    in_season,
    is_barcode,
)
from villagedesk.errors import Invalid, sentence

CHANGED = msgspec.structs.replace
BOOTS = Goods(
    "boots",
    "儿童雨靴",
    3500,
    "24-44 码",
    barcode="6901234567892",
    variants=(("28 码", 3500), ("36 码", 4200)),
    brand_standing="authorised",
    ordered=7,
)


@pytest.mark.parametrize("code", ["6901234567892", "4006381333931", "96385074", "0012345678905"])
def test_barcodes_with_a_right_check_digit_are_taken(code: str) -> None:
    assert is_barcode(code)
    wrong = code[:-1] + str((int(code[-1]) + 1) % 10)
    assert not is_barcode(wrong)


@pytest.mark.parametrize(
    "code", ["", "690123456789", "69012345678920", "690123456789x", "６９０１２３４５６７８９２", "-1234567"]
)
def test_what_is_no_barcode_is_none(code: str) -> None:
    assert not is_barcode(code)


def test_an_american_code_of_twelve_digits_means_thirteen() -> None:
    assert barcode_in(" 012345678905 ") == "0012345678905"
    assert barcode_in("13900001234") == ""
    assert barcode_in("123456789012") == "0123456789012"
    assert barcode_in("123456789013") == ""


def test_a_variant_has_its_own_price() -> None:
    assert check_published(BOOTS) is BOOTS
    assert BOOTS.price_of("36 码") == BOOTS.dearest_fen == 4200
    assert BOOTS.price_of("") == BOOTS.price_of("99 码") == 3500


@pytest.mark.parametrize(
    "variants",
    [
        (("28 码", 0),),
        (("", 100),),
        (("28 码", 3500), ("28 码", 3600)),
        (("x" * 41, 3500),),
        tuple((str(n), 3500) for n in range(61)),
    ],
)
def test_variants_that_cannot_be_are_refused(variants: tuple[tuple[str, int], ...]) -> None:
    with pytest.raises(Invalid):
        check_goods(CHANGED(BOOTS, variants=variants))


@pytest.mark.parametrize(
    "changes",
    [
        {"brand_standing": "best"},
        {"farm_input": "tractor"},
        {"season": "13-01"},
        {"until": "2026-02-30"},
        {"until": "20261130"},
        {"price_fen": 3000},
        {"barcode": "6901234567893"},
    ],
)
def test_central_publishes_only_what_every_desk_understands(changes: dict[str, object]) -> None:
    goods = CHANGED(BOOTS, **changes)
    # A desk takes what a newer central says and passes over the word.
    assert check_goods(goods).standing in Standing
    with pytest.raises(Invalid) as trouble:
        check_published(goods)
    assert "boots" in sentence(trouble.value)


def test_the_standing_is_also_heard_in_the_older_word() -> None:
    assert Goods("a").standing is Standing.UNKNOWN
    assert Goods("a", brand_shop=True).standing is Standing.BRAND_SHOP
    assert Goods("a", brand_shop=True, brand_standing="warned").standing is Standing.WARNED
    assert Goods("a", brand_shop=True, brand_standing="of tomorrow").standing is Standing.BRAND_SHOP


def test_fields_of_tomorrow_are_passed_over() -> None:
    line = b'{"id":"a","title":"x","price_fen":1,"smell":"roses","variants":[["M",1],["L",2]]}'
    assert goods_from_json(line) == Goods("a", "x", 1, variants=(("M", 1), ("L", 2)))


def test_a_season_may_go_over_new_year() -> None:
    assert [month for month in range(1, 13) if in_season("03-05", month)] == [3, 4, 5]
    assert [month for month in range(1, 13) if in_season("11-02", month)] == [1, 2, 11, 12]
    assert in_season("", 7)
    assert in_season("always", 7)


def test_the_last_day_of_an_offer_is_a_day_or_counts_as_not_said() -> None:
    assert check_published(CHANGED(BOOTS, until="2026-11-30")).last_day == "2026-11-30"
    for odd in ("", "soon", "2026-02-30", "20261130", "2026-11-30 "):
        assert check_goods(CHANGED(BOOTS, until=odd)).last_day == "", "a newer central may say more than we know"
