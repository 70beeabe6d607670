"""Loads everything the window needs from the system, and names in words what is not there.

Called by the set-up after the Python packages are in place. It matters on systems whose packages the set-up does not
know, where Qt's own message would come only when the window should open.
"""

import ctypes
import importlib
import os
import re
import sys
from pathlib import Path

# What each part is for, so that the sentence can say what would not work.
PARTS = {
    "PySide6.QtWidgets": "the window",
    "PySide6.QtPrintSupport": "printing",
    "PySide6.QtSvg": "the icons",
    "PySide6.QtNetwork": "knowing whether there is a connection",
    "PySide6.QtMultimedia": "the camera",
    "PySide6.QtTextToSpeech": "reading aloud with a voice of the system",
    "sqlcipher3": "the database",
}
PLUGINS = {"platforms/libqxcb.so": "the window on a screen", "platforms/libqoffscreen.so": "the tests"}
LIBRARY = re.compile(r"(lib[\w.+-]+\.so[.\d]*): cannot open shared object")


def load_part(module: str) -> None:
    """Import one module; raises ImportError when a library is missing."""
    importlib.import_module(module)


def load_plugin(name: str) -> None:
    """Load one of Qt's plug-ins the way Qt does; raises OSError when a library is missing."""
    import PySide6

    ctypes.CDLL(str(Path(PySide6.__file__).parent / "Qt" / "plugins" / name))


def missing() -> dict[str, list[str]]:
    """What cannot be found, and the parts that need it."""
    # QtMultimedia remarks on every optional library it does without.
    os.environ.setdefault("QT_LOGGING_RULES", "qt.multimedia.*=false")
    found: dict[str, list[str]] = {}
    for names, load in ((PARTS, load_part), (PLUGINS, load_plugin)):
        for name, purpose in names.items():
            try:
                load(name)
            except (ImportError, OSError) as trouble:
                library = LIBRARY.search(str(trouble))
                found.setdefault(library.group(1) if library else str(trouble), []).append(purpose)
    return found


def main() -> int:
    """Say what is missing; returns the exit status."""
    found = missing()
    if found:
        print("\nVillage Desk could not be set up. This system does not have:", file=sys.stderr)
        for library, purposes in found.items():
            print(f"  {library} (for {', '.join(purposes)})", file=sys.stderr)
        print("Please install the packages of your system that hold these libraries, and start again.", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
