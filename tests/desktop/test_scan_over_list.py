"""A list of names is open below a field while something is scanned: the scan is told, and nothing of it is typed."""

from PySide6.QtCore import QStringListModel

from tests.desktop.test_scanner import counter  # noqa: F401
from villagedesk.desktop.key_watch import offer_names


def opened(counter):  # noqa: F811
    """The list below the field, as a key of a hand opens it."""
    completer = offer_names(counter.field, QStringListModel(["YT一号教室", "村委会"], counter), counter)
    counter.field.setFocus()
    counter.field.setText("Y")
    completer.setCompletionPrefix("Y")
    completer.complete()
    assert completer.popup().isVisible()
    return completer.popup()


def test_a_scan_into_an_open_list_is_told(counter):  # noqa: F811
    popup = opened(counter)
    counter.hand.keys(popup, "YT8831-20", 0.005)
    counter.hand.enter(popup, 0.005)
    assert counter.scans == ["YT8831-20"]
    assert counter.field.text() == "Y"


def test_what_a_hand_types_while_it_is_open_is_typed(counter):  # noqa: F811
    popup = opened(counter)
    counter.hand.keys(popup, "T", 0.2)
    counter.scanner.release()
    assert counter.scans == []
    assert counter.field.text() == "YT"
