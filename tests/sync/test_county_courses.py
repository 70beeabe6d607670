"""Courses of the county come by the feed, beside those of the program; a class keeps the version it was held with."""

import json

import pytest

from tests.conftest import KEY, set_up_operator
from tests.store.test_training import add_people
from villagedesk import paths
from villagedesk.central import acts
from villagedesk.central.courses import publish_course
from villagedesk.central.sticks import take_stick
from villagedesk.domain.county_courses import CountyCourse
from villagedesk.domain.courses import course, courses, use_county_courses, version_of
from villagedesk.domain.entity import PLATFORM_SCOPE
from villagedesk.domain.training import ClassForm, SessionPlan, TrainingClass
from villagedesk.errors import Invalid, Refused
from villagedesk.store import open_store
from villagedesk.store.training import change_class, class_list, plan_class, sign_in, walk_in
from villagedesk.store.training.class_page import class_page, form_of
from villagedesk.store.training_results import assessment_page
from villagedesk.sync.stick import ENDING, read_stick, write_stick

pytestmark = pytest.mark.parametrize("central", ["sqlite"], indirect=True)
DAY = "2026-11-23"


@pytest.fixture(autouse=True)
def only_shipped():
    yield
    use_county_courses([])


def written(code: str, version: int, title: str = "做粑粑") -> str:
    """A course file as the county would write it."""
    plain = json.loads(paths.resource("courses/K01_buying_online.json").read_text("utf-8"))
    plain |= {"code": code, "version": version, "title": {"zh_CN": title, "en": "Making cakes"}}
    plain["practical"][0]["text"]["en"] = f"in version {version}"
    return json.dumps(plain, ensure_ascii=False)


def publish(server, text: str) -> str:
    with server.central.database.write() as connection:
        return publish_course(connection, text)


def plan(desk, code: str) -> str:
    with desk.store.write(by=desk.who) as s:
        people = add_people(s, "周小梅", "赵德明")
    with desk.store.write(by=desk.who) as s:
        form = ClassForm("做粑粑", "刘芳", "村委会", (SessionPlan(DAY, 540, 660),), course_code=code)
        return plan_class(s, form, people)


@pytest.fixture
def desk(make_desk):
    made = make_desk("one")
    with made.store.write() as s:
        made.who = set_up_operator(s, "王秀兰")
    made.sync()
    return made


def course_in(desk, class_id: str):
    with desk.store.read() as s:
        page = class_page(s, class_id)
        return assessment_page(s, page.people[0].id).course


def test_a_course_of_the_county_is_used_beside_the_ten(server, desk, make_desk) -> None:
    assert publish(server, written("X01", 1)) == "X01 1"
    laptop = make_desk("laptop", "trainer")
    for each in (desk, laptop):
        use_county_courses([])
        assert "county_course" in each.sync().changed
        assert list(courses()) == [*[f"K{n:02d}" for n in range(1, 11)], "X01"]
        assert course("X01").title.zh_CN == "做粑粑"
    assert course_in(desk, plan(desk, "X01")).code == "X01"


def test_it_is_there_again_after_a_restart(server, desk, tmp_path) -> None:
    publish(server, written("X01", 1))
    desk.sync()
    use_county_courses([])
    assert "X01" not in courses()
    other = open_store(desk.store.home, KEY)
    other.close()
    assert "X01" in courses()


def test_a_stick_brings_it_too(server, desk, tmp_path) -> None:
    publish(server, written("X01", 1))
    answer = take_stick(server.central, write_stick(desk.store, tmp_path).file.read_bytes()).answer
    file = tmp_path / f"answer{ENDING}"
    file.write_bytes(answer)
    read_stick(desk.store, file)
    assert "X01" in courses()


def test_a_class_keeps_the_version_it_was_held_with(server, desk) -> None:
    publish(server, written("X01", 1))
    desk.sync()
    held, planned = plan(desk, "X01"), plan(desk, "X01")
    with desk.store.read() as s:
        session = next(row for row in class_list(s) if row.id == held).sessions[0].id
    with desk.store.write(by=desk.who) as s:
        walk_in(s, session, "过路人")
    publish(server, written("X01", 2))
    desk.sync()
    assert version_of("X01") == 2
    # Begun with version 1: assessed and certified with its points, whatever comes.
    assert course_in(desk, held).version == 1
    assert course_in(desk, held).practical[0].text.en == "in version 1"
    # Not begun: it gets the newest when it begins.
    assert course_in(desk, planned).version == 1
    with desk.store.read() as s:
        other = next(row for row in class_list(s) if row.id == planned).sessions[0].id
        first = class_page(s, planned).people[0].id
    with desk.store.write(by=desk.who) as s:
        sign_in(s, other, first)
    assert course_in(desk, planned).version == 2
    # A held class that is changed keeps it as well.
    with desk.store.read() as s:
        form = form_of(s, s.get(TrainingClass, held))
    with desk.store.write(by=desk.who) as s:
        change_class(s, held, form)
    assert course_in(desk, held).version == 1


def test_the_county_changes_one_of_the_ten(server, desk) -> None:
    publish(server, written("K01", 2, "网上代买"))
    desk.sync()
    assert version_of("K01") == 2
    assert course("K01", 1).version == 1  # the program's own is still known
    assert len(courses()) == 10


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{}", "course_broken"),
        ("not json", "course_broken"),
        (written("X01", 1)[:-9], "course_broken"),
        (written("K01", 1), "course_not_newer"),
        (written("x1", 1), "course_broken"),
        (written("X01", 1, title="粑" * 40_000), "course_broken"),
    ],
)
def test_what_is_no_course_or_no_newer_one_is_refused(server, text, code) -> None:
    with pytest.raises(Invalid, match=code):
        publish(server, text)
    publish(server, written("X02", 1))
    with pytest.raises(Invalid, match="course_not_newer"):
        publish(server, written("X02", 1, "另一个"))


def test_a_course_that_only_a_newer_program_reads_is_passed_over(server, desk) -> None:
    row = CountyCourse(code="X09", version=1, text='{"code": "X09", "form": 2}')
    with server.central.database.write() as connection:
        acts.insert_row(connection, PLATFORM_SCOPE, "", "publish_course", "county_course", acts.values_of(row))
    publish(server, written("X01", 1))
    report = desk.sync()
    assert report.agreed
    assert "X01" in courses()
    assert "X09" not in courses()
    class_id = plan(desk, "X09")
    with pytest.raises(Refused, match="class_without_course"):
        course_in(desk, class_id)
