"""How each step of a parcel's way is said."""

from villagedesk import i18n
from villagedesk.domain.farm_inputs import VERDICT_WORDS, Verdict
from villagedesk.domain.messages import STATE_WORDS as TEXT_WORDS
from villagedesk.domain.messages import MessageState
from villagedesk.domain.parcels import CALL_WORDS, SENT_BACK_WORDS, Call
from villagedesk.domain.pickup import INSPECTED_WORDS, PROOF_WORDS, Inspected
from villagedesk.domain.weights import Hand
from villagedesk.i18n import N_, _, ngettext
from villagedesk.store.parcels import Happened, Step

HAND_WORDS: dict[Hand, str] = {Hand.SENDER: N_("sender"), Hand.COUNTY: N_("county"), Hand.HERE: N_("here")}

_ICONS = {
    Happened.ANNOUNCED: "truck",
    Happened.ARRIVED: "box",
    Happened.VAN_LEFT: "truck",
    Happened.DAMAGED: "warning",
    Happened.CALLED: "phone",
    Happened.TEXTED: "phone",
    Happened.CHECKED: "shield",
    Happened.HANDED_OVER: "check",
    Happened.PUT_ASIDE: "back",
    Happened.WENT_BACK: "truck",
    Happened.MONEY_BACK: "cash",
}


def step_icon(step: Step) -> str:
    """The icon of a step."""
    return _ICONS[Happened(step.kind)]


def step_words(step: Step) -> tuple[str, str, str]:
    """Title, detail and colour of a step."""
    match Happened(step.kind):
        case Happened.ANNOUNCED:
            return _("Announced by the county"), step.detail, "plain"
        case Happened.ARRIVED:
            return _("Came, put at {shelf}").format(shelf=step.detail), "", "tile"
        case Happened.VAN_LEFT:
            return _("The van left"), step.detail, "plain"
        case Happened.DAMAGED:
            return _("Came damaged"), step.detail, "wait"
        case Happened.CALLED:
            times = int(step.detail or 1)
            words = ngettext("called {count} time", "called {count} times", times).format(count=times)
            return _("Phone: {word}").format(word=_(CALL_WORDS[Call(step.word)])), words, "plain"
        case Happened.TEXTED:
            kind = "wait" if step.word == MessageState.FAILED else "plain"
            return _(TEXT_WORDS.get(step.word, step.word)), step.detail, kind
        case Happened.CHECKED:
            words = "  ".join(part for part in (_(VERDICT_WORDS.get(step.word, step.word)), step.detail) if part)
            said = _("The pack was not looked at") if step.word == Verdict.UNSEEN else _("The pack was looked at")
            return said, words, "plain" if step.word == Verdict.FINE else "wait"
        case Happened.PUT_ASIDE:
            return _("Put aside to go back"), _(SENT_BACK_WORDS.get(step.word, step.word)), "wait"
        case Happened.WENT_BACK:
            detail = step.detail or _(SENT_BACK_WORDS.get(step.word, step.word))
            return _("The driver took it back"), detail, "plain"
        case Happened.MONEY_BACK:
            return _("{money} given back").format(money=i18n.money(step.fen)), "", "plain"
        case Happened.HANDED_OVER:
            return _handed_over(step)


def _handed_over(step: Step) -> tuple[str, str, str]:
    title = _("Handed over to {who}").format(who=step.detail) if step.detail else _("Handed over in person")
    parts = [_(PROOF_WORDS.get(step.word, step.word))]
    if step.inspected:
        parts.append(_(INSPECTED_WORDS[Inspected(step.inspected)]))
    if step.fen:
        parts.append(_("{money} taken").format(money=i18n.money(step.fen)))
    return title, "  ".join(parts), "good"
