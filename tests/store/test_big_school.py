"""With 50,000 attendance rows on file every page of training still reads within its budget."""

import time

import pytest

from tests.store.big_school import CLASSES, PEOPLE, SITTINGS, fill
from tests.store.test_training import add_people
from villagedesk import clock
from villagedesk.desktop.training.today import cards
from villagedesk.store import Store
from villagedesk.store import training as room
from villagedesk.store.training.class_page import moved_up_classes

BUDGET_MS = 100
READS = {
    "classes going on": lambda s, class_id: room.class_list(s, ("planned", "running")),
    "classes over": lambda s, class_id: room.class_list(s, ("closed", "cancelled")),
    "one class": room.class_page,
    "its sign-in": lambda s, class_id: room.session_page(s, room.sessions_of(s, class_id)[0].id),
    "its allowances": room.allowances_of,
    "its photos": room.class_photos,
    "the month": lambda s, class_id: room.sessions_between(s, clock.today()[:8] + "01", clock.today()[:8] + "31"),
    "the next session": lambda s, class_id: room.next_session(s, clock.today()),
    "walk-ins": lambda s, class_id: room.walk_ins(s),
    "who moved up": lambda s, class_id: moved_up_classes(s),
    "places to fill": lambda s, class_id: room.places_to_fill(s),
    "paid twice": lambda s, class_id: room.paid_twice(s),
    "today": lambda s, class_id: cards(s),
}


@pytest.fixture(scope="module")
def found() -> dict[str, float]:
    """What each read took, kept for the test that prints it."""
    return {}


def test_every_page_answers_with_fifty_thousand_marks(store: Store, operator: str, found: dict[str, float]) -> None:
    with store.write(by=operator) as s:
        people = add_people(s, *(f"李{n}" for n in range(60)))
    class_id = fill(store, people)
    with store.read() as s:
        count = s.connection().exec_driver_sql("SELECT count(*) FROM attendance").scalar()
    assert count == CLASSES * SITTINGS * PEOPLE == 50_000
    for name, read in READS.items():
        times = []
        for _ in range(4):
            with store.read() as s:
                begun = time.thread_time()
                read(s, class_id)
                times.append((time.thread_time() - begun) * 1000)
        found[name] = min(times[1:])
    assert {name: round(ms) for name, ms in found.items() if ms > BUDGET_MS} == {}
