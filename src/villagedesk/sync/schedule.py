"""When to try next, and never two at once: a lock that the window and the unattended run share."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from villagedesk.errors import Refused
from villagedesk.store.files import file_trouble_told
from villagedesk.store.locks import try_lock

MAX_BACKOFF_MINUTES = 4 * 60


def minutes_to_next(interval: int, failures: int) -> float:
    """Minutes until the next try by itself.

    Args:
        interval: minutes between two tries when all is well.
        failures: tries in a row that did not get through.
    """
    wait = min(interval * 2 ** min(failures, 10), MAX_BACKOFF_MINUTES) if failures else interval
    # Jitter, so that a district whose line comes back does not call in the same second.
    return wait * random.uniform(0.8, 1.2)


@contextmanager
def only_one(home: Path) -> Iterator[None]:
    """Hold the sync lock of a desk; the system lets go of it when the process ends, however it ends.

    Raises:
        Refused: another sync of this desk is under way (``sync_running``).
        StorageTrouble: the folder cannot be written to.
    """
    with file_trouble_told():
        file = (home / "sync.lock").open("a+b")
    with file:
        if not try_lock(file.fileno()):
            raise Refused("sync_running")
        yield
