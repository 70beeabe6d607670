"""Who lives together: a button for each of the others, and a search for one more."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from villagedesk.desktop.desk import Desk
from villagedesk.desktop.person_finder import PersonFinder
from villagedesk.desktop.widgets import Card, FlowLayout, PlainButton, Text, clear, flow
from villagedesk.i18n import _
from villagedesk.store.passbook import Member, live_alone, live_together
from villagedesk.store.person_rows import PersonRow

_MOST = 4


class HouseholdCard(Card):
    """``show_members(members)``: the first one is whose page it is."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._desk = desk
        self._members: Sequence[Member] = ()
        self._sure = False
        self._title, self._alone = Text("", "small", tone="muted"), Text("", "body", wrap=True)
        self._holder = QWidget()
        self._others = FlowLayout(self._holder)
        self.add, self.leave = PlainButton("", icon="plus"), PlainButton("")
        self.finder = PersonFinder(desk, fits=self._is_new_here, most=_MOST, new=True)
        self._ask = Text("", "small", tone="muted", wrap=True)
        for item in (self._title, self._alone, self._holder, flow(self.add, self.leave)):
            self.body.addWidget(item)
        for item in (self._ask, self.finder):
            self.body.addWidget(item)
            item.hide()
        self.body.addStretch(1)
        self.add.clicked.connect(self.on_add)
        self.leave.clicked.connect(self.on_leave)
        self.finder.chosen.connect(lambda person: self._taken(person.id))

    def show_members(self, members: Sequence[Member]) -> None:
        """Show whom he lives with."""
        self._members = members
        self._sure = False
        clear(self._others)
        for member in members[1:]:
            button = PlainButton(member.name, icon="person")
            button.clicked.connect(lambda _checked=False, id_=member.id: self._desk.go("passbook", person_id=id_))
            self._others.addWidget(button)
            button.show()
        self._alone.setVisible(len(members) < 2)
        self._holder.setVisible(len(members) > 1)
        self._dress()

    def on_add(self) -> None:
        """Look for somebody who lives here, too."""
        for item in (self._ask, self.finder):
            item.show()
        self.finder.begin()
        self.finder.focus()

    def on_leave(self) -> None:
        """He lives here no more; asked twice."""
        if not self._sure:
            self._sure = True
            self._dress()
            return
        self._sure = False
        person = self._members[0].id
        self._desk.tasks.write(self, lambda s: live_alone(s, person), busy=self.leave)

    def is_asking(self) -> bool:
        """Whether somebody is being looked for."""
        return self.finder.isVisibleTo(self)

    def close_search(self) -> bool:
        """Put the search away; True when it was open, or something was being asked."""
        was = self.is_asking() or self._sure
        for item in (self._ask, self.finder):
            item.hide()
        self._sure = False
        if self._members:
            self._dress()
        return was

    def retranslate(self) -> None:
        """Set every text."""
        self._title.setText(_("Lives with"))
        self._alone.setText(_("Nobody is on file."))
        self._ask.setText(_("Ask both of them first: whoever lives together sees each other's passbook."))
        self.finder.set_words(_("Who lives here, too?"), not_this=_("{name} lives here already."))
        self._dress()

    def _dress(self) -> None:
        self.add.set_text(_("Somebody lives here, too"))
        name = self._members[0].name if self._members else ""
        asked = _("Yes, {name} lives alone") if self._sure else _("Lives here no more")
        self.leave.set_text(asked.format(name=name))
        self.leave.setVisible(len(self._members) > 1)

    def _is_new_here(self, person: PersonRow) -> bool:
        return person.id not in {member.id for member in self._members}

    def _taken(self, other: str) -> None:
        person = self._members[0].id
        self._desk.tasks.write(self, lambda s: live_together(s, person, other), lambda _done: self.close_search())
