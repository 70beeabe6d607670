"""The page of the first day: ways to each step, ticking by hand, the contract, and what Today says of both."""

import pytest

from tests.store.test_first_day import came_from_central, signed
from villagedesk import clock
from villagedesk.desktop.first_day.screen import FirstDayScreen
from villagedesk.desktop.first_day.today import cards
from villagedesk.desktop.line_watch import LineWatch
from villagedesk.desktop.more import trials
from villagedesk.desktop.widgets import Pill
from villagedesk.domain.setting_up import FirstStep
from villagedesk.store.first_day import first_day
from villagedesk.store.print_queue import jobs


@pytest.fixture
def page(desk, store, qtbot):
    with store.write() as s:
        came_from_central(s)
    made = FirstDayScreen(desk)
    qtbot.addWidget(made)
    made.retranslate()
    made.open()
    return made


def pills(page):
    return {row.key: row.pill for row in page.list.rows()}


def test_each_step_has_its_way(page, went, store, monkeypatch, desk):
    assert pills(page)["sync"] == "to do"
    page.refresh()
    assert pills(page)["sync"] == "done", "the program saw it and noted it"
    for step, place in (("operator", "operators"), ("printer", "settings"), ("float", "cash"), ("sync", "sync")):
        page.on_step(step)
        assert went[-1][0] == place
    started = []
    monkeypatch.setattr("villagedesk.desktop.first_day.screen.start_practising", lambda: started.append(1) or True)
    page.on_step(FirstStep.PRACTICE)
    assert started == [1]
    page.on_step(FirstStep.SHEET)
    with store.read() as s:
        assert [(job.paper, job.about) for job in jobs(s.connection(), limit=5)] == [("plain_sheet", "first_day")]
    page.go_on.click()
    assert went[-1][0] == "operators", "the first step that is open"


def test_a_step_is_ticked_with_a_word(page, said):
    page.list.set_current("scanner")
    page.tick.click()
    assert page.note.error()
    page.note.set_text("没配扫码枪")
    page.tick.click()
    page.refresh()
    assert pills(page)["scanner"] == "done, by hand"
    assert said[-1][1].startswith("Noted")
    page.list.set_current("scanner")
    assert not page.hand.isVisibleTo(page), "what is done needs no word"


def test_a_scan_of_the_square_is_noted(page, desk, store, qtbot):
    trial = trials.ScannerTrial(desk)
    qtbot.addWidget(trial)
    assert not trial.on_scan("6901234567892")
    assert trial.on_scan(trials.TRIAL_TEXT)
    page.refresh()
    assert pills(page)["scanner"] == "done"


def test_the_watch_notes_what_was_done_elsewhere(page, desk, store):
    LineWatch(desk).note()
    with store.read() as s:
        assert "sync" not in first_day(s).left


def test_today_reminds_until_all_is_done(page, store, operator):
    page.refresh()
    with store.read() as s:
        (card,) = cards(s)
    assert (card.place, card.kind) == ("first_day", "wait")
    assert card.title == "First day: 6 steps to do"
    for step in FirstStep:
        page.list.set_current(step.value)
        page.note.set_text("办好了")
        page.on_tick()
    page.refresh()
    with store.read() as s:
        assert cards(s) == []
    assert any("open since" in pill.text() for pill in page.header.findChildren(Pill))


def test_the_contract_is_shown_and_warned_of(page, store):
    assert "no contract" in page.facts.text()
    assert page.print.isHidden()
    with store.read() as s:
        setup = s.connection().exec_driver_sql("SELECT id FROM centre_setup").scalar()
    with store.write() as s:
        signed(s, setup, clock.today())
    page.refresh()
    assert "青溪县商务局" in page.facts.text()
    assert "runs out" in page.pill.text()
    page.print.click()
    with store.read() as s:
        assert [(job.paper, job.about) for job in jobs(s.connection(), limit=5)] == [("contract_sheet", "contract")]
    with store.read() as s:
        assert [card.kind for card in cards(s)] == ["wait", "wait"]
    with clock.shifted(2 * 86_400_000), store.read() as s:
        assert {card.title for card in cards(s) if card.kind == "act"} == {"The contract of this room has run out"}
