"""A report from the self-help card to the signature: written offline, answered by the county, overdue when nobody comes."""

from datetime import date, timedelta

import pytest
import time_machine

from tests.store.test_assets import JPEG
from villagedesk import clock
from villagedesk.domain.evidence import Signed
from villagedesk.domain.tickets import (
    DAYS,
    TICKET,
    Severity,
    Ticket,
    TicketForm,
    TicketState,
    Topic,
    cards_for,
    help_cards,
)
from villagedesk.errors import Invalid, Refused
from villagedesk.store import action, get, tickets
from villagedesk.store.photos import desk_files
from villagedesk.store.support import bundle

SIGNED = Signed(on_paper=True)


def form(**more):
    return TicketForm(**({"topic": "printer", "severity": "hinders", "symptom": "灯是红的，不出纸"} | more))


@action
def county(s, ticket_id, **fields):
    """What comes by the feed."""
    for name, value in fields.items():
        setattr(get(s, Ticket, ticket_id), name, value)


@pytest.fixture
def report(store, do):
    return lambda log="", **more: do(tickets.report_trouble, form(**more), desk_files(store), log)


def page(store, ticket_id):
    with store.read() as s:
        return tickets.ticket_page(s, ticket_id)


def open_ones(store, **how):
    with store.read() as s:
        return tickets.tickets(s, **how)


def test_every_topic_has_a_card_in_both_languages():
    assert 8 <= len(help_cards()) <= 12
    for topic in set(Topic) - {Topic.OTHER}:
        assert cards_for(topic), topic
    for card in help_cards().values():
        assert len(card.steps) >= 4
        for text in (card.title, card.check, *card.steps):
            assert any("\u4e00" <= sign <= "\u9fff" for sign in text.zh_CN)
            assert not any("\u4e00" <= sign <= "\u9fff" for sign in text.en)


def test_a_report_is_written_with_photo_and_log(store, report):
    files = desk_files(store)
    log = files.put(bundle(store.home, store))
    ticket = report(log, photos=(files.put(JPEG),), tried=("printer_silent",))
    found = page(store, ticket)
    assert found.row.number.startswith("R")
    assert (found.row.state, found.tried, found.log) == ("open", ("printer_silent",), log)
    assert [kind for kind, _sha in found.pictures] == ["damage"]
    assert found.row.due_on == (date.fromisoformat(clock.today()) + timedelta(days=DAYS["hinders"])).isoformat()
    with store.read() as s:
        kinds = s.connection().exec_driver_sql("SELECT kind FROM blob ORDER BY kind").scalars().all()
    assert kinds == ["damage", "log"], "both go to central"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"topic": ""}, "topic"),
        ({"severity": "soon"}, "severity"),
        ({"symptom": "  "}, "symptom"),
        ({"symptom": "x" * 301}, "symptom"),
        ({"photos": ("0" * 64,) * 5}, "photos"),
    ],
)
def test_what_is_missing_is_told(store, report, wrong, field):
    with pytest.raises(Invalid) as told:
        report(**wrong)
    assert told.value.field == field
    assert open_ones(store) == []


def test_a_card_that_helped_calls_nobody(store, do):
    do(tickets.helped_oneself, form(symptom="", tried=("printer_silent",)))
    assert open_ones(store) == []
    (row,) = open_ones(store, over=True)
    assert row.state == "self_helped"


def test_seen_visited_repaired_signed(store, do, report):
    ticket = report()
    with pytest.raises(Refused):
        do(tickets.sign_off, ticket, SIGNED, desk_files(store), "王秀兰")
    do(county, ticket, state="visit_booked", visit_on=clock.today(), visitor="小高")
    do(county, ticket, state="done", work="换了切刀", done_at=clock.now_ms())
    with pytest.raises(Invalid) as told:
        do(tickets.sign_off, ticket, Signed(), desk_files(store), "王秀兰")
    assert told.value.field == "signature"
    do(tickets.sign_off, ticket, SIGNED, desk_files(store), "王秀兰")
    found = page(store, ticket)
    assert (found.row.state, found.work, bool(found.ended_at)) == ("signed_off", "换了切刀", True)
    assert TICKET.ended(TicketState.SIGNED_OFF)


def test_what_was_not_repaired_is_open_again_with_a_new_day(store, do, report):
    ticket = report(severity="stops")
    do(county, ticket, state="done", work="重启了", visit_on=clock.today(), done_at=clock.now_ms())
    with pytest.raises(Invalid):
        do(tickets.still_broken, ticket, " ")
    with time_machine.travel(date.today() + timedelta(days=6)):
        do(tickets.still_broken, ticket, "还是不出纸")
        found = page(store, ticket)
        assert (found.row.state, found.row.symptom, found.row.visit_on) == ("open", "还是不出纸", "")
        assert found.row.due_on > clock.today()
        assert not found.row.overdue


def test_it_works_again_before_anybody_came(store, do, report):
    ticket = report()
    do(tickets.works_again, ticket)
    assert page(store, ticket).row.state == "self_helped"
    with pytest.raises(Refused):
        do(tickets.works_again, ticket)


def test_photos_are_added_while_it_runs(store, do, report):
    files = desk_files(store)
    ticket = report()
    for number in range(4):
        do(tickets.add_photo, ticket, files.put(JPEG + bytes([number])), files)
    with pytest.raises(Invalid):
        do(tickets.add_photo, ticket, files.put(JPEG), files)
    do(tickets.works_again, ticket)
    with pytest.raises(Refused):
        do(tickets.add_photo, ticket, files.put(JPEG), files)


def test_overdue_by_how_much_it_hinders(store, do, report):
    late = report(severity=Severity.STOPS)
    report(severity=Severity.CAN_WAIT)
    with time_machine.travel(date.today() + timedelta(days=4)):
        rows = open_ones(store)
        assert rows[0].id == late
        assert [row.overdue for row in rows] == [True, False]
        do(county, late, state="visit_booked", visit_on=clock.today())
        assert not page(store, late).row.overdue, "somebody comes today"
