"""Who may log in: rules of PINs, waiting after wrong ones, and that PINs stay on this computer."""

import pytest

from tests.conftest import REAL
from villagedesk.errors import AppError, Invalid, Refused
from villagedesk.store import events, open_store
from villagedesk.store.operators import add_operator, check_pin, check_pin_rules, operators, set_active, set_pin


@pytest.fixture
def me(store):
    with store.write() as s:
        return add_operator(s, " 王秀兰 ", "manager", "2580")


@pytest.fixture
def at(monkeypatch):
    """Set the clock: ``at(seconds)``."""
    start = 1_795_401_060_000

    def set_to(seconds):
        monkeypatch.setattr("villagedesk.clock.now_ms", lambda: start + seconds * 1000)

    set_to(0)
    return set_to


@pytest.mark.parametrize(
    ("pin", "code"),
    [
        ("258", "pin_length"),
        ("258025802", "pin_length"),
        ("25a0", "pin_length"),
        ("２５８０", "pin_length"),
        ("1111", "pin_too_easy"),
        ("3456", "pin_too_easy"),
        ("9876", "pin_too_easy"),
    ],
)
def test_pins_that_are_refused(pin, code):
    with pytest.raises(Invalid) as caught:
        check_pin_rules(pin)
    assert caught.value.code == code


def test_the_first_operator_adds_himself(store, me):
    assert (me.name, me.role, me.has_pin) == ("王秀兰", "manager", True)
    with store.read() as s:
        [row] = operators(s)
        body = s.connection().exec_driver_sql("SELECT body FROM event").scalar_one()
    assert row == me
    assert me.id.encode() in body
    assert b"2580" not in body
    assert b"argon2" not in body


def test_name_is_needed(store):
    with pytest.raises(Invalid) as caught, store.write() as s:
        add_operator(s, "  ", "operator", "2580")
    assert (caught.value.field, caught.value.code) == ("name", "field_required")


def test_right_pin(store, me):
    assert check_pin(store, me.id, "2580").name == "王秀兰"


def test_wrong_pins_make_one_wait_longer_each_time(store, me, at):
    def code_of(pin):
        with pytest.raises(Refused) as caught:
            check_pin(store, me.id, pin)
        return caught.value.code, caught.value.params.get("seconds")

    assert [code_of("0000") for _ in range(2)] == [("pin_wrong", None)] * 2
    assert code_of("0000") == ("pin_wait", 30)
    assert code_of("2580") == ("pin_wait", 30)
    at(29)
    assert code_of("2580") == ("pin_wait", 1)
    at(31)
    assert code_of("0000") == ("pin_wait", 60)
    at(92)
    assert check_pin(store, me.id, "2580").id == me.id
    assert code_of("0000") == ("pin_wrong", None)


def test_waiting_survives_a_restart(store, me, at):
    for _ in range(3):
        with pytest.raises(Refused):
            check_pin(store, me.id, "0000")
    again = open_store(store.home, store.key)
    with pytest.raises(Refused) as caught:
        check_pin(again, me.id, "2580")
    assert caught.value.code == "pin_wait"
    again.close()


def test_a_clock_set_back_locks_nobody_out_for_good(store, me, at):
    at(40 * 86400)
    for _ in range(3):
        with pytest.raises(Refused):
            check_pin(store, me.id, "0000")
    at(0)
    with pytest.raises(Refused) as caught:
        check_pin(store, me.id, "2580")
    assert int(caught.value.params["seconds"]) <= 15 * 60


def test_no_pin_on_this_computer(store, operator):
    with pytest.raises(Refused) as caught:
        check_pin(store, operator, "2580")
    assert caught.value.code == "pin_missing"


def test_new_pin_is_no_event(store, me):
    with store.read() as s:
        before = events.waiting(s.connection())[0]
    with store.write(by=me.id) as s:
        set_pin(s, me.id, "147258")
    assert s.changed == {"credential"}
    with store.read() as s:
        assert events.waiting(s.connection())[0] == before
    assert check_pin(store, me.id, "147258").id == me.id
    with pytest.raises(Refused):
        check_pin(store, me.id, "2580")


def test_somebody_who_left_cannot_be_chosen(store, me):
    with store.write(by=me.id) as s:
        other = add_operator(s, "刘芳", "trainer", "2580")
    with store.write(by=me.id) as s:
        set_active(s, other.id, False)
    with store.read() as s:
        assert [row.name for row in operators(s)] == ["王秀兰"]
        assert [row.active for row in operators(s, everybody=True)] == [True, False]
    with store.write(by=me.id) as s:
        set_active(s, other.id, True)
    with store.read() as s:
        assert len(operators(s)) == 2


def test_nobody_lets_himself_out(store, me):
    with pytest.raises(AppError) as caught, store.write(by=me.id) as s:
        set_active(s, me.id, False)
    assert caught.value.code == "operator_needed"


def test_a_pin_costs_what_a_thief_of_the_file_should_pay():
    """The other tests hash cheaply."""
    assert REAL.hash("2580").startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert REAL.verify(REAL.hash("2580"), "2580")
