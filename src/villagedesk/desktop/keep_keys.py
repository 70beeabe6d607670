"""A page that is not seen never gets the keys, whatever it has just read: what is typed would be lost."""

import shiboken6
from PySide6.QtWidgets import QWidget


def keep_keys(page: QWidget | None, stack: QWidget, old: QWidget | None, now: QWidget | None) -> None:
    """Take the keys back from a hidden page.

    Args:
        page: the page that is seen.
        stack: what holds all pages.
        old: where the keys were.
        now: where they have just gone.
    """
    if page is None or now is None or now is stack:  # for Qt a widget is its own ancestor
        return
    if page.isAncestorOf(now) or not stack.isAncestorOf(now):
        return
    (old if old is not None and shiboken6.isValid(old) and old.isVisible() else page).setFocus()
