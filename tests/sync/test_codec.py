"""The codec gives back the same bytes, whatever they are, and what is known from elsewhere is not sent again."""

import json
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from villagedesk.domain.entity import canonical, row_id
from villagedesk.sync.codec import WireEvent, decode_events, encode_events, encode_fitting, pack, unpack
from villagedesk.sync.codec.bodies import take_apart
from villagedesk.sync.codec.column import Around, Batch
from villagedesk.sync.codec.columns import decode_column, encode_column
from villagedesk.sync.codec.numbers import Reader
from villagedesk.sync.codec.written import luhn_digit, resident_digit

GOLDEN = Path(__file__).parents[1] / "data" / "codec"

values = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.text(max_size=12),
    st.dates().map(lambda d: d.isoformat()),
    st.from_regex(r"1[3-9]\d{9}", fullmatch=True),
    st.from_regex(r"[0-9a-f]{32}", fullmatch=True),
    st.sampled_from(["11010519491231002X", "440524188001010014", "一组", "", "0", "00", "水稻，玉米", "1117-101"]),
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
ODD = [
    b"{}",
    b"[]",
    b"",
    b"1.5",
    b"\0",
    b'{"a":"\\ud800"}',
    b'{"b":1,"a":2}',
    b'{"a":1,"a":2}',
    b'{"a": [1, 2]}',
    b'{"a":-0,"b":007,"c":1e999,"d":NaN}',
    b'{"a":' + b"9" * 5000 + b"}",
    b'{"a":["100%","%s","%"]}',
    b'{"a":"x\ny"}',
    "\ufeff{}".encode(),
    "{}".encode("utf-16"),
    b"[" * 3000 + b"]" * 3000,
    b"[" + b"1," * 5000 + b"1]",
]
anything = st.one_of(bodies, st.binary(max_size=60), st.sampled_from(ODD))
scopes = st.sampled_from(["centre", "class:" + "ab" * 16, "", 'a"b\\c\n中', "\ud800"])
events = st.lists(st.builds(WireEvent, ids, anything, scopes), max_size=12)


def event_id(at: int, chance: random.Random) -> bytes:
    number = at << 80 | 7 << 76 | chance.getrandbits(12) << 64 | 2 << 62 | chance.getrandbits(62)
    return number.to_bytes(16, "big")


def event(id_: bytes, change: list[Any], **more: Any) -> WireEvent:
    at = int.from_bytes(id_[:6], "big")
    body = {"a": "try", "at": at, "by": "0" * 32, "c": [change], "off": 480, "rp": "2026-02", **more}
    return WireEvent(id_, canonical(body), "centre")


@given(events)
@example([])
@example([WireEvent(bytes(16), body, "centre") for body in ODD])
@settings(max_examples=300, deadline=None)
def test_what_goes_in_comes_out(batch: list[WireEvent]) -> None:
    encoded = encode_events(batch)
    assert decode_events(encoded) == batch
    assert encode_events(batch) == encoded


json_values = st.recursive(
    values, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4)
)


@given(st.lists(json_values, max_size=8))
@settings(max_examples=200, deadline=None)
def test_any_json_comes_out(found: list[Any]) -> None:
    batch = [
        WireEvent(
            n.to_bytes(16, "big"), json.dumps(value, ensure_ascii=n % 2 == 0).encode("utf-8", "surrogatepass"), "x"
        )
        for n, value in enumerate(found)
    ]
    assert decode_events(encode_events(batch)) == batch


def _resident(chance: random.Random) -> str:
    first = f"99010{chance.randrange(1, 5)}19{chance.randrange(50, 99)}0{chance.randrange(1, 9)}1{chance.randrange(9)}"
    first += f"{chance.randrange(1000):03d}"
    return first + resident_digit(first)


def _card(chance: random.Random) -> str:
    first = f"{chance.choice((622848, 621700))}{chance.randrange(10**12):012d}"
    return first + luhn_digit(first)


COLUMNS: list[tuple[str, Any, float]] = [
    # What the values are, one of them by chance, bytes that one of a thousand may take.
    ("resident IDs", _resident, 3.4),
    ("mobiles", lambda c: f"1{c.choice(('38', '39', '50'))}{c.randrange(10**8):08d}", 3.6),
    ("cards", _card, 5.2),
    ("villages", lambda c: f"990185{100 + c.randrange(3)}2{c.randrange(12):02d}", 0.8),
    ("days", lambda c: f"20{c.randrange(24, 27)}-0{c.randrange(1, 10)}-1{c.randrange(10)}", 1.4),
    ("areas", lambda c: c.randrange(500, 60_000, 100), 1.2),
    ("prices", lambda c: int(c.lognormvariate(7, 1.5)), 2.0),
    ("names", lambda c: c.choice("王李张刘") + c.choice("伟芳娜秀英") + c.choice(["", "敏"]), 0.9),
    ("crops", lambda c: "，".join(c.sample(["水稻", "玉米", "茶叶", "猕猴桃"], c.randrange(1, 4))), 0.9),
    ("order numbers", lambda c: f"{c.randrange(1101, 1131)}-{c.randrange(100, 200)}", 1.6),
    ("mostly empty", lambda c: c.choice(["", "", "", f"{c.randrange(10**10):010d}"]), 1.4),
    ("yes, no, empty", lambda c: c.choice([True, False, None]), 0.25),
    ("hashes", lambda c: f"{c.getrandbits(256):064x}", 32.1),
]


@pytest.mark.parametrize(("what", "make", "most"), COLUMNS, ids=[column[0] for column in COLUMNS])
def test_a_column_takes_little(what: str, make: Any, most: float) -> None:
    chance = random.Random(what)
    tokens = [json.dumps(make(chance), ensure_ascii=False) for _ in range(1000)]
    encoded = encode_column(tokens, None)
    assert decode_column(Reader(encoded), len(tokens), None) == tokens
    assert len(encoded) / len(tokens) <= most
    for count in (1, 2, 3, 17):
        few = encode_column(tokens[:count], None)
        assert decode_column(Reader(few), count, None) == tokens[:count]


def test_own_rows_cost_nothing() -> None:
    chance = random.Random(1)
    made = [event_id(1_795_000_000_000 + n * 60_000, chance) for n in range(50)]
    batch = [event(id_, ["seller", 1, {"person_id": row_id(id_.hex(), 0), "state": "submitted"}]) for id_ in made]
    encoded = encode_events(batch)
    assert decode_events(encoded) == batch
    assert len(encoded) < 50 * 10 + 250


def test_rows_of_other_events_and_ids_seen_before_cost_little() -> None:
    chance = random.Random(2)
    made = [event_id(1_795_000_000_000 + n * 60_000, chance) for n in range(100)]
    people = [event(id_, ["person", 0, {"name": "甲"}]) for id_ in made[:50]]
    strangers = [f"{chance.getrandbits(128):032x}" for _ in range(5)]
    orders = [
        event(id_, ["order", 0, {"person_id": row_id(made[n].hex(), 0), "by": strangers[n % 5]}], a="order")
        for n, id_ in enumerate(made[50:])
    ]
    encoded = encode_events(people + orders)
    assert decode_events(encoded) == people + orders
    assert len(encoded) < 100 * 10 + 50 * 2 + 5 * 16 + 350


def test_an_id_is_found_again_wherever_it_stood() -> None:
    chance = random.Random(3)
    batch = Batch([event_id(n, chance) for n in range(4)], [0, 1, 2, 3])
    first = [f'"{chance.getrandbits(128):032x}"' for _ in range(4)]
    batch.learn(first)
    again = [first[3], first[0], '"' + row_id(batch.ids[2].hex(), 5) + '"', '"' + "ab" * 16 + '"']
    encoded = encode_column(again, Around(batch, range(4)))
    assert len(encoded) < 16 + 12
    assert decode_column(Reader(encoded), 4, Around(batch, range(4))) == again


def test_as_many_as_fit() -> None:
    chance = random.Random(4)
    made = [event_id(1_795_000_000_000 + n, chance) for n in range(400)]
    batch = [event(id_, ["lot_photo", 0, {"sha256": f"{chance.getrandbits(256):064x}"}]) for id_ in made]
    encoded, count = encode_fitting(batch, 4096)
    assert decode_events(encoded) == batch[:count]
    assert 3000 < len(pack(encoded)) <= 4200
    assert encode_fitting(batch, 1)[1] == 1
    assert encode_fitting([], 1) == (b"", 0)
    assert encode_fitting(batch, 1 << 20)[1] == 400


def test_an_event_without_a_proper_id_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="16 bytes"):
        encode_events([WireEvent(b"short", b"{}", "centre")])


def test_only_values_are_cut_out_of_a_body() -> None:
    body = canonical({"a": "x", "c": [["person", 0, {"n": ["甲", None], "given": True}]], "n": -5})
    pieces, tokens = take_apart(body) or ([], [])
    assert tokens == ['"x"', '"person"', "0", "true", '"甲"', "null", "-5"]
    assert "".join(p + t for p, t in zip(pieces, [*tokens, ""], strict=True)).encode() == body
    assert take_apart(b"\xff") is None
    assert take_apart(b"a\0b") is None


def body_of(written: str | dict[str, str]) -> bytes:
    return written.encode() if isinstance(written, str) else bytes.fromhex(written["hex"])


@pytest.mark.parametrize("file", sorted(GOLDEN.glob("*.bin")), ids=lambda p: p.name)
def test_what_was_ever_released_can_be_read(file: Path) -> None:
    """A new release adds a file here; a file that fails means that older programs are cut off."""
    wanted = json.loads(file.with_suffix(".json").read_text(encoding="utf-8"))
    data = file.read_bytes()
    if file.stem.endswith("_packed"):
        data = unpack(data, 1 << 20)
    found = [[e.id.hex(), e.scope, e.body] for e in decode_events(data)]
    assert found == [[id_, scope, body_of(body)] for id_, scope, body in wanted]


def test_there_are_golden_files() -> None:
    assert {file.stem for file in GOLDEN.glob("*.bin")} >= {"v1_sellers", "v1_day", "v1_odd", "v1_day_packed"}
