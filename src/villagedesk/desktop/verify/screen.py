"""Is this label genuine? Scan it, type its code, or open a picture of it; the answer needs no line."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QWidget

from villagedesk import clock, i18n
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.verify.card import AnswerCard
from villagedesk.desktop.verify.finder import page_of
from villagedesk.desktop.verify.words import KIND_ICONS, thing_line
from villagedesk.desktop.widgets import (
    Card,
    EmptyState,
    Field,
    IconTile,
    Page,
    PlainButton,
    PrimaryButton,
    RowCard,
    RowList,
    Text,
    column,
    flow,
    row,
    show_invalid,
)
from villagedesk.desktop.widgets.ask_file import ask_file
from villagedesk.domain.labels import Kind, Verdict, is_label
from villagedesk.domain.short_code import LENGTH, looks_like_code
from villagedesk.errors import AppError, Invalid, sentence
from villagedesk.i18n import _, ngettext
from villagedesk.store.verify import Answer, Thing, answer, by_code, judge

if TYPE_CHECKING:
    from villagedesk.desktop.verify.camera import CameraView

_PICTURES = "*.jpg *.jpeg *.png *.webp *.bmp"
# What may turn "not known here" into an answer, or change what is said about the thing.
_OPEN_KEY = "F10"


class VerifyScreen(Page):
    """Alt+8. Labels that no other page takes come here by themselves."""

    help_page = "verify"
    follows = frozenset({"signing_key", "sync", "harvest_lot", "person", "seller", "parcel", "order"})
    answers_scans = True

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._texts: list[str] = []  # what is answered below
        self._at = 0
        self._things: list[Thing] = []  # what a short code named instead
        self._title = Text("", "card", wrap=True)
        self._hint = Text("", "small", tone="muted", wrap=True)
        self._intro = QWidget()  # makes room once there is an answer
        self.code = Field("", name="code")
        self.code.edit.returnPressed.connect(self.on_check)
        self.check = PrimaryButton("", "Enter", bind=False)
        self.check.clicked.connect(self.on_check)
        self.picture = PlainButton("", "Ctrl+O", icon="camera")
        self.picture.clicked.connect(self._ask_for_picture)
        self.camera = PlainButton("", "F4", icon="camera")
        self.camera.clicked.connect(self.on_camera)
        self.eye: CameraView | None = None
        self.fake = PlainButton("", icon="warning")
        self.fake.clicked.connect(self.on_fake)
        self.complaints = PlainButton("", icon="shield")
        self.complaints.clicked.connect(lambda: self.go("fakes"))
        self.line = Text("", "small", tone="muted", wrap=True)
        self.line.hide()
        self.answers = RowList(spacing=12)
        self._empty = EmptyState("shield")
        self._seeing = Card()
        self._seeing.hide()
        self.add(self._asking(), self._seeing, self.line, self.answers, self._empty, None)

    def _asking(self) -> QWidget:
        top = row(IconTile("shield", "good", 56), column(self._title, self._hint, spacing=0), spacing=16)
        top.setStretch(1, 1)
        self._intro.setLayout(top)
        return Card(self._intro, self.code, flow(self.check, self.picture, self.camera, self.fake, self.complaints))

    # --- what the shell calls

    def open(self, text: str = "", **_more: Any) -> None:
        if text and [text] != self._texts:
            self.ask([text])
        else:
            self.refresh()
        self.code.focus()

    def on_scan(self, text: str) -> bool:
        self.code.set_text("")
        self.ask([text])
        return True

    def retranslate(self) -> None:
        self.header.set_title(_("Check a label"))
        self.header.set_right(_("Works without a line"))
        self._title.setText(_("Hold the square in front of the scanner, or open a picture of it"))
        self._hint.setText(
            _("Everything the computers of the centres have signed can be checked: labels, cards, slips.")
        )
        self.code.set_label(_("Or type the short code under the square"))
        self.code.edit.setPlaceholderText("8F2K 9QTX")
        self.check.set_text(_("Check"))
        self.picture.set_text(_("Open a picture"))
        self.camera.set_text(_("Camera"))
        if self.eye is not None:
            self.eye.retranslate()
        self.fake.set_text(_("I bought a fake"))
        self.complaints.set_text(_("Complaints"))
        self._empty.set_texts(
            _("Nothing was scanned yet."),
            _("The answer stands here: genuine or not, by whom, about what, how often seen."),
        )
        self._show_things(self._things) if self._things else self.refresh()

    def on_fake(self) -> None:
        """A villager bought a fake; what the label tells is taken along."""
        shown = cast(list[AnswerCard], self.answers.findChildren(AnswerCard))
        found = shown[0].answer if shown else None
        about = {"scanned": self._texts[0] if self._texts else ""}
        if found is not None and found.thing is not None:
            names = {Kind.ORDER: "order_id", Kind.PARCEL: "parcel_id", Kind.PERSON: "person_id"}
            about |= {names[found.thing.kind]: found.thing.id} if found.thing.kind in names else {}
        self.go("fake_form", **about)

    # --- asking

    def on_check(self) -> None:
        """Enter: whatever was typed, a label's text or a short code."""
        typed = self.code.text()
        if not typed:
            self._invalid(Invalid("code", "field_required"))
        elif is_label(typed):
            self.ask([typed])
        elif looks_like_code(typed):
            self.read(lambda s: by_code(s, typed), self._found)
        elif len(typed.replace(" ", "").replace("-", "")) == LENGTH:
            self._invalid(Invalid("code", "short_code_wrong"))
        else:
            self.ask([typed])

    def ask(self, texts: Sequence[str], line: str = "") -> None:
        """Count these scans and show the answers; ``line`` stands above them."""
        texts = list(texts)
        self.code.set_error("")
        self._say(line)

        def done(answers: list[Answer]) -> None:
            self._texts, self._things, self._at = texts, [], clock.now_ms()
            self.scan_answer(all(found.reading.verdict is Verdict.VALID for found in answers))
            self._show(answers)

        self.desk.tasks.keep(self, lambda store: judge(store, texts), done)

    def refresh(self) -> None:
        """Answer the same again, for keys or rows may have come; nothing is counted."""
        texts, at = self._texts, self._at

        def done(answers: list[Answer]) -> None:
            if self._texts is texts:  # nothing else was scanned meanwhile
                self._show(answers)

        if texts:
            self.desk.tasks.read(self, lambda s: [answer(s, text, at=at) for text in texts], done, latest="answers")
        elif not self._things:
            self._show([])

    def on_camera(self) -> None:
        """F4: look with the camera, or stop looking."""
        if self._seeing.isVisibleTo(self):
            self._stop_seeing()
            return
        from villagedesk.desktop.verify.camera import CameraView  # lazy: QtMultimedia, and most rooms have no camera

        if self.eye is None:
            self.eye = CameraView()
            self.eye.seen.connect(self._on_seen)
            self._seeing.body.addWidget(self.eye)
        try:
            self.eye.start()
        except AppError as error:
            self._invalid(error)
            return
        self._seeing.show()

    def on_back(self) -> bool:
        if self._seeing.isVisibleTo(self):
            self._stop_seeing()
            return True
        return False

    def hideEvent(self, event: QHideEvent) -> None:
        self._stop_seeing()  # the camera's light goes out with the page
        super().hideEvent(event)

    def _on_seen(self, text: str) -> None:
        self._seeing.hide()
        self.code.set_text("")
        self.ask([text])

    def _stop_seeing(self) -> None:
        if self.eye is not None:
            self.eye.stop()
        self._seeing.hide()

    def _ask_for_picture(self) -> None:
        kinds = _("Pictures ({kinds})").format(kinds=_PICTURES)
        path = ask_file(self, _("Open a picture"), kinds)
        if path is not None:
            self.on_picture(path)

    def on_picture(self, path: Path) -> None:
        """Read every square of a picture and answer each that is ours."""
        self.code.set_text("")
        self.desk.tasks.aside(self, lambda: _codes(path), self._read_picture, self._invalid, busy=self.picture)

    def _read_picture(self, texts: list[str]) -> None:
        ours = [text for text in texts if is_label(text)]
        words = ""
        if len(ours) > 1:
            words = ngettext("The picture shows {count} label.", "The picture shows {count} labels.", len(ours))
        self.ask(ours or texts[:1], words.format(count=i18n.number(len(ours))))

    # --- answers

    def _show(self, answers: list[Answer]) -> None:
        cards = []
        for at, found in enumerate(answers):
            card = AnswerCard(found, key="" if at else _OPEN_KEY)
            card.open_asked.connect(self._open)
            card.sync_asked.connect(self._sync)
            cards.append(card)
        self.answers.set_rows(cards)
        self.answers.setVisible(bool(cards))
        self._empty.setVisible(not cards)
        self._intro.setVisible(not cards)
        self.verticalScrollBar().setValue(0)

    def _found(self, things: list[Thing]) -> None:
        if not things:
            self._invalid(Invalid("code", "short_code_not_here"))
            return
        self._texts = []
        self._show_things(things)

    def _show_things(self, things: list[Thing]) -> None:
        self._things = things
        self._say(
            _("A short code only finds. Whether the paper is genuine, only its square can tell: scan it."), "wait"
        )
        self.answers.set_rows(self._thing_card(thing) for thing in things)
        self.answers.setVisible(True)
        self._empty.setVisible(False)
        self._intro.hide()

    def _thing_card(self, thing: Thing) -> RowCard:
        button = _("Show it") if page_of(thing) is not None else ""
        return RowCard(
            KIND_ICONS[thing.kind], "tile", thing.title, thing_line(thing), button, lambda: self._open(thing)
        )

    def _open(self, thing: Thing) -> None:
        page = page_of(thing)
        if page is not None:
            self.go(page[0], **page[1])

    def _sync(self) -> None:
        self.notice(_("Asking for what is missing. The answer changes by itself."), "info")
        self.desk.sync_now()

    def _invalid(self, error: AppError) -> bool:
        self._texts, self._things = [], []  # an older answer must not be taken for this one
        self._say("")
        self._show([])
        if not show_invalid({"code": self.code}, error):
            self.code.set_error(sentence(error))
            self.code.edit.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def _say(self, text: str, tone: str = "muted") -> None:
        self.line.setText(text)
        self.line.set_tone(tone)
        self.line.setVisible(bool(text))


def _codes(path: Path) -> list[str]:
    from villagedesk.desktop.scan_picture import read_codes  # lazy: only needed when a picture is read

    try:
        return read_codes(path)
    except OSError as error:
        raise AppError("photo_damaged", detail=str(error)) from error
