"""Which devices answer: printer, scanner, scale, as the foot of the rail shows them."""

import os
from pathlib import Path

from villagedesk.desktop.widgets.states import Device
from villagedesk.i18n import _
from villagedesk.settings import Settings


def devices(settings: Settings, printers: list[str] | None = None) -> list[Device]:
    """Printer, scanner and scale.

    Args:
        settings: what is set up on this computer.
        printers: names of the system's printers, from ``find_printers``; None while nobody has looked yet.
    """
    return [_printer(settings.printer, printers), _scanner(settings.scanner), _scale(settings.scale)]


def find_printers() -> list[str]:
    """Names of the system's printers. May take seconds: ask for it with ``tasks.aside``."""
    from PySide6.QtPrintSupport import QPrinterInfo  # lazy: 40 ms and a printing system that nobody may need

    return [str(name) for name in QPrinterInfo.availablePrinterNames()]


def _printer(name: str, printers: list[str] | None) -> Device:
    if not name:
        return Device(_("Printer"), False, _("PDF instead"))
    if name.startswith("/"):
        ready = os.access(name, os.W_OK)
    elif name.startswith("tcp:"):
        ready = True  # known only when it prints; the print queue says what happened
    else:
        ready = printers is None or name in printers
    return Device(_("Printer"), ready, "" if ready else _("no answer"))


def _scanner(in_use: bool) -> Device:
    return Device(_("Scanner"), in_use, "" if in_use else _("none"))


def _scale(port: str) -> Device:
    ready = bool(port) and Path(port).exists()
    return Device(_("Scale"), ready, "" if ready else _("no answer") if port else _("none"))
