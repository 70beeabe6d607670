"""The equipment of the room: what is here, what is gone, and the way to the yearly check."""

from sqlmodel import Session

from villagedesk import i18n
from villagedesk.desktop.assets.words import icon_of, row_detail, state_pill
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.list_page import ListPage, begun
from villagedesk.desktop.widgets import CardRow, PlainButton, PrimaryButton
from villagedesk.i18n import _
from villagedesk.store.assets import AssetRow, CheckSum, assets, last_check
from villagedesk.store.assets.verbs import FORM


class AssetsScreen(ListPage):
    """``open(view=)`` shows what is here or what is gone."""

    help_page = "assets"
    follows = frozenset({"asset", "asset_seen", "asset_check", "draft"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, ("here", "gone"), "monitor")
        self.check = PlainButton("", "F7")
        self.new = PrimaryButton("", "Ctrl+N")
        self.header.add_right(self.check)
        self.header.add_right(self.new)
        self.new.clicked.connect(lambda: self.go("asset_form"))
        self.check.clicked.connect(lambda: self.go("asset_check"))

    def on_taken(self, key: object) -> None:
        self.go("asset", asset_id=str(key))

    def retranslate(self) -> None:
        self.header.set_title(_("Equipment"))
        self.list.setAccessibleName(_("Equipment"))
        self.check.set_text(_("Yearly check"))
        self.new.set_text(_("Write a thing down"))
        self.views.set_texts([_("Here or at repair"), _("Lost or written off")])
        if self.view() == "gone":
            self.empty.set_texts(
                _("Nothing was lost or written off."), _("What happens to a thing is noted on its page.")
            )
        else:
            self.empty.set_texts(
                _("No equipment is on file yet."),
                _("Write down what was given to the room, with Ctrl+N. Each thing gets a tag that can be scanned."),
            )
        self.refresh()

    def refresh(self) -> None:
        """Read them again."""
        gone = self.view() == "gone"
        self.desk.tasks.read(self, lambda s: _look(s, gone), self.show_all, latest="assets")

    def show_all(self, shown: tuple[list[AssetRow], CheckSum | None, list[tuple[str, str]]]) -> None:
        """Show these, or say that there are none."""
        rows, last, unfinished = shown
        self.show_rows([_row(row) for row in rows])
        self.header.set_pills([_checked(last)] if last else [])
        self.show_unfinished("asset_form", FORM, unfinished)


def _checked(last: CheckSum) -> tuple[str, str]:
    day = i18n.date_text(i18n.local(last.ended_at or 0).date().isoformat())
    words = _("Checked {day}: {found} of {expected}").format(day=day, found=last.found, expected=last.expected)
    return words, "good" if last.found == last.expected else "wait"


def _look(s: Session, gone: bool) -> tuple[list[AssetRow], CheckSum | None, list[tuple[str, str]]]:
    unfinished = begun(s, FORM, "title", lambda title: title or _("A thing of the room"))
    return assets(s, gone=gone), last_check(s), unfinished


def _row(row: AssetRow) -> CardRow:
    pill, kind = state_pill(row)
    return CardRow(row.id, row.title, row_detail(row), pill=pill, pill_kind=kind, icon=icon_of(row.kind))
