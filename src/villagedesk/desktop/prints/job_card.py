"""The card about one print job: where it is, why it did not come out, what it looks like, and what can be done."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QGridLayout, QWidget

from villagedesk.desktop.prints.preview import Preview
from villagedesk.desktop.prints.words import is_pdf, job_facts, job_pill, job_title
from villagedesk.desktop.widgets import Card, Pill, PlainButton, PrimaryButton, Text, clear, flow
from villagedesk.errors import sentence
from villagedesk.i18n import _
from villagedesk.store.print_queue import Job, JobState


class JobCard(Card):
    """Signals: ``again()`` print it (once more), ``taken_away()`` after a second press, ``opened()`` show its PDF."""

    again = Signal()
    taken_away = Signal()
    opened = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._job: Job | None = None
        self._sure = False
        self._title = Text("", "card", wrap=True)
        self._pill = Pill()
        self.reason = Text("", tone="act", strong=True, wrap=True)
        self.preview = Preview()
        self._facts = QGridLayout()
        self._facts.setHorizontalSpacing(14)
        self._facts.setVerticalSpacing(4)
        self._facts.setColumnStretch(1, 1)
        self.main = PrimaryButton("", "F10")
        self.main.clicked.connect(self.again)
        self.open_pdf = PlainButton("", "Ctrl+O")
        self.open_pdf.clicked.connect(self.opened)
        self.take_away = PlainButton("", "Del")
        self.take_away.clicked.connect(self._on_take_away)
        buttons = flow(self.main, self.open_pdf, self.take_away)
        for item in (self._title, flow(self._pill), self.reason, self.preview):
            self.body.addWidget(item)
        self.body.addLayout(self._facts)
        self.body.addWidget(buttons)
        self.body.addStretch(1)
        self.hide()

    def job(self) -> Job | None:
        """The job shown."""
        return self._job

    def show_job(self, job: Job | None) -> None:
        """Show another job; None shows nothing."""
        if job is None or self._job is None or job.id != self._job.id:
            self._sure = False
            self.preview.set_image(None)
        self._job = job
        self.setVisible(job is not None)
        self.retranslate()

    def set_image(self, image: QImage | None) -> None:
        """What its paper looks like."""
        self.preview.set_image(image)

    def step_back(self) -> bool:
        """Esc: no, do not take it away. False when that was not the question."""
        was, self._sure = self._sure, False
        self._name_buttons()
        return was

    def retranslate(self) -> None:
        """Every text in the language of the moment."""
        job = self._job
        if job is None:
            return
        self._title.setText(job_title(job))
        self._pill.set(*job_pill(job))
        self.reason.setText(sentence(job.reason) if job.reason is not None else "")
        self.reason.setVisible(job.reason is not None)
        self.preview.set_name(_("Picture of the paper"))
        clear(self._facts)
        for at, (name, value) in enumerate(job_facts(job)):
            self._facts.addWidget(Text(name, "small", tone="muted"), at, 0)
            self._facts.addWidget(Text(value, "small", wrap=True), at, 1)
        self._name_buttons()

    def _name_buttons(self) -> None:
        job = self._job
        if job is None:
            return
        failed, done = job.state is JobState.FAILED, job.state is JobState.DONE
        self.main.setVisible(failed or done)
        self.main.set_text(_("Try again") if failed else _("Print again"))
        self.open_pdf.setVisible(done and is_pdf(job))
        self.open_pdf.set_text(_("Open the PDF"))
        self.take_away.setVisible(not done and not job.printing)
        self.take_away.set_text(_("Really take it away? Press once more") if self._sure else _("Take away"))

    def _on_take_away(self) -> None:
        if self._sure:
            self._sure = False
            self.taken_away.emit()
        else:
            self._sure = True
        self._name_buttons()
