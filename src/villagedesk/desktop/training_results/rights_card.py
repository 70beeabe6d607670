"""On a farmer's page: which rights his certificates open, until when, what closes next, and the class for what is missing."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from villagedesk import i18n
from villagedesk.desktop.training.words import clock_text
from villagedesk.desktop.widgets import Card, Page, PlainButton, RowCard, RowList, Text
from villagedesk.domain.courses import course_title
from villagedesk.domain.training_results import TrainingCertificate
from villagedesk.i18n import _, language
from villagedesk.store.training_results import RightRow, certificates_of_person, rights_of


class RightsCard(Card):
    """``look(person_id, sells)`` reads it; somebody who neither sells nor has a certificate has no such card."""

    def __init__(self, page: Page, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._page = page
        self._found: tuple[Sequence[RightRow], Sequence[TrainingCertificate]] = ((), ())
        self._sells = False
        self.title, self.others = Text("", "card"), Text("", "small", tone="muted", wrap=True)
        self.rows = RowList(spacing=6)
        for part in (self.title, self.rows, self.others):
            self.body.addWidget(part)
        self.hide()

    def look(self, person_id: str, *, sells: bool) -> None:
        """Read his rights."""
        self._sells = sells
        self._page.read(lambda s: (rights_of(s, person_id), certificates_of_person(s, person_id)), self._show)

    def retranslate(self) -> None:
        """Texts in the language of the moment."""
        self.title.setText(_("Courses and what they open"))

    def _show(self, found: tuple[Sequence[RightRow], Sequence[TrainingCertificate]]) -> None:
        self._found = found
        rights, certificates = found
        self.retranslate()
        self.setVisible(self._sells or bool(certificates))
        self.rows.set_rows([self._row(one) for one in rights if self._sells or one.until])
        opening = {one.certificate_id for one in rights}
        others = [_certificate(one) for one in certificates if one.id not in opening]
        self.others.setText(_("Other certificates: {list}").format(list=_(", ").join(others)))
        self.others.setVisible(bool(others))

    def _row(self, one: RightRow) -> RowCard:
        icon, kind = ("check", "good") if one.held else ("cross", "wait")
        card = RowCard(icon, "wait" if one.soon else kind, one.text, right_words(one))
        buttons = []
        if one.certificate_id:
            show = PlainButton(_("The certificate"))
            show.clicked.connect(lambda: self._page.go("training_certificates", certificate_id=one.certificate_id))
            buttons.append(show)
        if one.coming is not None:
            class_id = one.coming.class_id
            to_class = PlainButton(_("To the class"))
            to_class.clicked.connect(lambda: self._page.go("class", class_id=class_id))
            buttons.append(to_class)
        for button in buttons:
            button.setAccessibleName(f"{button.text()}: {one.text}")
            card.line.addWidget(button)
        return card


def right_words(one: RightRow) -> str:
    """Until when it is open and from which certificate; else what is missing, and the next class."""
    parts = []
    if one.held:
        parts.append(_("open until {day}").format(day=i18n.date_text(one.until)))
        parts.append(_("by the certificate {number}, {course}").format(number=one.number, course=one.course))
        if one.soon:
            parts.append(_("closes soon"))
    elif one.until:
        parts.append(_("closed since {day}").format(day=i18n.date_text(one.until)))
        parts.append(_("the course “{course}” has to be taken again").format(course=one.course))
    else:
        parts.append(_("closed: the course “{course}” has to be passed first").format(course=one.course))
    if not one.held or one.soon:
        parts.append(_next(one))
    return "    ".join(parts)


def _next(one: RightRow) -> str:
    if one.coming is None:
        return _("no class is planned")
    when = f"{i18n.short_day(one.coming.day)} {clock_text(one.coming.begins)}"
    return _("next class {when}, {place}").format(when=when, place=one.coming.place)


def _certificate(one: TrainingCertificate) -> str:
    return f"{course_title(one.course, language(), one.title)} {one.number}"
