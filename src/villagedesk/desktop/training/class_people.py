"""Who is enrolled while a class is planned: found here, with what stands against it said beside the name."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal

from villagedesk.desktop.desk import Desk
from villagedesk.desktop.person_finder import PersonFinder
from villagedesk.desktop.training.reasons import Reasons
from villagedesk.desktop.training.words import clash_words
from villagedesk.desktop.widgets import Card, CardList, CardRow, EmptyState, PlainButton, Text, row
from villagedesk.i18n import _, ngettext


class PeopleCard(Card):
    """The finder, those who were chosen, and the reasons of those who lack a course.

    Signal ``edited()``: somebody was chosen or taken off, or a reason was typed.
    """

    edited = Signal()

    def __init__(self, desk: Desk) -> None:
        self.people: dict[str, str] = {}
        self._ahead: Any = None
        self._sure = False
        self._who = Text("", "card")
        self.finder = PersonFinder(desk, fits=lambda person: person.id not in self.people, most=6, new=True)
        self.chosen = CardList(_("Enrolled"), tile=36, grow=True, single_click=True)
        self._nobody = EmptyState("people")
        self._all_out = PlainButton("")
        self.lacking = Text("", tone="wait", wrap=True)
        self.reasons = Reasons()
        self.busy = Text("", tone="wait", wrap=True)
        super().__init__(
            self._who,
            self.finder,
            self.busy,
            self.lacking,
            self.reasons,
            self.chosen,
            self._nobody,
            row(None, self._all_out),
        )
        self.finder.chosen.connect(lambda person: self._add(person.id, person.name))
        self.chosen.taken.connect(self._remove)
        self._all_out.clicked.connect(lambda: self._remove())
        self.reasons.edited.connect(self.edited)

    @property
    def lack(self) -> bool:
        """Whether somebody lacks a course, so that a reason is needed."""
        return bool(self._ahead and set(self._ahead.lacking) & set(self.people))

    @property
    def taken(self) -> bool:
        """Whether somebody has a place in another class at the same hour."""
        return bool(self._ahead and set(self._ahead.busy) & set(self.people))

    def begin(self, people: dict[str, str], reason: str, own: dict[str, str] | None = None) -> None:
        """Begin with these, as a draft kept them; the reasons are those of ``Reasons``."""
        self.people, self._ahead = dict(people), None
        self.reasons.begin(reason, own)
        self._show()

    def set_ahead(self, ahead: Any) -> None:
        """What stands against it, as ``look_ahead`` found it."""
        self._ahead = ahead
        self._show()

    def ask_sure(self, sure: bool) -> None:
        """Whether the key that plans it was pressed once though somebody has another class at that hour."""
        self._sure = sure
        self._show()

    def retranslate(self) -> None:
        """Texts in the language of the moment."""
        self.finder.set_words(not_this=_("{name} is enrolled already."))
        self.reasons.retranslate()
        self._nobody.set_texts(_("Nobody is enrolled yet."), _("Find villagers here, or let them walk in."))
        self._all_out.set_text(_("Take all off the list"))
        self._show()

    def _add(self, person_id: str, name: str) -> None:
        self.people[person_id] = name
        self.finder.focus()
        self._show()
        self.edited.emit()

    def _remove(self, person_id: object = None) -> None:
        """Take one off the list, or everybody."""
        if person_id is None:
            self.people.clear()
        self.people.pop(str(person_id), None)
        self._show()
        self.edited.emit()

    def _show(self) -> None:
        count = len(self.people)
        self._who.setText(ngettext("{count} person enrolled", "{count} people enrolled", count).format(count=count))
        self.chosen.set_rows([self._card(id_, name) for id_, name in self.people.items()])
        self.chosen.setVisible(bool(count))
        self._nobody.setVisible(not count)
        self._all_out.setVisible(count > 1)
        lacking = self._ahead.lacking if self._ahead else {}
        names = [name for id_, name in self.people.items() if id_ in lacking]
        courses = list(dict.fromkeys(lacking[id_] for id_ in self.people if id_ in lacking))
        words = ngettext(
            "{names} has to pass {courses} first. Take the name off the list, or say here why it is not needed.",
            "{names} have to pass {courses} first. Take the names off the list, or say here why it is not needed.",
            len(names),
        )
        shown = _(", ").join(_("“{title}”").format(title=title) for title in courses)
        self.lacking.setText(words.format(names=names_text(names), courses=shown) if names else "")
        taken = [name for id_, name in self.people.items() if self._ahead and id_ in self._ahead.busy]
        more = _("Press once more to enrol all the same.") if self._sure else ""
        self.busy.setText(" ".join(part for part in (busy_words(taken), more) if part) if taken else "")
        self.reasons.set_people({id_: name for id_, name in self.people.items() if id_ in lacking})
        self.lacking.setVisible(bool(names))
        self.busy.setVisible(bool(taken))

    def _card(self, id_: str, name: str) -> CardRow:
        course = self._ahead.lacking.get(id_, "") if self._ahead else ""
        clash = self._ahead.busy.get(id_) if self._ahead else None
        before = _("has to pass “{course}” first").format(course=course) if course else ""
        detail = "\n".join(part for part in (before, clash_words(clash) if clash else "") if part)
        return CardRow(id_, name, detail, avatar=name, right="✕")


def busy_words(names: Sequence[str]) -> str:
    """That these people have a place in another class at the same hour."""
    words = ngettext(
        "{names} has a place in another class at the same hour.",
        "{names} have a place in another class at the same hour.",
        len(names),
    )
    return words.format(names=names_text(names))


def names_text(names: Sequence[str]) -> str:
    """A few names, and how many more."""
    most = 4
    shown = _(", ").join(names[:most])
    left = len(names) - most
    if left <= 0:
        return shown
    return ngettext("{names} and {count} more", "{names} and {count} more", left).format(names=shown, count=left)
