"""What central does by itself while it serves: place the orders that wait, answer payers and returns, send texts, tell
other centres which certificates were taken back, and apply what another, older server on the same database kept.
"""

import logging
import threading

from villagedesk import clock
from villagedesk.central.certificates import publish_revocations
from villagedesk.central.deps import Central
from villagedesk.central.learnt import apply_deferred
from villagedesk.central.orders import place_waiting, settle_payments
from villagedesk.central.returns import answer_returns
from villagedesk.central.texts import send_texts
from villagedesk.errors import StorageTrouble

# While servers are renewed one by one the old ones still keep what they do not know, also after the new one has looked.
LEARN_EVERY_S = 3600.0

_log = logging.getLogger(__name__)


class Worker:
    """One thread; a look that goes wrong is noted, and the next one follows all the same."""

    def __init__(self, central: Central, seconds: float) -> None:
        self._central, self._seconds = central, seconds
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="placing", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End after the order that is being placed."""
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        looked = clock.monotonic()
        while not self._stop.wait(self._seconds):
            try:
                if clock.monotonic() - looked >= LEARN_EVERY_S:
                    looked = clock.monotonic()
                    apply_deferred(self._central.database)
                settle_payments(self._central.database, self._central.payments)
                place_waiting(self._central.database, self._central.marketplace)
                answer_returns(self._central.database, self._central.marketplace)
                send_texts(self._central.database, self._central.texts)
                publish_revocations(self._central.database)
            except StorageTrouble as trouble:
                _log.error("central's database or disk is in trouble: %s; it is tried again", trouble)
            except Exception:  # a bug in one round must not end the thread
                _log.exception("asking the marketplace or sending texts failed; it is tried again")
