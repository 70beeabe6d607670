"""The codec gives back the same bytes, whatever they are, and never more than it was allowed."""

import json
import random
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from villagedesk.domain.entity import canonical, row_id
from villagedesk.sync.codec import CodecError, WireEvent, decode_events, encode_events, pack, unpack
from villagedesk.sync.codec.shapes import take_apart

GOLDEN = Path(__file__).parents[1] / "data" / "codec"

values = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.text(max_size=12),
    st.dates().map(lambda d: d.isoformat()),
    st.from_regex(r"1[3-9]\d{9}", fullmatch=True),
    st.from_regex(r"[0-9a-f]{32}", fullmatch=True),
    st.sampled_from(["11010519491231002X", "440524188001010014", "一组", "", "0", "00"]),
)
ids = st.one_of(st.uuids(version=4).map(lambda u: u.bytes), st.binary(min_size=16, max_size=16))
fields = st.dictionaries(st.sampled_from(["name", "phone", "born_on", "state"]), values, max_size=4)
bodies = st.builds(
    lambda a, at, f, n: canonical({"a": a, "at": at, "by": "0" * 32, "c": [["person", n, f]], "off": 480, "rp": ""}),
    st.sampled_from(["take_on_seller", "hand_over"]),
    st.integers(0, 2**45),
    fields,
    st.integers(0, 3),
)
anything = st.one_of(
    bodies, st.binary(max_size=60), st.sampled_from([b"{}", b"[]", b"1.5", b'{"a":"\\ud800"}', b'{"b":1,"a":2}'])
)
events = st.lists(st.builds(WireEvent, ids, anything, st.sampled_from(["centre", "class:" + "ab" * 16])), max_size=12)


@given(events)
@example([])
@settings(max_examples=300, deadline=None)
def test_what_goes_in_comes_out(batch: list[WireEvent]) -> None:
    assert decode_events(encode_events(batch)) == batch


@given(events, st.randoms(use_true_random=False))
@settings(max_examples=300, deadline=None)
def test_damage_is_a_codec_error_or_something_else_whole(batch: list[WireEvent], chance: random.Random) -> None:
    data = bytearray(encode_events(batch))
    for _ in range(chance.randrange(1, 4)):
        data[chance.randrange(len(data))] = chance.randrange(256)
    try:
        decode_events(bytes(data[: chance.randrange(len(data) + 1)]))
    except CodecError:
        return


@given(st.binary(max_size=300))
@settings(max_examples=500, deadline=None)
def test_random_bytes_raise_nothing_else(data: bytes) -> None:
    for read in (decode_events, lambda d: unpack(d, 1000)):
        try:
            read(data)
        except CodecError:
            continue


def test_own_rows_and_resident_ids_cost_little() -> None:
    batch = []
    for n in range(50):
        event_id = ((1_795_000_000_000 + n * 60_000) << 80) | (7 << 76) | (2 << 62) | random.Random(n).getrandbits(60)
        hex_id = f"{event_id:032x}"
        change = ["seller", 1, {"person_id": row_id(hex_id, 0), "state": "submitted"}]
        body = canonical(
            {"a": "x", "at": 1_795_000_000_000 + n * 60_000, "by": "0" * 32, "c": [change], "off": 0, "rp": ""}
        )
        batch.append(WireEvent(event_id.to_bytes(16, "big"), body, "centre"))
    encoded = encode_events(batch)
    assert decode_events(encoded) == batch
    assert len(encoded) < 50 * 14 + 300


def test_pack_keeps_its_promise() -> None:
    for message in (b"", b"x", b"{}" * 4000, random.Random(1).randbytes(5000)):
        assert unpack(pack(message), len(message)) == message
        assert len(pack(message)) <= len(message) + 1
    bomb = pack(bytes(50_000_000))
    assert len(bomb) < 10_000
    with pytest.raises(CodecError, match="too large"):
        unpack(bomb, 1_000_000)


def test_only_canonical_bodies_are_taken_apart() -> None:
    assert take_apart(canonical({"a": 1, "b": [None, True, "x"]})) is not None
    for body in (b'{"b":1,"a":2}', b'{"a":1.0}', b'{"a": 1}', b'"\\u4e2d"', b"[[[[[[[[[[1]]]]]]]]]]", b"\xff"):
        assert take_apart(body) is None


@pytest.mark.parametrize("file", sorted(GOLDEN.glob("*.bin")), ids=lambda p: p.name)
def test_what_was_ever_released_can_be_read(file: Path) -> None:
    wanted = json.loads(file.with_suffix(".json").read_text(encoding="utf-8"))
    found = [[e.id.hex(), e.body.decode(), e.scope] for e in decode_events(file.read_bytes())]
    assert found == wanted


def test_there_is_a_golden_file() -> None:
    assert list(GOLDEN.glob("*.bin"))
