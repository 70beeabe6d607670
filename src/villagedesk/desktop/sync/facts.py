"""The quiet part of the sync page, in words: the line, bytes, comparisons, past syncs, copies. No milliseconds."""

from villagedesk import i18n
from villagedesk.desktop.sync.look import Looked
from villagedesk.desktop.sync.words import clock_words, trouble_words
from villagedesk.i18n import _, ngettext
from villagedesk.store.backup import Backup
from villagedesk.sync.history import STICK, WRITTEN, Agreement, PastSync
from villagedesk.sync.meter import Line
from villagedesk.sync.traffic import Used

# A line that answers within this time and brings this much a second is one on which nobody waits.
_QUICK_MS, _QUICK = 1_000, 16_000
_PHOTO = 100_000


def state_facts(found: Looked, *, running: bool) -> list[str]:
    """What stands at the head of the page: enrolled, oldest, last comparison, clock, trouble of the last sync."""
    status = found.status
    if not status.enrolled:
        return [_("This computer is not enrolled yet. Ask the county office for a code.")]
    facts = []
    if status.oldest_at is not None:
        facts.append(_("Oldest: {time}").format(time=i18n.ago(status.oldest_at)))
    if status.agreed_at is not None:
        said = (
            _("Both sides were equal by stick, as of {time}") if status.by_stick else _("Both sides were equal {time}")
        )
        facts.append(said.format(time=i18n.ago(status.agreed_at)))
    if status.rebuilt_at is not None:
        facts.append(_("This computer's copy was made anew {time}").format(time=i18n.ago(status.rebuilt_at)))
    if status.clock_wrong:
        facts.append(clock_words(status.clock_ahead))
    if status.trouble is not None and not running:
        facts.append(trouble_words(status.trouble))
    return facts or [_("Not connected yet.")]


def line_words(line: Line) -> str:
    """Quick or slow, as one says it."""
    if not line.wait_ms and not line.speed:
        return _("Nobody knows yet how quick the line is.")
    quick = line.wait_ms <= _QUICK_MS and (not line.speed or line.speed >= _QUICK)
    if quick:
        return _("The line is quick.")
    if not line.speed:
        return _("The line is slow.")
    seconds = _PHOTO // line.speed + 1
    if seconds < 90:
        return ngettext(
            "The line is slow: a photo takes about {count} second.",
            "The line is slow: a photo takes about {count} seconds.",
            seconds,
        ).format(count=seconds)
    minutes = -(-seconds // 60)
    return ngettext(
        "The line is very slow: a photo takes about {count} minute.",
        "The line is very slow: a photo takes about {count} minutes.",
        minutes,
    ).format(count=i18n.number(minutes))


def used_words(today: Used, month: Used) -> list[str]:
    """Bytes of today and of this month, and what was saved."""
    words = [
        _("Today {all}: {up} sent, {down} received").format(
            all=_size(today.all), up=_size(today.up), down=_size(today.down)
        ),
        _("This month {all}").format(all=_size(month.all)),
    ]
    if month.saved > 0:
        words.append(_("Saved this month: {size}").format(size=_size(month.saved)))
    return words


def _size(size: int) -> str:
    return i18n.data_size(size).replace(" ", "\u00a0")  # a number and its unit stay in one line


def used_note() -> str:
    """How the numbers come about, for whoever asks."""
    return _(
        "Counted byte by byte where it leaves and enters; what packets carry around it is estimated. Saved: what the same"
        " records would weigh as plain text."
    )


def compared_words(one: Agreement, classes: dict[str, str]) -> tuple[str, str, str]:
    """A comparison: what was compared, a pill and its kind."""
    if one.scope == "centre":
        what = _("This centre's records")
    elif one.scope == "platform":
        what = _("Rules, stops and keys of the county")
    else:
        what = "  ".join(part for part in (_("Class"), classes.get(one.scope, "")) if part)
    when = i18n.ago(one.at)
    if one.differs:
        return what, _("not the same  {time}").format(time=when), "wait"
    return what, "✓ " + _("the same  {time}").format(time=when), "good"


def past_words(one: PastSync) -> tuple[str, str, str]:
    """A past sync: when, what came of it, and the kind of its pill."""
    when = i18n.ago(one.ended_at)
    if one.times > 1:
        when = _("{begin} to {end}").format(begin=i18n.ago(one.begun_at), end=i18n.ago(one.ended_at))
    return when, _came_of_it(one), "good" if one.agreed else "wait" if one.code else "plain"


def past_pill(one: PastSync) -> str:
    """How it ended, in a word."""
    if one.agreed:
        return "✓ " + _("delivered")
    if one.code == "sync_stopped":
        return _("stopped by hand")
    if one.how == WRITTEN:
        return _("written")
    return _("not through") if one.code else _("taken in")


def _came_of_it(one: PastSync) -> str:
    parts = [_("by stick")] if one.how in (STICK, WRITTEN) else []
    if one.code and one.code != "sync_stopped":
        parts.append(trouble_words(one.code))
    if one.times > 1:
        parts.append(ngettext("{count} time", "{count} times", one.times).format(count=i18n.number(one.times)))
    if one.sent or one.received or one.photos:
        parts.append(
            _("{sent} sent, {received} received, {photos} photos").format(
                sent=i18n.number(one.sent), received=i18n.number(one.received), photos=i18n.number(one.photos)
            )
        )
    if one.bytes:
        parts.append(i18n.data_size(one.bytes))
    return "  ".join(parts)


def copies_words(copies: list[Backup]) -> str:
    """The hourly copies of this computer's data."""
    if not copies:
        return _("No copy of this computer's data yet; one is taken every hour.")
    return ngettext(
        "{count} copy of this computer's data, the newest {time}.",
        "{count} copies of this computer's data, the newest {time}.",
        len(copies),
    ).format(count=i18n.number(len(copies)), time=i18n.ago(copies[0].at))
