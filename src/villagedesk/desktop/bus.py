"""Where the parts of the window hear of each other: what changed, where sync stands, what to tell the operator."""

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal


@dataclass(frozen=True)
class Notice:
    """A sentence for the banner; ``kind`` is good, info, wait or act. Only ``act`` stays until it is closed.

    ``about`` names what comes often and is no news, like papers kept as a PDF: it stands in a thin line, and the next
    one about the same takes its place.
    """

    text: str
    kind: str = "good"
    about: str = ""


class Bus(QObject):
    """Signals only; always sent and heard on the UI thread.

    Signals:
        changed(set[str]): names of entities and local tables whose rows changed, here or by sync.
        sync_state(ChipState): where sync stands.
        sync_run(RunView): how far the sync under way has come, heap by heap.
        notice(Notice): a sentence for the banner; None takes the banner away.
        operator_changed(): somebody logged in, or the screen was locked.
        scanned(str): what the scanner read.
        scan_answered(bool): a page looked a scan up: it fits (True) or it does not.
        devices_changed(): a device was found, lost or set up differently.
        settings_changed(): a setting of this computer was changed.
    """

    changed = Signal(set)
    sync_state = Signal(object)
    sync_run = Signal(object)
    notice = Signal(object)
    operator_changed = Signal()
    scanned = Signal(str)
    scan_answered = Signal(bool)
    devices_changed = Signal()
    settings_changed = Signal()

    def say(self, text: str, kind: str = "good", about: str = "") -> None:
        """Show a sentence in the banner; ``kind`` is good, info, wait or act, ``about`` as in ``Notice``."""
        self.notice.emit(Notice(text, kind, about))
