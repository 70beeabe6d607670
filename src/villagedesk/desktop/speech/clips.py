"""Recorded words put together to a sentence: one WAV file that any program of the system can play."""

import struct
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from villagedesk import paths
from villagedesk.domain.spoken import Name, Part, Pause, words

RATE = 12_000  # samples a second, see resources/voice/build.py
_BREATH_MS = 260
_BETWEEN_PARTS_MS = 60


def sentence(parts: Iterable[Part], language: str, volume: int = 100) -> bytes:
    """A WAV file (12 kHz, mono, 16 bit) of everything in ``parts`` that was recorded; b"" when nothing was.

    Args:
        parts: what to say; names were never recorded and are passed over.
        language: a key of ``i18n.LANGUAGES``.
        volume: in percent.
    """
    table = _table(volume)
    sound: list[bytes] = []
    heard = False
    for part in parts:
        if isinstance(part, Pause):
            sound.append(_silence(_BREATH_MS))
            continue
        if isinstance(part, Name):
            continue
        for word in words(part, language):
            clip = recorded(language, word)
            heard = heard or bool(clip)
            sound.append(b"".join([table[value] for value in clip]))
        sound.append(_silence(_BETWEEN_PARTS_MS))
    return wav(b"".join(sound)) if heard else b""


@lru_cache(maxsize=512)
def recorded(language: str, word: str) -> bytes:
    """The mu-law samples of a word; b"" when there is no clip of it."""
    name = _index(language).get(word)
    return samples(paths.resource(f"voice/{language}/{name}").read_bytes()) if name else b""


def samples(file: bytes) -> bytes:
    """What stands in the ``data`` chunk of a WAV file."""
    at = 12
    while at + 8 <= len(file):
        name, size = struct.unpack_from("<4sI", file, at)
        if name == b"data":
            return file[at + 8 : at + 8 + size]
        at += 8 + size + size % 2
    return b""


def wav(pcm: bytes) -> bytes:
    """Samples of 16 bits with the head that makes them a WAV file."""
    size = len(pcm)
    return (
        struct.pack(
            "<4sI4s4sIHHIIHH4sI", b"RIFF", 36 + size, b"WAVE", b"fmt ", 16, 1, 1, RATE, 2 * RATE, 2, 16, b"data", size
        )
        + pcm
    )


def louder(file: Path, volume: int) -> bytes:
    """A WAV file of 16 bits at another volume (in percent)."""
    whole = file.read_bytes()
    pcm = samples(whole)
    at = whole.rindex(pcm)
    values = struct.unpack(f"<{len(pcm) // 2}h", pcm)
    return whole[:at] + struct.pack(f"<{len(values)}h", *[value * volume // 100 for value in values])


def _silence(ms: int) -> bytes:
    return bytes(2 * RATE * ms // 1000)


@lru_cache(maxsize=4)
def _index(language: str) -> dict[str, str]:
    """Which file says what."""
    file = paths.resource(f"voice/{language}/clips.tsv")
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    return {said: name for name, said in (line.split("\t", 1) for line in lines)}


@lru_cache(maxsize=4)
def _table(volume: int) -> tuple[bytes, ...]:
    """A sample of 16 bits for each mu-law byte, at a volume in percent."""
    return tuple(struct.pack("<h", _linear(value) * volume // 100) for value in range(256))


def _linear(byte: int) -> int:
    """One mu-law byte as a linear sample (ITU-T G.711)."""
    value = ~byte & 0xFF
    size = (((value & 0x0F) << 3) + 0x84 << ((value & 0x70) >> 4)) - 0x84
    return -size if value & 0x80 else size
