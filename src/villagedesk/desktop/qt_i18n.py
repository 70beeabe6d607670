"""One catalogue for everything: Qt asks ours first, then its own; switching the language tells every window."""

from PySide6.QtCore import QLibraryInfo, QObject, QTranslator
from PySide6.QtWidgets import QApplication

from villagedesk import i18n


class GettextTranslator(QTranslator):
    """Answers Qt from our catalogue. A text that is not in it must come back as None, or the button would be blank."""

    def translate(self, context: str, source: str, disambiguation: str | None = None, n: int = -1) -> str | None:  # type: ignore[override]
        found = i18n._(source) if source else ""
        return found if found and found != source else None

    def isEmpty(self) -> bool:
        return False


class Languages(QObject):
    """The translators of the running program."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        self._installed: list[QTranslator] = []

    def use(self, language: str) -> None:
        """Switch to a language of i18n.LANGUAGES; every window gets a LanguageChange and sets its texts again."""
        i18n.set_language(language)
        for translator in self._installed:
            self._app.removeTranslator(translator)
        self._installed = [translator for translator in (self._qt(), GettextTranslator(self)) if translator]
        for translator in self._installed:
            self._app.installTranslator(translator)

    def _qt(self) -> QTranslator | None:
        made = QTranslator(self)
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        return made if i18n.language() != "en" and made.load(f"qtbase_{i18n.language()}", folder) else None
