"""Settings of this computer, drawn from the fields of the dataclass; each counts as soon as it is changed."""

from dataclasses import Field as Setting
from dataclasses import fields
from typing import Any

from PySide6.QtWidgets import QWidget

from villagedesk.desktop.desk import Desk
from villagedesk.desktop.devices import find_printers
from villagedesk.desktop.more.trials import PrinterTrial, ScannerTrial
from villagedesk.desktop.more.voice_trial import VoiceTrial
from villagedesk.desktop.villager_screen.settings import VillagerSettings
from villagedesk.desktop.widgets import Card, Choice, ChoiceButtons, Columns, Field, Page, Text, column
from villagedesk.i18n import _
from villagedesk.store.key import is_protected

# Settings that stand together in a card; all others are in the first.
_DEVICES = ("printer", "print_head", "cuts", "scanner", "scanner_port", "scale")
_VILLAGER = ("villager_screen", "pay_code")  # have a card of their own
_HEARD = ("sound", "read_aloud", "volume")


class SettingsScreen(Page):
    """One row a setting: its label, its choices or a field, and its help."""

    help_page = "settings"
    answers_scans = True

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.rows: dict[str, SettingRow] = {}
        self.printer_trial = PrinterTrial(desk)
        self.scanner_trial = ScannerTrial(desk)
        self.voice_trial = VoiceTrial(desk)
        self.villager = VillagerSettings(desk)
        devices = self._card(_DEVICES, self.printer_trial, self.scanner_trial)
        heard = self._card(_HEARD, self.voice_trial)
        others = tuple(
            setting.name for setting in fields(desk.settings) if setting.name not in (*self.rows, *_VILLAGER)
        )
        self.key_words = Text("", "small", tone="muted", wrap=True)
        left, right = QWidget(), QWidget()
        left.setLayout(column(self._card(others, self.key_words), heard, None, spacing=12))
        right.setLayout(column(devices, self.villager, None, spacing=12))
        self.add(Columns(left, right, shares=(1, 1)), None)

    def _card(self, names: tuple[str, ...], *trials: QWidget) -> Card:
        """One card of settings, with what tries them out beneath."""
        card = Card(spacing=14)
        for setting in fields(self.desk.settings):
            if setting.name in names:
                self.rows[setting.name] = SettingRow(self.desk, setting)
                card.body.addWidget(self.rows[setting.name])
        for trial in trials:
            card.body.addWidget(trial)
        return card

    def open(self, **params: Any) -> None:
        for made in self.rows.values():
            made.show_value()
        self.villager.show_values()
        self.desk.tasks.aside(self, find_printers, self.show_printers)

    def show_printers(self, names: list[str]) -> None:
        """Name the printers of the system under the field."""
        self.rows["printer"].set_known(names)

    def on_scan(self, text: str) -> bool:
        self.scan_answer(self.villager.take_scan(text) or self.scanner_trial.on_scan(text))
        return True

    def retranslate(self) -> None:
        self.header.set_title(_("Settings"))
        self.header.set_right(_("Of this computer only"))
        self.key_words.setText(
            _(
                "The key to the data lies in a file on this computer. A PIN keeps curious people out, but whoever steals "
                "the disk can read it: lock the room, and tell the county office if the computer is gone."
            )
        )
        self.key_words.setVisible(not is_protected(self.desk.tasks.store().home))
        for made in self.rows.values():
            made.retranslate()
        self.printer_trial.retranslate()
        self.scanner_trial.retranslate()
        self.voice_trial.retranslate()
        self.villager.retranslate()


class SettingRow(QWidget):
    """One setting. What it is and which choices it has stands at the field of the dataclass."""

    def __init__(self, desk: Desk, setting: "Setting[Any]", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk, self.setting = desk, setting
        # Children from the start: a label without a home would open as a window of its own and take the keyboard.
        self._label = Text("", "body", parent=self)
        self._help = Text("", "small", tone="muted", wrap=True, parent=self)
        self._label.hide()
        self._help.hide()
        self.choice: ChoiceButtons | None = None
        self.field: Field | None = None
        if self._choices():
            self.choice = ChoiceButtons([Choice(value, text) for value, text in self._choices().items()])
            self.choice.chosen.connect(self._set)
            self.setLayout(column(self._label, self.choice, self._help, spacing=4))
        else:
            self.field = Field("", name=setting.name)
            self.field.left.connect(lambda: self._set(self.field.text() if self.field else ""))
            self.setLayout(column(self.field, spacing=4))
        self.show_value()

    def show_value(self) -> None:
        """What is set now."""
        value = getattr(self.desk.settings, self.setting.name)
        if self.choice:
            self.choice.set_value(value)
        elif self.field:
            self.field.set_text(str(value))

    def set_known(self, names: list[str]) -> None:
        """Printers that were found, named in the hint."""
        if self.field and names:
            self.field.set_hint(_("Found here: {names}").format(names=_(", ").join(names)))

    def retranslate(self) -> None:
        """Label, help and choices in the language of the moment."""
        metadata = self.setting.metadata
        label, help_ = (_(str(metadata.get(name))) for name in ("label", "help"))
        if self.choice:
            self._label.setText(label)
            self._label.show()
            self._help.setText(help_)
            self._help.setVisible(bool(help_))
            self.choice.setAccessibleName(label)
            self.choice.set_texts(list(self._choices().values()))
        elif self.field:
            self.field.set_label(label)
            self.field.set_hint(help_)

    def _choices(self) -> dict[Any, str]:
        if isinstance(self.setting.default, bool):
            return {True: _("Yes"), False: _("No")}
        return {value: _(text) for value, text in (self.setting.metadata["choices"] or {}).items()}

    def _set(self, value: object) -> None:
        if getattr(self.desk.settings, self.setting.name) != value:
            setattr(self.desk.settings, self.setting.name, value)
            self.desk.save_settings()
