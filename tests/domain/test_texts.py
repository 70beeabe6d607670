"""Short texts: tidied, needed or not, and not too long."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from villagedesk.domain.texts import check_text, tidy
from villagedesk.errors import Invalid


def test_a_text_is_tidied() -> None:
    assert tidy("  村委会\u3000 二楼\t\n") == "村委会 二楼"
    assert tidy("A\u200b7\x00") == "A7"


@given(st.text())
def test_what_is_tidy_stays(text: str) -> None:
    assert tidy(tidy(text)) == tidy(text)


@pytest.mark.parametrize(
    ("text", "required", "code"),
    [(" ", True, "field_required"), ("\u200b", True, "field_required"), ("abcd", False, "too_long")],
)
def test_a_wrong_text_is_told_at_its_field(text: str, required: bool, code: str) -> None:
    with pytest.raises(Invalid, match=code) as told:
        check_text("place", text, 3, required=required)
    assert told.value.field == "place"


def test_a_text_may_be_empty_and_spaces_do_not_count() -> None:
    assert check_text("place", " ", 3) == ""
    assert check_text("place", "  abc  ", 3, required=True) == "abc"
