"""What scales send is read into grams; noise, less than nothing and more than a scale carries are passed over."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from villagedesk.domain.scale import MAX_GRAMS, Reading, ScaleLine, read_line


@pytest.mark.parametrize(
    ("line", "reading"),
    [
        (b"ST,GS,+  12.34kg", Reading(12_340, True)),
        (b"US,GS,+  12.34kg", Reading(12_340, False)),
        (b"ST,NT,+0024.6 jin", Reading(12_300, True)),
        ("净重 3.5 斤".encode("gb18030"), Reading(1_750, False)),
        (b"  500 g", Reading(500, False)),
        (b"ST,GS,-  0.02kg", None),
        (b"OL,GS,+ 99.99kg", None),
        (b"ST,GS,+9999999kg", None),
        (b"hello", None),
        (b"", None),
        (b"\xff\xfe\x00kg", None),
    ],
)
def test_a_line_is_read(line, reading):
    assert read_line(line) == reading


def frame(text):
    check = 0
    for byte in text:
        check ^= byte
    return b"\x02" + text + f"{check:02X}".encode() + b"\x03"


def test_goods_are_told_once_when_they_rest():
    scale = ScaleLine()
    assert scale.feed(b"US,GS,+  9.80kg\r\nUS,GS,+ 11.9") == []
    assert scale.feed(b"0kg\r\nST,GS,+ 12.34kg\r\nST,GS,+ 12.34kg\r\n") == [12_340]
    assert scale.feed(b"ST,GS,+  0.00kg\r\n") == []
    assert scale.feed(b"ST,GS,+ 12.34kg\r\n") == [12_340], "put down again"


def test_frames_of_an_indicator_need_three_of_a_kind():
    scale = ScaleLine()
    one = frame(b"+0012342")
    assert scale.feed(one) == []
    assert scale.feed(one + one[:5]) == []
    assert scale.feed(one[5:]) == [12_340]
    assert scale.feed(b"\x02+012340299\x03" * 5) == [], "a wrong check"
    assert scale.feed(frame(b"-0001002") * 5) == []


@given(st.lists(st.binary(max_size=40), max_size=30))
def test_noise_never_makes_an_absurd_weight(pieces):
    scale = ScaleLine()
    for piece in pieces:
        for grams in scale.feed(piece):
            assert 0 < grams <= MAX_GRAMS


@given(st.integers(1, 60_000), st.integers(1, 7))
def test_a_weight_comes_through_however_it_is_cut(grams, cut):
    data = f"ST,GS,+{grams // 1000}.{grams % 1000:03d}kg\r\n".encode()
    scale = ScaleLine()
    found = [weight for at in range(0, len(data), cut) for weight in scale.feed(data[at : at + cut])]
    assert found == [grams]
