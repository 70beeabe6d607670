"""Why something is not sent, in words: what is the matter, and what to do next."""

from villagedesk import i18n
from villagedesk.desktop.sync.words import clock_words, trouble_words
from villagedesk.i18n import N_, _, ngettext
from villagedesk.sync.why import Reason, Why

_WHAT = {
    Reason.NOT_ENROLLED: N_("This computer is not enrolled, so central does not know it yet."),
    Reason.DEVICE_UNKNOWN: N_("Central does not take anything from this computer any more."),
    Reason.CENTRAL_TOO_NEW: N_("This program is too old for central."),
    Reason.NO_LINE: N_("There is no line."),
    Reason.CENTRAL_SILENT: N_("There is a line, but central does not answer."),
    Reason.CENTRAL_TROUBLE: N_("Central answers, but cannot take it right now."),
    Reason.DISK: N_("This computer's disk makes trouble, so that nothing can be noted as sent."),
    Reason.SET_BACK: N_("Central had to go back to an older copy of its data. It is getting back what it lost first."),
    Reason.SENDING: N_("It is being sent right now."),
    Reason.STOPPED: N_("Somebody pressed Stop."),
    Reason.SOON: N_("Nothing is the matter. It waits for the next time this computer calls central."),
    Reason.PHOTO: N_("The record is at central. Its photos go last, the smallest first."),
    Reason.ASIDE: N_("Central has it, and keeps it until the centre gives this class to this laptop."),
    Reason.DEFERRED: N_("Central has it and keeps it, but does not know this kind of work yet."),
    Reason.REFUSED: N_("Central has it, but did not accept it."),
    Reason.KEPT: N_("Central has it, but somebody else had changed the same thing. You are asked which one counts."),
    Reason.DIFFERS: N_(
        "It is at central, but the last comparison found that not every record is the same on both sides."
    ),
    Reason.DELIVERED: N_("Nothing waits. Central has it."),
}
_NEXT = {
    Reason.NOT_ENROLLED: N_(
        "Ask the county office for a code, and type it at the next start. Nothing is lost until then."
    ),
    Reason.DEVICE_UNKNOWN: N_("Call the county office. Everything stays here; a stick can carry it too."),
    Reason.CENTRAL_TOO_NEW: N_("Ask the county office for the new version. Everything stays here and goes out then."),
    Reason.NO_LINE: N_("Go on working; it goes out by itself. Is it urgent? Write a stick for the van."),
    Reason.CENTRAL_SILENT: N_("Nothing to do here. If it stays so until tomorrow, call the county office."),
    Reason.CENTRAL_TROUBLE: N_("Nothing to do here. If it stays so until tomorrow, call the county office."),
    Reason.DISK: N_("Make room on the disk, or call the county office. Write a stick, so that the work is safe."),
    Reason.SET_BACK: N_("Leave the line on. It goes out by itself afterwards."),
    Reason.SENDING: N_("Go on working."),
    Reason.STOPPED: N_("Press Send now, or leave it: it is tried again by itself."),
    Reason.SOON: N_("Go on working, or press Send now."),
    Reason.PHOTO: N_("Leave the line on. A photo that was cut off goes on where it stopped."),
    Reason.ASIDE: N_("Ask the centre to call central, and to choose this laptop on the page of the class."),
    Reason.DEFERRED: N_("Nothing to do. It counts as soon as central has the new version; here it counts already."),
    Reason.REFUSED: N_("Look at it under To decide, and do it anew where it is still right."),
    Reason.KEPT: N_("Choose under To decide."),
    Reason.DIFFERS: N_("Press Send now. If it stays so until tomorrow, call the county office."),
    Reason.DELIVERED: "",
}
_SAYS_WHEN = (Reason.NO_LINE, Reason.CENTRAL_SILENT, Reason.CENTRAL_TROUBLE)
_TRIES_AGAIN = (*_SAYS_WHEN, Reason.STOPPED, Reason.SOON)


def what_is_the_matter(why: Why) -> str:
    """One or two sentences: the reason, and since when."""
    parts = [_(_WHAT[why.reason])]
    if why.reason in (Reason.REFUSED, Reason.DISK, Reason.CENTRAL_TROUBLE) and why.code:
        parts.append(trouble_words(why.code))
    if why.reason in _SAYS_WHEN:
        parts.append(_answered(why.since))
    if why.reason is Reason.STOPPED and why.since is not None:
        parts.append(_("That was {time}.").format(time=i18n.ago(why.since)))
    if why.reason is Reason.DELIVERED and why.since is not None:
        parts.append(_("Both sides were equal {time}.").format(time=i18n.ago(why.since)))
    if why.photos:
        parts.append(
            ngettext("{count} photo, {size} still to go.", "{count} photos, {size} still to go.", why.photos).format(
                count=i18n.number(why.photos), size=i18n.data_size(why.photo_bytes)
            )
        )
    if why.is_here and why.waits_since is not None:
        parts.append(_("It has waited here since {time}.").format(time=i18n.ago(why.waits_since)))
    return " ".join(parts)


def what_to_do(why: Why, next_at: int | None = None) -> str:
    """What to do next; ``next_at`` (ms UTC) is when it is tried again by itself."""
    parts = [_(_NEXT[why.reason])]
    if why.reason in _TRIES_AGAIN and next_at is not None:
        parts.append(_("The next try by itself is at {time}.").format(time=i18n.time_text(next_at)))
    if why.clock_ahead:
        parts.append(clock_words(why.clock_ahead))
    return " ".join(part for part in parts if part)


def _answered(since: int | None) -> str:
    if since is None:
        return _("Central has never answered this computer yet.")
    return _("Central last answered {time}.").format(time=i18n.ago(since))
