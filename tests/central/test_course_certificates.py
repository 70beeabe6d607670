"""Certificates of courses in a browser: the staff's list, taking one back, and the page that anybody's phone opens."""

from collections.abc import Callable

import pytest
import time_machine

from tests.central.browser import Browser
from tests.central.test_courses_page import written
from tests.central.test_training import certified
from tests.central.village import BY, Village
from tests.sync.conftest import Desk, centre, make_desk  # noqa: F401
from villagedesk.central.courses import publish_course
from villagedesk.central.found import one
from villagedesk.central.serve import Server
from villagedesk.demo.trained import train
from villagedesk.domain.courses import use_county_courses
from villagedesk.domain.people import PersonForm
from villagedesk.domain.short_code import short_code
from villagedesk.domain.training_results import TrainingCertificate
from villagedesk.store import get
from villagedesk.store import training_results as at_desk
from villagedesk.store.people import add_person


@pytest.fixture
def village(server: Server, make_desk: Callable[[str], Desk]) -> Village:  # noqa: F811
    return Village(server, make_desk("one"))


@pytest.fixture
def phone(village: Village) -> Browser:
    browser = Browser(village.server.central)
    browser.client.headers["host"] = village.server.url.partition("://")[2]
    return browser


@pytest.fixture
def staff(village: Village) -> Browser:
    return Browser(village.server.central).sign_in()


def path_of(text: str) -> str:
    assert text.startswith("HTTP"), "the square leads to a page"
    return "/" + text.partition("://")[2].partition("/")[2]


def number_of(village: Village, id_: str) -> str:
    with village.desk.store.read() as s:
        return get(s, TrainingCertificate, id_).number


def test_a_phone_sees_what_it_proves_and_a_shortened_name(village: Village, phone: Browser) -> None:
    person, id_, text = certified(village)
    phone.open(path_of(text))
    for words in ("Genuine", "Photos and description", "张**", number_of(village, id_), "May list produce"):
        assert phone.shows(words), words
    assert phone.shows("What this proves")
    assert phone.shows("What it does not prove")
    for private in ("张建国", person, id_):
        assert not phone.shows(private), private
    phone.open(f"/v/{short_code(id_)}")
    assert phone.shows("A typed code only finds")
    assert phone.shows("张**")
    assert not phone.shows("张建国")


def test_the_page_says_before_it_was_sent_and_after_it_ran_out(village: Village, phone: Browser) -> None:
    _person, _id, text = certified(village)
    with time_machine.travel("2030-01-01T08:00:00+08:00"):
        assert phone.open(path_of(text)).shows("Has run out")
    altered = path_of(text)[:-6] + ("A" if path_of(text)[-6] != "A" else "B") + path_of(text)[-5:]
    assert not phone.open(altered).shows("Genuine")


def test_the_staff_finds_it_and_takes_it_back_everywhere(village: Village, staff: Browser, phone: Browser) -> None:
    person, id_, text = certified(village)
    number = number_of(village, id_)
    assert staff.open("/course-certificates").shows(number)
    with village.server.central.database.read() as connection:
        its_centre = one(connection, "training_certificate", id_).centre
    for query in (f"text={number}", "text=张建国", "course=K03", f"centre={its_centre}"):
        assert staff.open(f"/course-certificates?{query}").shows(number), query
    for query in ("text=李秀英", "course=K08", "state=revoked"):
        assert not staff.open(f"/course-certificates?{query}").shows(number), query
    assert staff.open("/course-certificates/print?course=K03").shows(number)
    staff.open(f"/course-certificates/{id_}").send("Revoke it", reason=" ")
    assert staff.shows("Revoke it"), "without a reason nothing happens"
    staff.open(f"/course-certificates/{id_}").send("Revoke it", reason="别人代考")
    assert staff.shows("别人代考")
    assert staff.open("/course-certificates?state=revoked").shows(number)
    phone.open(path_of(text))
    assert phone.shows("Taken back")
    assert phone.shows("别人代考")
    village.desk.sync()
    with village.desk.store.read() as s:
        assert at_desk.training_certificate(s, id_).state == "revoked"
        assert at_desk.training_refusal(s, person) is not None


def test_a_stranger_sees_no_list(village: Village, phone: Browser) -> None:
    certified(village)
    for path in ("/course-certificates", "/course-certificates/print"):
        assert not phone.open(path).shows("张建国")


def test_many_are_turned_over_and_no_page_shows_one_twice(village: Village, staff: Browser) -> None:
    people = []
    for n in range(32):
        with village.desk.store.write(by=BY) as s:
            people.append(add_person(s, PersonForm(name="甲乙丙丁戊己庚辛"[n % 8] + "子丑寅卯"[n // 8])))
    train(village.desk.store, BY, people, "K01")
    village.desk.sync()
    staff.open("/course-certificates")
    assert staff.shows("Next page")


def test_a_course_of_the_county_s_own_is_found_and_called_by_its_title(
    village: Village, staff: Browser, phone: Browser
) -> None:
    with village.server.central.database.write() as connection:
        publish_course(connection, written("X01").decode())
    village.desk.sync()
    with village.desk.store.write(by=BY) as s:
        person = add_person(s, PersonForm(name="张建国"))
    (id_,) = train(village.desk.store, BY, [person], "X01")
    village.desk.sync()
    number = number_of(village, id_)
    use_county_courses(())  # central is a program of its own, which no desk has told of them
    assert staff.open("/course-certificates").shows("X01 Making cakes"), "in the choice of courses"
    assert staff.open("/course-certificates?course=X01").shows(number)
    assert not staff.open("/course-certificates?course=K03").shows(number)
    assert staff.open("/course-certificates/print?course=X01").shows("Making cakes")
    assert staff.open(f"/course-certificates/{id_}").shows("Making cakes")
    assert phone.open(f"/v/{short_code(id_)}").shows("Making cakes")
