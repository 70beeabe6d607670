"""What a person has to decide, one card each: both versions side by side, who, when and where, and the buttons."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from villagedesk import i18n
from villagedesk.desktop.sync.words import entity_word, field_word, trouble_words, value_words
from villagedesk.desktop.widgets import Card, Columns, Pill, PlainButton, Text, flow, row
from villagedesk.i18n import N_, _
from villagedesk.store.inbox import BOTH, COUNTY, HERE, ONE, OURS, THEIRS, TOLD, UNDONE, Decision, Said

# Where one looks at a row, and what the page calls it.
PLACES = {
    "parcel": ("parcel", "parcel_id"),
    "order": ("order", "order_id"),
    "bill": ("bills", "bill_id"),
    "deposit": ("cash_bank", "deposit_id"),
    "fake_report": ("fake", "report_id"),
    "person": ("farmer", "person_id"),
    "return": ("return", "return_id"),
    "harvest_lot": ("lot", "lot_id"),
    "training_class": ("class", "class_id"),
    "training_session": ("sign_in", "session_id"),
}

# What two computers did to one class; ``ours`` is the person's name.
CLASS_TITLES = {
    "marked_twice": N_("{name} was marked differently"),
    "enrolled_twice": N_("{name} is enrolled twice"),
    "class_overfull": N_("More people than places: {name}"),
    "two_at_once": N_("{name} was signed in to two classes at once"),
    "two_places": N_("{name} has a place in two classes at once"),
}
# Of these a button says which of the two is true.
_SAME_HOUR = {"two_at_once": N_("Was in: {title}"), "two_places": N_("Keeps the place in: {title}")}


class DecisionCard(Card):
    """One of them. With ``keys`` its buttons answer 1, 2 and 3.

    Signals: ``look(place, params)``, ``use_ours()``, ``leave()``, ``undo()``, ``later()``; of a parcel with two ends
    ``has_it()`` and ``went_back()``; of two classes at the same hour ``was_in(session_id)``, "" for both.
    """

    look = Signal(str, dict)
    use_ours = Signal()
    leave = Signal()
    undo = Signal()
    has_it = Signal()
    went_back = Signal()
    later = Signal()
    was_in = Signal(str)

    def __init__(self, decision: Decision, *, keys: bool, parent: QWidget | None = None) -> None:
        super().__init__(spacing=10, parent=parent)
        self.decision = decision
        self._keys = iter("123" if keys else "")
        self.first: PlainButton | None = None
        self.body.addLayout(row(Text(title_of(decision), "card", wrap=True), Pill(_("other work goes on"), "plain")))
        if decision.code == "kept" and not decision.impossible:
            self._choose()
        else:
            self._tell()

    def _choose(self) -> None:
        one = self.decision
        typed, stands = (value_words(one.entity, one.field or "", value) for value in (one.ours, one.theirs))
        ours = self._side(said_words(one.our_side) or _("Typed on this computer"), typed, _("Use this"), self.use_ours)
        theirs = self._side(said_words(one.their_side) or _("Stands at central"), stands, _("Keep that"), self.leave)
        ask = _("Work goes on with what stands at central.")
        later = self._side(_("Not sure?"), _("Ask first"), _("Remind me later"), self.later, note=ask)
        self.body.addWidget(Columns(ours, theirs, later, wide=820))

    def _tell(self) -> None:
        one = self.decision
        self.body.addWidget(Text(sentence_of(one), wrap=True))
        if one.impossible and one.their_side is not None:
            self.body.addWidget(Text(said_words(one.their_side), "small", tone="muted", wrap=True))
        buttons: list[QWidget] = []
        if one.code in _SAME_HOUR:
            self.body.addWidget(flow(*self._two_classes()))
            return
        if one.entity in PLACES and not one.gone:
            place, name = PLACES[one.entity]
            buttons.append(self._button(_("Look"), lambda: self.look.emit(place, {name: one.row_id})))
        if one.code == "at_odds":
            money = i18n.money(one.fen)
            back = _("It went back: give {money} back").format(money=money) if one.fen else _("It went back")
            buttons.append(self._button(_("The villager has it"), self.has_it.emit))
            buttons.append(self._sure_button(back, _("Really: it went back"), self.went_back.emit))
        else:
            buttons.append(self._button(_("I have seen it"), self.leave.emit))
        if moves_money(one):
            buttons.append(self._sure_button(_("The money is back"), _("Really: it is back"), self.undo.emit))
        self.body.addWidget(flow(*buttons))

    def _two_classes(self) -> list[PlainButton]:
        """One button for either class, with its hours, one for both, and a look at the first."""
        one = self.decision
        day, *sides = (one.theirs or "").splitlines()
        buttons = []
        for side in sides:
            session_id, begins, ends, title = side.split(" ", 3)
            hours = "–".join(f"{int(at) // 60:02d}:{int(at) % 60:02d}" for at in (begins, ends))
            words = _(_SAME_HOUR[one.code]).format(title=f"{title} {i18n.short_day(day)} {hours}")
            buttons.append(self._button(words, partial(self.was_in.emit, session_id)))
        buttons.append(self._button(_("Both are right"), lambda: self.was_in.emit("")))
        buttons.append(self._button(_("Look"), lambda: self.look.emit("sign_in", {"session_id": one.row_id})))
        return buttons

    def _sure_button(self, text: str, again: str, sure: Callable[[], object]) -> PlainButton:
        """Money moves: asked twice."""
        button = self._button(text, lambda: None)

        def press() -> None:
            if button.property("sure"):
                sure()
            button.setProperty("sure", True)
            button.set_text(again)

        button.clicked.connect(press)
        return button

    def _side(self, where: str, value: str, button: str, signal: object, *, note: str = "") -> Card:
        words = [Text(where, "small", tone="muted", wrap=True), Text(value, "body" if note else "figure", wrap=True)]
        if note:
            words.append(Text(note, "small", tone="muted", wrap=True))
        return Card(*words, None, self._button(button, signal.emit), spacing=6)  # type: ignore[attr-defined]

    def _button(self, text: str, press: Callable[[], object]) -> PlainButton:
        button = PlainButton(text, next(self._keys, ""))
        self.first = self.first or button
        button.clicked.connect(lambda: press())
        return button


def moves_money(one: Decision) -> bool:
    """Whether money that this computer moved can be booked back for it."""
    return one.code == "happened_twice" and one.entity != "parcel" and one.ours != "banked"


def title_of(one: Decision) -> str:
    """What it is about, in a few words."""
    what = "  ".join(part for part in (entity_word(one.entity), one.about) if part)
    if one.code == "id_twice":
        return _("One ID number twice")
    if one.code == "at_odds":
        return _("Handed over and sent back")
    if one.code in CLASS_TITLES:
        return _(CLASS_TITLES[one.code]).format(name=one.ours or one.about)
    if one.code == "happened_twice":
        if one.entity == "parcel":
            return _("Handed over twice")
        return _("Paid in twice") if one.ours in ("done", "banked") else _("Money given twice")
    if one.code != "kept":
        return _("{what} was not accepted").format(what=what)
    if one.gone:
        return _("{what} was deleted meanwhile").format(what=what)
    if one.field == "state":
        return _("{what}: what was done here no longer counts").format(what=what)
    return _("{what}: {field}").format(what=what, field=field_word(one.field or ""))


def sentence_of(one: Decision) -> str:
    """What happened and what to do, where there is nothing to choose between."""
    if one.code == "happened_twice":
        settled = {"done": "paid_in_twice", "banked": "settled_twice"}.get(one.ours or "", "money_twice")
        code = "happened_twice" if one.entity == "parcel" else settled
        return "  ".join(part for part in (one.about, trouble_words(code)) if part)
    if one.code != "kept":
        return "  ".join(
            part for part in (one.about if one.code in ("id_twice", "at_odds") else "", trouble_words(one.code)) if part
        )
    if one.gone:
        return _("Somebody deleted it before this computer's change came. A deleted thing stays deleted.")
    ours, theirs = (value_words(one.entity, "state", value) for value in (one.ours, one.theirs))
    happened = _("Here it became “{ours}”, but before that it had become “{theirs}” elsewhere, and that stays.").format(
        ours=ours, theirs=theirs
    )
    return " ".join((happened, _("Look at it, and do it anew where it is still right.")))


def outcome_words(one: Decision) -> str:
    """What was decided, by whom and when."""
    if one.outcome == OURS:
        words = _("Used: {value}").format(value=value_words(one.entity, one.field or "", one.ours))
    elif one.outcome == THEIRS:
        words = _("Kept: {value}").format(value=value_words(one.entity, one.field or "", one.theirs))
    else:
        words = {
            UNDONE: _("The money was booked back"),
            TOLD: _("Told which end is true"),
            ONE: _("Told which class it was"),
            BOTH: _("Both stand"),
        }.get(one.outcome, _("Seen"))
    when = i18n.ago(one.done_at) if one.done_at is not None else ""
    return "  ".join(part for part in (words, one.done_by, when) if part)


def said_words(said: Said | None) -> str:
    """Where, when and by whom: ``This computer  today 09:12  王秀兰``."""
    if said is None:
        return ""
    other = _("Another computer")
    if said.number:
        other = _("Computer {number} ({name})").format(number=said.number, name=said.name or "PC")
    where = {HERE: _("This computer"), COUNTY: _("The county office")}.get(said.where, other)
    return "  ".join(part for part in (where, i18n.ago(said.at), said.who) if part)
