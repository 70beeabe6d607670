"""``villagedesk sync``: the same sync with the window closed, once or on a schedule; its result shows on the chip."""

import logging
import time
import traceback
from collections.abc import Callable

from villagedesk import __version__, i18n
from villagedesk.errors import AppError, Refused, sentence
from villagedesk.i18n import _
from villagedesk.store import Store
from villagedesk.store.room import keep_reserve
from villagedesk.store.support import keep_crash
from villagedesk.sync.run import Report
from villagedesk.sync.schedule import minutes_to_next
from villagedesk.sync.service import sync_now

_log = logging.getLogger(__name__)


def sync_once(store: Store, say: Callable[[str], None]) -> int:
    """Sync and say in one sentence how it went; returns the exit status.

    0: both sides are equal. 1: trouble, or something still waits. 3: another sync is under way. A mistake of the program is
    kept as the window keeps one, for nobody sits before it, and the next sync tries again.
    """
    keep_reserve(store.home)
    try:
        report = sync_now(store)
    except Refused as error:
        say(sentence(error))
        return 3 if error.code == "sync_running" else 1
    except AppError as error:
        say(sentence(error))
        return 1
    except Exception as error:
        _log.error("a mistake of ours", exc_info=error)
        keep_crash(store.home, f"Village Desk {__version__}, sync\n\n{''.join(traceback.format_exception(error))}")
        say(
            _(
                "The program made a mistake; nothing that was saved is lost. The report is kept under More, Support; from there it "
                "goes to your county office if you say so."
            )
        )
        return 1
    say(f"{_result(report)} {_bytes(report)}")
    if report.goods_trouble is not None:
        say(sentence(report.goods_trouble))
    return 0 if report.agreed else 1


def sync_every(store: Store, minutes: int, *, sleep: Callable[[float], None] = time.sleep, times: int = 0) -> int:
    """Sync every ``minutes``, less often while the line is down; ``times`` ends it (0: never)."""
    failures = done = 0
    while True:
        status = sync_once(store, _log.info)
        failures = 0 if status in (0, 3) else failures + 1
        done += 1
        if done == times:
            return status
        sleep(60 * minutes_to_next(minutes, failures))


def _bytes(report: Report) -> str:
    return _("Over the line: {up} up, {down} down, and about {around} around them.").format(
        up=i18n.data_size(report.up), down=i18n.data_size(report.down), around=i18n.data_size(report.around)
    )


def _result(report: Report) -> str:
    if report.agreed:
        return _("All delivered: {sent} sent, {received} received, {photos} photos.").format(
            sent=report.sent, received=report.received, photos=report.photos
        )
    if report.gave_up:
        return sentence(AppError(report.trouble or "offline"))
    return _("Connected, but not everything agrees yet ({code}). It is tried again.").format(
        code=report.trouble or "waiting"
    )
