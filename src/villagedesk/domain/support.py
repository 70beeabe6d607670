"""What support gets to see: text with people blotted out, and the report of a mistake that an operator agreed to send.

Rather too much is blotted out than too little: whatever is quoted, whatever is not plain ASCII (no line of ours is, names
of villagers are), every number that could be an identity number, a phone or an account, and every name on file.
"""

import re
from collections.abc import Collection

from villagedesk.domain.entity import Entity

MOST_REPORT = 6_000  # characters; the end of a traceback says most
BLOT = "…"

# How a line of the log begins, and how a line of a traceback names a file of ours: made by the program, nobody's data.
_STAMP = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} [A-Z]+ [\w.]{1,60}: ")
_PLACE = re.compile(r'(\s*)File "([^"]*)", (line \d{1,6}, in [\w.<>]{1,80})\Z', re.ASCII)
_OF_US = re.compile(r"(?:.*[\\/]|)((?:villagedesk|PySide6|sqlalchemy|sqlmodel|python3\.\d+)[\\/][\w\\/.]+)", re.ASCII)
_STRANGE = re.compile(r"[^\x00-\x7f]+")
# The same as an address or a message of a library writes it.
_ESCAPED = re.compile(r"(?:%[0-9A-Fa-f]{2}){3,}|(?:\\(?:u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|x[0-9A-Fa-f]{2}))+")
_QUOTED = re.compile(r"""(["'`])(?:(?!\1).)+\1""")
# Seven digits or more, whatever but letters stands between them; a check letter may follow.
_NUMBER = re.compile(r"\d(?:[^A-Za-z0-9]{0,5}\d){6,}(?:[^A-Za-z0-9]{0,5}[xX](?!\w))?", re.ASCII)


class ProgramReport(Entity, table=True):
    """A mistake of the program, sent because an operator said so. ``text`` is blotted and at most ``MOST_REPORT`` long."""

    version: str
    system: str
    text: str


def blotted(text: str, names: Collection[str] = ()) -> str:
    """The text without people in it.

    Args:
        text: lines of a log, a traceback.
        names: of everybody on file; of these only those in Latin letters still need to be looked for.
    """
    latin = sorted({name.strip().lower() for name in names if name.isascii() and len(name.strip()) > 1}, key=len)
    parts = sorted(
        {part for name in latin for part in re.split(r"[^a-z]+", name) if len(part) > 2} | set(latin), key=len
    )
    known = re.compile("|".join(map(re.escape, reversed(parts))), re.IGNORECASE) if parts else None
    # Not by splitlines: what Unicode takes for the end of a line may stand within somebody's name.
    return "\n".join(_line(line, known) for line in text.replace("\r", "\n").split("\n"))


def _line(line: str, known: re.Pattern[str] | None) -> str:
    place = _PLACE.fullmatch(line)
    if place is not None:
        ours = _OF_US.fullmatch(place[2])
        return f'{place[1]}File "{ours[1] if ours else BLOT}", {place[3]}'
    stamp = _STAMP.match(line)
    head = stamp[0] if stamp else ""
    rest = _ESCAPED.sub(BLOT, _STRANGE.sub(BLOT, line[len(head) :]))
    rest = _QUOTED.sub(BLOT, rest)
    rest = known.sub(BLOT, rest) if known else rest
    return head + _NUMBER.sub(BLOT, rest)
