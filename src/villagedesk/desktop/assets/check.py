"""The yearly check: every tag is scanned once; what was not found is shown before the check is ended."""

from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from villagedesk import i18n
from villagedesk.desktop.assets.words import icon_of, row_detail, state_pill
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.widgets import (
    Card,
    CardList,
    CardRow,
    Columns,
    EmptyState,
    Field,
    Page,
    PlainButton,
    PrimaryButton,
    ProgressLine,
    Text,
    flow,
)
from villagedesk.domain.assets import tag_in
from villagedesk.i18n import _, ngettext
from villagedesk.store.assets import (
    AssetRow,
    CheckSum,
    asset_by_number,
    assets,
    begin_check,
    check_going,
    end_check,
    last_check,
    see_asset,
)


@dataclass(frozen=True)
class _Shown:
    going: CheckSum | None
    last: CheckSum | None
    rows: list[AssetRow]


class AssetCheckScreen(Page):
    """``open()``."""

    help_page = "assets"
    follows = frozenset({"asset", "asset_check", "asset_seen"})
    answers_scans = True

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.shown = _Shown(None, None, [])
        self._sure = False
        self._said = Text("", "card", wrap=True)
        self._about = Text("", "small", tone="muted", wrap=True)
        self.progress = ProgressLine("")
        self.begin, self.end = PrimaryButton("", "F10"), PlainButton("")
        self.note = Field("", name="note")
        self.list = CardList("", hint="Enter")
        self.empty = EmptyState("check")
        self.card = Card(self._said, self.progress, self._about, Columns(self.note, flow(self.end), shares=(1, 0)))
        self.add(self.card, flow(self.begin), self.list, self.empty)
        self.body.setStretchFactor(self.list, 1)
        self.body.setStretchFactor(self.empty, 1)
        self.begin.clicked.connect(self.on_begin)
        self.end.clicked.connect(self.on_end)
        self.list.taken.connect(lambda key: self._see(str(key), "hand"))

    # --- what the shell calls

    def open(self, **_params: Any) -> None:
        self._sure = False
        self.refresh()

    def on_scan(self, text: str) -> bool:
        """A tag while the check is going on; anything else is for others."""
        tag = tag_in(text)
        if not tag or self.shown.going is None:
            return False
        self.read(lambda s: asset_by_number(s, tag), lambda row: self._scanned(tag, row))
        return True

    def retranslate(self) -> None:
        self.header.set_title(_("Yearly check"))
        self.begin.set_text(_("Begin the check"))
        self.note.set_label(_("Note for the county"))
        self.list.setAccessibleName(_("Not seen yet"))
        self._show()

    def refresh(self) -> None:
        """Read it again."""
        self.desk.tasks.read(self, _look, self._take, latest="asset_check")

    # --- what the operator does

    def on_begin(self) -> None:
        """F10: begin; the scanner does the rest."""
        self.write(begin_check)

    def on_end(self) -> None:
        """End it; asked twice while something was not found."""
        going = self.shown.going
        if going is None:
            return
        if going.missing and not self._sure:
            self._sure = True
            self._show()
            return
        note, check_id = self.note.text(), going.id
        self.desk.tasks.write(self, lambda s: end_check(s, check_id, note), self._ended, busy=self.end)

    # --- inside

    def _scanned(self, tag: str, row: AssetRow | None) -> None:
        self.scan_answer(row is not None)
        if row is None:
            self.notice(_("No thing here has the tag {tag}.").format(tag=tag), "act")
            return
        self._see(row.id, "scan")

    def _see(self, asset_id: str, how: str) -> None:
        going = self.shown.going
        if going is not None:
            self._sure = False
            self.write(lambda s: see_asset(s, going.id, asset_id, how), self._seen)

    def _seen(self, fresh: bool) -> None:
        if not fresh:
            self.notice(_("This one was seen already."), "info")

    def _ended(self, done: CheckSum) -> None:
        self._sure = False
        self.note.set_text("")
        left = len(done.missing)
        if not left:
            self.notice(_("Everything is there. The county sees it with the next connection."))
            return
        said = ngettext("{count} thing was not found.", "{count} things were not found.", left).format(count=left)
        self.notice(said + " " + _("Say on its page what happened to it."), "wait")

    def _take(self, shown: _Shown) -> None:
        self.shown = shown
        self._show()

    def _show(self) -> None:
        going, last = self.shown.going, self.shown.last
        of = going or last
        self.card.setVisible(of is not None)
        self.begin.setVisible(going is None)
        self.progress.setVisible(going is not None)
        self.note.setVisible(going is not None)
        self.end.setVisible(going is not None)
        if of is not None:
            self._tell(of)
        rows = [row for row in self.shown.rows if of is not None and row.id in of.missing]
        self.list.set_rows([_row(row, going=going is not None) for row in rows])
        self.list.setVisible(bool(rows))
        self.empty.setVisible(not rows)
        if of is None:
            self.empty.set_texts(
                _("No check was made yet."), _("Begin, then walk through the room and scan every tag.")
            )
        else:
            self.empty.set_texts(_("Everything was seen."), _("End the check.") if going else "")
        if rows and going:
            self.offer_keys(self.list)

    def _tell(self, of: CheckSum) -> None:
        words = _("{found} of {expected} seen").format(found=of.found, expected=of.expected)
        if of.ended_at is not None:
            day = i18n.date_text(i18n.local(of.ended_at).date().isoformat())
            self._said.setText(_("Last check, {day}: {words}").format(day=day, words=words))
            self._about.setText(_("What is below was not found then.") if of.missing else "")
            return
        self._said.setText(words)
        self.progress.set(of.found, of.expected)
        self._about.setText(_("Scan the tags. Where a tag cannot be read, press Enter on its line."))
        self.end.set_text(
            ngettext("Really end, {count} not found", "Really end, {count} not found", len(of.missing)).format(
                count=len(of.missing)
            )
            if self._sure
            else _("End the check")
        )


def _look(s: Session) -> _Shown:
    return _Shown(check_going(s), last_check(s), assets(s))


def _row(row: AssetRow, *, going: bool) -> CardRow:
    pill, kind = (_("not seen yet"), "wait") if going else state_pill(row)
    return CardRow(row.id, row.title, row_detail(row), pill=pill, pill_kind=kind, icon=icon_of(row.kind))
