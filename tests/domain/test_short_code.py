"""The code under the square: typed as people type, and every usual slip is noticed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from villagedesk.domain import short_code
from villagedesk.errors import Invalid

IDS = st.binary(min_size=16, max_size=16).map(bytes.hex)


@given(IDS)
def test_the_code_leads_back_to_the_id(id_):
    low, high = short_code.id_range(short_code.short_code(id_))
    assert low <= id_ <= high
    assert int(high, 16) - int(low, 16) == 2**93 - 1


def test_typing_habits_are_forgiven():
    code = short_code.short_code("00" * 16)
    assert code == "00000000"
    assert short_code.id_range("oooo-OOOO") == short_code.id_range("0000 0000")
    assert short_code.shown("8F2K9QTX") == short_code.shown("8F2K 9QTX") == "8F2K 9QTX"


@given(IDS, st.integers(0, 7), st.sampled_from(short_code.ALPHABET))
def test_every_single_wrong_character_is_noticed(id_, place, character):
    code = short_code.short_code(id_)
    changed = code[:place] + character + code[place + 1 :]
    assert short_code.looks_like_code(changed) == (changed == code)


@given(IDS, st.integers(0, 6))
def test_every_swap_of_neighbours_is_noticed(id_, place):
    code = short_code.short_code(id_)
    changed = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assert short_code.looks_like_code(changed) == (changed == code)


@pytest.mark.parametrize("text", ["", "8F2K", "8F2K9QTX1", "8F2K9QTU", "八八八八八八八八", "13900006722"])
def test_other_texts_are_refused_with_a_sentence(text):
    with pytest.raises(Invalid) as caught:
        short_code.id_range(text)
    assert (caught.value.field, caught.value.code) == ("code", "short_code_wrong")
