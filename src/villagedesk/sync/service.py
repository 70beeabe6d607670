"""Sync a desk with its central: what the window's timer, the button and ``villagedesk sync --once`` all call."""

import logging
import platform
from collections.abc import Callable

from villagedesk.errors import Invalid, Refused, StorageTrouble
from villagedesk.store import Store, identity
from villagedesk.store.catalogue import Catalogue
from villagedesk.sync.goods import update_catalogue
from villagedesk.sync.http import HttpRemote, check_url
from villagedesk.sync.remote import Remote
from villagedesk.sync.run import Report, Run, enrol
from villagedesk.sync.schedule import only_one

_log = logging.getLogger(__name__)


def sync_now(store: Store, *, progress: Callable[[Report], None] = lambda report: None) -> Report:
    """One sync: events and feeds first, then photos, then the goods catalogue.

    Raises:
        Refused: this computer is not enrolled, or a sync is under way.
        Rejected, StorageTrouble: see ``Run.go``. A bad line is no error: the report says so.
    """
    with store.read() as s:
        device = identity.device(s.connection())
        if device is None:
            raise Refused("not_enrolled")
        key = identity.device_key(s.connection())
    remote = HttpRemote(device.central_url, device.id, key)
    try:
        with only_one(store.home):
            report = Run(store, remote, progress=progress).go()
            if report.agreed:
                _update_goods(store.catalogue, remote, report)
            return report
    finally:
        remote.close()


def _update_goods(catalogue: Catalogue, remote: Remote, report: Report) -> None:
    """Goods come last and hold nothing up: trouble with them is told on their page, and everything else is in sync."""
    try:
        report.changed |= update_catalogue(catalogue, remote, report.catalogue)
    except (Invalid, StorageTrouble) as trouble:
        _log.info("goods: %s", trouble.code)
        report.goods_trouble = trouble
        report.changed.add("goods")
    catalogue.trouble = report.goods_trouble


def enrol_here(store: Store, url: str, code: str) -> str:
    """Enrol this computer at central with a one-time code; returns the centre's name.

    Raises:
        Invalid: the address is none. Offline, Rejected: see ``enrol``; the same code can be tried again.
    """
    address = check_url(url)
    with store.transaction() as connection:
        key = identity.device_key(connection)
    remote = HttpRemote(address, "00" * 16, key)
    try:
        return enrol(store, remote, address, code, platform.node() or "PC")
    finally:
        remote.close()
