"""Central was set back and lost a part of the platform's feed: what it said stays in force, and comes back with a proof."""

import random
from collections.abc import Iterator

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.sync.simulator.district import Centre, District, Line
from tests.sync.simulator.judge import judge
from tests.sync.test_central_set_back import carry, do, set_back
from villagedesk.central import acts
from villagedesk.central.feed import Incoming, append, lock_scope
from villagedesk.central.given_back import take_back
from villagedesk.store import events
from villagedesk.sync.given_back import to_give_back
from villagedesk.sync.messages import Found


@pytest.fixture
def district() -> Iterator[District]:
    made = District(1)
    yield made
    made.close()


@pytest.fixture
def centre(district: District) -> Centre:
    return district.centres[0]


def freeze(district: District, mark: str) -> str:
    """The county revokes a label: with the cable out it holds as well."""
    with district.central.database.write() as connection:
        return acts.insert_row(
            connection,
            "platform",
            "",
            "revoke_label",
            "revocation",
            {"mark": mark, "revoked_on": "2026-11-28", "reason": "假货"},
        )


def stop_key(district: District) -> str:
    """A device is revoked: a row that was there before the backup is changed."""
    with district.central.database.write() as connection:
        query = "SELECT id FROM \"row\" WHERE scope = 'platform' AND entity = 'signing_key' ORDER BY id"
        key = str(connection.exec_driver_sql(query).scalars().first())
        acts.change(connection, "platform", "", "revoke_device", "signing_key", key, {"revoked_on": "2026-11-28"})
        return key


def marks(centre: Centre, name: str) -> list[str]:
    return centre.pcs[name].read(
        lambda c: list(c.exec_driver_sql("SELECT mark FROM revocation ORDER BY mark").scalars())
    )


def revoked(centre: Centre, name: str) -> list[str]:
    return centre.pcs[name].read(
        lambda c: list(c.exec_driver_sql("SELECT id FROM signing_key WHERE revoked_on IS NOT NULL").scalars())
    )


def at_central(district: District) -> int:
    with district.central.database.read() as connection:
        query = "SELECT count(*) FROM \"row\" WHERE entity = 'revocation' AND data IS NOT NULL"
        return int(connection.exec_driver_sql(query).scalar_one())


def lost_in_part(district: District, centre: Centre) -> str:
    """What was done after the backup has reached the first computer only."""
    do(centre, "one", "take_on")
    for name in ("one", "two"):
        centre.sync(name)
    district.back_up_central()
    freeze(district, "aa")
    key = stop_key(district)
    freeze(district, "bb")
    assert centre.sync("one").agreed
    set_back(district)
    return key


def all_is_well(centre: Centre) -> None:
    for _ in range(2):
        for name in centre.pcs:
            assert centre.sync(name).agreed
    assert judge(centre) == []


def test_it_stays_in_force_and_comes_back(district: District, centre: Centre) -> None:
    key = lost_in_part(district, centre)
    assert at_central(district) == 0
    report = centre.sync("one")
    assert (report.agreed, report.trouble) == (True, None)
    assert marks(centre, "one") == ["aa", "bb"], "the cable may be out from now on"
    assert revoked(centre, "one") == [key]
    centre.pcs["one"].switch_off()
    centre.sync("one")
    assert at_central(district) == 2
    centre.sync("two")
    assert (marks(centre, "two"), revoked(centre, "two")) == (["aa", "bb"], [key])
    all_is_well(centre)


def test_a_device_that_sent_it_as_its_own_takes_it_from_nobody(district: District, centre: Centre) -> None:
    """Every device knows the ids of what central wrote; refused in a centre's feed, one is no hindrance to the proof."""
    lost_in_part(district, centre)
    lost = centre.pcs["one"].read(
        lambda c: c.exec_driver_sql(
            "SELECT id, body FROM event WHERE scope = 'platform' ORDER BY position DESC"
        ).first()
    )
    set_back(district)
    elsewhere = "centre:" + "ab" * 16
    with district.central.database.write() as connection:
        taken = Incoming(lost.id, "cd" * 16, 1, bytes(lost.body), bytes(32), "wrong_scope")
        append(connection, lock_scope(connection, elsewhere, "ab" * 16), [taken])
    for _ in range(2):
        centre.sync("one")
    assert at_central(district) == 2


def test_central_that_went_on_meanwhile(district: District, centre: Centre) -> None:
    key = lost_in_part(district, centre)
    freeze(district, "cc")
    centre.sync("one")
    assert marks(centre, "one") == ["aa", "bb", "cc"]
    centre.sync("one")
    assert at_central(district) == 3
    all_is_well(centre)
    for name in ("one", "two"):
        assert (marks(centre, name), revoked(centre, name)) == (["aa", "bb", "cc"], [key])


def test_set_back_twice(district: District, centre: Centre) -> None:
    lost_in_part(district, centre)
    centre.sync("one")
    set_back(district)
    centre.sync("one")
    assert marks(centre, "one") == ["aa", "bb"]
    freeze(district, "cc")
    centre.sync("one")
    set_back(district)
    for _ in range(3):
        centre.sync("one")
    assert set(marks(centre, "one")) == {"aa", "bb", "cc"}


def test_by_sticks(district: District, centre: Centre) -> None:
    lost_in_part(district, centre)
    for _ in range(4):
        for pc in centre.pcs.values():
            carry(pc.store, district, pc.folder)
    assert at_central(district) == 2
    all_is_well(centre)


def test_without_a_proof_it_stays_in_force_and_nothing_is_given_back(
    district: District, centre: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.sync.simulator.district.seal_pages", lambda key, reply: reply)
    key = lost_in_part(district, centre)
    for _ in range(3):
        assert centre.sync("one").agreed
    assert (marks(centre, "one"), revoked(centre, "one")) == (["aa", "bb"], [key])
    assert at_central(district) == 0


def test_only_what_was_centrals_own_is_taken(district: District, centre: Centre) -> None:
    lost_in_part(district, centre)
    centre.sync("one")
    found = centre.pcs["one"].read(to_give_back)
    assert found is not None
    assert len(found.entries) == 5, "with those before, from the place on that both know"
    own, other = district.central.key.public_key(), Ed25519PrivateKey.generate().public_key()
    first, last = found.entries[0], found.entries[-1]
    forged = msgspec.structs.replace(last, body=last.body.replace(b"bb", b"zz"))
    refused = [
        msgspec.structs.replace(found, entries=[*found.entries[:-1], forged]),
        msgspec.structs.replace(found, entries=found.entries[:4]),
        msgspec.structs.replace(found, entries=found.entries[::-1]),
        msgspec.structs.replace(found, base=found.base + 1),
        msgspec.structs.replace(found, base=1 << 40),
        msgspec.structs.replace(found, seal=b"nonsense"),
        msgspec.structs.replace(
            found, entries=[msgspec.structs.replace(first, result="row_exists"), *found.entries[1:]]
        ),
        Found(b"", 0, []),
        None,
    ]
    with district.central.database.write() as connection:
        assert [take_back(connection, own, one) for one in refused] == [0] * len(refused)
        assert take_back(connection, other, found) == 0
        assert take_back(connection, own, found) == 3
        assert take_back(connection, own, found) == 0, "once"
    all_is_well(centre)


def test_a_device_cannot_make_a_seal(district: District, centre: Centre) -> None:
    lost_in_part(district, centre)
    pc = centre.pcs["one"]
    kept = pc.read(lambda c: events.get_meta(c, "seal platform"))
    line = Line(pc, [], lambda: 0)
    real = line.round

    def other_central(request):  # type: ignore[no-untyped-def]
        reply = real(request)
        for page in reply.pages:
            page.seal = b"x" + page.seal
        return reply

    line.round = other_central  # type: ignore[method-assign]
    from villagedesk.sync.run import Run

    freeze(district, "dd")
    Run(pc.store, line, sleep=line.pause).go()  # type: ignore[arg-type]
    assert pc.read(lambda c: events.get_meta(c, "seal platform")) == kept


@pytest.mark.parametrize(("bodies", "given"), [(b"x" * 6_000, True), (b"x" * 20_000, False), (None, False)])
def test_how_much_can_be_given_back(centre: Centre, bodies: bytes | None, given: bool) -> None:
    """What packs well is given back far beyond what a request could carry as it is; what does not fit stays here."""
    pc = centre.pcs["one"]
    with pc.store.transaction() as connection:
        events.put_meta(connection, "seal lost", "00")
        for n in range(1, 201):
            body = bodies or random.Random(n).randbytes(6_000)
            values = ("lost:platform", n, f"{n:032x}", "ab" * 16, n, body, "applied")
            connection.exec_driver_sql(
                "INSERT INTO arriving(scope, position, event_id, log, seq, body, result) VALUES (?,?,?,?,?,?,?)", values
            )
    found = pc.read(to_give_back)
    assert (found is not None) == given
    assert not given or (found.base, len(found.entries)) == (0, 200)
