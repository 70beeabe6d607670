"""The print queue: no paper without its action, nothing lost by a restart, nothing twice without a mark."""

import pytest

from tests.conftest import KEY
from villagedesk.domain import papers
from villagedesk.errors import AppError, NotFound, Refused
from villagedesk.store import open_store, print_queue
from villagedesk.store.print_queue import JobState

SLIP = papers.OrderSlip(
    centre="白鹭村服务站",
    at=1_795_400_000_000,
    person="陈桂花",
    group="三组 12 号",
    lines=(papers.SlipLine(title="洗衣粉", quantity=2, amount_fen=5980, icon="bottle"),),
    total_fen=5980,
    cash_fen=6000,
    number="B07-1123-014",
    qr="VD1:TEST",
    code="8F2K9QTX",
)


def add(store, about="a1"):
    with store.write() as s:
        return print_queue.add_job(s, SLIP, title="陈桂花", about=about)


@pytest.mark.parametrize("key", papers.PAPERS)
def test_every_paper_has_a_name(key):
    assert papers.PAPERS[key].name


def test_a_paper_comes_back_as_it_was():
    assert papers.unpack(*papers.pack(SLIP)) == SLIP


def test_no_paper_without_its_action(store):
    with pytest.raises(RuntimeError), store.write() as s:
        print_queue.add_job(s, SLIP, title="陈桂花")
        raise RuntimeError("the action failed")
    with store.read() as s:
        assert print_queue.jobs(s.connection()) == []


def test_jobs_come_in_order_and_survive_a_restart(store, home):
    first, second = add(store, "a1"), add(store, "a2")
    store.close()
    again = open_store(home, KEY)
    with again.transaction() as c:
        assert print_queue.recover(c) == 0
        job, paper = print_queue.next_job(c)
        assert (job.id, paper) == (first, SLIP)
        print_queue.finish(c, first, "/dev/usb/lp0")
        assert print_queue.next_job(c)[0].id == second
        print_queue.finish(c, second, "/dev/usb/lp0")
        assert print_queue.next_job(c) is None
        assert [(j.id, j.state, j.place) for j in print_queue.jobs(c)] == [
            (second, JobState.DONE, "/dev/usb/lp0"),
            (first, JobState.DONE, "/dev/usb/lp0"),
        ]
    again.close()


def test_a_job_cut_off_by_a_power_cut_waits_for_eyes_and_then_says_that_it_is_a_reprint(store):
    job_id = add(store)
    with store.transaction() as c:
        print_queue.next_job(c)
    with store.transaction() as c:
        assert print_queue.recover(c) == 1
        assert print_queue.next_job(c) is None
        assert print_queue.job(c, job_id).reason.code == "print_interrupted"
        assert print_queue.was_printed(c, "a1")
        print_queue.retry(c, job_id)
        assert print_queue.next_job(c)[0].reprint == 1


def test_a_failed_job_keeps_its_reason_and_is_no_reprint_when_nothing_came_out(store):
    job_id = add(store)
    with store.transaction() as c:
        print_queue.next_job(c)
        print_queue.fail(c, job_id, AppError("printer_not_found", printer="XP-58"), on_paper=False)
        failed = print_queue.job(c, job_id)
        assert (failed.state, failed.attempts, failed.params) == (JobState.FAILED, 1, {"printer": "XP-58"})
        assert print_queue.counts(c) == (0, 1)
        assert not print_queue.was_printed(c, "a1")
        print_queue.retry(c, job_id)
        again, _ = print_queue.next_job(c)
        assert (again.id, again.reprint) == (job_id, 0)
        with pytest.raises(Refused):
            print_queue.retry(c, job_id)


def test_reprints_are_counted_also_when_the_page_prints_again(store):
    job_id = add(store)
    with store.transaction() as c:
        print_queue.next_job(c)
        print_queue.finish(c, job_id, "x")
        second = print_queue.reprint(c, job_id)
        job, _ = print_queue.next_job(c)
        assert (job.id, job.reprint, job.about) == (second, 1, "a1")
        print_queue.finish(c, second, "x")
        assert print_queue.job(c, print_queue.reprint(c, second)).reprint == 2
    third = add(store)
    other = add(store, "a2")
    with store.read() as s:
        assert print_queue.job(s.connection(), third).reprint == 2
        assert print_queue.job(s.connection(), other).reprint == 0


def test_a_job_of_another_version_fails_and_lets_the_next_through(store):
    strange, good = add(store, "a1"), add(store, "a2")
    with store.transaction() as c:
        c.exec_driver_sql("UPDATE print_job SET data = ? WHERE id = ?", (b'{"centre": 5}', strange))
        assert print_queue.next_job(c)[0].id == good
        assert print_queue.job(c, strange).code == "print_unreadable"


def test_taking_away_and_forgetting(store):
    first, second = add(store, "a1"), add(store, "a2")
    with store.transaction() as c:
        print_queue.take_away(c, first)
        with pytest.raises(NotFound):
            print_queue.job(c, first)
        print_queue.next_job(c)
        print_queue.finish(c, second, "x")
        with pytest.raises(Refused):
            print_queue.take_away(c, second)
        c.exec_driver_sql("UPDATE print_job SET ended_at = 0")
        print_queue.recover(c)
        assert print_queue.jobs(c) == []
