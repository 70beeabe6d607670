"""What comes after the sittings of a class: what people thought, what was handed out, and the archive as one PDF."""

from pathlib import Path
from typing import Any

from villagedesk.desktop.desk import Desk
from villagedesk.desktop.widgets import Card, PlainButton, Text, flow
from villagedesk.desktop.widgets.ask_file import ask_new_file
from villagedesk.i18n import _, ngettext

NAMES = frozenset({"survey_sheet", "handout"})


class AfterCard(Card):
    """Stands on the class's page: a line for the survey, one for what was handed out, and three buttons."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._class_id = self._title = ""
        self._found: Any = None
        self.title = Text("", "card")
        self.line = Text("", wrap=True)
        self.survey = PlainButton("", "Ctrl+U", icon="check")
        self.things = PlainButton("", "Ctrl+H", icon="box")
        self.pdf = PlainButton("", "Ctrl+E", icon="paper")
        super().__init__(self.title, self.line, flow(self.survey, self.things, self.pdf))
        self.survey.clicked.connect(lambda: desk.go("survey", class_id=self._class_id))
        self.things.clicked.connect(lambda: desk.go("handouts", class_id=self._class_id))
        self.pdf.clicked.connect(self.on_pdf)

    def show_class(self, class_id: str, title: str, found: Any) -> None:
        """``found`` is what ``load`` gave for the class."""
        self._class_id, self._title, self._found = class_id, title, found
        self.retranslate()

    def retranslate(self) -> None:
        """Texts in the language of the moment."""
        self.title.setText(_("After the class"))
        self.survey.set_text(_("Survey"))
        self.things.set_text(_("Hand out"))
        self.pdf.set_text(_("Archive as PDF"))
        if self._found is not None:
            self.line.setText("    ".join(_facts(*self._found)))

    def on_pdf(self) -> None:
        """Ctrl+E: everything about the class on one PDF."""
        title, class_id = _("Class archive {title}").format(title=self._title), self._class_id
        path = ask_new_file(self, _("Save as"), title, [("PDF", "pdf")])
        if path is None:
            return
        self.pdf.setEnabled(False)
        self._desk.tasks.paper(
            self, lambda store: write_archive(store, class_id, path, title), self._written, self._stopped
        )

    def _written(self, path: Path) -> None:
        self.pdf.setEnabled(True)
        self._desk.bus.say(_("Written to {file}").format(file=path.name), "good")

    def _stopped(self, _error: Any) -> bool:
        self.pdf.setEnabled(True)
        return False


def write_archive(store: Any, class_id: str, path: Path, title: str) -> Path:
    """Write the archive of a class as a PDF; photos are read one after the other while it is drawn.

    Raises:
        NotFound: the class is not on this computer. StorageTrouble: the file cannot be written.
    """
    from villagedesk.desktop.printing.layout import lay_out, pdf  # lazy: asked for once in a class's life
    from villagedesk.desktop.printing.runner import photos_of
    from villagedesk.store.files import file_trouble_told, write_whole
    from villagedesk.store.training_results.archive import class_archive

    with store.read() as s:
        paper = class_archive(s, class_id)
    drawn = pdf(lay_out(paper, photo=photos_of(store)), title)
    with file_trouble_told():
        write_whole(path, drawn)
    return path


def load(s: Any, class_id: str) -> tuple[Any, int]:
    """What people thought of a class, and how many pieces were handed out."""
    from villagedesk.store.training import handouts_of, survey_of  # lazy: SQLModel loads behind the PIN screen

    return survey_of(s, class_id), sum(one.pieces for one in handouts_of(s, class_id))


def _facts(survey: Any, pieces: int) -> list[str]:
    if survey.sheets:
        words = _("Survey: {sheets} of {came} answered, {percent} % satisfied").format(
            sheets=survey.sheets, came=survey.came, percent=survey.satisfied
        )
    else:
        words = _("Survey: nobody was asked yet")
    handed = ngettext("{count} piece handed out", "{count} pieces handed out", pieces).format(count=pieces)
    return [words, handed if pieces else _("nothing handed out yet")]
