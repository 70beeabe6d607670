"""One class: its plan, its sittings, and everybody's place; who is to be called stands in large figures."""

from typing import Any

from villagedesk import clock, i18n
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.person_finder import PersonFinder
from villagedesk.desktop.training.class_after import NAMES as AFTER
from villagedesk.desktop.training.class_after import AfterCard
from villagedesk.desktop.training.class_after import load as load_after
from villagedesk.desktop.training.class_person import PersonPanel
from villagedesk.desktop.training.photos import PAGE, PhotosPanel
from villagedesk.desktop.training.waiver import WaiverCard
from villagedesk.desktop.training.words import class_pill, place_pill, plan_facts, session_card
from villagedesk.desktop.widgets import (
    Card,
    CardList,
    CardRow,
    ChoiceButtons,
    Columns,
    EmptyState,
    Page,
    PlainButton,
    PrimaryButton,
    Text,
    flow,
)
from villagedesk.desktop.widgets.buttons import Choice
from villagedesk.domain.training import CALL_WORDS, HAVE_A_PLACE, ClassState
from villagedesk.i18n import _, ngettext

_ENROL, _INVITE = "enrol", "invite"


class ClassScreen(Page):
    """``open(class_id=)``."""

    help_page = "class"
    follows = AFTER | {
        *("training_class", "training_session", "enrolment", "attendance", "person", "class_photo", "allowance"),
    }

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.class_id = ""
        self.shown: Any = None
        self._sure = ""  # what has to be pressed once more
        self.facts = Text("", "small", tone="muted", wrap=True)
        self.sessions = CardList("", columns=2, tile=32, grow=True, single_click=True)
        self.sessions.taken.connect(lambda id_: self.go("sign_in", session_id=id_))
        self.sign_in, self.plan = PrimaryButton("", "F8"), PlainButton("", "F4")
        self.slips, self.calls = PlainButton("", icon="printer"), PlainButton("", icon="printer")
        self.money, self.results = PlainButton("", "F9"), PlainButton("", "F7", icon="star")
        self.off, self.archive = PlainButton(""), PlainButton("")
        self.how = ChoiceButtons([Choice(_ENROL, ""), Choice(_INVITE, "")], value=_ENROL)
        self.finder = PersonFinder(desk, most=5, new=True)
        self.people = CardList("", tile=36, hint="", grow=True)
        self.nobody = EmptyState("people")
        self.panel, self.waiver = PersonPanel(desk), WaiverCard()
        self.after, self.photos = AfterCard(desk), PhotosPanel(desk)
        self._connect()
        left = Card(self.how, self.finder, self.waiver, self.people, self.nobody)
        self.panel.setProperty("top", True)
        self.add(
            self.facts,
            flow(self.sign_in, self.plan, self.results, self.money, self.slips, self.calls, self.off, self.archive),
            self.sessions,
            Columns(left, self.panel, shares=(11, 9)),
            self.after,
            self.photos,
            None,
        )

    def _connect(self) -> None:
        self.sign_in.clicked.connect(self.on_sign_in)
        self.plan.clicked.connect(lambda: self.go("class_form", class_id=self.class_id))
        self.money.clicked.connect(lambda: self.go("allowances", class_id=self.class_id))
        self.results.clicked.connect(lambda: self.go("class_results", class_id=self.class_id))
        self.slips.clicked.connect(self.on_slips)
        self.calls.clicked.connect(self.on_calls)
        self.off.clicked.connect(self.on_off)
        self.archive.clicked.connect(self.on_archive)
        self.finder.chosen.connect(lambda person: self.on_add(person.id, person.name))
        self.people.current_changed.connect(lambda _key: self._show_person())
        self.panel.done.connect(self._told)
        self.panel.why_asked.connect(self.waiver.ask)
        self.photos.turned.connect(self.refresh)

    # --- what the shell calls

    def open(self, class_id: str = "", **_more: Any) -> None:
        if class_id and class_id != self.class_id:
            self.class_id, self.shown, self._sure = class_id, None, ""
            self.finder.begin()
            self.waiver.close_again()
            self.photos.begin()
        self.refresh()
        self.people.setFocus()

    def on_scan(self, text: str) -> bool:
        """A villager's card: he wants a place."""
        return self.finder.take_scan(text)

    def on_back(self) -> bool:
        if self._sure or self.finder.search.text():
            self._sure = ""
            self.finder.begin()
            self._show()
            return True
        return False

    def refresh(self) -> None:
        """Read the class again."""
        class_id, skip = self.class_id, self.photos.skip
        if class_id:
            self.desk.tasks.read(
                self, lambda s: _load(s, class_id, skip), self._loaded, self.close_if_gone, latest="class"
            )

    def retranslate(self) -> None:
        self.sessions.setAccessibleName(_("Sessions of this class"))
        self.people.setAccessibleName(_("People of this class"))
        self.how.set_texts([_("Enrol"), _("Invite")])
        self.plan.set_text(_("Change the plan"))
        self.results.set_text(_("Assessment…"))
        self.money.set_text(_("Allowances"))
        self.slips.set_text(_("Invitation slips"))
        self.calls.set_text(_("Print the call list"))
        self.archive.set_text(_("Archive"))
        self.nobody.set_texts(_("Nobody is on the list yet."), _("Find villagers above; two letters are enough."))
        self.finder.set_words()
        self.panel.retranslate()
        self.waiver.retranslate()
        self.after.retranslate()
        self.photos.retranslate()
        self._show()

    # --- what the operator does

    def on_sign_in(self) -> None:
        """F8: the next sitting that is not over."""
        next_ = self._next()
        if next_ is not None:
            self.go("sign_in", session_id=next_.id)

    def on_add(self, person_id: str, name: str, said: dict[str, Any] | None = None) -> None:
        """A villager was found: enrol or invite him; ``said`` is what was answered where something stood against it."""
        from villagedesk.store.training import enrol, invite  # lazy: SQLModel loads behind the PIN screen

        if self.how.value() == _INVITE:
            self.write(lambda s: invite(s, self.class_id, [person_id]), lambda new: self._invited(name, new))
        else:
            self.write(
                lambda s: enrol(s, self.class_id, [person_id], **(said or {})),
                lambda done: self._enrolled(name, done),
                lambda error: self.waiver.ask(error, said or {}, lambda more: self.on_add(person_id, name, more)),
            )

    def on_slips(self) -> None:
        """Invitation slips for everybody."""
        from villagedesk.store.training.sheet import print_invitations  # lazy, see on_add

        self.write(lambda s: print_invitations(s, self.class_id), self._slips_printed)

    def on_calls(self) -> None:
        """The list of whom to call, on paper."""
        from villagedesk.store.training.sheet import print_class_calls  # lazy, see on_add

        self.write(
            lambda s: print_class_calls(s, self.class_id), lambda _count: self.notice(_("The list is being printed."))
        )

    def on_off(self) -> None:
        """Call the class off, asked twice; or hold it after all."""
        from villagedesk.store.training import cancel_class, hold_after_all  # lazy, see on_add

        if self.shown.row.state == ClassState.CANCELLED:
            self.write(lambda s: hold_after_all(s, self.class_id))
        elif self._asked_twice("off"):
            self.write(
                lambda s: cancel_class(s, self.class_id),
                lambda _none: self.notice(_("Called off. Print the call list, so that everybody is told."), "wait"),
            )

    def on_archive(self) -> None:
        """Put it away from the list; asked twice."""
        from villagedesk.store.training import archive_class  # lazy, see on_add

        if self._asked_twice("archive"):
            self.write(lambda s: archive_class(s, self.class_id), lambda _none: self.go("training"))

    def _fill_places(self) -> None:
        """Two computers each filled the places they knew of: whoever still waits moves up by itself."""
        from villagedesk.store.training import fill_places  # lazy, see on_add

        class_id = self.class_id
        if not self.desk.laptop:
            self.write(lambda s: fill_places(s, class_id))

    def _asked_twice(self, what: str) -> bool:
        sure, self._sure = self._sure == what, "" if self._sure == what else what
        self._show()
        return sure

    def _invited(self, name: str, new: int) -> None:
        words = _("{name} is invited.") if new else _("{name} is on the list already.")
        self._told(words.format(name=name))
        self.finder.begin()
        self.finder.focus()

    def _enrolled(self, name: str, done: Any) -> None:
        words = (
            _("{name} is enrolled.")
            if done.places
            else _("{name} is on the waiting list.")
            if done.waiting
            else _("{name} is on the list already.")
        )
        self._told(words.format(name=name))
        self.finder.begin()
        self.finder.focus()

    def _slips_printed(self, count: int) -> None:
        words = ngettext("{count} slip is being printed.", "{count} slips are being printed.", count)
        self.notice(words.format(count=count) if count else _("Nobody is on the list yet."), "info")

    def _told(self, sentence: str) -> None:
        self.notice(sentence)

    # --- what is shown

    def _loaded(self, found: tuple[Any, list[Any], int, Any]) -> None:
        self.shown, photos, count, after = found
        if self.shown.free and self.shown.free > 0 and self.shown.row.waiting and not self.shown.ended:
            self._fill_places()
        self.after.show_class(self.class_id, self.shown.row.title, after)
        self.photos.show_photos(self.shown.row.sessions, photos, count, ended=self.shown.ended)
        self._show()

    def _show(self) -> None:
        shown = self.shown
        if shown is None:
            return
        class_ = shown.row
        self.header.set_title(class_.title)
        self.header.set_pills(_pills(shown))
        self.facts.setText(plan_facts(shown))
        self.sessions.set_rows([session_card(one) for one in class_.sessions])
        self.people.set_rows([_person_card(one, len(class_.sessions)) for one in shown.people])
        self.people.setVisible(bool(shown.people))
        self.nobody.setVisible(not shown.people)
        self._show_buttons()
        self._show_person()

    def _show_buttons(self) -> None:
        shown, next_ = self.shown, self._next()
        class_ = shown.row
        self.sign_in.setVisible(next_ is not None and not shown.ended)
        if next_ is not None:
            self.sign_in.set_text(_("Sign in, session {number}").format(number=next_.number))
        for widget in (self.plan, self.how, self.finder):
            widget.setVisible(not shown.ended)
        self.money.setVisible(bool(shown.form.meal_fen or shown.form.travel_fen))
        cancelled = class_.state == ClassState.CANCELLED
        self.off.setVisible(class_.state in (ClassState.PLANNED, ClassState.RUNNING, ClassState.CANCELLED))
        off = _("Really: call it off") if self._sure == "off" else _("Call it off")
        self.off.set_text(_("Hold it after all") if cancelled else off)
        self.archive.setVisible(class_.state in (ClassState.CLOSED, ClassState.CANCELLED))
        self.archive.set_text(_("Really: archive it") if self._sure == "archive" else _("Archive"))

    def _show_person(self) -> None:
        key = self.people.current_key()
        found = next((one for one in self.shown.people if one.id == key), None) if self.shown else None
        self.panel.show_person(found, ended=self.shown.ended if self.shown else True)

    def _next(self) -> Any:
        if self.shown is None:
            return None
        left = [one for one in self.shown.row.sessions if not one.closed]
        today = [one for one in left if one.held_on == clock.today()]
        return next(iter(today or left), None)


def _load(s: Any, class_id: str, skip: int) -> tuple[Any, list[Any], int, Any]:
    from villagedesk.store import training as room  # lazy: SQLModel loads behind the PIN screen

    photos, count = room.class_photos(s, class_id, limit=PAGE, skip=skip), room.count_class_photos(s, class_id)
    return room.class_page(s, class_id), photos, count, load_after(s, class_id)


def _pills(shown: Any) -> list[tuple[str, str]]:
    class_ = shown.row
    pills = [class_pill(class_)]
    if class_.waiting:
        words = ngettext("{count} waits", "{count} wait", class_.waiting)
        pills.append((words.format(count=class_.waiting), "wait"))
    if shown.free is not None and shown.free < 0:
        words = ngettext("{count} place too few", "{count} places too few", -shown.free)
        pills.append((words.format(count=-shown.free), "act"))
    if shown.to_call:
        words = ngettext("{count} to be called", "{count} to be called", len(shown.to_call))
        pills.append((words.format(count=len(shown.to_call)), "wait"))
    return pills


def _person_card(one: Any, of: int) -> CardRow:
    flagged = one.clash is not None and not one.clash.meant
    word, kind = (_("same hour"), "act" if one.clash.both else "wait") if flagged else place_pill(one)
    came = _("came {came} of {count}").format(came=one.came, count=of) if one.came else ""
    call = ""
    if one.call_result and one.called_at is not None:
        call = f"{_(CALL_WORDS[one.call_result])} {i18n.ago(one.called_at)}"
    detail = "  ".join(part for part in (one.group, came, call) if part)
    return CardRow(
        one.id, one.name, detail, pill=word, pill_kind=kind, avatar=one.name, grey=one.state not in HAVE_A_PLACE
    )
