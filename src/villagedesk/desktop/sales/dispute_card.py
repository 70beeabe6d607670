"""What is written down when farmer and room do not agree about a grade: what he says, the seal, who was there, a photo."""

from PySide6.QtWidgets import QWidget

from villagedesk import clock
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.kept_photo import KeptPhoto
from villagedesk.desktop.widgets import Choice, ChoiceButtons, Field, Text, column, pair
from villagedesk.domain.crops import grades
from villagedesk.domain.evidence import EvidenceKind
from villagedesk.errors import Invalid, sentence
from villagedesk.i18n import _
from villagedesk.store.sales import DisputeForm


class DisputeCard(QWidget):
    """Hidden until somebody does not agree. ``asked`` says that it is."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.asked = False
        self.words = Text("", "small", tone="muted", wrap=True)
        self.grade = ChoiceButtons([Choice(key, "") for key, _n in grades(clock.today())], name="farmer_grade")
        self.seal, self.witness = Field(name="seal"), Field(name="witness")
        self.photo = KeptPhoto(desk, EvidenceKind.SAMPLE)
        self.line = Text("", "small", tone="act", wrap=True)
        self.setLayout(column(self.words, self.grade, pair(self.seal, self.witness), self.photo, self.line))
        self.hide()

    def ask(self, on: bool) -> None:
        """Show it, or put it away; what was typed stays."""
        self.asked = on
        self.setVisible(on)

    def begin(self) -> None:
        """Nothing is typed."""
        for field in (self.seal, self.witness):
            field.set_text("")
        self.photo.load("")
        self.line.setText("")

    def form(self) -> DisputeForm:
        """What stands there."""
        return DisputeForm(str(self.grade.value() or ""), self.seal.text(), self.witness.text(), self.photo.sha256)

    def show_error(self, error: Invalid) -> bool:
        """Say what is missing; False when it is about nothing here."""
        field = {"seal": self.seal, "witness": self.witness}.get(error.field)
        if field is not None:
            field.set_error(sentence(error))
            field.focus()
            return True
        if error.field in ("photo", "farmer_grade"):
            self.line.setText(
                _("What does the farmer say? It has to be another grade.")
                if error.field == "farmer_grade"
                else sentence(error)
            )
            return True
        return False

    def retranslate(self) -> None:
        """Every text in the language of the moment."""
        self.words.setText(_("Above is what the centre says. What does the farmer say?"))
        self.grade.set_texts([name for _key, name in grades(clock.today())])
        self.seal.set_label(_("Number on the seal"))
        self.witness.set_label(_("Who was there"))
        self.photo.set_caption(_("The sealed sample"))
