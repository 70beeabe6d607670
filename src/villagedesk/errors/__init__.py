"""Known trouble, as a tree of errors whose codes have one sentence each, in plain words.

    AppError                 anything we foresaw; the operator is told what to do next
    +-- Invalid              something typed is not right; carries the field it was typed in
    +-- Refused              a rule says no (a move that is not allowed, a frozen seller)
    +-- NotFound             what was asked for is not on this computer
    +-- Offline              the line or central did not answer; nothing is lost, it is tried again
    +-- StorageTrouble       disk full, file locked, file damaged
    +-- Rejected             central understood us and said no (wrong code, unknown device)

Whatever is not an AppError is a bug of ours and goes to the crash report.
"""

from collections.abc import Mapping

from villagedesk.errors.sentences import SENTENCES
from villagedesk.i18n import _

__all__ = [
    "SENTENCES",
    "AppError",
    "Invalid",
    "NotFound",
    "Offline",
    "Refused",
    "Rejected",
    "StorageTrouble",
    "sentence",
]


class AppError(Exception):
    """Foreseen trouble: a stable ``code`` and the parameters its sentence needs."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = params

    def __str__(self) -> str:
        shown = ", ".join(f"{name}={value!r}" for name, value in self.params.items())
        return f"{self.code}({shown})"


class Invalid(AppError):
    """Something typed is not right. ``field`` names the input it belongs under."""

    def __init__(self, field: str, code: str, **params: object) -> None:
        super().__init__(code, **params)
        self.field = field


class Refused(AppError):
    """A rule says no."""


class NotFound(AppError):
    """What was asked for is not on this computer."""

    def __init__(self, what: str, id_: str = "") -> None:
        super().__init__("not_found", what=what, id=id_)


class Offline(AppError):
    """The line or central did not answer."""

    def __init__(self, code: str = "offline", **params: object) -> None:
        super().__init__(code, **params)


class StorageTrouble(AppError):
    """The disk or the database file makes trouble."""


class RoomMade(StorageTrouble):
    """The disk was full, and what was kept back for sales has been let go: the same once more finds room."""


class Rejected(AppError):
    """Central understood us and said no."""


def sentence(error: AppError) -> str:
    """The sentence for the operator, in the language of the moment.

    A code without a sentence (from a newer central) is named plainly, so support can look it up.
    """
    template = SENTENCES.get(error.code)
    if template is None:
        return _("This did not work ({code}). Call the county office and name this word.").format(code=error.code)
    return _(template).format_map(_Shown(error.params))


class _Shown(dict[str, object]):
    """Parameters of a sentence; one that is missing shows as a dash instead of hiding the sentence."""

    def __init__(self, params: Mapping[str, object]) -> None:
        super().__init__(params)

    def __missing__(self, key: str) -> str:
        return "—"
