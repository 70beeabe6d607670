"""Photos of a class: taken for the sitting of the day, shown beneath its people."""

from collections.abc import Sequence
from typing import Any

from villagedesk import clock
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.kept_photo import KeptPhoto
from villagedesk.desktop.kept_pictures import KeptPictures
from villagedesk.desktop.widgets import Card, ChoiceButtons, Text, row
from villagedesk.desktop.widgets.buttons import Choice
from villagedesk.domain.training import PHOTO_WORDS, ClassPhotoKind
from villagedesk.i18n import _


class PhotosPanel(Card):
    """The photos there are, and a slot for one more of what is chosen."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._session_id = ""
        self._photos: Sequence[Any] = ()
        self.title = Text("", "card")
        self.kind = ChoiceButtons([Choice(kind, "") for kind in PHOTO_WORDS], value=ClassPhotoKind.ROOM)
        self.slot = KeptPhoto(desk, "class", beside=True)
        self.line = Text("", "small", tone="act", wrap=True)
        self.pictures = KeptPictures(desk)
        super().__init__(row(self.title, None), self.pictures, self.kind, self.slot, self.line)
        self.slot.taken.connect(self._on_taken)
        self.slot.told.connect(self._tell)
        self.line.hide()

    def show_photos(self, sessions: Sequence[Any], photos: Sequence[Any], *, ended: bool) -> None:
        """Show these; a new one belongs to today's sitting, else to the last that was held, else to the first."""
        today, begun = clock.today(), [one for one in sessions if one.open or one.closed]
        wanted = [one for one in sessions if one.held_on == today] or begun[-1:] or list(sessions[:1])
        self._session_id = wanted[0].id if wanted else ""
        self._photos = photos
        for widget in (self.kind, self.slot):
            widget.setVisible(bool(self._session_id) and not ended)
        self.setVisible(bool(photos) or not ended)
        self.retranslate()

    def retranslate(self) -> None:
        """Texts in the language of the moment."""
        self.title.setText(_("Photos"))
        self.kind.set_texts([_(words) for words in PHOTO_WORDS.values()])
        self.slot.set_caption(_("Add a photo"))
        self.pictures.show_pictures([(_(PHOTO_WORDS[one.kind]), one.sha256) for one in self._photos])

    def _on_taken(self) -> None:
        from villagedesk.store.photos import desk_files  # lazy: SQLModel loads behind the PIN screen
        from villagedesk.store.training import keep_class_photo

        files, sha256 = desk_files(self._desk.tasks.store()), self.slot.sha256
        kind, session_id = str(self.kind.value()), self._session_id
        self._desk.tasks.write(
            self,
            lambda s: keep_class_photo(s, files, session_id, sha256, kind),
            lambda _id: self.slot.load(""),
        )

    def _tell(self, text: str) -> None:
        self.line.setText(text)
        self.line.setVisible(bool(text))
