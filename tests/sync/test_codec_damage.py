"""Whatever comes over the wire, reading it ends in events or in a CodecError, soon and within its memory."""

import random
import time
import tracemalloc

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sync.test_codec import GOLDEN, events
from villagedesk.sync.codec import CodecError, WireEvent, decode_events, encode_events, pack, unpack
from villagedesk.sync.codec.batch import _ids
from villagedesk.sync.codec.columns import encode_column
from villagedesk.sync.codec.numbers import block, pack_radix, varint

ODD_BYTES = (0, 1, 13, 14, 15, 16, 17, 18, 127, 128, 255)


def read(data: bytes) -> None:
    """Read it as a batch."""
    try:
        decode_events(data)
    except CodecError:
        return


@given(events, st.randoms(use_true_random=False))
@settings(max_examples=300, deadline=None)
def test_damage_is_a_codec_error_or_something_else_whole(batch: list[WireEvent], chance: random.Random) -> None:
    data = bytearray(encode_events(batch))
    for _ in range(chance.randrange(1, 4)):
        data[chance.randrange(len(data))] = chance.randrange(256)
    read(bytes(data[: chance.randrange(len(data) + 1)]))


def test_damaged_days_raise_nothing_else() -> None:
    chance = random.Random(1)
    whole = [file.read_bytes() for file in sorted(GOLDEN.glob("*[!d].bin"))]
    for _ in range(3000):
        data = bytearray(chance.choice(whole))
        for _ in range(chance.choice((1, 1, 2, 5))):
            at = chance.randrange(len(data))
            match chance.randrange(4):
                case 0:
                    data[at] = chance.randrange(256)
                case 1:
                    data[at:at] = bytes(chance.choices(ODD_BYTES, k=chance.randrange(1, 6)))
                case 2:
                    del data[at : at + chance.randrange(1, 9)]
                case _:
                    data[at] = (data[at] + chance.choice((1, -1))) % 256
            if not data:
                break
        read(bytes(data))


@given(st.binary(max_size=300))
@settings(max_examples=500, deadline=None)
def test_random_bytes_raise_nothing_else(data: bytes) -> None:
    for begin in (b"", b"\1\1\1", b"\1\3\0\0", b"\1\2\1"):
        read(begin + data)
    for tag in (b"", b"\0", b"\1", b"\2", b"\1\x28\xb5\x2f\xfd"):
        try:
            assert len(unpack(tag + data, 100)) <= 100
        except CodecError:
            continue


def batch_of(count: int, frame: bytes, columns: list[bytes]) -> bytes:
    """A batch whose columns are made by hand."""
    ids = [((1_795_000_000_000 + n) << 80 | 7 << 76 | 2 << 62 | n).to_bytes(16, "big") for n in range(count)]
    head = varint(1) + varint(count) + varint(1) + block(frame) + pack_radix([1] * count, 2)
    return head + _ids(ids) + encode_column(['"centre"'] * count, None) + b"".join(columns)


def numbers(*values: int) -> bytes:
    return b"".join(map(varint, values))


LETTERS = numbers(10, 2000, 1, 1, 130)  # each of 100 events 1,000 times the letter A
WORDS = numbers(11, ord(","), 1000, 1, 1) + block(b"a")  # 500 times the word a
LARGE = block(b'"' + b"y" * 300_000 + b'"')
BOMBS = {
    "letters": batch_of(100, b"\0" * 1000, [LETTERS] * 1000),
    "words": batch_of(200, b"\0" * 1000, [WORDS] * 1000),
    "copies": batch_of(50_000, b"\0" * 300, [numbers(0, 2, 2), *[numbers(18, 0)] * 299]),
    "a long frame": batch_of(50_000, b"x" * 400, []),
    "a long value": batch_of(1000, b"\0", [numbers(0, 1) + LARGE]),
    "a long choice": batch_of(1000, b"\0", [numbers(13, 1, 1) + LARGE]),
    "a long cut": batch_of(1000, b"\0", [numbers(15, 0, 1) + LARGE + numbers(0, 1) + block(b'"z"')]),
    "a long pattern": batch_of(1000, b"\0", [numbers(17, 1) + LARGE]),
    "many days": batch_of(50_000, b"\0" * 11, [numbers(9, 0, 1)] * 11),
    "many rows": batch_of(50_000, b"\0" * 11, [numbers(5, 0, 1)] * 11),
    "columns in columns": batch_of(10, b"\0", [numbers(*[0] * 5000)]),
    "choices in choices": batch_of(10, b"\0", [numbers(*[13, 1] * 5000)]),
    "too many events": numbers(1, 50_001),
    "a number without end": numbers(1) + b"\xff" * 100_000,
    "frames without events": numbers(1, 1, 1) + block(b"{}") + b"\0" + bytes(17),
    "an event twice as long": encode_events([]) + b"\0",
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_small_batch_never_becomes_a_large_one(name: str) -> None:
    begin = time.process_time()
    with pytest.raises(CodecError):
        decode_events(BOMBS[name])
    assert time.process_time() - begin < 5
    tracemalloc.start()
    with pytest.raises(CodecError):
        decode_events(BOMBS[name])
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 100 << 20


def test_the_caller_says_how_much_text_it_takes() -> None:
    batch = [WireEvent(bytes([*bytes(15), n]), b'{"a":"x"}', "centre") for n in range(10)]
    assert decode_events(encode_events(batch), max_text=200) == batch
    with pytest.raises(CodecError, match="too much text"):
        decode_events(encode_events(batch), max_text=50)


def test_pack_keeps_its_promise() -> None:
    for message in (b"", b"x", b"{}" * 4000, random.Random(1).randbytes(5000), b"z" * 300_000):
        packed = pack(message)
        assert unpack(packed, len(message)) == message
        assert len(packed) <= len(message) + 1
        if message:
            with pytest.raises(CodecError):
                unpack(packed, len(message) - 1)


def test_a_bomb_is_not_opened() -> None:
    bomb = pack(bytes(50_000_000))
    assert len(bomb) < 10_000
    with pytest.raises(CodecError, match="too large"):
        unpack(bomb, 1_000_000)
    # A frame that does not say its size, and one that says too little.
    silent = zstandard.ZstdCompressor(write_content_size=False).compress(bytes(1000))
    with pytest.raises(CodecError, match="too large"):
        unpack(b"\1" + silent, 1_000_000)
    lying = bytearray(zstandard.ZstdCompressor().compress(bytes(200)))
    assert lying[5] == 200
    lying[5] = 100
    with pytest.raises(CodecError, match="damaged"):
        unpack(b"\1" + bytes(lying), 1_000_000)


def test_a_cut_message_is_not_taken_for_a_whole_one() -> None:
    packed = pack(bytes(range(256)) * 20)
    for end in range(len(packed)):
        with pytest.raises(CodecError):
            unpack(packed[:end], 1 << 20)
    with pytest.raises(CodecError):
        unpack(packed + b"\0", 1 << 20)
