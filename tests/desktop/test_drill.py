"""What the window says of the restore that is tried by itself, and when it is tried."""

import pytest

from villagedesk import clock
from villagedesk.desktop import backups as hourly
from villagedesk.sync.drill import Drill
from villagedesk.sync.drill_words import drill_words

NOW = 1_763_870_000_000


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("", "all there and right"),
        ("drill_lost", "An action was missing."),
        ("drill_differs", "not what was counted"),
        ("backup_damaged", "The copy is damaged."),
        ("disk_full", "trouble with the disk"),
    ],
)
def test_each_end_has_its_words(code: str, said: str) -> None:
    words = drill_words(Drill(NOW, NOW, 12, 30, 2, code))
    assert said in words
    assert ("county office" in words) == bool(code)


def test_before_the_first_one() -> None:
    assert "once a week" in drill_words(None)


class _Desk:
    """As much of the desk as the hourly copies need."""

    def __init__(self) -> None:
        self.operator: object | None = object()
        self.asked: list[object] = []
        self.said: list[str] = []
        self.tasks = self.bus = self
        self.only_looking, self.home = False, None

    def store(self) -> "_Desk":
        return self

    def network(self, _owner: object, op: object, *_more: object) -> None:
        self.asked.append(op)

    def say(self, words: str, _kind: str) -> None:
        self.said.append(words)


def test_it_is_tried_only_while_nobody_is_at_the_counter(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = _Desk()
    monkeypatch.setattr(hourly, "backups", lambda home: [hourly.Backup(None, clock.now_ms(), 1)])  # type: ignore[arg-type]
    looking = hourly.Backups(desk)  # type: ignore[arg-type]
    looking.look()
    assert desk.asked == []
    desk.operator = None
    looking.look()
    looking.look()
    assert desk.asked == [hourly._drill], "and not twice at once"
    looking._tried(Drill(NOW, NOW, code="drill_lost"))
    assert len(desk.said) == 1
    looking._tried(None)
    assert len(desk.said) == 1
