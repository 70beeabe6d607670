"""Setting up a centre at central: every move of its file, the checklist, what is handed over, contracts, and codes."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.central.browser import Browser
from tests.central.setting_up import APPLICATION, PICTURE, approved, contracted, in_a_year, looked_at, sign
from tests.conftest import KEY, begun
from tests.sync.conftest import Desk, remote_of
from villagedesk import clock
from villagedesk.central import fleet, setting_up
from villagedesk.central.deps import Central
from villagedesk.central.devices import set_up_centre
from villagedesk.central.photos import keep_photo
from villagedesk.central.serve import Server
from villagedesk.domain.setting_up import SetupState, check_points
from villagedesk.errors import AppError, Invalid, NotFound, Refused
from villagedesk.store import identity, open_store
from villagedesk.store.assets import assets
from villagedesk.store.first_day import contract_now, first_day, note_first_day, tick_step
from villagedesk.store.operators import add_operator
from villagedesk.sync.http import HttpRemote
from villagedesk.sync.run import enrol

DAY = 86_400_000


def state(central: Central, setup: str) -> str:
    with central.database.read() as connection:
        return setting_up.setup_file(connection, setup).setup.text("state")


def do(central: Central, function: Callable[..., object], *given: object, **more: object) -> object:
    with central.database.write() as connection:
        return function(connection, *given, **more)


def refused(central: Central, function: Callable[..., object], *given: object, **more: object) -> AppError:
    with pytest.raises(AppError) as caught:
        do(central, function, *given, **more)
    return caught.value


def test_an_application_is_checked_and_decided(central: Central) -> None:
    for field, wrong in (("name", " "), ("phone", "12"), ("premises", ""), ("applicant", ""), ("village_code", "12")):
        error = refused(central, setting_up.apply_centre, **{**APPLICATION, field: wrong})
        assert isinstance(error, Invalid)
        assert error.field == field
    error = refused(central, setting_up.apply_centre, **APPLICATION, line="string")
    assert isinstance(error, Invalid)
    assert (error.field, error.code) == ("line", "choice_unknown")
    assert refused(central, setting_up.apply_centre, **APPLICATION, area_m2=-1).code == "negative"
    setup = do(central, setting_up.apply_centre, **APPLICATION, area_m2=42, line="weak", power="cuts", tenure="village")
    with central.database.read() as connection:
        assert fleet.centres(connection) == [], "an application is no centre"
        assert [one.id for one in setting_up.setups_in(connection, SetupState.APPLIED)] == [setup]
    centre = do(central, setting_up.approve_application, setup, "门口修平")
    with central.database.read() as connection:
        (listed,) = fleet.centres(connection)
        file = setting_up.setup_file(connection, str(setup))
    assert (listed.id, listed.name) == (centre, "青石村服务站")
    assert (file.setup.number("area_m2"), file.setup.text("decision"), file.here) == (42, "门口修平", True)
    assert refused(central, setting_up.approve_application, setup).code == "move_not_allowed"


def test_a_refused_application_stays_with_its_reason(central: Central) -> None:
    setup = do(central, setting_up.apply_centre, **APPLICATION)
    assert isinstance(refused(central, setting_up.refuse_application, setup, " "), Invalid)
    do(central, setting_up.refuse_application, setup, "离另一个站不到一里")
    assert state(central, str(setup)) == "refused"
    for function, given in (
        (setting_up.approve_application, ()),
        (setting_up.answer_point, ("room", "yes")),
        (setting_up.give_thing, ("pc", "电脑")),
    ):
        assert isinstance(refused(central, function, setup, *given), Refused)


def test_the_checklist_says_what_stands_between_a_room_and_its_contract(central: Central) -> None:
    setup, centre = approved(central)
    photo = keep_photo(central.database, central.files, centre, PICTURE)
    points = check_points()
    assert len(points) >= 12
    assert any(point.must for point in points.values())
    assert refused(central, setting_up.accept_centre, setup, "陈科").params["count"] == len(points)
    with central.database.write() as connection:
        for id_ in points:
            setting_up.answer_point(connection, setup, id_, "yes", photo=photo if id_ != "fire" else "")
        # What must be yes is not needed nowhere.
        setting_up.answer_point(connection, setup, "power", "not_needed")
        setting_up.answer_point(connection, setup, "scale", "no", remark="秤还没到")
    assert refused(central, setting_up.accept_centre, setup, "陈科").params["count"] == 2
    with central.database.read() as connection:
        file = setting_up.setup_file(connection, setup)
    assert [point.point.id for point in file.points if point.lacks] == ["fire", "power"]
    do(central, setting_up.answer_point, setup, "fire", "yes", photo=photo)
    do(central, setting_up.answer_point, setup, "power", "yes")
    do(central, setting_up.answer_point, setup, "fire", "yes", remark="两只")
    with central.database.read() as connection:
        fire = next(one for one in setting_up.setup_file(connection, setup).points if one.point.id == "fire")
        answers = setting_up.setup_file(connection, setup).answered
    assert (fire.text("photo"), fire.text("remark")) == (photo, "两只"), "a photo stays when only words change"
    assert answers == len(points), "a second answer replaces the first"
    assert isinstance(refused(central, setting_up.accept_centre, setup, " "), Invalid)
    do(central, setting_up.accept_centre, setup, "陈科")
    assert refused(central, setting_up.answer_point, setup, "fire", "no").code == "setup_not_now"
    do(central, setting_up.look_again, setup, "换了房间")
    assert state(central, setup) == "approved"


def test_wrong_answers_are_told(central: Central) -> None:
    setup, _centre = approved(central)
    assert refused(central, setting_up.answer_point, setup, "fire", "perhaps").code == "answer_missing"
    error = refused(central, setting_up.answer_point, setup, "fire", "no")
    assert isinstance(error, Invalid)
    assert error.field == "remark"
    assert isinstance(refused(central, setting_up.answer_point, setup, "nothing", "yes"), NotFound)
    assert isinstance(refused(central, setting_up.answer_point, "0" * 32, "fire", "yes"), NotFound)


def test_no_code_without_a_contract_that_counts(central: Central) -> None:
    setup, centre = looked_at(central)
    assert refused(central, setting_up.make_code, centre).code == "contract_missing"
    contract = sign(central, setup, centre, in_a_year(10))
    assert state(central, setup) == "contracted"
    assert len(str(do(central, setting_up.make_code, centre))) == 9
    with clock.shifted(11 * DAY):
        assert refused(central, setting_up.make_code, centre).code == "contract_over"
        sign(central, setup, centre, in_a_year(30), "青服合 2026-08")
        assert do(central, setting_up.make_code, centre)
    assert isinstance(refused(central, setting_up.end_contract, contract, ""), Invalid)


def test_a_contract_that_is_ended_closes_the_file(central: Central) -> None:
    setup, centre = contracted(central)
    with central.database.read() as connection:
        (contract,) = setting_up.setup_file(connection, setup).contracts
    do(central, setting_up.end_contract, contract.id, "搬去县城")
    assert state(central, setup) == "ended"
    assert refused(central, setting_up.make_code, centre).code == "contract_over"
    assert refused(central, setting_up.end_contract, contract.id, "再一次").code == "move_not_allowed"
    do(central, setting_up.look_again, setup, "儿子接手")
    assert state(central, setup) == "approved"


def test_what_a_contract_needs(central: Central) -> None:
    setup, centre = approved(central)
    scan = keep_photo(central.database, central.files, centre, PICTURE)
    today, later = clock.today(), in_a_year()
    given = (setup, "1", "县", "周小芹", today, later, [scan])
    assert refused(central, setting_up.sign_contract, *given).code == "contract_not_now"
    setup, centre = looked_at(central, name="白鹭村服务站")
    scan = keep_photo(central.database, central.files, centre, PICTURE)
    for change, code in (
        ({1: ""}, "field_required"),
        ({4: "soon"}, "not_a_date"),
        ({5: ""}, "not_a_date"),
        ({5: "2020-01-01"}, "contract_days_wrong"),
        ({6: []}, "contract_scan_missing"),
        ({6: [scan] * 9}, "contract_scans_many"),
    ):
        given = [setup, "1", "县", "周小芹", today, later, [scan]]
        for place, value in change.items():
            given[place] = value
        assert refused(central, setting_up.sign_contract, *given).code == code
    given = (setup, "1", "县", "周小芹", today, later, [scan])
    assert isinstance(refused(central, setting_up.sign_contract, *given, things=["0" * 32]), NotFound)
    assert state(central, setup) == "accepted"


def test_what_is_handed_over_is_in_the_register_and_in_the_contract(central: Central) -> None:
    setup, centre = looked_at(central)
    first = do(central, setting_up.give_thing, setup, "pc", "清风台式机", serial="QF-1", warranty_until=in_a_year())
    second = do(central, setting_up.give_thing, setup, "printer", "小票打印机", funder="示范县项目")
    assert (first, second) == ("ZC0-01", "ZC0-02")
    assert refused(central, setting_up.give_thing, setup, "spoon", "勺").code == "asset_kind_missing"
    error = refused(
        central, setting_up.give_thing, setup, "pc", "x", bought_on="2026-02-02", warranty_until="2026-01-01"
    )
    assert error.code == "warranty_before_bought"
    sign(central, setup, centre, in_a_year())
    with central.database.read() as connection:
        file = setting_up.setup_file(connection, setup)
    assert file.counting is not None
    assert len(file.counting.text("things").split()) == 2


def test_a_centre_of_before_gets_a_file(central: Central) -> None:
    centre = do(central, set_up_centre, name="老站", village_name="老村")
    assert refused(central, setting_up.make_code, centre).code == "contract_missing"
    setup = do(central, setting_up.take_on_file, centre, "老王", "13900001111", "老村小卖部")
    assert refused(central, setting_up.take_on_file, centre, "老王", "13900001111", "x").code == "centre_has_file"
    sign(central, str(setup), str(centre), in_a_year())
    assert do(central, setting_up.make_code, centre)
    with central.database.read() as connection:
        assert [one.name for one in fleet.centres(connection)] == ["老站"]


@pytest.fixture
def browser(central: Central) -> Browser:
    return Browser(central).sign_in()


def post(browser: Browser, path: str, photo: bytes = b"", **typed: str | list[str]) -> int:
    return browser.upload(path, *[("a.jpg", photo)] if photo else [], **typed)


def test_a_centre_from_the_pages_alone(browser: Browser, central: Central) -> None:
    browser.open("/centres/files/new").send("Put on file", **APPLICATION | {"phone": "1"}, area_m2="40")
    assert browser.status == 422
    assert "村委会一楼东头" in browser.text, "nothing typed is lost"
    browser.send("Put on file", phone="13900001357", line="weak", power="cuts", tenure="village")
    assert browser.shows("waits for a decision")
    assert browser.shows("40 m²")
    file = browser.path
    browser.send("Approve the application", note="门口修平")
    assert browser.shows("Approved. Look at the room with the checklist")
    browser.send("Put into the register", kind="pc", title="清风台式机")
    assert browser.shows("ZC0-01")
    browser.open(f"{file}/acceptance")
    assert "script-src 'self'" in browser.headers["content-security-policy"]
    for point in check_points().values():
        assert post(browser, f"{file}/acceptance", PICTURE, item=point.id, answer="yes", remark="") == 200
    assert browser.path == f"{file}/acceptance"
    browser.open(file)
    browser.send("The room is fit to open", inspector="陈科")
    assert browser.shows("Write the contract down")
    thing = next(value for form in browser.forms() for box, value in form.boxes if box == "things")
    typed = {
        "number": "青服合 7",
        "party_a": "商务局",
        "party_b": "周小芹",
        "from_on": clock.today(),
        "until_on": in_a_year(20),
        "deposit": "500",
        "things": [thing],
    }
    assert post(browser, f"{file}/contract", b"no picture", **typed) == 422
    assert browser.shows("青服合 7") or 'value="青服合 7"' in browser.text
    assert post(browser, f"{file}/contract", PICTURE, **typed) == 200
    assert browser.shows("The contract is on file")
    assert browser.shows("ZC0-01")
    assert browser.shows("¥500.00")
    assert browser.shows("runs out on")
    assert browser.shows("Operator with a PIN")
    with central.database.read() as connection:
        (centre,) = fleet.centres(connection)
    browser.open(f"/centres/{centre.id}").send("Make a code")
    assert browser.shows("Code for one computer")
    assert browser.open("/centres/files?state=contracted").shows("青石村服务站")


def test_a_page_without_a_contract_says_why_there_is_no_code(browser: Browser, central: Central) -> None:
    _setup, centre = looked_at(central)
    browser.open(f"/centres/{centre}").send("Make a code")
    assert browser.status == 422
    assert browser.shows("This centre has no contract yet")


def test_a_centre_of_before_is_taken_on_by_its_page(browser: Browser, central: Central) -> None:
    centre = do(central, set_up_centre, name="老站", village_name="老村")
    browser.open(f"/centres/{centre}").send(
        "Open the file", applicant="老王", phone="13900001111", premises="老村小卖部"
    )
    assert browser.shows("The file is open")
    assert browser.shows("Write a contract down")


def test_a_telephone_that_sends_one_point_gets_a_short_answer(browser: Browser, central: Central) -> None:
    setup, _centre = approved(central)
    path = f"/centres/files/{setup}/acceptance"
    browser.open(path)
    assert post(browser, path, item="fire", answer="no", remark="", quiet="1") == 422
    assert "Please fill this in" in browser.text
    browser.open(path)
    assert post(browser, path, item="fire", answer="no", remark="过期了", quiet="1") == 200
    assert browser.text == '{"lacks":true}', "a no at what must be in order"
    browser.open(path)
    assert post(browser, path, b"x" * (25 << 20), item="fire", answer="yes", quiet="1") in (409, 413, 422)
    worker = browser.open("/centres/files/worker.js")
    assert worker.status == 200
    assert "fetch" in worker.text


def test_what_is_typed_stays_when_a_point_is_refused_without_the_script(browser: Browser, central: Central) -> None:
    setup, _centre = approved(central)
    path = f"/centres/files/{setup}/acceptance"
    browser.open(path)
    assert post(browser, path, item="fire", answer="perhaps", remark="两只") == 422
    assert browser.shows("两只")
    assert post(browser, path, b"no picture", item="fire", answer="yes", remark="三只") == 422
    assert browser.shows("三只")


def test_from_the_code_to_an_open_room(browser: Browser, central: Central, server: Server, tmp_path: Path) -> None:
    setup, centre = looked_at(central)
    do(central, setting_up.give_thing, setup, "printer", "小票打印机", serial="QF-9")
    sign(central, setup, centre, in_a_year())
    code = str(do(central, setting_up.make_code, centre))
    store = open_store(begun(tmp_path / "pc"), KEY)
    with store.transaction() as connection:
        key = identity.device_key(connection)
    enrol(store, HttpRemote(server.url, "00" * 16, key), server.url, code, "柜台")
    desk = Desk(store, remote_of(store))
    with store.write() as s:
        operator = add_operator(s, "周小芹", "manager", "258014").id
    with store.read() as s:
        assert first_day(s).going, "before anything has come from central"
        assert "sync" in first_day(s).left
    desk.sync()
    with store.read() as s:
        contract = contract_now(s)
        (thing,) = assets(s)
    assert contract is not None
    assert contract.things == ("ZC0-01 小票打印机",)
    assert thing.serial == "QF-9", "what was handed over is on file before the operator wrote a line"
    with store.write(by=operator) as s:
        note_first_day(s)
    with store.write(by=operator) as s:
        tick_step(s, "printer", "没有打印机，存 PDF")
    desk.sync()
    browser.open(f"/centres/files/{setup}")
    assert browser.shows("没有打印机，存 PDF")
    assert browser.text.count('class="no"') == 4
    for step in ("scanner", "float", "practice", "sheet"):
        with store.write(by=operator) as s:
            tick_step(s, step, "好了")
    desk.sync()
    assert browser.open(f"/centres/files/{setup}").shows("open to the village")
    assert state(central, setup) == "working"
    store.close()
    desk.remote.close()
