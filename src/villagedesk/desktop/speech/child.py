"""The process that speaks with a voice of the system: ``villagedesk speak``, started by the window.

Asking a speech service for its voices can take seconds, and its library runs foreign code: both happen here, so that the
window never stands still and never falls with it. Lines of JSON in: ``{"say": text, "language": "zh_CN", "volume": 80}``,
``{"stop": true}``. Lines out: ``{"voices": ["en"]}`` once, ``{"ended": true}`` after each sentence, false when it failed.
"""

import json
import sys
import threading
from typing import Any

from PySide6.QtCore import QCoreApplication, QLocale, QObject, Signal
from PySide6.QtTextToSpeech import QTextToSpeech

from villagedesk.i18n import LANGUAGES


class Speaker(QObject):
    """Reads lines, speaks, and tells."""

    asked = Signal(str)
    closed = Signal()

    def __init__(self, engine: str) -> None:
        super().__init__()
        self.engine = QTextToSpeech(engine) if engine else QTextToSpeech()
        self._speaking = False
        self.engine.stateChanged.connect(self._on_state)
        self.asked.connect(self._on_line)
        tell(voices=languages(self.engine))

    def start(self) -> None:
        """Hear the lines; everything is connected by now."""
        threading.Thread(target=self._listen, name="listen", daemon=True).start()

    def _listen(self) -> None:
        for line in sys.stdin:
            self.asked.emit(line)
        self.closed.emit()  # the window is gone

    def _on_line(self, line: str) -> None:
        try:
            asked: dict[str, Any] = json.loads(line)
        except ValueError:
            return
        self._speaking = False
        self.engine.stop()
        if asked.get("say"):
            self.engine.setLocale(locale_of(self.engine, str(asked.get("language", ""))))
            self.engine.setVolume(int(asked.get("volume", 100)) / 100)
            self._speaking = True
            self.engine.say(str(asked["say"]))

    def _on_state(self, state: QTextToSpeech.State) -> None:
        done = state in (QTextToSpeech.State.Ready, QTextToSpeech.State.Error)
        if self._speaking and done:
            self._speaking = False
            tell(ended=state == QTextToSpeech.State.Ready)


def locale_of(engine: QTextToSpeech, language: str) -> QLocale:
    """The engine's locale that speaks a language of ours: on the mainland's Chinese we insist, English is any."""
    for locale in engine.availableLocales():
        name = locale.name()
        if name == language or (language == "en" and name.startswith("en")):
            return locale
    return QLocale(language)


def languages(engine: QTextToSpeech) -> list[str]:
    """The languages of ours that have a voice."""
    if engine.state() == QTextToSpeech.State.Error:
        return []
    names = {locale.name() for locale in engine.availableLocales()}
    return [
        code for code in LANGUAGES if any(name == code or (code == "en" and name.startswith("en")) for name in names)
    ]


def tell(**words: object) -> None:
    """One line to the window."""
    print(json.dumps(words), flush=True)  # noqa: T201


def run(engine: str = "") -> int:
    """Speak until standard input is closed.

    Args:
        engine: a name of Qt's engines; "" takes the system's, and never the one that only pretends.
    """
    app = QCoreApplication([])
    real = [name for name in QTextToSpeech.availableEngines() if name != "mock"]
    if not engine and not real:
        tell(voices=[])
        return 0
    speaker = Speaker(engine or real[0])
    speaker.closed.connect(app.quit)
    speaker.start()
    return app.exec()
