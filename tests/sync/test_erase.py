"""Erasing by law: the person is gone from central, from every desk and from the second file; all chains still hold."""

from collections.abc import Callable

import pytest

from tests.conftest import KEY, set_up_operator
from tests.store.orders_room import ordered
from tests.store.people_of_a_village import seller_form
from tests.store.test_training import add_people
from tests.sync.conftest import Desk, make_desk  # noqa: F401
from tests.sync.test_laptops import NAMES, School
from tests.sync.test_unattended import central  # noqa: F401
from villagedesk import paths
from villagedesk.central.command import run as central_command
from villagedesk.central.erase import erase_person
from villagedesk.central.serve import Server
from villagedesk.domain.people import PersonForm
from villagedesk.errors import NotFound
from villagedesk.store import Store, events, open_store
from villagedesk.store import training as room
from villagedesk.store.backup import take_backup
from villagedesk.store.journal import read_journal
from villagedesk.store.people import correct_person
from villagedesk.store.photos import desk_files
from villagedesk.store.sellers import take_on_seller
from villagedesk.sync.erase import erase_noted
from villagedesk.sync.repair import restore

NAME, PHONE = "张建国", "13900006798"


@pytest.fixture
def desk(make_desk: Callable[[str], Desk]) -> Desk:  # noqa: F811
    return make_desk("one")


@pytest.fixture
def person(desk: Desk) -> str:
    with desk.store.write() as s:
        operator = set_up_operator(s, "王秀兰")
    with desk.store.write(by=operator) as s:
        id_ = take_on_seller(s, seller_form(NAME, 7), check_same=False)
    with desk.store.write(by=operator) as s:
        correct_person(s, id_, PersonForm(name=NAME, phone=PHONE))
    ordered(desk.store, operator, id_)
    desk.sync()
    return id_


def says(store: Store, word: str) -> list[str]:
    """Where a word stands in what this desk keeps."""
    found = []
    with store.read() as s:
        run = s.connection().exec_driver_sql
        tables = [row[0] for row in run("SELECT name FROM sqlite_master WHERE type = 'table' AND rootpage > 0")]
        for table in tables:
            for row in run(f'SELECT * FROM "{table}"').fetchall():
                if any(word in (v.decode("utf-8", "replace") if isinstance(v, bytes) else str(v)) for v in row):
                    found.append(table)
    found += ["journal" for event in read_journal(paths.journal(store.home), KEY) if word.encode() in event.body]
    return found


def test_gone_everywhere_and_everybody_agrees(
    desk: Desk,
    person: str,
    make_desk: Callable[[str], Desk],  # noqa: F811
    server: Server,
    centre: str,
) -> None:
    two = make_desk("two")
    two.sync()
    assert {"event", "person", "journal"} <= set(says(desk.store, PHONE))
    done = erase_person(server.central, centre, person)
    assert done.rows >= 3
    assert done.bodies == 2
    for one in (desk, two):
        assert one.sync().agreed
        assert "event" not in says(one.store, PHONE)
        assert "journal" not in says(one.store, PHONE)
        assert "person" not in says(one.store, NAME)
        with one.store.read() as s:
            log, head, _ = events.current_log(s.connection())
            assert events.verify_chain(s.connection(), log) == head
            assert s.connection().exec_driver_sql('SELECT count(*) FROM "order"').scalar_one() == 1, "money stays"
    with server.central.database.read() as connection:
        left = [bytes(b) for b in connection.exec_driver_sql("SELECT body FROM event").scalars()]
        data = [str(d) for d in connection.exec_driver_sql('SELECT data FROM "row"').scalars()]
    assert not any(PHONE.encode() in body for body in left)
    assert not any(PHONE in text for text in data)
    # A new computer gets the feed with the hole in it, and one that comes back from an old disk as well.
    three = make_desk("three")
    assert three.sync().agreed
    assert says(three.store, PHONE) == []
    assert desk.sync().agreed


def test_a_restart_in_between_does_no_harm(
    desk: Desk, person: str, server: Server, centre: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    erase_person(server.central, centre, person)
    with monkeypatch.context() as patched:
        patched.setattr("villagedesk.sync.run.erase_noted", lambda store: 0)
        desk.sync()
    assert "event" in says(desk.store, PHONE)
    desk.store.close()
    again = open_store(desk.store.home, KEY)
    desk.store = again
    assert erase_noted(again) == 2
    assert "event" not in says(again, PHONE)
    assert desk.sync().agreed
    again.close()
    desk.store = open_store(again.home, KEY)
    assert "journal" not in says(desk.store, PHONE)
    assert desk.sync().agreed


def test_an_event_of_a_desk_by_that_name_erases_nothing(desk: Desk, person: str) -> None:
    from villagedesk.domain.people import Person
    from villagedesk.store import action, get

    @action
    def erase(s, id_):  # type: ignore[no-untyped-def]
        s.delete(get(s, Person, id_))

    with desk.store.write(by="x") as s:
        erase(s, person)
    assert desk.sync().agreed
    assert "event" in says(desk.store, PHONE)


def test_from_the_command_line(desk: Desk, person: str, server: Server, centre: str) -> None:
    words = ["erase", centre, person, "--home", str(server.central.config.home)]
    assert central_command(type("O", (), {"words": words})()) == 0
    assert desk.sync().agreed
    assert "event" not in says(desk.store, PHONE)
    with pytest.raises(NotFound):
        erase_person(server.central, centre, person)


def test_the_photo_of_her_card_and_the_action_that_brought_it_go_too(
    desk: Desk, person: str, server: Server, centre: str
) -> None:
    files = desk_files(desk.store)
    card = files.put(b"\xff\xd8\xff a photo of a card" * 300)
    with desk.store.write(by="x") as s:
        form = seller_form("何花", 8, photos=(("id_front", card),))
        other = take_on_seller(s, form, files, check_same=False)
    assert desk.sync().agreed
    assert server.central.files.has(card)
    done = erase_person(server.central, centre, other)
    assert (done.photos, done.mixed) == (1, 0)
    assert desk.sync().agreed
    assert not server.central.files.has(card)
    assert not desk_files(desk.store).has(card)
    assert says(desk.store, "何花") == []
    assert "event" in says(desk.store, PHONE), "nobody else"


def test_her_places_in_classes_go_on_the_laptop_too(
    make_desk: Callable[..., Desk],  # noqa: F811
    server: Server,
    centre: str,
) -> None:
    school = School(make_desk)
    with school.pc.store.write(by=school.who[id(school.pc)]) as s:
        (late,) = add_people(s, "万年青")
    school.do(school.pc, room.enrol, school.class_id, [late])
    school.sync()
    assert "enrolment" in says(school.one.store, "万年青")
    school.sign(school.one, "万年青", school.morning)
    school.sync()
    before = school.all_equal()
    done = erase_person(server.central, centre, late)
    # The person, her place, her attendance. Signing her in also began the sitting: that action stays, and names nobody.
    assert (done.rows, done.bodies, done.mixed) == (3, 2, 1)
    school.sync()
    after = school.all_equal()
    gone = {key for key in before if key not in after}
    assert {entity for entity, _ in gone} == {"enrolment", "attendance"}
    for desk in school.all:
        assert says(desk.store, "万年青") == []
        assert "enrolment" in says(desk.store, NAMES[0]), "the others' places stay"
    new = make_desk("new")
    assert new.sync().agreed
    assert says(new.store, "万年青") == []


def test_what_also_speaks_of_others_stays_and_is_counted(
    make_desk: Callable[..., Desk],  # noqa: F811
    server: Server,
    centre: str,
) -> None:
    """Five people came into the class by one action: its body stays, as PROTOCOL.md says, and the row goes."""
    school = School(make_desk)
    done = erase_person(server.central, centre, school.people[NAMES[0]])
    assert (done.rows, done.mixed) == (2, 2)
    school.sync()
    assert set(says(school.one.store, NAMES[0])) == {"event"}
    school.all_equal()


def test_an_old_copy_that_is_put_back_does_not_bring_her_back(
    desk: Desk, person: str, server: Server, centre: str
) -> None:
    copy = take_backup(desk.store)
    erase_person(server.central, centre, person)
    assert desk.sync().agreed
    desk.store.close()
    restore(desk.store.home, copy.path.name, KEY)
    desk.store = open_store(desk.store.home, KEY)
    assert "event" in says(desk.store, PHONE), "the copy is of before"
    for _ in range(3):
        report = desk.sync()
    assert report.agreed
    assert says(desk.store, PHONE) == []
