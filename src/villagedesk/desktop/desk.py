"""What every page can reach: settings, the bus, background work, who is logged in, and the way to other pages."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from villagedesk import paths
from villagedesk.desktop.bus import Bus
from villagedesk.desktop.sync.progress import RunView
from villagedesk.desktop.tasks import Tasks
from villagedesk.errors import AppError, sentence
from villagedesk.settings import Settings

if TYPE_CHECKING:
    from villagedesk.desktop.scale import Scale
    from villagedesk.desktop.sounds import Sounds
    from villagedesk.desktop.speech.speech import Speech
    from villagedesk.desktop.villager_screen.villager import Villager


@dataclass(frozen=True)
class LoggedIn:
    """Who works at the counter now."""

    id: str
    name: str
    role: str = "operator"


def _nowhere(_place: str, **_params: Any) -> None:
    """Before the main window exists there is nowhere to go."""


def _nothing() -> None:
    """Before the window is complete nothing happens."""


def _no_letters(_large: bool) -> None:
    """Before the window exists there are no letters."""


class Desk:
    """One open counter. Pages get it in their constructor as ``desk``.

    ``operator`` is who is logged in (None behind the PIN screen), ``centre_name`` what the rail shows, ``go(place,
    **params)`` opens another page, ``back()`` returns and ``sync_now()`` sends what waits, until
    ``stop_sync()``; ``sync_run`` says how far it is. ``laptop``: this is a trainer's own, which knows its classes and nothing
    else. ``large``: large letters on the whole screen, for a class; ``set_large(bool)`` changes it. ``bug`` takes an exception nobody foresaw.
    """

    def __init__(
        self,
        settings: Settings,
        home: Path,
        *,
        bug: Callable[[BaseException], object] | None = None,
        inline: bool = False,
    ) -> None:
        self.settings = settings
        self.home = home
        self.bus = Bus()
        self.operator: LoggedIn | None = None
        self.centre_name = ""
        self.laptop = False
        self.large = False
        self.set_large: Callable[[bool], None] = _no_letters
        self.go: Callable[..., None] = _nowhere
        self.back: Callable[[], None] = _nothing
        self.sync_now: Callable[[], None] = _nothing
        self.stop_sync: Callable[[], None] = _nothing
        self.sync_run = RunView()
        # The help page that F1 opens before that of the page, while something is the matter; "" for nothing.
        self.first_help = ""
        self.bug = bug or _raise
        self.tasks = Tasks(self.bus, self.operator_id, self.show_error, lambda e: self.bug(e), inline=inline)

    @cached_property
    def sounds(self) -> "Sounds":
        """The three sounds."""
        from villagedesk.desktop.sounds import Sounds  # lazy: behind the PIN screen

        return Sounds(self.settings)

    @cached_property
    def scale(self) -> "Scale":
        """The scale, where there is one."""
        from villagedesk.desktop.scale import Scale  # lazy: only who weighs needs it

        return Scale(self.settings)

    @cached_property
    def speech(self) -> "Speech":
        """The counter's voice."""
        from villagedesk.desktop.speech.speech import Speech  # lazy: behind the PIN screen

        return Speech(self.settings)

    @cached_property
    def villager(self) -> "Villager":
        """What the villager sees, where there is a second screen."""
        from villagedesk.desktop.villager_screen.villager import Villager  # lazy: behind the PIN screen

        return Villager()

    def close(self) -> None:
        """The window is closed: be quiet, and finish what is being written."""
        if "speech" in vars(self):
            self.speech.close()
        self.tasks.close()

    def operator_id(self) -> str:
        """The id of who acts; "" while nobody is logged in."""
        return self.operator.id if self.operator else ""

    def log_in(self, who: LoggedIn | None) -> None:
        """Somebody typed the right PIN; None locks."""
        self.operator = who
        self.bus.operator_changed.emit()

    def show_error(self, error: AppError) -> None:
        """The sentence of a foreseen trouble, in the banner."""
        self.bus.say(sentence(error), "act")

    def save_settings(self) -> None:
        """Write the settings of this computer and tell everybody."""
        try:
            self.settings.save(paths.settings_file(self.home))
        except OSError as error:
            self.show_error(AppError("disk_read_only", reason=str(error)))
        self.bus.settings_changed.emit()


def _raise(error: BaseException) -> None:
    raise error
