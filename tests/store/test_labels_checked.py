"""Labels are checked with the keys this computer knows."""

import pytest

from villagedesk.domain.centre import SigningKey
from villagedesk.domain.labels import Kind, Verdict, make_label
from villagedesk.store import Store, WriteSession, action, identity, new_row
from villagedesk.store.labels import check_label, issuer

DAY = "2026-11-20"
ID = "ab" * 16


@action
def know(s: WriteSession, device: str, public_key: str, revoked_on: str | None) -> None:
    new_row(s, SigningKey(device=device, public_key=public_key, issuer="邻村服务站", revoked_on=revoked_on))


@pytest.mark.parametrize(("revoked_on", "expected"), [(None, Verdict.VALID), ("2026-01-01", Verdict.REVOKED)])
def test_a_label_of_another_centre(store: Store, revoked_on: str | None, expected: Verdict) -> None:
    import hashlib

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    key = Ed25519PrivateKey.generate()
    public = key.public_key().public_bytes_raw()
    text = make_label(key, Kind.LOT, ID, issued_on=DAY, product="猕猴桃")
    with store.read() as s:
        assert check_label(s, text).verdict is Verdict.UNKNOWN_KEY
    with store.write() as w:
        know(w, hashlib.sha256(public).hexdigest()[:32], public.hex(), revoked_on)
    with store.read() as s:
        reading = check_label(s, text)
        assert (reading.verdict, reading.id) == (expected, ID)
        assert issuer(s, reading.kid) == "邻村服务站"


def test_own_labels_before_the_first_sync(store: Store) -> None:
    with store.transaction() as connection:
        key = identity.device_key(connection)
    with store.read() as s:
        assert check_label(s, make_label(key, Kind.PERSON, ID, issued_on=DAY)).verdict is Verdict.VALID
        assert check_label(s, "hello").verdict is Verdict.NOT_OURS
