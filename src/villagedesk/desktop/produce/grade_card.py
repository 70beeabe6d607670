"""By what one tells the grades apart: each with its drawing and its words, the chosen one marked."""

from PySide6.QtWidgets import QWidget

from villagedesk import clock, i18n
from villagedesk.desktop.produce.grade_picture import GradePicture
from villagedesk.desktop.widgets import Card, Pill, RowList, Text, column, row
from villagedesk.domain.rules import rule_pack
from villagedesk.i18n import _


class GradeCard(Card):
    """``show_grade(key)`` marks one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.chosen = ""
        self.title, self.list = Text("", "card", wrap=True), RowList(spacing=6)
        self.body.addWidget(self.title)
        self.body.addWidget(self.list)

    def show_grade(self, key: str) -> None:
        """Another grade was chosen."""
        if key != self.chosen:
            self.chosen = key
            self.retranslate()

    def retranslate(self) -> None:
        """Every text in the language of the moment."""
        self.title.setText(_("How to tell the grades"))
        self.list.set_rows([self._line(place) for place in range(len(rule_pack(clock.today()).grades))])

    def _line(self, place: int) -> QWidget:
        grade = rule_pack(clock.today()).grades[place]
        language = i18n.language()
        words = column(
            Text(grade.text.said(language), "body"),
            Text(grade.about.said(language) if grade.about else "", "small", tone="muted", wrap=True),
            spacing=0,
        )
        picture = GradePicture(place)
        picture.setAccessibleName(grade.text.said(language))
        chosen = [Pill("✓", "good")] if grade.key == self.chosen else []
        line = row(picture, words, *chosen)
        line.setStretch(1, 1)
        holder = QWidget()
        holder.setLayout(line)
        return holder
