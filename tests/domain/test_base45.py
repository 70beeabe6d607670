"""Base45 against the examples of RFC 9285 and against another implementation."""

import base45 as oracle
import pytest
from hypothesis import given
from hypothesis import strategies as st

from villagedesk.domain import base45


@pytest.mark.parametrize(("data", "text"), [(b"AB", "BB8"), (b"Hello!!", "%69 VD92EX0"), (b"base-45", "UJCLQE7W581")])
def test_examples_of_the_rfc(data, text):
    assert base45.encode(data) == text
    assert base45.decode(text) == data


@given(st.binary(max_size=400))
def test_same_as_the_other_implementation(data):
    text = base45.encode(data)
    assert text == oracle.b45encode(data).decode()
    assert base45.decode(text) == data


@pytest.mark.parametrize("text", ["A", "BB8A", "GGW", ":::", "ab8", "::", "BÄ8"])
def test_what_no_encoder_makes_is_refused(text):
    with pytest.raises(ValueError):
        base45.decode(text)
