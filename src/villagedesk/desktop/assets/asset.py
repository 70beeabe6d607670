"""One thing of the room: what is known of it, its photo, where it is now, and its tag."""

from typing import Any

from PySide6.QtCore import QSize

from villagedesk import i18n
from villagedesk.desktop.assets.words import row_detail, state_pill, warranty_words
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.kept_pictures import KeptPictures
from villagedesk.desktop.sync.why_button import WhyButton
from villagedesk.desktop.widgets import (
    Card,
    Columns,
    Field,
    Page,
    PlainButton,
    Text,
    flow,
    show_invalid,
)
from villagedesk.domain.assets import ASSET, KIND_WORDS, AssetState
from villagedesk.errors import AppError
from villagedesk.i18n import _
from villagedesk.store.assets import AssetRow, asset_page, move_asset, print_tag

_PHOTO = QSize(320, 240)
# What each move is called on its button, in the order shown.
_MOVES = (AssetState.IN_USE, AssetState.AT_REPAIR, AssetState.LOST, AssetState.WRITTEN_OFF)


class AssetScreen(Page):
    """``open(asset_id=)``."""

    help_page = "assets"
    follows = frozenset({"asset", "asset_seen"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.shown: AssetRow | None = None
        self._asset_id = ""
        self._facts = Text("", "body", wrap=True)
        self.pictures = KeptPictures(desk, size=_PHOTO)
        self.change, self.tag = PlainButton("", "F4", icon="edit"), PlainButton("", "Ctrl+P", icon="tag")
        self.note = Field("", name="note")
        self.moves = {state: PlainButton("") for state in _MOVES}
        self.why = WhyButton(self)
        self.header.add_left(self.why)
        self.broken = PlainButton("", "F9", icon="warning")
        self.header.add_right(self.broken)
        self.header.add_right(self.tag)
        self.header.add_right(self.change)
        self.state = Card(self.note, flow(*self.moves.values()))
        self.photo = Card(self.pictures, None)
        self.columns = Columns(Card(self._facts, None, self.state), self.photo, shares=(3, 2))
        self.add(self.columns, None)
        self.body.setStretchFactor(self.columns, 1)
        for state, button in self.moves.items():
            button.clicked.connect(lambda _checked=False, s=state: self.on_move(s))
        self.change.clicked.connect(lambda: self.go("asset_form", asset_id=self._asset_id))
        self.tag.clicked.connect(self.on_tag)
        self.broken.clicked.connect(lambda: self.go("ticket_form", asset_id=self._asset_id))

    def open(self, asset_id: str = "", **_more: Any) -> None:
        if asset_id and asset_id != self._asset_id:
            self._asset_id, self.shown = asset_id, None
            self.note.set_text("")
        self.refresh()

    def refresh(self) -> None:
        """Read it again."""
        asset_id = self._asset_id
        if asset_id:
            self.read(lambda s: asset_page(s, asset_id), self.show_row, self.close_if_gone)

    def show_row(self, row: AssetRow) -> None:
        """Show one thing."""
        self.shown = row
        self.retranslate()

    # --- what the operator does

    def on_move(self, state: str) -> None:
        """It goes to be repaired, comes back, is lost or written off."""
        asset_id, note = self._asset_id, self.note.text()
        self.write(lambda s: move_asset(s, asset_id, state, note), lambda _none: self._moved(), self._failed)

    def on_tag(self) -> None:
        """Print the tag again."""
        asset_id = self._asset_id
        self.write(lambda s: print_tag(s, asset_id), lambda _none: self.notice(_("The tag is printed.")))

    def _moved(self) -> None:
        self.note.set_text("")
        self.notice(_("Noted. The county sees it with the next connection."))

    def _failed(self, error: AppError) -> bool:
        return show_invalid({"note": self.note}, error)

    # --- what is shown

    def retranslate(self) -> None:
        words = {
            AssetState.IN_USE: _("It is here again"),
            AssetState.AT_REPAIR: _("Goes to be repaired"),
            AssetState.LOST: _("It is lost"),
            AssetState.WRITTEN_OFF: _("Write it off"),
        }
        for state, button in self.moves.items():
            button.set_text(words[state])
        self.note.set_label(_("What happened?"))
        self.change.set_text(_("Change"))
        self.tag.set_text(_("Print the tag"))
        self.broken.set_text(_("It does not work"))
        row = self.shown
        self.columns.setVisible(row is not None)
        if row is None:
            self.header.set_title(_("Thing"))
            return
        self.header.set_title(row.title)
        self.header.set_pills([state_pill(row), (row.number, "plain")])
        self.why.set_row("asset", row.id, waiting=row.waiting)
        self._facts.setText("\n".join(facts(row)))
        self.photo.setVisible(bool(row.photo))
        self.pictures.show_pictures([(row_detail(row), row.photo)] if row.photo else [])
        allowed = ASSET.allowed(row.state)
        for state, button in self.moves.items():
            button.setVisible(state in allowed)
        self.state.setVisible(bool(allowed))


def facts(row: AssetRow) -> list[str]:
    """What is known of it, a line each."""
    lines = [
        (_("Kind"), _(KIND_WORDS.get(row.kind, row.kind))),
        (_("Serial number"), row.serial),
        (_("Bought on"), i18n.date_text(row.bought_on) if row.bought_on else ""),
        ("", warranty_words(row)),
        (_("Place"), row.place),
        (_("Kept by"), row.keeper),
        (_("Given by"), row.funder),
        (_("Last seen in a check"), i18n.ago(row.seen_at) if row.seen_at else ""),
        (_("Note"), row.note),
        (_("What happened"), row.state_note),
    ]
    return [
        _("{label}: {words}").format(label=label, words=words) if label else words for label, words in lines if words
    ]
