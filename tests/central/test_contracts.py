"""The contract of a centre on paper: printed from what is typed, signed, put on file as pictures or PDF, printed again."""

import re
from pathlib import Path

import pytest

from tests.central.browser import NAME, PASSWORD, Browser
from tests.central.real_browser import RealBrowser
from tests.central.setting_up import PICTURE, in_a_year, looked_at, sign
from tests.central.test_applications import PDF
from tests.central.test_setting_up import post
from villagedesk import clock
from villagedesk.central import setting_up
from villagedesk.central.deps import Central
from villagedesk.central.serve import Server
from villagedesk.domain.contract_papers import newest_terms

pytestmark = pytest.mark.parametrize("central", ["sqlite"], indirect=True)


@pytest.fixture
def browser(central: Central) -> Browser:
    return Browser(central).sign_in()


def typed(**more: str) -> dict[str, str]:
    days = {"from_on": clock.today(), "until_on": in_a_year()}
    return {"number": "青服合 7", "party_a": "青溪县商务局", "party_b": "周小芹", "deposit": "500", **days, **more}


def test_it_is_printed_before_it_is_signed_and_nothing_is_put_on_file(browser: Browser, central: Central) -> None:
    setup, _centre = looked_at(central)
    with central.database.write() as connection:
        setting_up.give_thing(connection, setup, "printer", "小票打印机", serial="QF-9")
    browser.open(f"/centres/files/{setup}").send(
        "Print it for signing", ticked=tuple(thing_ids(central, setup)), **typed()
    )
    assert browser.status == 200
    for words in (
        "No. 青服合 7",
        "青溪县商务局",
        "周小芹",
        "村委会一楼东头",
        "¥500.00",
        "ZC0-01",
        "QF-9",
        "10. Disputes",
    ):
        assert browser.shows(words)
    assert "<script" not in browser.text
    with central.database.read() as connection:
        assert setting_up.setup_file(connection, setup).contracts == ()
    browser.open(f"/centres/files/{setup}").send("Print it for signing", **typed(until_on="2020-01-01"))
    assert browser.status == 422
    assert browser.shows("A contract ends after it begins")
    assert 'value="青服合 7"' in browser.text, "nothing typed is lost"
    browser.send("Print it for signing", **typed(deposit="much"))
    assert browser.status == 422


def thing_ids(central: Central, setup: str) -> list[str]:
    with central.database.read() as connection:
        return [thing.id for thing in setting_up.setup_file(connection, setup).things]


def test_a_room_that_was_not_looked_at_has_no_contract_to_print(browser: Browser, central: Central) -> None:
    from tests.central.setting_up import approved

    setup, _centre = approved(central)
    browser.open(f"/centres/files/{setup}")
    key = browser.forms()[0].values["form_key"][0]
    headers = {"origin": "http://testserver"}
    answer = browser.client.post(
        f"/centres/files/{setup}/contract/print", data={"form_key": key, **typed()}, headers=headers
    )
    assert answer.status_code == 422
    assert "has to be looked at first" in answer.text


@pytest.mark.parametrize("ours", ["1", ""])
def test_what_was_signed_as_a_pdf_is_on_file_with_the_clauses_it_had(
    browser: Browser, central: Central, ours: str
) -> None:
    setup, centre = looked_at(central)
    browser.open(f"/centres/files/{setup}")
    assert post(browser, f"/centres/files/{setup}/contract", PDF[:-9], **typed(ours=ours)) == 422
    assert browser.shows("This PDF is cut off or damaged")
    assert post(browser, f"/centres/files/{setup}/contract", PDF, **typed(ours=ours)) == 200
    assert browser.shows("PDF, to save")
    with central.database.read() as connection:
        (contract,) = setting_up.setup_file(connection, setup).contracts
    assert contract.text("terms") == (newest_terms() if ours else "")
    assert browser.client.get(f"/photos/{centre}/{contract.text('scans')}").content == PDF
    browser.open(f"/centres/files/{setup}/contracts/{contract.id}")
    assert browser.shows("10. Disputes and copies") == bool(ours)
    assert browser.shows("The clauses stand on the paper that was signed") == (not ours)


def test_pictures_are_taken_as_before_and_an_unknown_edition_is_not(central: Central) -> None:
    setup, centre = looked_at(central)
    contract = sign(central, setup, centre, in_a_year())
    with central.database.read() as connection:
        assert setting_up.contract_sheet(connection, contract).terms == ""
    assert PICTURE
    with central.database.write() as connection, pytest.raises(Exception, match="choice_unknown"):
        days = (clock.today(), in_a_year())
        setting_up.sign_contract(connection, setup, "8", "县", "周", *days, ["ab" * 32], terms="1999-1")


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_a_real_browser_prints_it_on_a4(central: Central, server: Server, tmp_path: Path, language: str) -> None:
    setup, centre = looked_at(central)
    Browser(central).sign_in()
    contract = sign(central, setup, centre, in_a_year())
    phone = RealBrowser(tmp_path / "browser", width=1280)
    phone.open(f"{server.url}/sign-in?lang={language}")
    phone.js(
        f"const f = document.forms[0]; f.elements.name.value = {NAME!r}; f.elements.password.value = {PASSWORD!r};"
        "f.submit(); 0"
    )
    phone.wait_for("location.pathname === '/centres' && document.readyState === 'complete'")
    assert phone.open(f"{server.url}/centres/files/{setup}/contracts/{contract}")
    assert phone.js("document.querySelector('.sign').innerText.length") > 10
    pdf = phone.pdf(tmp_path / "contract.pdf")
    phone.close()
    pages = re.findall(rb"/Type\s*/Page\b", pdf)
    boxes = {tuple(map(round, map(float, box.split()))) for box in re.findall(rb"/MediaBox\s*\[([^\]]+)\]", pdf)}
    assert len(pages) == 1, "without clauses it is one page"
    assert boxes <= {(0, 0, 595, 842), (0, 0, 596, 842)}
