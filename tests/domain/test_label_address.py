"""A square that leads to a page: every byte comes back, every altered sign is noticed, whatever typed it."""

import random

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from villagedesk.domain import base45, cose, label_address, labels
from villagedesk.domain.crops import check_gtin
from villagedesk.domain.label_address import address_prefix, decode41, encode41, plain, split
from villagedesk.domain.labels import Kind, LabelKey, Verdict
from villagedesk.errors import Invalid

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
KID = cose.key_id(KEY.public_key())
ID = "9f3c52a1b7e84d06af1129c05be6d478"
HOST = "https://desk.example.cn/"
GTIN = "09506000134352"
FORMS = ["", address_prefix(HOST), address_prefix(HOST, gtin=GTIN, lot="20261118-103")]


def label(at: str = FORMS[1], **changed: object) -> str:
    facts = {
        "product": "徐香猕猴桃",
        "grade": "一级",
        "grams": 310_000,
        "farmer": "张建国",
        "village": "白鹭村 三组",
        "harvested_on": "2026-11-16",
    } | changed
    return labels.make_label(KEY, Kind.CERTIFICATE, ID, issued_on="2026-11-18", at=at, **facts)  # type: ignore[arg-type]


def read(text: str) -> labels.Reading:
    return labels.read_label(text, {KID: LabelKey(KEY.public_key())}.get, today="2026-11-23")


@given(st.binary(max_size=300))
def test_base41_gives_the_bytes_back(data: bytes) -> None:
    text = encode41(data)
    assert decode41(text) == data
    assert set(text) <= set(label_address.ALPHABET)
    assert not text.endswith((".", ":"))


@pytest.mark.parametrize("text", ["A", "/AA", "::", "...", "AAAA", "aaa"])
def test_what_no_encoder_makes_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        decode41(text)


@pytest.mark.parametrize("at", FORMS)
def test_each_form_is_read(at: str) -> None:
    reading = read(label(at))
    assert (reading.verdict, reading.kind, reading.id) == (Verdict.VALID, Kind.CERTIFICATE, ID)
    assert reading.host == ("desk.example.cn" if at else "")


def test_a_lot_with_usual_texts_fits_version_10_with_medium_correction() -> None:
    assert len(label()) <= 311


@pytest.mark.parametrize(("at", "most"), [(FORMS[0], 395), (FORMS[1], 395), (FORMS[2], 383)])
def test_long_texts_are_cut_until_it_fits(at: str, most: int) -> None:
    text = label(
        at,
        product="高山有机绿色无公害红心猕猴桃王中王特大",
        grade="特级精品大果",
        farmer="阿依古丽·买买提江·吐尔逊",
        village="巴音郭楞蒙古自治州和静县白鹭村",
    )
    assert len(text) <= most
    reading = read(text)
    assert reading.verdict is Verdict.VALID
    assert reading.fields["product"].startswith("高山有机绿色")


@pytest.mark.parametrize(
    "central",
    [
        "",
        "desk.example.cn",
        "https://desk.example.cn/central",
        "ftp://desk.example.cn",
        "https://村.中国",
        "https://a b",
    ],
)
def test_without_a_plain_address_the_old_form_is_taken(central: str) -> None:
    assert address_prefix(central) == ""


def test_what_keyboards_make_of_it_is_read() -> None:
    for at in FORMS:
        text = label(at)
        wide = text.replace(":", "：").replace("$", "￥").replace(".", "。").replace("*", "×").replace("-", "－")
        for typed in (text.lower(), f" {text}\r\n", wide, wide.lower()):
            assert plain(typed) == text
            assert read(typed).verdict is Verdict.VALID
            assert labels.fingerprint(typed) == labels.fingerprint(text)
    browser = label().replace("HTTPS://DESK.EXAMPLE.CN", "https://desk.example.cn")
    assert read(browser).verdict is Verdict.VALID


@pytest.mark.parametrize(
    "text", ["", "VD2:ABC", "https://desk.example.cn/pay/8F2K9QTX", "hello", "http://", "VD1：", "ｖ"]
)
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert plain(text) in (text, "VD1:")
    assert read(text).verdict is Verdict.NOT_OURS


def test_a_label_is_not_good_at_another_address() -> None:
    moved = label().replace("DESK.EXAMPLE.CN", "DESK.EXAMPLF.CN")
    assert split(moved) is not None
    assert read(moved).verdict is Verdict.WRONG_SIGNATURE
    old = label_address.TEXT_PREFIX + base45.encode(
        split(label()).message()  # type: ignore[union-attr]
    )
    assert read(old).verdict is Verdict.WRONG_SIGNATURE
    other_goods = label(FORMS[2]).replace(GTIN, "09506000134369")
    assert read(other_goods).verdict is Verdict.WRONG_SIGNATURE


def test_none_of_10_000_altered_labels_is_accepted() -> None:
    chance = random.Random(5)
    alphabet = label_address.ALPHABET + "/?=%+ abcxyz中"
    genuine = [label(at) for at in FORMS]
    accepted = []
    for number in range(10_000):
        text = genuine[number % 3]
        place = chance.randrange(len(text))
        sign = chance.choice([one for one in alphabet if one != text[place]])
        altered = {
            0: text[:place] + sign + text[place + 1 :],
            1: text[:place] + text[place + 1 :],
            2: text[:place] + sign + text[place:],
            3: text[:place],
        }[number // 3 % 4]
        if plain(altered) != text and read(altered).verdict is Verdict.VALID:
            accepted.append(altered)
    assert accepted == []


def test_numbers_of_goods_check_themselves() -> None:
    assert check_gtin("") == ""
    assert check_gtin("9506000134352") == GTIN
    assert check_gtin(" 0950 6000-134352") == GTIN
    assert check_gtin("96385074") == "00000096385074"
    for wrong in ("9506000134353", "123", "950600013435a", "９５０６０００１３４３５２"):
        with pytest.raises(Invalid, match="gtin_wrong"):
            check_gtin(wrong)
