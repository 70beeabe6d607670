"""Every form of the staff's pages for sellers and produce, filled with what nobody should type: told, escaped, never a fault."""

from collections.abc import Callable

import pytest

from tests.central.browser import Browser
from tests.central.test_console_sales import sent
from tests.central.village import Village
from tests.sync.conftest import Desk, centre, make_desk  # noqa: F401
from villagedesk.central.deps import Central
from villagedesk.central.serve import Server

HOSTILE = (
    "",
    "\"><script>alert(1)</script><img src=x onerror=alert(1)>'); DROP TABLE row;-- {{ 7919 * 7907 }}",
    "=桃\u202e\u200b\x07\x00",
    "字" * 5_000,
    "-99999999999999999999999",
    "9999-12-31",
)
_KEPT = {"form_key", "centre"}
_KNOWN = {200, 303, 403, 404, 409, 422}


@pytest.fixture
def village(server: Server, make_desk: Callable[[str], Desk]) -> Village:  # noqa: F811
    return Village(server, make_desk("one"))


@pytest.fixture
def browser(central: Central) -> Browser:
    return Browser(central).sign_in()


def press_everything(browser: Browser, path: str, text: str) -> int:
    """Fill every input of every form of a page with a text and press each of its buttons; how many were pressed."""
    pressed = 0
    for at in range(len(browser.open(path).forms())):
        forms = browser.open(path).forms()
        if at >= len(forms) or forms[at].action == "/sign-out":
            continue
        form = forms[at]
        for name, value, _words in form.buttons:
            data = {key: values if key in _KEPT else [text] for key, values in form.values.items()}
            if name:
                data[name] = [value]
            target = form.action or path
            if form.method == "get":
                answer = browser.client.get(target, params=data)
            else:
                answer = browser.client.post(target, data=data, headers={"origin": "http://testserver"})
            assert answer.status_code in _KNOWN, (path, name, value, text, answer.status_code)
            for evil in ("<script>alert", "<img src=x", "62615533"):
                assert evil not in answer.text, (path, value, text)
            if answer.status_code == 422:
                assert 'role="alert"' in answer.text, (path, value, text)
            pressed += 1
    return pressed


def test_no_form_of_sellers_and_produce_breaks(
    village: Village,
    browser: Browser,
    centre: str,  # noqa: F811
) -> None:
    order = sent(village, browser, centre)
    listing = village.listing()
    seller = village.seller()
    (certificate,) = village.rows("certificate")
    pages = (
        "/names",
        f"/dossiers/{seller}",
        f"/listings/{listing}",
        f"/certificates/{certificate.id}",
        "/certificates",
        f"/sales/new?centre={centre}",
        f"/sales/{order}",
    )
    for text in HOSTILE:
        assert sum(press_everything(browser, page, text) for page in pages) > 4
    for page in (*pages, "/dossiers", "/listings", "/sales", "/sales/claims"):
        assert browser.open(page).status in (200, 404), page
    village.desk.sync()


@pytest.mark.parametrize(
    "query", ["after=", "after=x", "after=9 '", "state=nothing", "number=%00<b>", "after=" + "9" * 60]
)
def test_no_address_of_a_list_breaks(browser: Browser, query: str) -> None:
    for page in (
        "/dossiers",
        "/listings",
        "/certificates",
        "/sales",
        "/sales/claims",
        "/sales/grades",
        "/sales/transfers",
        "/names",
    ):
        assert browser.open(f"{page}?{query}").status in (200, 404, 422), (page, query)
