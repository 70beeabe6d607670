"""Who lives together: a button for each of the others, and a search for one more."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from villagedesk.desktop.desk import Desk
from villagedesk.desktop.farmers.words import where
from villagedesk.desktop.widgets import Card, CardList, CardRow, FlowLayout, PlainButton, SearchBox, Text, clear, flow
from villagedesk.i18n import _
from villagedesk.store.passbook import Member, live_alone, live_together
from villagedesk.store.people import PersonRow, find_people

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
        self.search, self.found = SearchBox(), CardList("", tile=36, grow=True, single_click=True)
        self._ask = Text("", "small", tone="muted", wrap=True)
        for item in (self._title, self._alone, self._holder, flow(self.add, self.leave)):
            self.body.addWidget(item)
        for item in (self._ask, self.search, self.found):
            self.body.addWidget(item)
            item.hide()
        self.body.addStretch(1)
        self.add.clicked.connect(self.on_add)
        self.leave.clicked.connect(self.on_leave)
        self.search.attach(self.found)
        self.search.typed.connect(self._look)
        self.found.taken.connect(self._taken)

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
        for item in (self._ask, self.search):
            item.show()
        self.found.hide()
        self.search.clear()
        self.search.setFocus()

    def on_leave(self) -> None:
        """He lives here no more; asked twice."""
        if not self._sure:
            self._sure = True
            self._dress()
            return
        self._sure = False
        person = self._members[0].id
        self._desk.tasks.write(self, lambda s: live_alone(s, person), busy=self.leave)

    def close_search(self) -> bool:
        """Put the search away; True when it was open, or something was being asked."""
        was = self.search.isVisibleTo(self) or self._sure
        for item in (self._ask, self.search, self.found):
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
        self.search.set_placeholder(_("Who lives here, too?"))
        self.found.setAccessibleName(_("Who lives here, too?"))
        self._dress()

    def _dress(self) -> None:
        self.add.set_text(_("Somebody lives here, too"))
        name = self._members[0].name if self._members else ""
        asked = _("Yes, {name} lives alone") if self._sure else _("Lives here no more")
        self.leave.set_text(asked.format(name=name))
        self.leave.setVisible(len(self._members) > 1)

    def _look(self, text: str) -> None:
        here = {member.id for member in self._members}
        self._desk.tasks.read(
            self,
            lambda s: [row for row in find_people(s, text, limit=_MOST + len(here)) if row.id not in here][:_MOST],
            self._show_found,
            latest="found",
        )

    def _show_found(self, rows: Sequence[PersonRow]) -> None:
        self.found.set_rows([CardRow(row.id, title=row.name, detail=where(row), avatar=row.name) for row in rows])
        self.found.setVisible(bool(rows) and self.search.isVisibleTo(self))

    def _taken(self, key: object) -> None:
        person, other = self._members[0].id, str(key)
        self._desk.tasks.write(self, lambda s: live_together(s, person, other), lambda _done: self.close_search())
