"""The county's code: the same on both sides, another one for every other fact, and nobody else has the key."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from villagedesk.domain import day_code
from villagedesk.errors import Invalid

DESK = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
CENTRAL = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
DAY = {"centre": "c1", "drawer": 1, "day": "2026-11-28", "counted_fen": 36_280, "expected_fen": 36_480}


def public(key: Ed25519PrivateKey) -> bytes:
    return key.public_key().public_bytes_raw()


def test_both_sides_have_the_same_key_and_nobody_else() -> None:
    shared = day_code.shared_key(DESK, public(CENTRAL))
    assert shared == day_code.shared_key(CENTRAL, public(DESK))
    other = Ed25519PrivateKey.from_private_bytes(bytes(32))
    assert shared != day_code.shared_key(other, public(CENTRAL))
    assert shared != day_code.shared_key(DESK, public(other))


def test_the_public_key_on_the_other_curve_is_that_of_the_private_key() -> None:
    for number in range(1, 40):
        key = Ed25519PrivateKey.from_private_bytes(number.to_bytes(32, "big"))
        import hashlib

        private = X25519PrivateKey.from_private_bytes(hashlib.sha512(key.private_bytes_raw()).digest()[:32])
        assert day_code._as_x25519(public(key)) == private.public_key().public_bytes_raw()


def test_a_code_is_of_one_drawer_one_day_and_one_pair_of_sums() -> None:
    key = day_code.shared_key(DESK, public(CENTRAL))
    code = day_code.day_code(key, **DAY)
    assert len(code) == 8
    assert code.isdigit()
    assert code == day_code.day_code(key, **DAY)
    others = [
        DAY | change
        for change in (
            {"centre": "c2"},
            {"drawer": 2},
            {"day": "2026-11-27"},
            {"counted_fen": 36_281},
            {"expected_fen": 36_481},
        )
    ]
    assert code not in {day_code.day_code(key, **other) for other in others}
    assert code != day_code.day_code(bytes(32), **DAY)


def test_a_code_is_typed_as_it_was_heard() -> None:
    assert day_code.read_code("4820 7316") == day_code.read_code("4820-7316") == "48207316"
    assert day_code.shown("48207316") == "4820 7316"
    for wrong in ("", "4820731", "482073166", "4820731x", "４８２０７３１６"):
        with pytest.raises(Invalid, match="day_code_digits"):
            day_code.read_code(wrong)


def test_a_key_that_is_no_point_is_refused() -> None:
    with pytest.raises(ValueError):
        day_code.shared_key(DESK, (1).to_bytes(32, "little"))
