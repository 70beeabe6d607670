"""The page where a child pays: it shows little, takes the money once, and guessing codes gets slow."""

from collections.abc import Callable

import pytest

from tests.central.browser import Browser
from tests.central.test_payer import SUM, asked, page
from tests.central.village import Village
from tests.sync.conftest import Desk, centre, make_desk  # noqa: F401
from villagedesk import clock
from villagedesk.central.marketplace import SimulatedMarketplace
from villagedesk.central.orders import place_waiting
from villagedesk.central.payments import SimulatedPayments
from villagedesk.central.serve import Server
from villagedesk.store.orders import cancel_order


@pytest.fixture
def village(server: Server, make_desk: Callable[[str], Desk]) -> Village:  # noqa: F811
    return Village(server, make_desk("one"))


@pytest.fixture
def child(village: Village) -> Browser:
    """Somebody far away who is not signed in anywhere."""
    return Browser(village.server.central)


def paid(village: Village, order: str) -> int:
    payments = village.server.central.payments
    assert isinstance(payments, SimulatedPayments)
    return payments.kept(order)


def test_a_child_pays_with_the_code_from_the_slip(village: Village, child: Browser) -> None:
    order = asked(village)
    code = page(village, order).pay_code
    child.open("/pay").send("Show the order", code=f" {code[:4].lower()}-{code[4:].lower()} ")
    assert child.path == f"/pay/{code}"
    for words in ("An order of 陈**", "禾洁 浓缩洗衣粉 2.5 kg", "¥94.80", "白鹭村服务站"):
        assert child.shows(words), words
    for private in ("桂花", "1390000", "4321", "1234", "三组", order, "1123-"):
        assert private not in child.text, private
    assert child.headers["Cache-Control"] == "no-store"
    child.send("Pay ¥94.80")
    assert child.shows("This order is paid")
    assert not child.forms()
    assert paid(village, order) == SUM
    assert place_waiting(village.server.central.database, SimulatedMarketplace()) == {"placed": 1}
    assert page(village, order).row.state == "placed"


def test_pressing_twice_pays_once_and_a_cancelled_order_takes_nothing(village: Village, child: Browser) -> None:
    order = asked(village)
    code = page(village, order).pay_code
    child.open(f"/pay/{code}")
    for _ in range(2):
        child.client.post(f"/pay/{code}", headers={"origin": "http://testserver"})
    assert paid(village, order) == SUM
    other = asked(village)
    child.open(f"/pay/{page(village, other).pay_code}")
    with village.desk.store.write(by="0" * 32) as s:
        cancel_order(s, other)
    village.desk.sync()
    child.send("Pay ¥94.80")
    assert child.status == 409
    assert child.shows("Nobody else has to pay for this order now.")
    assert child.shows("There is nothing to pay for this order now.")
    assert paid(village, other) == 0


@pytest.mark.parametrize(
    "code",
    [
        "",
        "0",
        "00000000",
        "K7QF2M9D",
        "'; drop",
        "a" * 5000,
        "\u0000",
        "../orders",
        "%2e%2e",
        "１２３４５６７８",
        "🙂" * 8,
    ],
)
def test_strange_codes_tell_nothing(village: Village, child: Browser, code: str) -> None:
    asked(village)
    child.client.post("/pay", data={"code": code}, headers={"origin": "http://testserver"})
    answer = child.client.get("/pay/" + code.replace("\u0000", "%00").replace("/", "%2f"))
    assert answer.status_code in (200, 404)
    assert "Pay ¥" not in answer.text
    assert "陈" not in answer.text


def test_guessing_gets_slow_also_for_who_knows_one_code(
    village: Village, child: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = page(village, asked(village)).pay_code
    for _ in range(25):
        child.open("/pay/00000000")
        child.open(f"/pay/{code}")
    assert child.shows("Too many wrong tries")
    assert not child.shows("陈**")
    later = clock.now_ms() + 24 * 3_600_000
    monkeypatch.setattr("villagedesk.clock.now_ms", lambda: later)
    child.open(f"/pay/{code}")
    assert child.shows("陈**")
    child.open("/pay/00000000")
    child.open(f"/pay/{code}")
    assert child.shows("Too many wrong tries"), "the right code did not make the next guesses free"


def test_a_form_from_another_site_pays_nothing(village: Village, child: Browser) -> None:
    order = asked(village)
    code = page(village, order).pay_code
    answer = child.client.post(f"/pay/{code}", headers={"origin": "http://elsewhere"})
    assert answer.status_code == 403
    assert paid(village, order) == 0
