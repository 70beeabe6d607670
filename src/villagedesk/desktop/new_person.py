"""A villager who is not on file, put there from the same line that looks for him: a name and a phone, nothing more.

Who looks like somebody on file is shown as cards first; the page of the long form stays for everything else.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, Signal
from sqlmodel import Session

from villagedesk.desktop.desk import Desk
from villagedesk.desktop.farmers.words import why_same
from villagedesk.desktop.widgets import CardRow
from villagedesk.domain.people import PersonForm
from villagedesk.errors import AppError, Refused, sentence
from villagedesk.i18n import _
from villagedesk.store.centre import own_centre
from villagedesk.store.likely import Likeness, likely_same
from villagedesk.store.people import add_person

NEW, ELSE = "+new", "+else"
_PHONE = re.compile(r"\+?\d[\d\s-]{3,}\d")
_GROUP = re.compile(r"[一二三四五六七八九十\d]{1,3}\s*组")
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_SHORTEST_PHONE = 7


def typed_person(text: str) -> PersonForm | None:
    """The villager that a typed line describes: ``陈桂花 13900006721 三组``; None when it is no name.

    Two Chinese characters are a name; other letters may be initials, and count as one only with a phone behind them.
    """
    group = _GROUP.search(text)
    rest = text.replace(group.group(), " ") if group else text
    phone = _PHONE.search(rest)
    digits = re.sub(r"[^\d+]", "", phone.group()) if phone else ""
    name = " ".join(re.sub(r"[\d+]", " ", rest.replace(phone.group(), " ") if phone else rest).split()).strip(" ,，、-")
    known = len(_CHINESE.findall(name)) >= 2 or (len(name) >= 2 and len(digits) >= _SHORTEST_PHONE)
    if not known:
        return None
    return PersonForm(name=name, phone=digits, village_group=group.group().replace(" ", "") if group else "")


class NewPerson(QObject):
    """Puts the villager who is typed on file.

    Signals:
        made(person_id, name): he is on file now.
        asked(rows): these on file look like him; the rows are to be shown, the last one says that it is nobody of them.
        told(sentence, tone): what is not right with what was typed, or what is still to be done.
        phone_wanted(name): the phone is to be typed behind the name.
    """

    made = Signal(str, str)
    asked = Signal(list)
    told = Signal(str, str)
    phone_wanted = Signal(str)

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._form: PersonForm | None = None

    def row(self, text: str) -> CardRow | None:
        """The row that offers to put him on file; None when the typed text is no name."""
        self._form = typed_person(text)
        if self._form is None:
            return None
        facts = (self._form.phone or _("type the phone behind the name"), self._form.village_group)
        title = _("Put {name} on file").format(name=self._form.name)
        return CardRow(NEW, title, "  ".join(fact for fact in facts if fact), icon="plus", icon_kind="plain")

    def take(self) -> None:
        """The row was taken: look who is like him, then put him on file."""
        form = self._form
        if form is None:
            return
        if not form.phone:
            self.phone_wanted.emit(form.name)
            self.told.emit(_("Now the phone number, then Enter. Somebody without a phone: F4."), "")
            return
        self._desk.tasks.read(self, lambda s: likely_same(s, form), lambda found: self._looked(form, found))

    def take_else(self) -> None:
        """It is none of those who were shown."""
        if self._form is not None:
            self._save(self._form)

    def _looked(self, form: PersonForm, found: Sequence[Likeness]) -> None:
        if form != self._form:
            return  # something else was typed meanwhile
        if not found:
            self._save(form)
            return
        self._form = replace(form, distinct_from=tuple(sorted(one.row.id for one in found)))
        rows = [CardRow(one.row.id, one.row.name, _like(one), avatar=one.row.name) for one in found]
        nobody = _("None of them: put {name} on file").format(name=form.name)
        self.told.emit(_("Perhaps it is somebody who is on file:"), "wait")
        self.asked.emit([*rows, CardRow(ELSE, nobody, form.phone, icon="plus", icon_kind="plain")])

    def _save(self, form: PersonForm) -> None:
        def save(s: Session) -> str:
            centre = own_centre(s)
            return add_person(s, replace(form, village_code=centre.village_code if centre else ""))  # type: ignore[arg-type]

        self._desk.tasks.write(self, save, lambda id_: self.made.emit(id_, form.name), self._failed)

    def _failed(self, error: AppError) -> bool:
        if isinstance(error, Refused) and error.code == "maybe_on_file":
            self.take()
        else:
            self.told.emit(sentence(error), "act")
        return True


def _like(one: Likeness) -> str:
    tail = _("phone …{tail}").format(tail=one.row.phone[-4:]) if one.row.phone else ""
    return "  ".join(part for part in (why_same(one), one.row.group, tail) if part)
