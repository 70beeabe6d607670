"""The county hears which centres have the materials of a course, by line or stick, and can take courses and packs back."""

# ruff: noqa: F811

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.store.test_training import add_people
from tests.sync.conftest import Desk
from tests.sync.test_county_courses import DAY, course_in, desk, only_shipped, plan, publish, written  # noqa: F401
from villagedesk.central import course_facts, courses
from villagedesk.central.courses import publish_pack, withdraw_course, withdraw_pack
from villagedesk.central.serve import Server
from villagedesk.central.sticks import take_stick
from villagedesk.desktop.training_results import materials_words as words
from villagedesk.domain.courses import courses as known
from villagedesk.domain.courses import is_withdrawn, version_of
from villagedesk.domain.training import ClassForm, SessionPlan
from villagedesk.errors import Refused
from villagedesk.store.county_courses import packs_offered, packs_withdrawn
from villagedesk.store.training import plan_class
from villagedesk.store.training_results.material_copies import note_copies, take_off
from villagedesk.store.training_results.material_wishes import Wish, wish_materials
from villagedesk.store.training_results.materials import course_materials
from villagedesk.sync.service import sync_now
from villagedesk.sync.stick import write_stick
from villagedesk.sync.updates.course_packs import take_in_course_pack

pytestmark = pytest.mark.parametrize("central", ["sqlite"], indirect=True)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "county"
    place.mkdir()
    (place / "1 标签.pdf").write_bytes(b"%PDF a label")
    (place / "2 打药.mp4").write_bytes(b"film" * 1000)
    return place


def counted(server: Server, version: int) -> course_facts.Copies:
    with server.central.database.read() as connection:
        return course_facts.copies(connection, {"K08": version}).get("K08", course_facts.Copies())


def fetch(desk: Desk) -> None:
    desk.sync()
    wish_materials(desk.store.home, "K08", Wish.QUICK)
    report = sync_now(desk.store)
    assert report.agreed
    with desk.store.read() as s:
        waiting = s.connection().exec_driver_sql("SELECT count(*) FROM event WHERE position IS NULL").scalar()
    assert waiting == 0, "the chip is green at the end of the same sync"


def test_what_came_by_the_line_is_counted_replaced_and_taken_off(server: Server, desk: Desk, folder: Path) -> None:
    publish_pack(server.central, "K08", folder)
    fetch(desk)
    assert counted(server, 1) == course_facts.Copies(1, 0)
    assert not note_copies(desk.store), "told once"
    publish_pack(server.central, "K08", folder)
    assert counted(server, 2) == course_facts.Copies(0, 1)
    fetch(desk)
    assert counted(server, 2) == course_facts.Copies(1, 0)
    take_off(desk.store, "K08")
    wish_materials(desk.store.home, "K08", Wish.NO)
    desk.sync()
    assert counted(server, 2) == course_facts.Copies()


def test_what_came_by_stick_goes_back_by_stick(
    server: Server,
    desk: Desk,
    folder: Path,
    tmp_path: Path,
) -> None:
    pack = publish_pack(server.central, "K08", folder)
    key = server.central.key.public_key().public_bytes_raw()
    assert take_in_course_pack(desk.store, key, pack, cancelled=lambda: True) is None
    assert not note_copies(desk.store), "half of it counts for nothing"
    assert take_in_course_pack(desk.store, key, pack) is not None
    take_stick(server.central, write_stick(desk.store, tmp_path).file.read_bytes())
    assert counted(server, 1) == course_facts.Copies(1, 0)


def test_a_trainers_laptop_is_no_centre(server: Server, make_desk: Callable[..., Desk], folder: Path) -> None:
    pack = publish_pack(server.central, "K08", folder)
    laptop = make_desk("laptop", "trainer")
    laptop.sync()
    take_in_course_pack(laptop.store, server.central.key.public_key().public_bytes_raw(), pack)
    laptop.sync()
    assert course_materials(laptop.store.home, "K08").whole
    assert counted(server, 1) == course_facts.Copies()


def test_withdrawn_materials_are_fetched_by_nobody_and_the_page_says_so(
    server: Server,
    desk: Desk,
    make_desk: Callable[..., Desk],
    folder: Path,
) -> None:
    publish_pack(server.central, "K08", folder)
    fetch(desk)
    withdraw_pack(server.central, "K08")
    late = make_desk("late")
    fetch(late)
    assert not course_materials(late.store.home, "K08").files
    desk.sync()
    with desk.store.read() as s:
        assert packs_offered(s.connection()) == {}
        withdrawn = packs_withdrawn(s.connection())
    assert withdrawn == {"K08": 1}
    found = course_materials(desk.store.home, "K08")
    text, tone = words.state(found, None, withdrawn["K08"])
    assert tone == "act"
    assert "withdrawn" in text or "撤回" in text
    publish_pack(server.central, "K08", folder)
    fetch(desk)
    with desk.store.read() as s:
        assert packs_withdrawn(s.connection()) == {}
    assert course_materials(desk.store.home, "K08").version == 2
    assert words.state(course_materials(desk.store.home, "K08"), None, 1)[1] == "good"


def withdraw(server: Server, code: str) -> None:
    with server.central.database.write() as connection:
        withdraw_course(connection, code)


def test_a_withdrawn_course_is_planned_no_more_and_held_on(server: Server, desk: Desk) -> None:
    publish(server, written("X01", 1))
    desk.sync()
    held = plan(desk, "X01")
    withdraw(server, "X01")
    assert "county_course" in desk.sync().changed
    assert is_withdrawn("X01")
    assert course_in(desk, held).code == "X01", "the class of before goes on"
    with desk.store.write(by=desk.who) as s:
        people = add_people(s, "钱小二")
    form = ClassForm("做粑粑", "刘芳", "村委会", (SessionPlan(DAY, 540, 660),), course_code="X01")
    with desk.store.write(by=desk.who) as s, pytest.raises(Refused, match="course_withdrawn"):
        plan_class(s, form, people)
    publish(server, written("X01", 2))
    desk.sync()
    assert not is_withdrawn("X01")
    assert version_of("X01") == 2


def test_behind_a_withdrawn_version_stands_the_one_before(server: Server, desk: Desk) -> None:
    publish(server, written("K01", 2, "网上代买"))
    desk.sync()
    assert version_of("K01") == 2
    withdraw(server, "K01")
    desk.sync()
    assert (version_of("K01"), is_withdrawn("K01")) == (1, False)
    assert len(known()) == 10
    with server.central.database.read() as connection:
        found = courses.known_courses(connection)["K01"]
    assert (found.course.version, found.of_county, found.last) == (1, False, 2)
