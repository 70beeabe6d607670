"""Central was restored from an old copy: what it lost comes back from the desks, unasked, and nothing leaves a screen."""

from collections.abc import Iterator

import pytest

from tests.sync.counter_work import WORK
from tests.sync.simulator.district import Centre, District, PowerCut
from tests.sync.simulator.judge import judge
from tests.sync.two_desks import rows_of
from villagedesk.central.photos import is_here
from villagedesk.central.sticks import take_stick
from villagedesk.domain.people import Person
from villagedesk.store import Store, WriteSession, action, get
from villagedesk.store.photos import attach, desk_files
from villagedesk.sync import refetch, stick
from villagedesk.sync.stick import ENDING, read_stick, write_stick


@pytest.fixture
def district() -> Iterator[District]:
    made = District(1)
    yield made
    made.close()


@pytest.fixture
def centre(district: District) -> Centre:
    return district.centres[0]


def do(centre: Centre, name: str, *things: str) -> None:
    for number, what in enumerate(things, len(centre.acknowledged)):
        centre.act(name, lambda s, what=what, number=number: WORK[what](s, number))


def set_back(district: District) -> None:
    district.restore_central(district.central_backups[-1])


def rows(centre: Centre, name: str) -> object:
    return {table: found for table, found in centre.pcs[name].read(rows_of).items() if table != "person_key"}


def a_day(district: District, centre: Centre) -> None:
    """Central is copied, and then both desks work and sync."""
    do(centre, "one", "take_on", "order", "plan")
    centre.sync("one")
    centre.sync("two")
    district.back_up_central()
    do(centre, "two", "take_on", "order", "edit", "sign")
    centre.sync("two")
    centre.sync("one")
    do(centre, "one", "order", "edit", "plan", "order")
    centre.sync("one")
    centre.sync("two")


def all_is_well(centre: Centre) -> None:
    for _ in range(2):
        for name in centre.pcs:
            centre.sync(name)
    assert judge(centre) == []


def test_each_desk_sends_again_what_was_lost(district: District, centre: Centre) -> None:
    a_day(district, centre)
    before = rows(centre, "one")
    set_back(district)
    report = centre.sync("one")
    assert report.agreed
    assert report.trouble is None
    assert rows(centre, "one") == before, "nothing may leave the screen"
    assert rows(centre, "two") == before
    all_is_well(centre)
    assert rows(centre, "two") == before
    assert centre.gone == set()


def test_what_only_the_second_desk_holds_comes_back_too(district: District, centre: Centre) -> None:
    a_day(district, centre)
    set_back(district)
    lost = centre.acknowledged - set(district.central_ids(centre.id))
    assert len(lost) > 4
    centre.pcs.pop("one").switch_off()  # this computer never comes again
    centre.sync("two")
    assert centre.acknowledged <= set(district.central_ids(centre.id))


def test_work_that_builds_on_what_was_lost_is_not_refused(district: District, centre: Centre) -> None:
    """The desk's new work changes what the other desk made, and central does not know that any more."""
    a_day(district, centre)
    do(centre, "one", "order", "edit", "order")
    set_back(district)
    do(centre, "one", "sign", "edit")
    assert centre.sync("one").agreed
    all_is_well(centre)


def test_central_that_went_on_with_others_is_followed(district: District, centre: Centre) -> None:
    a_day(district, centre)
    set_back(district)
    do(centre, "two", "take_on", "order")
    assert centre.sync("two").agreed
    do(centre, "one", "order")
    assert centre.sync("one").agreed
    all_is_well(centre)


def test_a_second_set_back_before_the_first_one_is_mended(district: District, centre: Centre) -> None:
    a_day(district, centre)
    district.back_up_central()
    set_back(district)
    centre.sync("two")
    district.restore_central(district.central_backups[0])
    centre.sync("one")
    district.restore_central(district.central_backups[-1])
    all_is_well(centre)


def test_far_behind_everything_is_fetched(district: District, centre: Centre, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refetch, "STEPS", (1, 2))
    do(centre, "one", "take_on", "order")
    centre.sync("one")
    district.back_up_central()
    do(centre, "one", "order", "edit", "order", "plan", "order")
    centre.sync("one")
    set_back(district)
    do(centre, "two", "take_on", "order", "order", "order", "order", "order", "order")
    centre.sync("two")
    before = rows(centre, "one")
    report = centre.sync("one")
    assert report.agreed
    assert report.resets >= 3
    assert rows(centre, "one") != before, "what the other one did is here too"
    all_is_well(centre)


@pytest.mark.parametrize("fuse", range(2, 26, 3))
def test_the_power_goes_while_it_is_mended(district: District, centre: Centre, fuse: int) -> None:
    a_day(district, centre)
    before = rows(centre, "one")
    set_back(district)
    pc = centre.pcs["one"]
    pc.fuse.left = fuse
    try:
        centre.sync("one")
    except PowerCut:
        pc.lose_power()
    pc.fuse.left = None
    assert rows(centre, "one") == before
    all_is_well(centre)


def test_by_sticks_alone(district: District, centre: Centre) -> None:
    a_day(district, centre)
    set_back(district)
    # Each: that central was set back, the feed, what was lost; and then what the other one brought.
    for _ in range(4):
        for pc in centre.pcs.values():
            carry(pc.store, district, pc.folder)
    assert judge(centre) == []


def test_by_sticks_of_many_pieces(district: District, centre: Centre, monkeypatch: pytest.MonkeyPatch) -> None:
    """More waits than one piece holds: central does not ask for the first again and again while it has to tell the feed."""
    monkeypatch.setattr(stick, "_MAX_EVENTS", 2)
    a_day(district, centre)
    set_back(district)
    do(centre, "one", *["order"] * 5)
    for _ in range(5):
        for pc in centre.pcs.values():
            carry(pc.store, district, pc.folder)
    assert judge(centre) == []


def carry(store: Store, district: District, folder: object) -> None:
    place = district.new_folder("stick")
    place.mkdir()
    answer = place / f"answer{ENDING}"
    answer.write_bytes(take_stick(district.central, write_stick(store, place).file.read_bytes()).answer)
    read_stick(store, answer)


def test_an_answer_that_was_decided_is_not_asked_again(district: District, centre: Centre) -> None:
    do(centre, "one", "take_on")
    centre.sync("one")
    centre.sync("two")
    district.back_up_central()
    for name, number in (("one", 1), ("two", 2)):
        centre.act(name, lambda s, number=number: WORK["edit"](s, number))
        centre.sync(name)
    inbox = "SELECT count(*) FROM inbox WHERE done_at IS NULL"
    assert centre.pcs["two"].read(lambda c: c.exec_driver_sql(inbox).scalar_one()) == 1
    with centre.pcs["two"].store.transaction() as connection:
        connection.exec_driver_sql("UPDATE inbox SET done_at = 1")
    set_back(district)
    for name in ("one", "two"):
        centre.sync(name)
    assert centre.pcs["two"].read(lambda c: c.exec_driver_sql(inbox).scalar_one()) == 0
    all_is_well(centre)


def test_photos_that_were_lost_are_sent_again(district: District, centre: Centre) -> None:
    do(centre, "one", "take_on")
    centre.sync("one")
    district.back_up_central()
    store = centre.pcs["one"].store
    photo = desk_files(store).put(b"\xff\xd8 what a camera gives")

    @action
    def with_photo(s: WriteSession) -> None:
        id_ = s.connection().exec_driver_sql("SELECT id FROM person").scalars().first() or ""
        attach(s.connection(), desk_files(store), photo, "card")
        get(s, Person, id_).address = photo  # an event that names it

    centre.act("one", with_photo)
    assert centre.sync("one").photos == 1
    set_back(district)
    with district.central.database.read() as connection:
        assert not is_here(connection, centre.id, photo)
    assert centre.sync("one").photos == 1
    with district.central.database.read() as connection:
        assert is_here(connection, centre.id, photo)


def test_a_photo_that_was_sent_long_after_its_record(district: District, centre: Centre) -> None:
    """Nothing that central lost of the feed names it."""
    do(centre, "one", "take_on", "order")
    centre.sync("one")
    store = centre.pcs["one"].store
    district.back_up_central()
    photo = desk_files(store).put(b"\xff\xd8 taken before, sent later")
    with store.transaction() as connection:
        attach(connection, desk_files(store), photo, "card")
    do(centre, "one", "order")
    assert centre.sync("one").photos == 1
    set_back(district)
    assert centre.sync("one").photos == 1
    with district.central.database.read() as connection:
        assert is_here(connection, centre.id, photo)
    all_is_well(centre)


def test_a_copied_disk_is_noticed_also_while_nothing_is_taken(district: District, centre: Centre) -> None:
    """The copy wrote on first; then central does not know where the first one stands, and must not hold its numbers for its
    own.
    """
    do(centre, "one", "take_on", "order")
    centre.sync("one")
    centre.clone()
    do(centre, "clone", "plan")
    assert centre.sync("clone").agreed
    do(centre, "one", "plan", "order")
    with centre.pcs["one"].store.transaction() as connection:
        connection.exec_driver_sql(
            "UPDATE cursor SET hash = CAST(x'00' || substr(hash, 2) AS BLOB) WHERE scope = 'centre'"
        )
    assert centre.sync("one").agreed
    for _ in range(2):
        for name in centre.pcs:
            assert centre.sync(name).agreed
    centre.resets = 0
    assert judge(centre) == []
