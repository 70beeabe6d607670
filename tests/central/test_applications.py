"""An application that lacks something: sent back with what is missing, completed by whoever applied, decided again."""

import re

import pytest

from tests.central.browser import Browser
from tests.central.setting_up import APPLICATION, PICTURE
from tests.central.test_courses_page import written
from tests.central.test_hostile_forms import HOSTILE, press_everything
from villagedesk.central import setting_up, texts
from villagedesk.central.address import set_public_address
from villagedesk.central.courses import publish_course
from villagedesk.central.deps import Central
from villagedesk.central.found import Found, rows
from villagedesk.domain.setting_up import MISSING_WORDS
from villagedesk.errors import AppError, Invalid, NotFound, Refused

PDF = b"%PDF-1.7\n" + b"a lease" * 200 + b"\n%%EOF\n"
pytestmark = pytest.mark.parametrize("central", ["sqlite"], indirect=True)


def applied(central: Central) -> str:
    with central.database.write() as connection:
        return setting_up.apply_centre(connection, **APPLICATION)


def back(central: Central, *missing: str, reason: str = "房子是谁的？请拍租房合同") -> str:
    setup = applied(central)
    setting_up.return_application(central, setup, reason, missing=list(missing))
    return setup


def file(central: Central, setup: str) -> Found:
    with central.database.read() as connection:
        return setting_up.setup_file(connection, setup).setup


def complete(central: Central, setup: str, **given: object) -> None:
    with central.database.write() as connection:
        setting_up.complete_application(connection, setup, **given)


def refused(function, *given: object, **more: object) -> AppError:
    with pytest.raises(AppError) as caught:
        function(*given, **more)
    return caught.value


def test_it_goes_back_with_what_is_missing_and_comes_again_whole(central: Central) -> None:
    setup = back(central, "tenure", "papers")
    found = file(central, setup)
    assert (found.text("state"), setting_up.missing_of(found)) == ("returned", ("tenure", "papers"))
    assert found.text("decision") == "房子是谁的？请拍租房合同"
    error = refused(complete, central, setup, tenure="rented")
    assert isinstance(error, Invalid)
    assert (error.field, error.code) == ("papers", "field_required")
    complete(central, setup, tenure="rented", papers=["ab" * 32])
    found = file(central, setup)
    assert (found.text("state"), found.text("missing"), found.text("tenure")) == ("applied", "", "rented")
    assert found.text("premises") == APPLICATION["premises"], "what was left empty stays"
    with central.database.write() as connection:
        assert setting_up.approve_application(connection, setup)


def test_what_cannot_be_sent_back_or_completed(central: Central) -> None:
    setup = applied(central)
    assert isinstance(refused(complete, central, setup, hours="8-18"), Refused), "it waits for nothing"
    assert refused(setting_up.return_application, central, setup, " ").code == "field_required"
    assert refused(setting_up.return_application, central, setup, "x", missing=["shoe"]).code == "choice_unknown"
    setting_up.return_application(central, setup, "几点开门？", missing=["hours"])
    assert refused(setting_up.return_application, central, setup, "again").code == "move_not_allowed"
    assert refused(complete, central, setup).code == "field_required"
    assert refused(complete, central, setup, hours="8-18", phone="12").params.get("field", "phone") == "phone"
    assert refused(complete, central, setup, hours="8-18", papers=[f"{n:064x}" for n in range(9)]).code == "papers_many"
    with central.database.write() as connection:
        assert isinstance(refused(setting_up.approve_application, connection, setup), Refused)
        setting_up.refuse_application(connection, setup, "一直没有补")


def test_nothing_new_is_no_completion(central: Central) -> None:
    setup = back(central, reason="房子看不清")
    assert refused(complete, central, setup, **APPLICATION).code == "nothing_completed"
    complete(central, setup, premises="村委会二楼")
    assert file(central, setup).text("state") == "applied"


def test_the_applicant_gets_a_text_with_the_address_of_his_own_page(central: Central) -> None:
    setup = back(central)
    with central.database.read() as connection:
        assert rows(connection, "text_message") == [], "nobody knows where his phone would reach central"
    complete(central, setup, hours="8-18")
    with central.database.write() as connection:
        set_public_address(connection, "https://xian.example")
    setting_up.return_application(central, setup, "缺身份证照片", missing=["papers"])
    with central.database.read() as connection:
        (text,) = rows(connection, "text_message")
    assert text.text("phone") == APPLICATION["phone"]
    assert f"https://xian.example{setting_up.application_path(central, setup)}" in text.text("text")
    assert "缺身份证照片" in text.text("text")
    assert texts.send_texts(central.database, central.texts) == {"sent": 1}


@pytest.fixture
def phone(central: Central) -> Browser:
    """The applicant's telephone: nobody is signed in."""
    return Browser(central)


def send(browser: Browser, *files: bytes, having: str = "area_m2", **typed: str) -> int:
    form = next(one for one in browser.forms() if having in one.values)
    return browser.upload(form.action, *((f"{n}", data) for n, data in enumerate(files)), **typed)


def test_from_the_countys_page_to_the_applicants_phone_and_back(central: Central, phone: Browser) -> None:
    setup = applied(central)
    staff = Browser(central).sign_in()
    staff.open(f"/centres/files/{setup}").send("Send it back to be completed", reason="")
    assert staff.status == 422
    staff.send("Send it back to be completed", reason="租房合同请拍清楚", ticked=("tenure", "papers"))
    assert staff.shows("Sent back. Whoever applied completes it")
    assert staff.open("/centres/files?state=returned").shows("青石村服务站")
    own = setting_up.application_path(central, setup)
    assert f"http://testserver{own}" in staff.open(f"/centres/files/{setup}").text
    phone.open(own)
    assert phone.status == 200
    assert phone.shows("租房合同请拍清楚")
    assert phone.shows("Whose house it is")
    assert 'value="村委会一楼东头"' in phone.text
    assert send(phone, b"MZ a program", tenure="rented", hours="8-18") == 422
    assert phone.shows("This is no picture and no PDF")
    assert 'value="8-18"' in phone.text, "nothing typed is lost"
    assert send(phone, PDF[:200], tenure="rented") == 422
    assert phone.shows("This PDF is cut off or damaged")
    assert send(phone, tenure="rented") == 422
    assert phone.shows("Please fill this in")
    assert send(phone, PDF, PICTURE, tenure="rented", hours="8-18") == 200
    assert phone.shows("waits for a decision")
    assert phone.shows("2 papers are with the county")
    assert not [one for one in phone.forms() if "area_m2" in one.values], "it is complete, nothing is to be typed"
    staff.open(f"/centres/files/{setup}")
    assert staff.shows("Papers of the application")
    pdf, picture = file(central, setup).text("papers").split()
    response = staff.client.get(f"/photos/{file(central, setup).centre}/{pdf}")
    assert (response.content, response.headers["content-type"]) == (PDF, "application/pdf")
    assert response.headers["content-disposition"].startswith("attachment")
    assert f"/photos/{file(central, setup).centre}/{picture}" in staff.text
    staff.send("Approve the application", note="")
    assert phone.open(own).shows("Approved. Somebody from the county comes")


def test_the_county_completes_it_for_him(central: Central) -> None:
    setup = back(central, "hours")
    staff = Browser(central).sign_in()
    staff.open(f"/centres/files/{setup}")
    key = next(one for one in staff.forms() if "area_m2" in one.values).values["form_key"][0]
    assert send(staff, form_key=key, hours="8-18", area_m2="much") == 422
    assert send(staff, form_key=key, hours="8-18", area_m2="42") == 200
    assert staff.shows("The application is whole again")
    assert (file(central, setup).number("area_m2"), file(central, setup).text("hours")) == (42, "8-18")


def test_papers_are_put_to_an_application_when_it_is_handed_in(central: Central) -> None:
    staff = Browser(central).sign_in()
    staff.open("/centres/files/new").send("Put on file", **APPLICATION)
    setup = staff.path.rpartition("/")[2]
    assert staff.shows("Papers of the application")
    own = setting_up.application_path(central, setup)
    assert f"http://testserver{own}" in staff.text, "he can look how it stands from the first day on"
    assert Browser(central).open(own).shows("The county looks at the application.")
    form = {"having": "photo"}
    assert send(staff, **form) == 422
    assert staff.shows("Please fill this in")
    assert send(staff, b"MZ a program", **form) == 422
    assert staff.shows("This is no picture and no PDF")
    assert send(staff, PDF, PICTURE, **form) == 200
    assert staff.shows("The papers are in the file.")
    assert send(staff, PDF, **form) == 422, "it is there already"
    assert send(staff, *(PDF + b"%d" % n for n in range(7)), **form) == 422
    assert staff.shows("At most 8 papers")
    assert len(file(central, setup).text("papers").split()) == 2
    setting_up.return_application(central, setup, "合同看不清", missing=["papers"])
    assert refused(complete, central, setup, hours="8-18").code == "field_required", "those of before cannot be read"
    with central.database.write() as connection:
        assert refused(setting_up.file_papers, connection, setup, ["ab" * 32]).code == "setup_not_now"
    complete(central, setup, papers=["ab" * 32])
    assert len(file(central, setup).text("papers").split()) == 3


def test_only_who_has_the_address_has_the_page(central: Central, phone: Browser) -> None:
    setup, other = back(central, "hours"), back(central, "hours")
    own = setting_up.application_path(central, setup)
    for path in (own[:-1], own[:-20] + "0" * 20, own.replace(setup, other), "/application/x/y", f"{own}é"):
        assert phone.open(path).status == 404
        assert not phone.shows("青石村服务站")
    setting_up.check_application_key(central, setup, own.rpartition("/")[2])
    with pytest.raises(NotFound):
        setting_up.check_application_key(central, setup, "\udc80")
    headers = {"origin": "http://elsewhere.example"}
    answer = phone.client.post(own, data={"hours": "1-2"}, files={"photo": ("", b"")}, headers=headers)
    assert answer.status_code >= 400
    assert file(central, setup).text("state") == "returned"
    complete(central, setup, hours="8-18")
    answer = phone.client.post(own, data={"hours": "1-2"}, files={"photo": ("", b"")})
    assert answer.status_code == 409
    assert file(central, setup).text("hours") == "8-18"


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_every_field_that_may_be_missing_has_its_word_and_its_input(central: Central, language: str) -> None:
    setup = back(central, *MISSING_WORDS)
    phone = Browser(central, language)
    phone.open(setting_up.application_path(central, setup))
    asked = "县里要补这一项" if language == "zh_CN" else "The county asks for this."
    assert len(re.findall(asked, phone.text)) == len(MISSING_WORDS)


@pytest.mark.parametrize("text", HOSTILE)
def test_no_form_of_the_county_or_the_applicant_breaks(central: Central, phone: Browser, text: str) -> None:
    waiting, returned = applied(central), back(central, *MISSING_WORDS)
    with central.database.write() as connection:
        publish_course(connection, written().decode())
    staff = Browser(central).sign_in()
    for path in (f"/centres/files/{waiting}", "/courses/X01", "/courses"):
        assert press_everything(staff, path, text)
    staff.open(f"/centres/files/{returned}")
    key = next(one for one in staff.forms() if "area_m2" in one.values).values["form_key"][0]
    facts = dict.fromkeys(("name", "phone", "premises", "tenure", "area_m2", "line", "power", "note"), text)
    phone.open(setting_up.application_path(central, returned))
    for browser, more in ((phone, {}), (staff, {"form_key": key})):
        assert send(browser, PDF, **facts, **more) in ((200, 409, 422) if not text else (422,))
        assert "<script>alert" not in browser.text
        browser.open(
            setting_up.application_path(central, returned) if browser is phone else f"/centres/files/{returned}"
        )
