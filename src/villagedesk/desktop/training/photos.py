"""Photos of a class: taken for the sitting of the day, shown beneath its people, so many at a time."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal

from villagedesk import clock, i18n
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.kept_photo import KeptPhoto
from villagedesk.desktop.kept_pictures import KeptPictures
from villagedesk.desktop.widgets import Card, ChoiceButtons, PlainButton, Text, flow, row
from villagedesk.desktop.widgets.buttons import Choice
from villagedesk.domain.training import PHOTO_WORDS, ClassPhotoKind
from villagedesk.i18n import _

PAGE = 12


class PhotosPanel(Card):
    """A page of the photos there are, and a slot for one more of what is chosen.

    Signal ``turned()``: another page is wanted, ``skip`` says which.
    """

    turned = Signal()

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._session_id = ""
        self._photos: Sequence[Any] = ()
        self.skip, self._count = 0, 0
        self.which = Text("", "small", tone="muted")
        self.earlier, self.later = PlainButton("", "Alt+Left"), PlainButton("", "Alt+Right")
        self.title = Text("", "card")
        self.kind = ChoiceButtons([Choice(kind, "") for kind in PHOTO_WORDS], value=ClassPhotoKind.ROOM)
        self.slot = KeptPhoto(desk, "class", beside=True)
        self.line = Text("", "small", tone="act", wrap=True)
        self.pictures = KeptPictures(desk)
        self._turn = flow(self.earlier, self.later, self.which)
        super().__init__(row(self.title, None), self.pictures, self._turn, self.kind, self.slot, self.line)
        self.earlier.clicked.connect(lambda: self._go(self.skip - PAGE))
        self.later.clicked.connect(lambda: self._go(self.skip + PAGE))
        self.slot.taken.connect(self._on_taken)
        self.slot.told.connect(self._tell)
        self.line.hide()

    def begin(self) -> None:
        """Another class: from the first page on."""
        self.skip = 0

    def show_photos(self, sessions: Sequence[Any], photos: Sequence[Any], count: int, *, ended: bool) -> None:
        """Show a page of so many in all; a new one belongs to today's sitting, else to the last that was held, else to the first."""
        today, begun = clock.today(), [one for one in sessions if one.open or one.closed]
        wanted = [one for one in sessions if one.held_on == today] or begun[-1:] or list(sessions[:1])
        self._session_id = wanted[0].id if wanted else ""
        self._photos, self._count = photos, count
        if self.skip >= count > 0:
            self._go(count - 1)  # the last ones of it are gone
        for widget in (self.kind, self.slot):
            widget.setVisible(bool(self._session_id) and not ended)
        self.setVisible(bool(photos) or not ended)
        self.retranslate()

    def retranslate(self) -> None:
        """Texts in the language of the moment."""
        self.title.setText(_("Photos"))
        self.kind.set_texts([_(words) for words in PHOTO_WORDS.values()])
        self.slot.set_caption(_("Add a photo"))
        self.earlier.set_text(_("Earlier photos"))
        self.later.set_text(_("Later photos"))
        last = self.skip + len(self._photos)
        self.which.setText(
            _("{first} to {last} of {count}").format(first=self.skip + 1, last=last, count=i18n.number(self._count))
        )
        self._turn.setVisible(self._count > PAGE)
        self.earlier.setEnabled(self.skip > 0)
        self.later.setEnabled(last < self._count)
        self.pictures.show_pictures([(_(PHOTO_WORDS[one.kind]), one.sha256) for one in self._photos])

    def _on_taken(self) -> None:
        from villagedesk.store.photos import desk_files  # lazy: SQLModel loads behind the PIN screen
        from villagedesk.store.training import keep_class_photo

        files, sha256 = desk_files(self._desk.tasks.store()), self.slot.sha256
        kind, session_id = str(self.kind.value()), self._session_id
        self._desk.tasks.write(
            self,
            lambda s: keep_class_photo(s, files, session_id, sha256, kind),
            self._kept,
        )

    def _kept(self, _id: str) -> None:
        """The new one is the last: its page is shown."""
        self.slot.load("")
        self._go(self._count)

    def _go(self, at: int) -> None:
        self.skip = max(0, at) // PAGE * PAGE
        self.turned.emit()

    def _tell(self, text: str) -> None:
        self.line.setText(text)
        self.line.setVisible(bool(text))
