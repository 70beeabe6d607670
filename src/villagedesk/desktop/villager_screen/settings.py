"""The card of the settings about the villager's screen: which one, the payment code, and a trial."""

from pathlib import Path

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from villagedesk.desktop.desk import Desk
from villagedesk.desktop.scan_picture import read_codes
from villagedesk.desktop.villager_screen.screens import AUTO, OFF
from villagedesk.desktop.villager_screen.shows import Item, OrderShow
from villagedesk.desktop.widgets import (
    Card,
    Choice,
    ChoiceButtons,
    Field,
    PlainButton,
    QrLabel,
    Text,
    column,
    flow,
    row,
)
from villagedesk.desktop.widgets.ask_file import PHOTO_KINDS, ask_file
from villagedesk.errors import AppError, sentence
from villagedesk.i18n import _

_TRIAL_SECONDS = 10
LONGEST_CODE = 500  # a code with more in it has squares too small for an old phone


class VillagerSettings(Card):
    """Each change counts at once, as everywhere in the settings."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(spacing=14, parent=parent)
        self.desk = desk
        self._label = Text("")
        self._help = Text("", "small", tone="muted", wrap=True)
        self._names: list[str] = []
        self.screen_choice = ChoiceButtons([], value=AUTO)
        self._choices = QWidget()
        self._choices.setLayout(column(self._label, self.screen_choice, self._help, spacing=4))
        self.code = Field("", name="pay_code")
        self.picture = PlainButton("")
        self.square = QrLabel("", 92)
        self.trial = PlainButton("", icon="monitor")
        self.trial_line = Text("", "small", tone="muted", wrap=True)
        beside = row(column(self.code, flow(self.picture), spacing=8), self.square, spacing=14)
        beside.setStretch(0, 1)
        self.body.addWidget(self._choices)
        self.body.addLayout(beside)
        self.body.addWidget(flow(self.trial))
        self.body.addWidget(self.trial_line)
        self.screen_choice.chosen.connect(self._on_chosen)
        self.code.left.connect(lambda: self.take_code(self.code.text()))
        self.picture.clicked.connect(self._ask_picture)
        self.trial.clicked.connect(self.show_trial)
        app = QGuiApplication.instance()
        assert isinstance(app, QGuiApplication)
        app.screenAdded.connect(self.show_values)
        app.screenRemoved.connect(self.show_values)
        self.show_values()
        self.retranslate()

    # --- what the page calls

    def show_values(self) -> None:
        """What is set now, and which screens are there now."""
        self._show_screens()
        self.code.set_text(self.desk.settings.pay_code)
        self.square.set_text(self.desk.settings.pay_code)
        self.square.setVisible(bool(self.desk.settings.pay_code))

    def take_scan(self, text: str) -> bool:
        """A scan on the page: an address is the payment code, everything else is not ours."""
        if not text.startswith(("https://", "http://", "wxp://")):
            return False
        self.take_code(text)
        return True

    def take_code(self, text: str) -> None:
        """Keep another payment code; "" keeps none."""
        if len(text) > LONGEST_CODE:
            self.code.set_error(_("This is too long for a payment code. Is it the right square?"))
            return
        if text != self.desk.settings.pay_code:
            self.desk.settings.pay_code = text
            self.desk.save_settings()
        self.show_values()

    def take_picture(self, path: Path) -> None:
        """Read the code in a photo or a screenshot."""
        try:
            self.take_code(read_codes(path)[0])
        except AppError as error:
            self.code.set_error(sentence(error))
        except OSError:
            self.code.set_error(sentence(AppError("no_square_found")))

    def show_trial(self) -> None:
        """An order that nobody made, for a moment on the villager's screen."""
        code_fen = 6380 if self.desk.settings.pay_code else 0
        goods = (Item(_("Washing powder"), 2, 5980, "bottle"), Item(_("Soap"), 1, 400, "box"))
        show = OrderShow("", goods, 6380, asking=True, pays=_("Paid now"), code_fen=code_fen)
        self.desk.villager.put(self, show, seconds=_TRIAL_SECONDS)
        self.trial_line.setText(_("Look at the other screen."))
        self.trial_line.show()

    def retranslate(self) -> None:
        """Its texts in the language of the moment."""
        self._label.setText(_("Second screen for the villager"))
        self._help.setText(
            _("It shows the goods, what they cost and where to pay; while the counter is locked it is blank.")
        )
        self.screen_choice.setAccessibleName(_("Second screen for the villager"))
        self.code.set_label(_("Payment code of the centre"))
        self.code.set_hint(
            _("What your own payment code says: scan it here, or open a photo of it. Empty: none is shown.")
        )
        self.picture.set_text(_("Open a picture"))
        self.trial.set_text(_("Show an example"))
        self.trial_line.hide()
        self._show_screens()

    # --- inside

    def _show_screens(self) -> None:
        """Automatic, off, and each screen that is not this window's; a chosen one that is unplugged stays in the list."""
        own = self.screen()
        names = [screen.name() for screen in QGuiApplication.screens() if screen is not own]
        chosen = self.desk.settings.villager_screen
        if chosen not in (AUTO, OFF, *names):
            names.append(chosen)
        texts = [_("The second one"), _("None"), *names]
        if names != self._names or not self.screen_choice.values():
            self._names = names
            self.screen_choice.set_choices(
                [Choice(v, t) for v, t in zip((AUTO, OFF, *names), texts, strict=True)], chosen
            )
        else:
            self.screen_choice.set_texts(texts)
            self.screen_choice.set_value(chosen)
        self.trial.setEnabled(len(QGuiApplication.screens()) > 1 and chosen != OFF)

    def _on_chosen(self, value: object) -> None:
        self.desk.settings.villager_screen = str(value)
        self.desk.save_settings()
        self._show_screens()

    def _ask_picture(self) -> None:
        path = ask_file(self, _("Open a picture"), _("Pictures ({kinds})").format(kinds=PHOTO_KINDS))
        if path is not None:
            self.take_picture(path)
