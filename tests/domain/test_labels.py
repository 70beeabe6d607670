"""Signed labels: small enough to print, every verdict reached, and nothing scanned ever raises."""

import pytest
import qrcode
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from villagedesk.domain import base45, cose, labels
from villagedesk.domain.labels import Kind, LabelKey, Verdict

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
KID = cose.key_id(KEY.public_key())
LOT_ID = "9f3c52a1b7e84d06af1129c05be6d478"
QR_LIMITS = {"L": 395, "M": 311}  # characters of version 10, ISO/IEC 18004 table 7, alphanumeric


def lot_label(key=KEY, **changed):
    facts = {
        "issued_on": "2026-11-18",
        "expires_on": "2026-12-18",
        "centre": "B07",
        "product": "徐香猕猴桃",
        "grade": "一级",
        "grams": 310_000,
        "farmer": "张建国",
        "village": "白鹭村三组",
        "harvested_on": "2026-11-16",
    } | changed
    return labels.make_label(key, Kind.LOT, LOT_ID, **facts)


def read(text, *, today="2026-11-23", key=None, **lists):
    keys = {KID: key or LabelKey(KEY.public_key(), centre="B07")}
    return labels.read_label(text, keys.get, today=today, **lists)


def version(text, level):
    code = qrcode.QRCode(error_correction={"L": 1, "M": 0}[level])
    code.add_data(text)
    return code.best_fit()


def test_a_lot_with_ten_facts_fits_version_10_with_medium_correction():
    text = lot_label()
    assert set(text) <= set(base45.ALPHABET)
    assert len(text) <= QR_LIMITS["M"]
    assert version(text, "M") <= 10


def test_a_lot_with_every_text_at_its_limit_still_fits_version_10():
    text = lot_label(
        centre="QLN-B0700001",
        product="高山有机绿色无公害红心猕猴桃王中王特大",
        grade="特级精品大果",
        farmer="阿依古丽·买买提江·吐尔逊",
        village="巴音郭楞蒙古自治州和静县白鹭村",
        grams=99_999_999,
    )
    assert len(text) <= QR_LIMITS["L"]
    assert version(text, "L") <= 10
    fields = read(text, key=LabelKey(KEY.public_key())).fields
    assert fields["product"] == "高山有机绿色无公害红心猕猴桃"
    assert fields["farmer"] == "阿依古丽·买买提江·吐"


def test_a_card_is_short():
    assert version(labels.make_label(KEY, Kind.PERSON, LOT_ID, issued_on="2026-11-18"), "M") <= 7


def test_everything_said_comes_back():
    reading = read(lot_label() + "\r\n", lists_on="2026-11-20")
    assert (reading.verdict, reading.kind, reading.id) == (Verdict.VALID, Kind.LOT, LOT_ID)
    assert reading.lists_age == 3
    assert reading.fields == {
        "kind": 1,
        "id": LOT_ID,
        "issued_on": "2026-11-18",
        "expires_on": "2026-12-18",
        "centre": "B07",
        "product": "徐香猕猴桃",
        "grade": "一级",
        "grams": 310_000,
        "farmer": "张建国",
        "village": "白鹭村三组",
        "harvested_on": "2026-11-16",
    }


def test_the_last_good_day_is_still_good():
    assert read(lot_label(), today="2026-12-18").verdict is Verdict.VALID
    assert read(lot_label(), today="2026-12-19").verdict is Verdict.EXPIRED


@pytest.mark.parametrize("mark", [LOT_ID, KID.hex(), labels.fingerprint(lot_label())])
def test_withdrawn_by_what_it_is_about_by_its_key_or_by_itself(mark):
    reading = read(lot_label(), today="2027-12-01", revoked={mark})
    assert (reading.verdict, reading.id) == (Verdict.REVOKED, LOT_ID)


@pytest.mark.parametrize(
    "key",
    [
        LabelKey(KEY.public_key(), centre="C11"),
        LabelKey(KEY.public_key(), kinds=frozenset({Kind.PERSON})),
        LabelKey(KEY.public_key(), from_on="2026-11-19"),
        LabelKey(KEY.public_key(), until_on="2026-11-17"),
    ],
)
def test_a_key_cannot_sign_what_it_was_not_given(key):
    assert read(lot_label(), key=key).verdict is Verdict.OUT_OF_SCOPE


def test_a_label_that_cannot_be_trusted_says_nothing():
    unknown = read(lot_label(OTHER))
    assert (unknown.verdict, unknown.fields, unknown.id) == (Verdict.UNKNOWN_KEY, {}, "")
    forged = cose.sign1(OTHER, cose.dumps({1: 1, 2: bytes(16), 3: 20000}), KID, context=labels.CONTEXT)
    reading = read(labels.PREFIX + base45.encode(forged))
    assert (reading.verdict, reading.fields) == (Verdict.WRONG_SIGNATURE, {})


def test_a_signature_made_for_something_else_is_no_label():
    message = cose.sign1(KEY, cose.dumps({1: 1, 2: bytes(16), 3: 20000}), KID, context=b"villagedesk/sync/1")
    assert read(labels.PREFIX + base45.encode(message)).verdict is Verdict.WRONG_SIGNATURE


@pytest.mark.parametrize(
    "payload",
    [
        [1],
        {},
        {1: 1},
        {1: 1, 2: b"short", 3: 20000},
        {1: 1, 2: bytes(16)},
        {1: "1", 2: bytes(16), 3: 20000},
        {1: 1, 2: bytes(16), 3: -1},
        {1: 1, 2: bytes(16), 3: 10**9},
        {1: 1, 2: bytes(16), 3: 20000, 6: 5},
        {1: 1, 2: bytes(16), 3: 20000, 8: "5"},
    ],
)
def test_signed_nonsense_is_not_ours(payload):
    message = cose.sign1(KEY, cose.dumps(payload), KID, context=labels.CONTEXT)
    assert read(labels.PREFIX + base45.encode(message)).verdict is Verdict.NOT_OURS


def test_a_kind_and_a_fact_of_a_newer_program_are_left_alone():
    payload = {1: 99, 2: bytes(16), 3: 20000, 77: "new"}
    message = cose.sign1(KEY, cose.dumps(payload), KID, context=labels.CONTEXT)
    reading = read(labels.PREFIX + base45.encode(message))
    assert (reading.verdict, reading.kind) == (Verdict.OUT_OF_SCOPE, None)


@pytest.mark.parametrize("text", ["", "13900006722", "https://example.com/VD1:", "VD1:", "VD1:A", "vd1:BB8", "VD2:BB8"])
def test_other_squares_are_not_ours(text):
    assert read(text).verdict is Verdict.NOT_OURS


@given(st.text(alphabet=base45.ALPHABET + "a中", max_size=700))
def test_no_scan_raises(text):
    assert read(labels.PREFIX + text).verdict is Verdict.NOT_OURS


@given(st.integers(4, 200), st.sampled_from(base45.ALPHABET))
def test_no_changed_character_passes(place, character):
    text = lot_label()
    changed = text[:place] + character + text[place + 1 :]
    assert changed == text or read(changed).verdict is not Verdict.VALID


def test_a_fact_that_labels_do_not_know_is_a_bug():
    with pytest.raises(KeyError):
        lot_label(id_number="x")
    with pytest.raises(ValueError):
        lot_label(harvested_on="yesterday")


def test_every_verdict_has_a_sentence():
    assert set(labels.SENTENCES) == set(Verdict)
