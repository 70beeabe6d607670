"""Messages as they go over the wire: compressed with what both ends know beforehand, and safe to open."""

from functools import cache

import zstandard

from villagedesk.paths import resource
from villagedesk.sync.codec.numbers import CodecError

_STORED, _PLAIN, _KNOWING = b"\x00", b"\x01", b"\x02"
# Every frame begins with these four bytes; after the tag _KNOWING they are left out.
_MAGIC = b"\x28\xb5\x2f\xfd"
_MAX_WINDOW = 1 << 23
# The highest levels cost a second a megabyte: worth it for a round, not for a page of a new catalogue.
_LEVEL, _LARGE_LEVEL, _LARGE = 19, 9, 200_000


def pack(message: bytes) -> bytes:
    """A message for the wire: compressed when that makes it smaller. The first byte tells which."""
    squeezed = _compressor(_LEVEL if len(message) < _LARGE else _LARGE_LEVEL).compress(message)[len(_MAGIC) :]
    return _KNOWING + squeezed if len(squeezed) < len(message) else _STORED + message


def unpack(data: bytes, max_bytes: int) -> bytes:
    """The reverse of ``pack``, never more than ``max_bytes``, whatever the frame claims.

    Raises:
        CodecError: damaged, too large, or not made by ``pack``.
    """
    tag, rest = data[:1], data[1:]
    if tag == _KNOWING:
        return _decompressed(_MAGIC + rest, max_bytes, _dictionary())
    if tag == _PLAIN:
        return _decompressed(rest, max_bytes, None)
    if tag != _STORED:
        raise CodecError("not a packed message")
    if len(rest) > max_bytes:
        raise CodecError("too large")
    return rest


def _decompressed(frame: bytes, max_bytes: int, dictionary: zstandard.ZstdCompressionDict | None) -> bytes:
    try:
        claimed = zstandard.get_frame_parameters(frame)
        # The memory is taken by what the frame claims, and a frame that grows beyond its claim is refused.
        if claimed.content_size > max_bytes or claimed.window_size > max(_MAX_WINDOW, max_bytes):
            raise CodecError("too large")
        opener = zstandard.ZstdDecompressor(dict_data=dictionary)
        message = opener.decompress(frame, max_output_size=max_bytes, allow_extra_data=False)
    except zstandard.ZstdError as error:
        raise CodecError("damaged") from error
    if len(message) != claimed.content_size:
        raise CodecError("damaged")
    return message


def _compressor(level: int) -> zstandard.ZstdCompressor:
    # One each time: a compressor must not be used by two threads.
    return zstandard.ZstdCompressor(level=level, dict_data=_prepared(level), write_dict_id=False)


@cache
def _prepared(level: int) -> zstandard.ZstdCompressionDict:
    """The dictionary made ready for one level: without it most of the time of a small message goes into that."""
    prepared = zstandard.ZstdCompressionDict(_dictionary().as_bytes(), dict_type=zstandard.DICT_TYPE_AUTO)
    prepared.precompute_compress(level=level)
    return prepared


@cache
def _dictionary() -> zstandard.ZstdCompressionDict:
    """What messages are made of. The file never changes: an end that has another one reads nothing."""
    data = resource("wire/dictionary-1").read_bytes()
    return zstandard.ZstdCompressionDict(data, dict_type=zstandard.DICT_TYPE_AUTO)
