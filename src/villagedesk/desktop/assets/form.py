"""Writing down a thing of the room, or what is different about it now; a draft survives a power cut."""

from typing import Any

from PySide6.QtCore import QStringListModel
from PySide6.QtWidgets import QWidget
from sqlmodel import Session

from villagedesk.desktop.desk import Desk
from villagedesk.desktop.draft_line import DraftLine
from villagedesk.desktop.kept_photo import KeptPhoto
from villagedesk.desktop.key_watch import offer_names
from villagedesk.desktop.widgets import (
    Card,
    Choice,
    ChoiceButtons,
    Columns,
    DateEdit,
    Field,
    Page,
    PrimaryButton,
    Text,
    column,
    pair,
    show_invalid,
)
from villagedesk.domain.assets import KIND_WORDS, AssetForm, AssetKind
from villagedesk.errors import AppError, Invalid, sentence
from villagedesk.i18n import _
from villagedesk.store.assets import AssetRow, add_asset, asset_page, change_asset, known_words
from villagedesk.store.assets.verbs import FORM
from villagedesk.store.drafts import Fields, load_draft
from villagedesk.store.photos import desk_files

_TEXTS = ("title", "serial", "bought_on", "warranty_until", "place", "keeper", "funder", "note")


class AssetFormScreen(Page):
    """``open()`` for a new thing, ``asset_id=`` to change one, ``draft=`` goes on with what was begun."""

    help_page = "assets"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._asset_id = ""
        self._opened: tuple[str, str] | None = None
        self._what = Text("", "small", tone="muted")
        self._line = Text("", "small", tone="act", wrap=True)
        self.kind = ChoiceButtons([Choice(kind.value, "") for kind in AssetKind])
        self.fields = {name: Field("", name=name) for name in _TEXTS if name not in ("bought_on", "warranty_until")}
        self.bought, self.warranty = DateEdit("", name="bought_on", future=False), DateEdit("", name="warranty_until")
        self.fields |= {"bought_on": self.bought, "warranty_until": self.warranty}
        self.photo = KeptPhoto(desk, "asset", "F4", width=200, height=150)
        self._photo_line = Text("", "small", tone="act", wrap=True)
        self.draft = DraftLine(desk, FORM, self.typed)
        self.save = PrimaryButton("", "F10")
        get = self.fields.__getitem__
        left = Card(
            column(self._what, self.kind, self._line, spacing=4),
            get("title"),
            pair(get("serial"), get("funder")),
            pair(self.bought, self.warranty),
            pair(get("place"), get("keeper")),
            get("note"),
            None,
        )
        foot = Columns(self.draft, self.save, shares=(1, 0), wide=0)
        beside = QWidget()
        beside.setLayout(column(self.photo, self._photo_line, None, spacing=4))
        self.columns = Columns(left, Card(beside, None, foot), shares=(5, 2))
        self.add(self.columns, None)
        self.body.setStretchFactor(self.columns, 1)
        self._offered = {name: self._offer(get(name)) for name in ("place", "keeper", "funder")}
        self._connect()

    def _offer(self, field: Field) -> QStringListModel:
        known = QStringListModel(self)
        offer_names(field.edit, known, self).activated.connect(lambda _text: self.draft.changed())
        return known

    def _connect(self) -> None:
        for field in self.fields.values():
            field.edited.connect(self.draft.changed)
        self.kind.chosen.connect(self._on_kind)
        self.photo.taken.connect(self.draft.changed)
        self.photo.told.connect(self._photo_line.setText)
        self.save.clicked.connect(self.on_save)

    # --- what the shell calls

    def open(self, asset_id: str = "", draft: str = "", **_more: Any) -> None:
        if self._opened == (asset_id, draft) and not self.draft.is_thrown_away():
            return  # the screen was locked, or another page was looked at meanwhile
        self._opened, self._asset_id = (asset_id, draft), asset_id
        self.draft.begin(draft)
        self.read(lambda s: _look(s, asset_id, draft), self._show)

    def on_back(self) -> bool:
        self.draft.flush()
        return False

    def retranslate(self) -> None:
        self.header.set_title(_("Change what is written") if self._asset_id else _("A thing of the room"))
        self.header.set_right(_("Works without a line"))
        self._what.setText(_("What kind of thing is it?"))
        self.kind.set_texts([_(KIND_WORDS[kind]) for kind in AssetKind])
        labels = {
            "title": _("Maker and model"),
            "serial": _("Serial number"),
            "bought_on": _("Bought on"),
            "warranty_until": _("Warranty until"),
            "place": _("Place"),
            "keeper": _("Kept by"),
            "funder": _("Given by"),
            "note": _("Note"),
        }
        for name, label in labels.items():
            self.fields[name].set_label(label)
        self.fields["serial"].set_hint(_("Stands on the label at the back; can be scanned"))
        self.photo.set_caption(_("Photo of the thing"))
        self.save.set_text(_("Save") if self._asset_id else _("Save and print the tag"))
        self.draft.retranslate()

    def on_scan(self, text: str) -> bool:
        """The serial number of the thing that is being written down."""
        if not self.fields["serial"].edit.hasFocus():
            return False
        self.fields["serial"].set_text(text)
        self.draft.changed()
        return True

    # --- what is typed

    def typed(self) -> Fields:
        """What stands in the form, for the draft; empty while nothing does."""
        texts = {name: field.text() for name, field in self.fields.items()}
        if not any(texts.values()) and not self.photo.sha256:
            return {}
        return {**texts, "kind": str(self.kind.value() or ""), "photo": self.photo.sha256, "asset_id": self._asset_id}

    def form(self) -> AssetForm:
        """The form as it stands.

        Raises:
            Invalid: a day cannot be read.
        """
        texts = {name: field.text() for name, field in self.fields.items()}
        for field in (self.bought, self.warranty):
            texts[field.name] = field.read() if field.text() else ""
        return AssetForm(kind=str(self.kind.value() or ""), photo=self.photo.sha256, **texts)

    def on_save(self) -> None:
        """F10: on file, and the tag is printed when it is new."""
        try:
            form = self.form()
        except Invalid as error:
            self.failed(error)
            return
        files, key, asset_id = desk_files(self.desk.tasks.store()), self.draft.key, self._asset_id

        def save(s: Any) -> str:
            return change_asset(s, asset_id, form, files, key) if asset_id else add_asset(s, form, files, key)

        self.desk.tasks.write(self, save, self._saved, self.failed, busy=self.save)

    def failed(self, error: AppError) -> bool:
        """Say it where it belongs."""
        if isinstance(error, Invalid) and error.field == "kind":
            self._tell(sentence(error))
            self.kind.focus_first()
            return True
        return show_invalid(self.fields, error)

    # --- inside

    def _saved(self, asset_id: str) -> None:
        self.notice(_("Saved.") if self._asset_id else _("On file. Stick the tag on it where it can be scanned."))
        self.draft.stop()
        self._opened = None
        self.go("asset", asset_id=asset_id)

    def _show(self, found: tuple[Fields, list[list[str]]]) -> None:
        kept, known = found
        self._asset_id = str(kept.get("asset_id") or "")
        for name, field in self.fields.items():
            field.set_text(str(kept.get(name) or ""))
        self.kind.set_value(str(kept.get("kind") or "") or None)
        self.photo.load(str(kept.get("photo") or ""))
        for model, words in zip(self._offered.values(), known, strict=True):
            model.setStringList(words)
        self._tell("")
        self.retranslate()
        self.fields["title"].focus()

    def _tell(self, trouble: str) -> None:
        self._line.setText(trouble)
        self._line.setVisible(bool(trouble))

    def _on_kind(self, _kind: object) -> None:
        self._tell("")
        self.draft.changed()


def _look(s: Session, asset_id: str, draft: str) -> tuple[Fields, list[list[str]]]:
    kept = load_draft(s.connection(), FORM, draft) if draft else None
    if kept is None:
        kept = _fields(asset_page(s, asset_id)) if asset_id else {}
    return kept, known_words(s)


def _fields(row: AssetRow) -> Fields:
    texts = {name: getattr(row, name) for name in _TEXTS}
    return {**texts, "kind": row.kind, "photo": row.photo, "asset_id": row.id}
