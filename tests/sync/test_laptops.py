"""A trainer's own laptop: it sees its classes and nothing else, and what is done there and at the centre becomes one."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine

from tests.store.test_training import add_people
from tests.sync.conftest import Desk
from villagedesk.central.serve import Server
from villagedesk.central.sticks import take_stick
from villagedesk.domain.training import SURVEY, ClassForm, Enrolment, Mark, SessionPlan, TrainingClass
from villagedesk.store import Store, inbox, new_row
from villagedesk.store import training as room
from villagedesk.store.operators import add_operator, check_pin, operators
from villagedesk.store.photos import desk_files, want
from villagedesk.store.rows import read_row, rows_of_scope
from villagedesk.store.session import WriteSession, action
from villagedesk.sync.stick import ENDING, read_stick, write_stick

DAY = "2026-11-23"
NAMES = ("周小梅", "赵德明", "陈桂花", "施恩", "何花", "吕平")
MORNING, AFTERNOON = SessionPlan(DAY, 540, 660), SessionPlan(DAY, 840, 960)


@action
def give_to_laptops(s: WriteSession, class_id: str, devices: str) -> None:
    row = s.get(TrainingClass, class_id)
    assert row is not None
    row.laptop = devices


class School:
    """A PC of the centre, two laptops, and a class that is on all three."""

    def __init__(self, make_desk: Callable[..., Desk], *, given: bool = True) -> None:
        self.pc, self.one, self.two = make_desk("pc"), make_desk("one", "trainer"), make_desk("two", "trainer")
        self.all: tuple[Desk, ...] = (self.pc, self.one, self.two)
        self.who = {id(desk): "" for desk in self.all}
        for desk, name, role in ((self.pc, "王秀兰", "manager"), (self.one, "刘芳", ""), (self.two, "周敏", "")):
            self.who[id(desk)] = self.do(desk, add_operator, name, role or "trainer", "2580").id
        people = self.do(self.pc, add_people, *NAMES)
        form = ClassForm("识别仿冒品", "刘芳", "村委会", (MORNING, AFTERNOON), capacity=6)
        self.class_id = self.do(self.pc, room.plan_class, form, people[:5])
        self.people = dict(zip(NAMES, people, strict=True))
        self.sync()
        if given:
            self.give()
            self.sync()
        with self.pc.store.read() as s:
            self.morning, self.afternoon = (one.id for one in room.class_page(s, self.class_id).row.sessions)

    def give(self, *names: str) -> None:
        """Give the class to the laptops of these trainers, or of all."""
        found = self.ask(self.pc, room.laptops)
        devices = " ".join(device for device, name in found if name in names or not names)
        self.do(self.pc, give_to_laptops, self.class_id, devices)

    def do(self, desk: Desk, verb: Callable[..., Any], *args: Any, **more: Any) -> Any:
        with desk.store.write(by=self.who[id(desk)]) as s:
            return verb(s, *args, **more)

    def ask(self, desk: Desk, reader: Callable[..., Any], *args: Any, **more: Any) -> Any:
        with desk.store.read() as s:
            return reader(s, *args, **more)

    def sync(self, times: int = 2) -> None:
        for _ in range(times):
            for desk in self.all:
                report = desk.sync()
                assert (report.agreed, report.trouble) == (True, None)

    def place(self, desk: Desk, name: str) -> str:
        with desk.store.read() as s:
            page = room.session_page(s, self.morning)
            return next(row.enrolment_id for row in (*page.rows, *page.others) if row.name == name)

    def sign(self, desk: Desk, name: str, session_id: str) -> None:
        self.do(desk, room.sign_in, session_id, self.place(desk, name))

    def rows(self, desk: Desk) -> dict[tuple[str, str], Any]:
        with desk.store.read() as s:
            connection = s.connection()
            found = rows_of_scope(connection, f"class:{self.class_id}")
            return {(entity, id_): read_row(connection, entity, id_) for entity, id_ in found}

    def all_equal(self) -> dict[tuple[str, str], Any]:
        pc, *laptops = (self.rows(desk) for desk in self.all)
        assert all(rows == pc for rows in laptops)
        return pc

    def codes(self, desk: Desk) -> list[str]:
        return sorted(one.code for one in self.ask(desk, inbox.decisions))


@pytest.fixture
def school(make_desk: Callable[..., Desk]) -> School:
    with time_machine.travel(datetime.fromisoformat(f"{DAY}T09:00:00").astimezone(), tick=True):
        return School(make_desk)


@pytest.fixture(autouse=True)
def morning():
    with time_machine.travel(datetime.fromisoformat(f"{DAY}T09:00:00").astimezone(), tick=True):
        yield


def count(store: Store, table: str) -> int:
    with store.read() as s:
        return int(s.connection().exec_driver_sql(f'SELECT count(*) FROM "{table}"').scalar() or 0)


def test_a_laptop_sees_its_classes_and_nothing_else(school: School) -> None:
    other = school.do(
        school.pc,
        room.plan_class,
        ClassForm("电商直播", "周敏", "村委会", (MORNING,)),
        list(school.people.values()),
        beside=True,
    )
    school.sync()
    assert [row.title for row in school.ask(school.one, room.class_list)] == ["识别仿冒品"]
    assert (count(school.one.store, "person"), count(school.one.store, "operator")) == (0, 0)
    assert count(school.one.store, "enrolment") == 5
    school.do(school.pc, give_to_laptops, other, school.ask(school.pc, room.laptops)[0][0])
    school.sync()
    assert sorted(len(school.ask(laptop, room.class_list)) for laptop in (school.one, school.two)) == [1, 2]


def test_the_trainer_logs_in_on_the_laptop_and_the_centre_knows_whose_it_is(school: School) -> None:
    ((id_, name),) = [(row.id, row.name) for row in school.ask(school.one, operators)]
    assert name == "刘芳"
    assert check_pin(school.one.store, id_, "2580").role == "trainer"
    assert sorted(name for _device, name in school.ask(school.pc, room.laptops)) == ["刘芳", "周敏"]
    assert [row.name for row in school.ask(school.pc, operators)] == ["王秀兰"]


def a_day_apart(school: School) -> None:
    """Each works alone: same people, same sessions, other tellings."""
    school.sign(school.pc, "周小梅", school.morning)
    school.sign(school.one, "周小梅", school.morning)
    school.sign(school.one, "赵德明", school.morning)
    school.do(school.two, room.mark, school.morning, school.place(school.two, "赵德明"), Mark.ABSENT)
    school.do(school.one, room.walk_in, school.morning, "过路人")
    school.do(school.two, room.walk_in, school.morning, "过路人")
    school.do(
        school.two, room.left_early, school.morning, school.do(school.two, room.walk_in, school.morning, "早走的")[0]
    )
    school.do(school.pc, room.enrol, school.class_id, [school.people["吕平"]])
    school.do(school.pc, room.close_session, school.morning)
    school.sign(school.one, "陈桂花", school.afternoon)
    school.sign(school.two, "施恩", school.afternoon)
    school.do(school.two, room.close_session, school.afternoon)


def test_three_computers_work_on_one_class_for_a_day_without_a_line(school: School) -> None:
    before = len(school.rows(school.pc))
    a_day_apart(school)
    written = [set(school.rows(desk)) for desk in school.all]
    school.sync(3)
    nothing_lost(school, written)
    assert len(school.rows(school.pc)) > before + 15


def nothing_lost(school: School, written: list[set[tuple[str, str]]]) -> None:
    """What anybody wrote is on all three, and what is in doubt stands in every inbox until somebody decides."""
    rows = school.all_equal()
    assert set().union(*written) == set(rows)
    for desk in school.all:
        page = school.ask(desk, room.session_page, school.morning)
        told = {(row.name, row.mark) for row in page.rows}
        assert {("周小梅", "present"), ("赵德明", "present"), ("过路人", "present")} <= told
        assert [row.name for row in page.rows].count("过路人") == 2, "two computers wrote one each"
        assert next(row.left_at for row in page.rows if row.name == "早走的")
        assert [row.name for row in page.rows if row.doubtful] == ["赵德明"]
        assert page.session.state == "closed"
        later = school.ask(desk, room.session_page, school.afternoon)
        assert {row.name for row in later.rows if row.mark == "present"} == {"陈桂花", "施恩"}
        assert {"marked_twice", "class_overfull"} <= set(school.codes(desk))


def test_a_doubt_decided_on_one_computer_is_gone_from_all(school: School) -> None:
    a_day_apart(school)
    school.sync(3)
    for row in school.ask(school.pc, room.session_page, school.morning).rows:
        if row.doubtful:
            school.do(school.pc, room.mark, school.morning, row.enrolment_id, Mark.ABSENT, why="没来")
    for row in school.ask(school.pc, room.session_page, school.afternoon).rows:
        if row.doubtful:
            school.do(school.pc, room.mark, school.afternoon, row.enrolment_id, Mark.PRESENT, why="来了")
    school.sync()
    school.all_equal()
    assert all("marked_twice" not in school.codes(desk) for desk in school.all)


def test_signed_in_elsewhere_at_the_same_hour_is_asked_once_both_are_known(school: School) -> None:
    other = school.do(school.pc, room.plan_class, ClassForm("电商直播", "王秀兰", "村委会", (MORNING,)))
    (session,) = school.ask(school.pc, room.class_page, other).row.sessions
    school.sign(school.one, "周小梅", school.morning)
    school.do(school.pc, room.sign_in_person, session.id, school.people["周小梅"])
    assert "two_at_once" not in school.codes(school.pc), "the laptop's mark has not come yet"
    school.sync()
    school.all_equal()
    assert school.codes(school.pc).count("two_at_once") == 1
    assert "two_at_once" not in school.codes(school.one), "the laptop does not know the other class"
    (item,) = [one for one in school.ask(school.pc, inbox.decisions) if one.code == "two_at_once"]
    school.do(school.pc, room.settle_same_hour, item.id, session.id)
    school.sync()
    school.all_equal()
    assert "two_at_once" not in school.codes(school.pc)
    marks = {row.name: row.mark for row in school.ask(school.one, room.session_page, school.morning).rows}
    assert marks["周小梅"] == "absent", "the trainer's laptop learns of it"


def test_the_same_day_by_stick_ends_in_the_same(school: School, server: Server, tmp_path: Path) -> None:
    a_day_apart(school)
    written = [set(school.rows(desk)) for desk in school.all]
    for turn in range(3):
        for n, desk in enumerate(school.all):
            place = tmp_path / f"stick{turn}{n}"
            place.mkdir()
            answer = take_stick(server.central, write_stick(desk.store, place).file.read_bytes()).answer
            file = place / f"answer{ENDING}"
            file.write_bytes(answer)
            read_stick(desk.store, file)
    nothing_lost(school, written)
    before = school.rows(school.pc), [school.codes(desk) for desk in school.all]
    # And the line, later, has nothing to add.
    school.sync(1)
    nothing_lost(school, written)
    assert (school.rows(school.pc), [school.codes(desk) for desk in school.all]) == before


def test_a_laptop_writes_into_no_other_class_and_not_into_the_centre(school: School) -> None:
    foreign = school.do(school.pc, room.plan_class, ClassForm("电商直播", "周敏", "村委会", (MORNING,)))
    school.sync()

    @action
    def meddle(s: WriteSession) -> None:
        new_row(s, Enrolment(class_id=foreign, name="冒名"))

    school.do(school.one, meddle)
    school.one.sync()
    school.pc.sync()
    assert [one.name for one in school.ask(school.pc, room.class_page, foreign).people] == []


def class_photo(school: School, desk: Desk, data: bytes) -> str:
    """A photo of the class, chosen on this computer."""
    files = desk_files(desk.store)
    name = files.put(data)
    school.do(desk, room.keep_class_photo, files, school.morning, name)
    return name


def test_a_photo_of_the_class_taken_on_a_laptop_reaches_the_centres_pc(school: School) -> None:
    name = class_photo(school, school.one, b"\xff\xd8\xff a class photo" * 3000)
    report = school.one.sync()
    assert (report.agreed, report.photos) == (True, 1)
    school.pc.sync()
    (photo,) = school.ask(school.pc, room.class_photos, school.class_id, limit=12)
    assert (photo.sha256, photo.session_id) == (name, school.morning)
    files = desk_files(school.pc.store)
    assert not files.has(name)
    with school.pc.store.transaction() as connection:  # somebody opens the page of the class
        want(connection, name)
    school.pc.sync()
    assert files.get(name) == desk_files(school.one.store).get(name)
    # The other laptop of the class sees it as well.
    school.two.sync()
    assert [one.sha256 for one in school.ask(school.two, room.class_photos, school.class_id, limit=12)] == [name]


def test_the_photo_goes_by_stick_too(school: School, server: Server, tmp_path: Path) -> None:
    name = class_photo(school, school.one, b"\xff\xd8\xff another photo" * 3000)

    def by_stick(desk: Desk, place: str) -> None:
        folder = tmp_path / f"by {place}"
        folder.mkdir()
        answer = take_stick(server.central, write_stick(desk.store, folder).file.read_bytes()).answer
        file = folder / f"answer{ENDING}"
        file.write_bytes(answer)
        read_stick(desk.store, file)

    by_stick(school.one, "laptop")
    by_stick(school.pc, "pc")
    assert [one.sha256 for one in school.ask(school.pc, room.class_photos, school.class_id, limit=12)] == [name]
    with school.pc.store.transaction() as connection:
        want(connection, name)
    by_stick(school.pc, "pc again")
    assert desk_files(school.pc.store).get(name) == desk_files(school.one.store).get(name)


def test_sheets_and_booklets_of_a_laptop_and_of_the_centre_become_one(school: School) -> None:
    for desk, name in ((school.one, "周小梅"), (school.two, "赵德明"), (school.pc, "陈桂花")):
        school.sign(desk, name, school.morning)
        school.do(desk, room.hand_in_survey, school.class_id, dict.fromkeys(SURVEY, 5), f"{name}说好")
        school.do(desk, room.hand_out, school.class_id, "口袋书", 1, 350)
    school.sync()
    school.all_equal()
    for desk in school.all:
        found = school.ask(desk, room.survey_of, school.class_id)
        assert (found.sheets, found.came, found.satisfied) == (3, 3, 100)
        assert len(school.ask(desk, room.handouts_of, school.class_id)) == 3
        assert count(desk.store, "survey_sheet") == 3
