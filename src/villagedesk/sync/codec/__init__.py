"""The wire codec: events as typed columns, so that a push or a page is tiny on a 2G line.

The decoder gives back the same bytes of every body. How a batch is laid out (all numbers are LEB128 varints):

    batch    = 1 (version), count, shapes, [shape of each event], ids, scopes, raw bodies, columns
    shapes   = how many, then each shape: the body's canonical JSON with every value replaced by 0
    columns  = for each shape in order, for each value of it in order: one column with that value of all its events
    column   = tag, then what the tag says (see ``columns``)

An event whose body does not come back to the same bytes travels as it is. No schema is needed to decode: a column says
itself what it holds, so an older program reads a newer one's fields.
"""

import zstandard

from villagedesk.sync.codec.batch import CodecError, WireEvent, decode_events, encode_events, encode_fitting

__all__ = ["CodecError", "WireEvent", "decode_events", "encode_events", "encode_fitting", "pack", "unpack"]

_STORED, _ZSTD = b"\x00", b"\x01"
# The highest levels cost a second a megabyte: worth it for a round, not for a page of a new catalogue.
_LEVEL, _LARGE_LEVEL, _LARGE = 19, 9, 200_000


def pack(message: bytes) -> bytes:
    """A message for the wire: compressed when that makes it smaller. The first byte tells which."""
    level = _LEVEL if len(message) < _LARGE else _LARGE_LEVEL
    squeezed = zstandard.ZstdCompressor(level=level, write_content_size=False).compress(message)
    return _ZSTD + squeezed if len(squeezed) < len(message) else _STORED + message


def unpack(data: bytes, max_bytes: int) -> bytes:
    """The reverse of ``pack``, never more than ``max_bytes``, whatever the frame claims.

    Raises:
        CodecError: damaged, too large, or not made by ``pack``.
    """
    if data[:1] == _STORED:
        message = data[1:]
    elif data[:1] == _ZSTD:
        message = _decompressed(data[1:], max_bytes)
    else:
        raise CodecError("not a packed message")
    if len(message) > max_bytes:
        raise CodecError("too large")
    return message


def _decompressed(data: bytes, max_bytes: int) -> bytes:
    reader = zstandard.ZstdDecompressor(max_window_size=1 << 23).stream_reader(data)
    try:
        message = reader.read(max_bytes + 1)
    except zstandard.ZstdError as error:
        raise CodecError("damaged") from error
    return message
