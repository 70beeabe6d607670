"""One class: where each person stands, and the certificates of those who have passed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from villagedesk.desktop.desk import Desk
from villagedesk.desktop.training_results.words import result_line, result_pill
from villagedesk.desktop.widgets import CardList, CardRow, EmptyState, Page, PlainButton, PrimaryButton, Text, flow, row
from villagedesk.desktop.widgets.ask_file import ask_folder
from villagedesk.errors import Refused, sentence
from villagedesk.i18n import _, language, ngettext
from villagedesk.store.session import get
from villagedesk.store.training_results import (
    ResultRow,
    issue_class_certificates,
    print_training_certificate,
    results,
)
from villagedesk.store.training_results.assessing import course_of
from villagedesk.store.training_results.exports import export_class


@dataclass(frozen=True)
class _Shown:
    title: str
    course: Any
    rows: Sequence[ResultRow]
    refusal: Refused | None = None


class ClassResultsScreen(Page):
    """``open(class_id)``."""

    help_page = "class_results"
    follows = frozenset(
        {"training_class", "enrolment", "attendance", "assessment", "training_certificate", "training_session"}
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.class_id = ""
        self.shown: _Shown | None = None
        self.list = CardList("", columns=2, tile=36, single_click=True, grow=True)
        self.list.taken.connect(self.on_take)
        self.empty = EmptyState("star")
        self.foot = Text("", "small", tone="muted", wrap=True)
        self.sheets = PlainButton("", "F8")
        self.sheets.clicked.connect(lambda: self.on_print(sheet=True))
        self.files = PlainButton("", "Ctrl+E", icon="paper")
        self.files.clicked.connect(self.on_files)
        self.slips = PlainButton("", "F7")
        self.slips.clicked.connect(lambda: self.on_print(sheet=False))
        self.issue = PrimaryButton("", "F10")
        self.issue.clicked.connect(self.on_issue)
        self.add(
            self.list, self.empty, None, row(self.foot, None, flow(self.files, self.slips, self.sheets, self.issue))
        )

    # --- the shell

    def open(self, class_id: str = "", **_params: Any) -> None:
        if class_id:
            self.class_id = class_id
        self.refresh()
        self.list.setFocus()

    def on_back(self) -> bool:
        self.go("class", class_id=self.class_id)
        return True

    def refresh(self) -> None:
        """Read the class again."""
        id_ = self.class_id
        if id_:
            self.desk.tasks.read(self, lambda s: _look(s, id_), self._show, latest="class_results")

    def retranslate(self) -> None:
        self.list.setAccessibleName(_("People of the class"))
        self.files.set_text(_("For other programs…"))
        self.slips.set_text(_("Print slips"))
        self.sheets.set_text(_("Print A4"))
        self._show(self.shown)

    # --- what the trainer does

    def on_take(self, enrolment_id: object) -> None:
        """Enter or a click: assess him, or show his certificate."""
        one = next((row for row in self._rows() if row.enrolment_id == enrolment_id), None)
        if one is None:
            return
        if one.certificate is not None and one.certificate.valid:
            self.go("training_certificates", certificate_id=one.certificate.id)
        elif one.passed:
            self.notice(sentence(one.refusal) if one.refusal else _("F10 issues the certificate."), "info")
        elif one.attempts_left <= 0:
            self.notice(sentence(Refused("assessment_no_attempt", name=one.name)), "wait")
        else:
            self.go("assess", enrolment_id=one.enrolment_id)

    def on_issue(self) -> None:
        """F10: everybody who may have the certificate gets it."""
        id_ = self.class_id
        self.desk.tasks.write(self, lambda s: issue_class_certificates(s, id_), self._issued, busy=self.issue)

    def on_print(self, *, sheet: bool) -> None:
        """F8, F7: the papers of all certificates of this class."""
        ids = [one.certificate.id for one in self._rows() if one.certificate is not None and one.certificate.valid]

        def queue(s: Any) -> int:
            for id_ in ids:
                print_training_certificate(s, id_, sheet=sheet)
            return len(ids)

        self.write(queue, self._printing)

    def on_files(self) -> None:
        """Ctrl+E: badges, statements and a table into a folder."""
        folder, id_ = ask_folder(self, _("Where shall the files go?")), self.class_id
        if folder is not None:
            # Written and not read: a computer that has signed nothing yet makes its key with it.
            self.write(lambda s: export_class(s, id_, folder), lambda names: self._written(folder.name, len(names)))

    # --- inside

    def _written(self, folder: str, count: int) -> None:
        words = ngettext("{count} file written to {folder}.", "{count} files written to {folder}.", count)
        self.notice(words.format(count=count, folder=folder))

    def _rows(self) -> Sequence[ResultRow]:
        return self.shown.rows if self.shown else ()

    def _issued(self, ids: list[str]) -> None:
        count = len(ids)
        self.notice(
            ngettext(
                "{count} certificate issued. F8 prints it.", "{count} certificates issued. F8 prints them.", count
            ).format(count=count)
        )

    def _printing(self, count: int) -> None:
        words = ngettext(
            "{count} certificate is in the print queue.", "{count} certificates are in the print queue.", count
        )
        self.notice(words.format(count=count), "info")

    def _show(self, found: _Shown | None) -> None:
        self.shown = found
        self.header.set_title(found.title if found else _("Results and certificates"))
        found_rows = self._rows()
        self.list.set_rows([_card(one) for one in found_rows])
        self.list.setVisible(bool(found_rows))
        self.empty.setVisible(not found_rows)
        refusal = found.refusal if found else None
        if refusal is not None:
            self.empty.set_texts(_("This class follows no course yet."), sentence(refusal))
        else:
            self.empty.set_texts(_("Nobody is enrolled in this class."), _("Who signs in stands here, too."))
        ready = sum(one.refusal is None for one in found_rows)
        held = sum(one.certificate is not None and one.certificate.valid for one in found_rows)
        self.issue.setEnabled(ready > 0)
        words = ngettext("Issue {count} certificate", "Issue {count} certificates", ready).format(count=ready)
        self.issue.set_text(words if ready else _("Issue certificates"))
        for button in (self.slips, self.sheets):
            button.setEnabled(held > 0)
        self.files.setEnabled(any(one.attempts for one in found_rows))
        passed = sum(one.passed for one in found_rows)
        self.header.set_pills(
            [
                (_("passed {passed} of {count}").format(passed=passed, count=len(found_rows)), "info"),
                (_("certificates {count}").format(count=held), "good" if held else "plain"),
            ]
            if found_rows
            else []
        )
        self.header.set_right(found.course.title.said(language()) if found and found.course else "")
        self.foot.setText(_("Enter assesses the one who is chosen.") if found_rows else "")


def _card(one: ResultRow) -> CardRow:
    words, kind = result_pill(one)
    return CardRow(
        one.enrolment_id, one.name, result_line(one), pill=words, pill_kind=kind, avatar=one.name, grey=not one.attempts
    )


def _look(s: Any, class_id: str) -> _Shown:
    from villagedesk.domain.training import TrainingClass  # lazy: SQLModel loads behind the PIN screen

    title = get(s, TrainingClass, class_id).title
    try:
        return _Shown(title, course_of(s, class_id), results(s, class_id))
    except Refused as refusal:
        return _Shown(title, None, (), refusal)
