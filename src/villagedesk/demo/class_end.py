"""The end of the demo's class by keys: one person assessed, the certificate, what he thought, booklets, and the archive."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from villagedesk.demo.hands import Hands
from villagedesk.i18n import language

_PRICE = "3.5"


def end_class(hands: Hands, main: Any) -> None:
    """From the page of names, where the session was closed just now, to the archive on the disk."""
    page: Any = hands.page()
    class_id = page._page.session.class_id
    main.go("class", class_id=class_id)
    hands.wait("the class", lambda: main.place() == "class")
    hands.rest(400)
    hands.press("F7")
    hands.wait("who stands where", lambda: main.place() == "class_results")
    results: Any = hands.page()
    hands.wait("the people of the class", lambda: results.shown is not None and results.shown.rows)
    _assess(hands, main, results)
    hands.wait("a certificate can be issued", results.issue.isEnabled)
    hands.press("F10")
    hands.wait("the certificate", results.sheets.isEnabled)
    hands.picture("certificates of a class")
    hands.press("F8")
    _ask(hands, main, class_id)
    _hand_out(hands, main, class_id)
    main.go("class", class_id=class_id)
    hands.rest(500)
    hands.picture("class over")
    _archive(hands, class_id)


def _assess(hands: Hands, main: Any, results: Any) -> None:
    """Whoever came and stands first: everything shown, the last question answered wrongly."""
    came = next(row for row in results.shown.rows if row.enough)
    results.list.set_current(came.enrolment_id)
    results.list.setFocus()
    hands.press("Return")
    hands.wait("the assessment", lambda: main.place() == "assess")
    page: Any = hands.page()
    hands.wait("the checklist", lambda: page.found is not None and page.practical.isVisible())
    hands.rest(200)
    for row in page.practical.rows:
        hands.press(row.key)
    hands.picture("assessment, by hand")
    hands.press("F10")
    count = len(page.found.questions)
    for number in range(1, count + 1):
        hands.wait("the question", _at(page, number))
        hands.rest(120)  # the digits belong to the page once the cursor is there
        answers = page.found.questions[number - 1].answers(language())
        wanted = next(at for at, (_text, right) in enumerate(answers, 1) if right is (number < count))
        hands.press(str(wanted))
        hands.wait("the answer", page.next.isEnabled)
        if number in (1, count):
            hands.picture(f"assessment, question {number}")
        hands.press("F10")
    hands.wait("what it came to", page.summary.isVisible)
    hands.picture("assessment, passed")
    hands.press("F10")
    hands.wait("the list again", lambda: main.place() == "class_results")


def _ask(hands: Hands, main: Any, class_id: str) -> None:
    """Two villagers press the keys."""
    main.go("survey", class_id=class_id)
    page: Any = hands.page()
    hands.wait("the survey", page.next.isEnabled)
    for sheet, keys in enumerate(("11211", "12131"), 1):
        hands.press("F10")
        for number, key in enumerate(keys, 1):
            hands.wait("the question", _at(page, number))
            hands.rest(120)
            if sheet == number == 1:
                hands.picture("survey, a question")
            hands.press(key)
        hands.wait("a word of his own", page.remark.isVisible)
        hands.fill(page.remark, "字大一点，讲慢一点" if sheet == 1 else "")
        hands.press("F10")
        hands.wait("it is handed in", _sheets(page, sheet))
    hands.picture("survey, what came of it")


def _at(page: Any, step: int) -> Callable[[], bool]:
    return lambda: bool(page.step == step)


def _sheets(page: Any, count: int) -> Callable[[], bool]:
    return lambda: bool(page.step == 0 and page.found.sheets == count)


def _hand_out(hands: Hands, main: Any, class_id: str) -> None:
    main.go("handouts", class_id=class_id)
    page: Any = hands.page()
    hands.wait("who came", lambda: bool(page.people.rows()))
    hands.fill(page.thing, "防假口袋书")
    hands.fill(page.price, _PRICE)
    hands.press("F10")
    hands.wait("everybody has one", lambda: bool(page.rows))
    hands.picture("handed out")


def _archive(hands: Hands, class_id: str) -> None:
    """The same PDF that Ctrl+E writes once a place was chosen for it."""
    from villagedesk.desktop.training.class_after import (
        write_archive,  # lazy: it draws papers, which a demo may not need
    )

    if hands.folder is not None:
        store = hands.counter.desk.tasks.store()
        write_archive(store, class_id, Path(hands.folder) / "class archive.pdf", "class archive")
