"""The first day of a room: what the program sees, what is ticked by hand, when the room is open, and its contract."""

import pytest

from villagedesk import clock
from villagedesk.domain.centre import Centre
from villagedesk.domain.contract_papers import clauses_of
from villagedesk.domain.papers import PlainSheet, PrinterTest, pack, unpack
from villagedesk.domain.setting_up import CentreContract, CentreSetup, FirstStep, SetupState
from villagedesk.errors import Invalid, NotFound
from villagedesk.store import Store, WriteSession, action, new_row, print_queue
from villagedesk.store.cash import note_cash
from villagedesk.store.first_day import (
    SHEET_ABOUT,
    contract_now,
    contract_paper,
    first_day,
    is_due,
    note_first_day,
    note_step_seen,
    tick_step,
)
from villagedesk.store.operators import add_operator

DAY = 86_400_000


@action
def came_from_central(s: WriteSession, *, state: str = "contracted") -> str:
    """The rows that a first sync brings."""
    new_row(s, Centre(name="白鹭村服务站", village_name="白鹭村"))
    facts = {"village_name": "白鹭村", "applicant": "王秀兰", "phone": "13900001234", "premises": "村委会一楼"}
    return new_row(s, CentreSetup(name="白鹭村服务站", state=state, applied_on="2026-10-01", **facts)).id


@action
def signed(s: WriteSession, setup: str, until_on: str, state: str = "signed") -> None:
    parties = {"party_a": "青溪县商务局", "party_b": "王秀兰", "number": f"青服合 {until_on}"}
    new_row(s, CentreContract(setup_id=setup, from_on="2026-01-01", until_on=until_on, state=state, **parties))


@pytest.fixture
def setup(store: Store) -> str:
    with store.write() as s:
        return came_from_central(s)


def left(store: Store) -> tuple[str, ...]:
    with store.read() as s:
        return first_day(s).left


def work(store: Store, operator: str, *, practised: bool = False) -> None:
    with store.write(by=operator) as s:
        note_first_day(s, practised=practised)


def test_the_program_sees_most_steps_by_itself(store: Store, setup: str) -> None:
    with store.write() as s:
        operator = add_operator(s, "王秀兰", "manager", "258014").id
    with store.read() as s:
        assert is_due(s, practised=False)
    work(store, operator)
    assert left(store) == ("printer", "scanner", "float", "practice", "sheet")
    with store.read() as s:
        assert not is_due(s, practised=False), "what is noted is not noted again"
    with store.write() as s:
        test = PrinterTest(centre="白鹭村", at=1, qr="x")
        jobs = [print_queue.add_job(s, test, title="x")]
        jobs.append(print_queue.add_job(s, PlainSheet(title="x"), title="x", about=SHEET_ABOUT))
    work(store, operator)
    assert "printer" in left(store), "it waits for the printer"
    with store.transaction() as connection:
        connection.exec_driver_sql("UPDATE print_job SET state = 'done'")
    with store.write(by=operator) as s:
        note_cash(s, "opening", 50_000)
    work(store, operator, practised=True)
    assert left(store) == ("scanner",)
    with store.write(by=operator) as s:
        note_step_seen(s, FirstStep.SCANNER)
    with store.read() as s:
        found = first_day(s)
        row = s.get(CentreSetup, setup)
    assert row is not None
    assert (row.state, row.opened_on) == (SetupState.WORKING, clock.today())
    assert (found.going, found.left, found.opened_on) == (False, (), clock.today())
    assert all(step.how == "seen" for step in found.steps)


def test_what_the_program_cannot_see_is_ticked_with_a_word(store: Store, setup: str, operator: str) -> None:
    with pytest.raises(Invalid, match="field_required"), store.write(by=operator) as s:
        tick_step(s, "scanner", "  ")
    with pytest.raises(Invalid, match="choice_unknown"), store.write(by=operator) as s:
        tick_step(s, "dance", "x")
    with store.write(by=operator) as s:
        tick_step(s, "scanner", "没配扫码枪，手输")
    with store.write(by=operator) as s:
        tick_step(s, "scanner", "再一次")
    with store.read() as s:
        step = next(one for one in first_day(s).steps if one.step == "scanner")
    assert (step.how, step.note) == ("hand", "没配扫码枪，手输"), "the first telling stays"
    for name in FirstStep:
        with store.write(by=operator) as s:
            tick_step(s, name, "办好了")
    with store.read() as s:
        row = s.get(CentreSetup, setup)
    assert row is not None
    assert row.state == SetupState.WORKING


@pytest.mark.parametrize("state", ["working", "ended", ""])
def test_a_room_that_is_open_is_left_alone(store: Store, operator: str, state: str) -> None:
    if state:
        with store.write() as s:
            came_from_central(s, state=state)
    with store.read() as s:
        assert not first_day(s).going
        assert not is_due(s, practised=True)
    work(store, operator, practised=True)
    with store.write(by=operator) as s:
        note_step_seen(s, FirstStep.SCANNER)
    assert len(left(store)) == len(FirstStep)


def test_the_contract_that_lasts_longest_counts(store: Store, setup: str) -> None:
    with store.read() as s:
        assert contract_now(s) is None
    soon = clock.today()[:4] + "-12-31"
    with store.write() as s:
        signed(s, setup, soon)
    with store.read() as s:
        contract = contract_now(s)
    assert contract is not None
    assert (contract.until_on, contract.over) == (soon, False)
    with store.write() as s:
        signed(s, setup, "2099-01-01")
    with store.write() as s:
        signed(s, setup, "2099-06-01", state="ended")
    with store.read() as s:
        contract = contract_now(s)
    assert contract is not None
    assert (contract.until_on, contract.over, contract.runs_out) == ("2099-01-01", False, False)


def test_a_contract_warns_and_then_is_over(store: Store, setup: str) -> None:
    with store.write() as s:
        signed(s, setup, "2099-03-01")
    seen = []
    from datetime import date

    for day in (date(2098, 12, 30), date(2098, 12, 31), date(2099, 3, 1), date(2099, 3, 2)):
        with clock.shifted((day - date.fromisoformat(clock.today())).days * DAY), store.read() as s:
            contract = contract_now(s)
            assert contract is not None
            seen.append((contract.runs_out, contract.over))
    assert seen == [(False, False), (True, False), (True, False), (False, True)]


def test_the_contract_is_printed_as_it_stands_on_file(store: Store, setup: str) -> None:
    with store.read() as s, pytest.raises(NotFound):
        contract_paper(s)
    with store.write() as s:
        signed(s, setup, "2030-01-01")
        signed(s, setup, "2031-01-01", state="ended")
    with store.read() as s:
        paper = contract_paper(s)
    assert (paper.number, paper.party_b, paper.premises) == ("青服合 2030-01-01", "王秀兰", "村委会一楼")
    assert paper.terms == "", "it was signed on another form: no clause is printed that nobody signed"
    assert clauses_of(paper) == ()
    assert unpack(*pack(paper)) == paper
