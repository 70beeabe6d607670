"""What a scale sends over a serial line, read into grams: lines of text with a unit, or the frames of an indicator.

Two forms that are common on market scales: lines like ``ST,GS,+  12.34kg`` (``US`` says that it still moves), and the
frames ``STX sign 6-digits decimals check ETX`` in kg. Anything else is passed over: a scale never sends an error, it sends noise.
A weight counts when the scale says that it rests, or when it sends the same one three times.
"""

import re
from dataclasses import dataclass, field

MAX_GRAMS = 3_000_000
_STEADY = 3
_MOST = 4_096  # bytes that are kept while no end of a line comes
_LINE = re.compile(r"([+-]?)\s*(\d{1,7})(?:\.(\d{1,4}))?\s*(kg|g|jin|斤)\b", re.IGNORECASE)
_FRAME = re.compile(rb"\x02([+-])(\d{6})(\d)([0-9A-F]{2})\x03")
_GRAMS = {"kg": 1000, "g": 1, "jin": 500, "斤": 500}


@dataclass(frozen=True)
class Reading:
    """One weight as the scale sent it; ``steady`` where it says itself that it rests."""

    grams: int
    steady: bool


@dataclass
class ScaleLine:
    """Takes the bytes as they come; ``feed`` answers the weights that rest and are above zero."""

    _rest: bytes = b""
    _last: int | None = None
    _same: int = 0
    _told: int | None = field(default=None)

    def feed(self, data: bytes) -> list[int]:
        """Grams of each weight that has come to rest since the last one; the same goods are told once."""
        self._rest = (self._rest + data)[-_MOST:]
        found = []
        for reading in self._readings():
            if reading.grams != self._last:
                self._last, self._same = reading.grams, 0
            self._same += 1
            if not reading.steady and self._same < _STEADY:
                continue
            if reading.grams != self._told:
                self._told = reading.grams
                if reading.grams > 0:
                    found.append(reading.grams)
        return found

    def _readings(self) -> list[Reading]:
        found: list[Reading] = []
        while True:
            frame = _FRAME.search(self._rest)
            end = next((at for at in (self._rest.find(b"\n"), self._rest.find(b"\r")) if at >= 0), -1)
            if frame is not None and (end < 0 or frame.start() <= end):
                reading = _read_frame(frame)
                self._rest = self._rest[frame.end() :]
            elif end >= 0:
                reading = read_line(self._rest[:end])
                self._rest = self._rest[end + 1 :]
            else:
                return found
            if reading is not None:
                found.append(reading)


def read_line(line: bytes) -> Reading | None:
    """The weight in a line; None for noise, for less than nothing and for more than a scale carries."""
    text = line.decode("gb18030", "replace")
    match = _LINE.search(text)
    if match is None or match[1] == "-":
        return None
    grams = _grams(match[2], match[3] or "", _GRAMS[match[4].lower()])
    head = text[: match.start()].upper()
    return Reading(grams, "ST" in head) if "OL" not in head and grams <= MAX_GRAMS else None


def _read_frame(frame: "re.Match[bytes]") -> Reading | None:
    sign, digits, decimals, check = frame.groups()
    calculated = 0
    for byte in sign + digits + decimals:
        calculated ^= byte
    if calculated != int(check, 16) or sign == b"-" or int(decimals) > 4:
        return None
    text = digits.decode()
    cut = len(text) - int(decimals)
    grams = _grams(text[:cut] or "0", text[cut:], _GRAMS["kg"])
    return Reading(grams, steady=False) if grams <= MAX_GRAMS else None


def _grams(whole: str, decimals: str, unit: int) -> int:
    """A decimal number of a unit in whole grams, rounded half up by integer arithmetic."""
    tens: int = 10 ** len(decimals)
    return (2 * int(whole + decimals) * unit + tens) // (2 * tens)
