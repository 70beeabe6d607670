"""What a class gives to other programs: badges, statements, a table, or a sentence that says why not."""

import csv
import json
from pathlib import Path

import msgspec
import pytest
import time_machine

from tests.domain.badges import badge_holds
from tests.domain.test_open_badges import Badge, Statement
from tests.store.test_training_results import DAY, attempt, planned, rows, seller
from villagedesk.demo.trained import train
from villagedesk.errors import AppError, Refused
from villagedesk.store import Store
from villagedesk.store.identity import device_key
from villagedesk.store.training_results import revoke_training_certificate, training_certificates
from villagedesk.store.training_results.exports import export_class


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(f"{DAY}T08:00:00+08:00", tick=False):
        yield


@pytest.fixture
def class_id(store: Store, operator: str) -> str:
    """Two who passed."""
    train(store, operator, [seller(store, operator, number)[0] for number in (1, 2)], "K03")
    with store.write(by=operator) as s:
        device_key(s.connection())
    with store.read() as s:
        return training_certificates(s)[0].class_id


def test_everything_of_a_class_is_written_and_holds(store: Store, class_id: str, tmp_path: Path) -> None:
    with store.read() as s:
        names = export_class(s, class_id, tmp_path)
    assert names[:2] == ["results.csv", "results-xapi.json"]
    assert len(names) == 4
    for name in names[2:]:
        badge = json.loads((tmp_path / name).read_text(encoding="utf-8"))
        msgspec.convert(badge, Badge)
        assert badge_holds(badge)
    statements = json.loads((tmp_path / names[1]).read_text(encoding="utf-8"))
    assert len([msgspec.convert(one, Statement) for one in statements]) == 2 * (1 + 8 + 5 + 1)
    with (tmp_path / names[0]).open(encoding="utf-8-sig", newline="") as file:
        table = list(csv.reader(file))
    assert [row[0] for row in table[1:]] == ["张建国", "李秀英"]
    assert table[1][2] == "240"


def test_a_revoked_certificate_is_no_badge(store: Store, operator: str, class_id: str, tmp_path: Path) -> None:
    with store.read() as s:
        first = training_certificates(s)[0]
    with store.write(by=operator) as s:
        revoke_training_certificate(s, first.id, "别人代考")
    with store.read() as s:
        assert f"badge-{first.number}.json" not in export_class(s, class_id, tmp_path)


def test_who_failed_has_a_statement_and_no_badge(store: Store, operator: str, tmp_path: Path) -> None:
    made = planned(store, operator, [seller(store, operator)[0]])
    attempt(store, operator, rows(store, made)[0].enrolment_id, right=0)
    with store.write(by=operator) as s:
        assert len(export_class(s, made, tmp_path)) == 2
    statements = json.loads((tmp_path / "results-xapi.json").read_text(encoding="utf-8"))
    assert statements[0]["verb"]["id"].endswith("/failed")


def test_what_cannot_be_written_says_so(store: Store, operator: str, class_id: str, tmp_path: Path) -> None:
    with store.read() as s, pytest.raises(AppError, match="export_not_written"):
        export_class(s, class_id, tmp_path / "gone")
    made = planned(store, operator, [], code="")
    with store.read() as s, pytest.raises(Refused, match="class_without_course"):
        export_class(s, made, tmp_path)
