"""Settings of this computer: one typed dataclass, one JSON file, one screen drawn from it."""

import json
import os
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from villagedesk.i18n import N_


def _setting(default: Any, label: str, help_: str = "", choices: dict[Any, str] | None = None) -> Any:
    return field(default=default, metadata={"label": label, "help": help_, "choices": choices})


@dataclass
class Settings:
    """Each field carries its label, its help and, where it has them, its choices; the settings screen reads them."""

    language: str = _setting("zh_CN", N_("Language"), "", {"zh_CN": "简体中文", "en": "English"})
    text_percent: int = _setting(
        100,
        N_("Text size"),
        N_("Larger text scrolls instead of being cut off."),
        {n: f"{n} %" for n in (100, 125, 150, 200)},
    )
    full_screen: bool = _setting(False, N_("Full screen"), N_("From the start on. F11 at the log-in changes it, too."))
    lock_minutes: int = _setting(
        10, N_("Lock when idle"), N_("Minutes without a key or click."), {n: f"{n}" for n in (2, 5, 10, 30)}
    )
    printer: str = _setting(
        "",
        N_("Printer"),
        N_("A printer's name, a device such as /dev/usb/lp0, or tcp://address. Empty: a PDF is made."),
    )
    print_head: str = _setting(
        "80",
        N_("Receipt printer"),
        N_("If the right edge of the test page is missing, take the narrower one."),
        {"58": "58 mm", "80": "80 mm", "80-512": N_("80 mm, narrow")},
    )
    cuts: bool = _setting(True, N_("The printer cuts the paper"))
    scanner: bool = _setting(True, N_("Barcode scanner in use"))
    scanner_port: str = _setting(
        "",
        N_("Scanner on a serial port"),
        N_("Its port, for instance COM3 or /dev/ttyUSB0. Empty: it types like a keyboard."),
    )
    scale: str = _setting("", N_("Scale"), N_("The port the scale is connected to. Empty: no scale."))
    sound: bool = _setting(
        True, N_("Sounds"), N_("When a scan is taken, when it is wrong, and when something needs you.")
    )
    read_aloud: bool = _setting(True, N_("Read orders aloud by itself"), N_("F11 reads aloud at any time, and stops."))
    volume: int = _setting(100, N_("Volume of voice and sounds"), "", {n: f"{n} %" for n in (25, 50, 75, 100)})
    villager_screen: str = _setting("auto", N_("Second screen for the villager"))
    pay_code: str = _setting("", N_("Payment code of the centre"))
    sync_minutes: int = _setting(
        15, N_("Sync every"), N_("Minutes between two tries by itself."), {n: f"{n}" for n in (5, 15, 60)}
    )

    @classmethod
    def load(cls, path: Path) -> "Settings":
        """Read the file; a missing file, an unknown name or a value of the wrong type means the default."""
        try:
            found = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return cls()
        if not isinstance(found, dict):
            return cls()
        return cls(**{f.name: found[f.name] for f in fields(cls) if _fits(f.default, found.get(f.name), f.metadata)})

    def save(self, path: Path) -> None:
        """Write the file whole or not at all.

        Raises:
            OSError: the disk is full or cannot be written to.
        """
        temporary = path.with_suffix(".new")
        with temporary.open("w", encoding="utf-8") as file:
            json.dump(asdict(self), file, ensure_ascii=False, indent=1)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)


def _fits(default: object, value: object, metadata: Any) -> bool:
    choices = metadata.get("choices")
    return type(value) is type(default) and (choices is None or value in choices)
