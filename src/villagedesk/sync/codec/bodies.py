"""A body as its frame and its values: the frame is the body's text with every value cut out.

This works on the text alone and takes nothing for granted: whatever is not recognised as a value stays in the frame,
so that what is put together is what was taken apart, to the byte.
"""

import re

# A value: a text, a whole number, true, false or null where JSON has a value, and not a key.
_VALUE = re.compile(
    r'(?<=[:\[,])("(?:[^"\\\x00-\x1f]|\\[^\x00-\x1f])*"|-?[0-9]+|true|false|null)(?=[,\]}])',
)
# Longer ones, and ones of more values, travel as they are.
_MAX_LENGTH, _MAX_VALUES = 1 << 18, 4000
SLOT = "\0"


def take_apart(body: bytes) -> tuple[list[str], list[str]] | None:
    """Frame (pieces of text, one more than there are values) and values; None when it must travel as it is."""
    if len(body) > _MAX_LENGTH or b"\0" in body:
        return None
    try:
        parts = _VALUE.split(body.decode())
    except UnicodeDecodeError:
        return None
    return (parts[::2], parts[1::2]) if len(parts) < 2 * _MAX_VALUES else None


def frame_format(frame: str) -> tuple[str, int]:
    """A frame with slots, as a format of ``%``, and its number of slots."""
    return frame.replace("%", "%%").replace(SLOT, "%s"), frame.count(SLOT)
