"""``villagedesk demo``: build the world, then open the window, or work the day without one."""

import os
import shutil
import sys
import tempfile
from pathlib import Path

from villagedesk import i18n
from villagedesk.errors import Offline
from villagedesk.settings import Settings

# Central answers what the newcomer orders while he looks on; the headless day answers in its own time.
PLACE_EVERY_S = 10
# Fewer have nothing for some of the words that the day looks for.
LEAST_GOODS = 2_000


def run_demo(*, headless: bool, folder: Path | None, language: str | None, goods: int) -> int:
    """Build an invented village and work in it.

    Args:
        headless: work the day without a window and write pictures and a summary; also when there is no display.
        folder: where everything goes; None takes a folder that is removed afterwards (the pictures are kept).
        language: of the window, a key of ``i18n.LANGUAGES``; None means Chinese.
        goods: how many goods the catalogue has.

    Returns:
        The exit status: 1 when a step of the day did not work or the two sides do not agree to the last row.
    """
    if not headless and not _has_display():
        print("There is no display here, so the demo works its day by itself and writes pictures.")
        headless = True
    if headless:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        if goods < LEAST_GOODS:
            print(f"Without a window the demo needs a catalogue of at least {LEAST_GOODS:,} goods.", file=sys.stderr)
            return 1
    language = language or "zh_CN"
    i18n.set_language(language)
    kept = folder is not None
    try:
        place = folder or Path(tempfile.mkdtemp(prefix="villagedesk-demo-"))
        place.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        print(f"The demo cannot write to {folder or tempfile.tempdir}: {error.strerror}.", file=sys.stderr)
        return 1
    if (place / "desk").exists():
        print(f"{place} holds an earlier demo. Name an empty folder.", file=sys.stderr)
        return 1
    try:
        return _run(place, headless, language, goods)
    except Offline:
        print("The demo's central cannot be reached. Is this computer's own network (127.0.0.1) on?", file=sys.stderr)
        return 1
    finally:
        if not kept and not headless:
            shutil.rmtree(place, ignore_errors=True)


# Stands for the centre's own payment code; nobody is paid by it.
_PAY_CODE = "https://pay.example/egret-village"


def _run(place: Path, headless: bool, language: str, goods: int) -> int:
    from PySide6.QtWidgets import QApplication  # lazy: the platform is chosen above

    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    from villagedesk.demo import world as made_up  # lazy: needs the libraries

    print(f"Building an invented village in {place} ...", flush=True)
    place_every = 0 if headless else PLACE_EVERY_S
    with made_up.built_world(place, _say, goods=goods, place_every=place_every) as world:
        settings = Settings(language=language, pay_code=_PAY_CODE)
        settings.save(world.home / "settings.json")
        print(f"Operator {made_up.OPERATOR}: PIN {made_up.PIN}    Trainer {made_up.TRAINER}: PIN {made_up.TRAINER_PIN}")
        print(f"The county's pages: {world.server.url}    {made_up.CLERK}, password {made_up.CLERK_PASSWORD}")
        print(f"One-time code for a second PC of the centre: {world.new_code()}", flush=True)
        if headless:
            from villagedesk.demo.headless import work_headless  # lazy: only needed here

            return work_headless(app, world, settings, place)
        from villagedesk.desktop.app import run_desk  # lazy: only needed here

        return run_desk(world.home, settings)


def _say(words: str) -> None:
    print(f"  {words}", flush=True)


def _has_display() -> bool:
    if os.environ.get("QT_QPA_PLATFORM") in ("offscreen", "minimal"):
        return False
    if sys.platform.startswith("linux"):
        return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    return True
