"""Who saw a count: another operator's PIN, a villager's name, or eight digits by phone that wrong tries make wait for."""

import pytest
import time_machine
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.store.orders_room import villager
from villagedesk.domain import day_code
from villagedesk.domain.evidence import Signed
from villagedesk.errors import Invalid, Refused
from villagedesk.store import Store, identity
from villagedesk.store.cash_days import DayRow, close_day, count_day
from villagedesk.store.evidence import evidence_of
from villagedesk.store.operators import add_operator
from villagedesk.store.photos import desk_files
from villagedesk.store.witnesses import DELAYS_MS, close_before_villager, county_code, second_people, second_person

CENTRAL = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))


def counted(store: Store, operator: str) -> DayRow:
    with store.write(by=operator) as s:
        return count_day(s, {"1000": 3})


def enrolled(store: Store) -> Ed25519PrivateKey:
    """The computer's own key, after central took it in."""
    with store.transaction() as connection:
        key = identity.device_key(connection)
        public = CENTRAL.public_key().public_bytes_raw()
        identity.remember(connection, identity.Device("d1", 1, "c1", "pc", "https://central.example", public))
    return key


def code_by_phone(key: Ed25519PrivateKey, day: DayRow) -> str:
    """What the county's page computes with its own private key."""
    shared = day_code.shared_key(CENTRAL, key.public_key().public_bytes_raw())
    sums = {"counted_fen": day.counted_fen or 0, "expected_fen": day.expected_fen or 0}
    return day_code.day_code(shared, centre="c1", drawer=1, day=day.day, **sums)


def test_a_second_person_says_so_with_the_own_pin(store: Store, operator: str) -> None:
    with store.write(by=operator) as s:
        li = add_operator(s, "李建军", "operator", "5820").id
    with store.read() as s:
        assert [row.id for row in second_people(s, operator)] == [li]
    day = counted(store, operator)
    with pytest.raises(Refused, match="pin_wrong"):
        second_person(store, li, "0000")
    seen = second_person(store, li, "5820")
    with store.write(by=operator) as s:
        assert close_day(s, day.id, reason="开张", seen=seen).state == "closed"


@pytest.mark.parametrize("signed", [Signed(b"\x89PNG\r\n\x1a\n a name"), Signed(on_paper=True)])
def test_a_villager_signs(store: Store, operator: str, signed: Signed) -> None:
    chen, day = villager(store, operator), counted(store, operator)
    with pytest.raises(Invalid, match="signature_missing"), store.write(by=operator) as s:
        close_before_villager(s, day.id, chen, Signed())
    with store.write(by=operator) as s:
        closed = close_before_villager(s, day.id, chen, signed, reason="开张")
    assert (closed.state, closed.witness, closed.witness_name) == ("closed", "villager", "陈桂花")
    with store.read() as s:
        (proof,) = evidence_of(s, day.id)
    assert proof.note == "陈桂花"
    if signed.png:
        assert desk_files(store).get(proof.sha256) == signed.png


def test_the_county_says_so_by_phone(store: Store, operator: str) -> None:
    key, day = enrolled(store), counted(store, operator)
    code = code_by_phone(key, day)
    seen = county_code(store, day.id, f" {code[:4]} {code[4:]} ")
    with store.write(by=operator) as s:
        closed = close_day(s, day.id, reason="开张", seen=seen)
    assert (closed.state, closed.witness) == ("closed", "county_code")


def test_a_code_of_other_sums_does_not_fit(store: Store, operator: str) -> None:
    key, day = enrolled(store), counted(store, operator)
    code = code_by_phone(key, day)
    with store.write(by=operator) as s:
        count_day(s, {"1000": 4})
    with pytest.raises(Refused, match="day_code_wrong"):
        county_code(store, day.id, code)


def test_wrong_codes_make_the_next_one_wait_longer(store: Store, operator: str) -> None:
    key, day = enrolled(store), counted(store, operator)
    right = code_by_phone(key, day)
    wrong = f"{(int(right) + 1) % 10**8:08d}"
    with time_machine.travel("2026-11-23 10:00+00:00", tick=False) as clock:
        for _ in range(3):
            with pytest.raises(Refused, match="day_code_wrong"):
                county_code(store, day.id, wrong)
        for delay in (*DELAYS_MS, DELAYS_MS[-1]):
            with pytest.raises(Refused, match="try_later"):
                county_code(store, day.id, right)
            clock.shift(delay / 1000 + 1)
            with pytest.raises(Refused, match="day_code_wrong"):
                county_code(store, day.id, wrong)
        clock.shift(DELAYS_MS[-1] / 1000 + 1)
        assert county_code(store, day.id, right).proof == right
        with pytest.raises(Invalid, match="day_code_digits"):
            county_code(store, day.id, "123")


def test_a_computer_that_is_not_enrolled_knows_no_code(store: Store, operator: str) -> None:
    day = counted(store, operator)
    with pytest.raises(Refused, match="not_enrolled"):
        county_code(store, day.id, "12345678")
