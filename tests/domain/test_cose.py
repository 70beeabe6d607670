"""The signed envelope: a second library reads it, and nothing changed, foreign or huge gets through."""

import cbor2
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cwt import COSE, COSEKey
from hypothesis import given
from hypothesis import strategies as st

from villagedesk.domain import cose

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
KID = cose.key_id(KEY.public_key())


def key_for(kid):
    return KEY.public_key() if kid == KID else None


def test_comes_back_and_is_the_same_every_time():
    message = cose.sign1(KEY, b"hello", KID, context=b"test", headers={-70001: "push"})
    assert message == cose.sign1(KEY, b"hello", KID, context=b"test", headers={-70001: "push"})
    assert cose.open1(message, key_for, context=b"test") == (KID, b"hello")
    assert cose.open_full(message, key_for, context=b"test").headers == {-70001: "push"}


def test_the_envelope_is_small():
    assert len(cose.sign1(KEY, b"", KID)) == 84


def test_another_library_reads_ours_and_we_read_theirs():
    public, private = KEY.public_key().public_bytes_raw(), KEY.private_bytes_raw()
    their_key = COSEKey.new({1: 1, 2: KID, 3: -8, -1: 6, -2: public, -4: private})  # RFC 9053 section 7.2
    ours = cose.sign1(KEY, b"hello", KID, context=b"test")
    assert COSE.new().decode(ours, their_key, external_aad=b"test") == b"hello"
    theirs = COSE.new().encode_and_sign(
        b"hello", their_key, protected={1: -8, 4: KID}, external_aad=b"test", unprotected={}
    )
    assert cose.open1(theirs, key_for, context=b"test") == (KID, b"hello")
    assert theirs == ours


def test_another_context_or_another_key_is_a_wrong_signature():
    message = cose.sign1(KEY, b"hello", KID, context=b"label")
    with pytest.raises(cose.WrongSignature):
        cose.open1(message, key_for, context=b"sync")
    with pytest.raises(cose.WrongSignature):
        cose.open1(message, lambda _kid: OTHER.public_key(), context=b"label")


def test_an_unknown_key_is_named():
    with pytest.raises(cose.UnknownKey) as caught:
        cose.open1(cose.sign1(OTHER, b"hello", b"\x01\x02"), key_for)
    assert caught.value.params == {"kid": "0102"}


def test_every_single_changed_byte_is_noticed():
    message = cose.sign1(KEY, b"hello", KID)
    for place in range(len(message)):
        for bit in (1, 128):
            changed = bytearray(message)
            changed[place] ^= bit
            with pytest.raises((cose.Broken, cose.UnknownKey, cose.WrongSignature)):
                cose.open1(bytes(changed), key_for)


def rebuilt(**parts):
    """The good message taken apart and put together with other parts, signature over the real ones."""
    protected, unprotected, payload, signature = cbor2.loads(cose.sign1(KEY, b"hello", KID)).value
    found = {"protected": protected, "unprotected": unprotected, "payload": payload, "signature": signature} | parts
    return cbor2.dumps(cbor2.CBORTag(18, list(found.values())))


@pytest.mark.parametrize(
    "message",
    [
        b"",
        b"\xff",
        b"\x81" * 5000,
        b"\xc4\x82\x1b\x7f\xff\xff\xff\xff\xff\xff\xff\x01",
        b"\xd8\x23\x61(",
        cose.sign1(KEY, b"hello", KID) + b"\x00",
        cose.sign1(KEY, b"hello", KID)[:-1],
        cose.sign1(KEY, b"hello", KID)[1:],
        rebuilt(unprotected={4: KID}),
        rebuilt(protected=b""),
        rebuilt(protected=cbor2.dumps({1: -8})),
        rebuilt(protected=cbor2.dumps({1: -7, 4: KID})),
        rebuilt(protected=cbor2.dumps({1: -8, 2: [99], 4: KID})),
        rebuilt(protected=cbor2.dumps({4: KID, 1: -8})),
        rebuilt(protected=cbor2.dumps({1: -8, 4: KID, "x": 1})),
        rebuilt(protected=cbor2.dumps({1: -8, 4: "text"})),
        rebuilt(protected=b"\xa3\x01\x27\x01\x27\x04\x40"),
        rebuilt(payload=None),
        rebuilt(signature=b"short"),
    ],
)
def test_other_forms_are_broken(message):
    with pytest.raises(cose.Broken):
        cose.open1(message, key_for)


def test_too_large_is_refused_on_both_sides():
    with pytest.raises(ValueError):
        cose.sign1(KEY, bytes(cose.MAX_BYTES), KID)
    with pytest.raises(cose.Broken):
        cose.open1(cose.sign1(KEY, bytes(1000), KID), key_for, max_bytes=1000)
    with pytest.raises(ValueError):
        cose.sign1(KEY, b"", KID, headers={4: b"other"})


@given(st.binary(max_size=300))
def test_no_bytes_from_anywhere_raise_anything_else(data):
    with pytest.raises(cose.Broken):
        cose.open1(data, key_for)


@given(st.binary(max_size=2000), st.binary(max_size=40))
def test_any_payload_and_context_come_back(payload, context):
    assert cose.open1(cose.sign1(KEY, payload, KID, context=context), key_for, context=context) == (KID, payload)


@pytest.mark.parametrize("size", [0, 1, 23, 24, 25, 255, 256, 257, 65535, 65536, 65537, 900_000])
def test_payloads_of_every_length(size):
    message = cose.sign1(KEY, b"x" * size, KID)
    assert cbor2.loads(message).value[2] == b"x" * size
    assert cose.open1(message, key_for) == (KID, b"x" * size)
    for broken in (message[:-1], message + b"\0", message[: len(message) // 2]):
        with pytest.raises(cose.Broken):
            cose.open1(broken, key_for)


def test_lengths_that_are_longer_than_needed_are_broken():
    message = cose.sign1(KEY, b"hello", KID)
    payload = message.index(b"\x45hello")
    for head in (
        b"\x58\x05",
        b"\x59\x00\x05",
        b"\x5a\x00\x00\x00\x05",
        b"\x5b" + bytes(7) + b"\x05",
        b"\x5f\x45",
        b"\x65",
    ):
        with pytest.raises(cose.Broken):
            cose.open1(message[:payload] + head + b"hello" + message[payload + 6 :], key_for)


def test_a_long_text_that_was_cut_never_reaches_the_decoder(monkeypatch):
    """It damages the heap of cbor2's decoder, and with it the process."""
    monkeypatch.setattr(cbor2, "loads", lambda data: pytest.fail("decoded"))
    for strange in (b"\x7b\x00\x00\x00\x00\x00\x10\x00\x00" + b"a" * 70_000, b'{"a":' * 50_000, b"\x81" * 900_000):
        with pytest.raises(cose.Broken):
            cose.open1(strange, key_for)
        with pytest.raises(cose.Broken):
            cose.loads(strange)
