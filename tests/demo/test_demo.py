"""The day without a window, as ``villagedesk demo --headless`` works it, and the judge at its end."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from sqlmodel import select

from villagedesk import clock
from villagedesk.__main__ import main
from villagedesk.demo.agreement import compare
from villagedesk.demo.day import Day
from villagedesk.demo.hands import StuckError
from villagedesk.demo.over import some_with_an_end
from villagedesk.demo.printed import print_the_rest
from villagedesk.demo.world import World, built_world
from villagedesk.domain.listings import Listing
from villagedesk.domain.papers import PAPERS
from villagedesk.errors import Offline
from villagedesk.store import Store, open_store, print_queue
from villagedesk.store.catalogue.sample import sample_goods
from villagedesk.store.returns import owed_to_villagers


def run_demo(*words: str) -> subprocess.CompletedProcess[str]:
    """The command as a newcomer types it."""
    command = [sys.executable, "-m", "villagedesk", "demo", *words]
    return subprocess.run(command, capture_output=True, text=True, timeout=400, check=False)


@pytest.mark.timeout(450)  # a hundred pictures on a busy computer
def test_the_day_is_worked_and_both_sides_agree(tmp_path: Path) -> None:
    done = run_demo("--headless", "--folder", str(tmp_path), "--goods", "2000")
    assert done.returncode == 0, done.stdout + done.stderr
    summary = json.loads((tmp_path / "summary.json").read_text(encoding="utf-8"))
    assert not summary["stuck"]
    assert summary["steps"][-1] == "sync once more"
    assert summary["done while the line was cut"] >= 2
    assert summary["sent"]["photos"] > 0
    assert summary["second PC received"] > 0
    pictures = [QImage(str(tmp_path / "pictures" / name)) for name in summary["pictures"]]
    assert len(pictures) >= 30
    # What the villager sees is on a screen of its own.
    named = zip(summary["pictures"], pictures, strict=True)
    sizes = {("villager" in name, picture.width(), picture.height()) for name, picture in named}
    assert sizes == {(False, 1366, 768), (True, 1024, 768)}
    papers = [QImage(str(tmp_path / "papers" / name)) for name in summary["papers"]]
    assert {"order_slip 58 mm 1 en.png", "order_slip 80 mm 1 zh_CN.png"} <= set(summary["papers"])
    assert min(min(paper.width(), paper.height()) for paper in papers) > 200
    drawn = {(name.split()[0], name.removesuffix(".png").rsplit(" ", 1)[1]) for name in summary["papers"]}
    assert drawn == {(kind, language) for kind in PAPERS for language in ("zh_CN", "en")}
    again = run_demo("--headless", "--folder", str(tmp_path))
    assert again.returncode == 1
    assert "Name an empty folder" in again.stderr


def test_a_folder_that_cannot_be_written_to_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").touch()
    assert main(["demo", "--headless", "--folder", str(tmp_path / "file" / "demo")]) == 1
    assert "cannot write to" in capsys.readouterr().err


def test_no_way_to_its_own_central_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut(*words: object) -> str:
        raise Offline

    monkeypatch.setattr("villagedesk.demo.world.enrol_here", cut)
    assert main(["demo", "--headless", "--folder", str(tmp_path), "--goods", "2000"]) == 1
    assert "cannot be reached" in capsys.readouterr().err


def test_a_catalogue_too_small_for_the_day_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["demo", "--headless", "--goods", "1999"]) == 1
    assert "at least 2,000 goods" in capsys.readouterr().err


def test_a_day_that_stops_while_the_line_is_cut_says_where(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop_offline(day: Day) -> None:
        day._log_in()
        day.cut_line()
        raise StuckError("goods")

    monkeypatch.setattr(Day, "work", stop_offline)
    assert main(["demo", "--headless", "--folder", str(tmp_path), "--goods", "2000"]) == 1
    assert "The day stopped: goods" in capsys.readouterr().err
    summary = json.loads((tmp_path / "summary.json").read_text(encoding="utf-8"))
    assert summary["stuck"] == "goods"
    assert not summary["sides"]["second PC"]["differences"]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A small one."""
    with built_world(tmp_path_factory.mktemp("demo"), lambda words: None, goods=2000, people=60) as made:
        yield made


@pytest.fixture
def desk(world: World, tmp_path: Path) -> Iterator[Store]:
    """A copy of the world's PC."""
    store = open_store(Path(shutil.copytree(world.home, tmp_path / "desk")))
    yield store
    store.close()


@pytest.mark.parametrize(
    "harm",
    [
        "UPDATE person SET name = '别人' WHERE id = (SELECT min(id) FROM person)",
        "DELETE FROM parcel WHERE id = (SELECT min(id) FROM parcel)",
        "INSERT INTO plot(id, created_at, created_by, extra, person_id, crops) VALUES ('ab', 1, '', '{}', '', '')",
    ],
)
def test_one_row_that_differs_is_noticed(world: World, desk: Store, harm: str) -> None:
    before = compare(desk, world.central, world.centre)
    assert before.agreed
    assert before.rows > 100
    with desk.transaction() as connection:
        assert connection.exec_driver_sql(harm).rowcount == 1
    after = compare(desk, world.central, world.centre)
    assert not after.agreed
    assert len(after.differences) == 1


def test_the_village_knows_offers_that_are_over(desk: Store) -> None:
    with desk.read() as s:
        states = s.exec(select(Listing.state)).all()
    assert {"live", "refused", "ended"} <= set(states)
    days = [goods.last_day for goods in some_with_an_end(sample_goods(20_000)) if goods.last_day]
    assert {day < clock.today() for day in days} == {True, False}


def test_papers_are_shown_as_the_village_s_own(world: World, desk: Store) -> None:
    print_the_rest(desk, world.operator)
    with desk.read() as s:
        printed = {job.paper for job in print_queue.jobs(s.connection(), limit=10_000)}
        owed = owed_to_villagers(s)
    assert printed >= {
        "complaint",
        "consent_slip",
        "list_sheet",
        "lot_label",
        "passbook_slip",
        "payout_slip",
        "person_card",
        "return_slip",
    }
    assert not owed
