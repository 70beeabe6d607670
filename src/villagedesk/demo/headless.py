"""The demo without a window: works the day, lets a second PC catch up, compares all sides, writes a summary."""

import json
import sys
import traceback
from pathlib import Path

from PySide6.QtWidgets import QApplication

from villagedesk.demo.agreement import Agreement, compare
from villagedesk.demo.day import Day
from villagedesk.demo.hands import Hands, StuckError
from villagedesk.demo.paper import draw_papers
from villagedesk.demo.printed import print_the_rest
from villagedesk.demo.world import World
from villagedesk.desktop.app import Counter
from villagedesk.settings import Settings
from villagedesk.store import Store, events, open_store
from villagedesk.sync.run import Report
from villagedesk.sync.service import enrol_here, sync_now


def work_headless(app: QApplication, world: World, settings: Settings, place: Path) -> int:
    """Work the day; returns 0 when every step worked and all sides agree to the last row."""
    pictures = place / "pictures"
    pictures.mkdir(exist_ok=True)
    counter = Counter(app, world.home, settings)
    hands = Hands(app, counter, pictures)
    counter.start()
    day = Day(world, hands, lambda words: print(f"  {words}", flush=True))
    stuck = ""
    try:
        day.work()
    except StuckError as error:
        stuck = str(error)
    except Exception:  # a bug of ours: the summary says so, and the day has failed
        stuck = traceback.format_exc()
    day.bring_line_back()
    store = counter.desk.tasks.store()
    # Before the second PC enrols: its key is a row that the first one gets with its next sync.
    first = compare(store, world.central, world.centre)
    print_the_rest(store, world.operator)
    papers = draw_papers(store, place / "papers")
    _picture_of_first_start(app, hands, settings, place / "second")
    second, report = _second_pc(world, place / "second")
    sides = {"first PC": first, "second PC": compare(second, world.central, world.centre)}
    second.close()
    summary = _summary(day, sides, report, hands, stuck) | {"papers": [path.name for path in papers]}
    counter.close()
    counter.shell.hide()
    counter.shell.deleteLater()
    hands.rest()
    file = place / "summary.json"
    file.write_text(json.dumps(summary, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    _say(summary, sides, stuck, pictures, file)
    return 0 if not stuck and all(side.agreed for side in sides.values()) else 1


def _picture_of_first_start(app: QApplication, hands: Hands, settings: Settings, home: Path) -> None:
    """What a PC shows that belongs to no centre yet."""
    counter = Counter(app, home, settings)
    new = Hands(app, counter, hands.folder)
    new.pictures = hands.pictures
    counter.start()
    new.wait("the first start", lambda: counter.shell.first is not None)
    new.rest(300)
    new.picture("first start")
    counter.close()
    counter.shell.hide()
    counter.shell.deleteLater()
    new.rest()


def _second_pc(world: World, home: Path) -> tuple[Store, Report]:
    """Another PC of the centre enrols in the evening and gets everything from central."""
    store = open_store(home)
    enrol_here(store, world.server.url, world.new_code())
    return store, sync_now(store)


def _summary(day: Day, sides: dict[str, Agreement], report: Report, hands: Hands, stuck: str) -> dict[str, object]:
    return {
        "steps": day.told.steps,
        "done while the line was cut": day.told.offline_events,
        "sent": _sent(day.store()),
        "second PC received": report.received,
        "pictures": [path.name for path in hands.pictures],
        "stuck": stuck,
        "sides": {
            name: {"equal rows": side.rows, "waiting": side.waiting, "differences": side.differences[:50]}
            for name, side in sides.items()
        },
    }


def _sent(store: Store) -> dict[str, int]:
    """What this PC has sent in its life: actions that central has given a place, photos that it has whole."""
    with store.read() as s:
        run = s.connection().exec_driver_sql
        log = events.current_log(s.connection())[0]
        actions = run("SELECT count(*) FROM event WHERE log = ? AND position IS NOT NULL", (log,)).scalar()
        photos, size = run("SELECT count(*), coalesce(sum(size), 0) FROM blob WHERE state = 'sent'").one()
    return {"actions": int(actions or 0), "photos": int(photos), "photo bytes": int(size)}


def _say(summary: dict[str, object], sides: dict[str, Agreement], stuck: str, pictures: Path, file: Path) -> None:
    print(f"Sent: {summary['sent']}")
    for name, side in sides.items():
        words = "equal to the last row" if side.agreed else f"{len(side.differences)} rows differ, {side.waiting} wait"
        print(f"{name}: {side.rows} rows, {words}")
    print(f"Pictures: {pictures}\nSummary: {file}")
    if stuck:
        print(f"The day stopped: {stuck}", file=sys.stderr)
