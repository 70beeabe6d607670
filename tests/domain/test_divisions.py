"""Places are found by code and by name without a line; what is not known is a warning and never a no."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from villagedesk import paths
from villagedesk.domain import divisions
from villagedesk.domain.divisions import Level


@pytest.mark.parametrize(
    ("code", "level", "full_name"),
    [
        ("33", Level.PROVINCE, "浙江省"),
        ("3301", Level.CITY, "浙江省杭州市"),
        ("330112", Level.COUNTY, "浙江省杭州市临安区"),
        ("330112112", Level.STREET, "浙江省杭州市临安区清凉峰镇"),
        ("330112112203", Level.STREET, "浙江省杭州市临安区清凉峰镇"),
        ("110101001", Level.STREET, "北京市东城区东华门街道"),
        ("441900003", Level.STREET, "广东省东莞市东城街道"),
    ],
)
def test_a_place_by_its_code(code, level, full_name):
    found = divisions.place(code)
    assert found is not None
    assert (found.level, found.full_name, found.code) == (level, full_name, code[:9])


@given(st.text("0123456789 ", max_size=13) | st.text(max_size=4))
def test_any_text_is_a_known_code_or_none(text):
    found = divisions.place(text)
    assert found is None or text.startswith(found.code)


def test_names_lead_to_the_place():
    assert [hit.full_name for hit in divisions.find("临安 清凉峰")] == ["浙江省杭州市临安区清凉峰镇"]
    assert divisions.find("杭州")[0].full_name == "浙江省杭州市"
    assert divisions.find("330112112")[0].name == "清凉峰镇"
    assert [hit.name for hit in divisions.find("城关")][:2] == ["城关区", "城关区"]
    assert len(divisions.find("镇", limit=7)) == 7
    for nothing in ("", "  ", "不存在的地方", "临安 不存在", "999999"):
        assert divisions.find(nothing) == []


def test_what_lies_below():
    assert len(divisions.within("")) == 31
    townships = divisions.within("330112")
    assert "清凉峰镇" in [township.name for township in townships]
    assert all(township.code.startswith("330112") for township in townships)
    assert divisions.within("330112112") == []
    assert [city.name for city in divisions.within("46")][:2] == ["海口市", "三亚市"]


def test_everything_has_its_place_above():
    counted = dict.fromkeys(Level, 0)
    for province in divisions.within(""):
        for city in divisions.within(province.code):
            for county in divisions.within(city.code):
                counted[Level.COUNTY] += 1
                counted[Level.STREET] += len(divisions.within(county.code))
            counted[Level.CITY] += 1
        counted[Level.PROVINCE] += 1
    assert counted == {Level.PROVINCE: 31, Level.CITY: 342, Level.COUNTY: 2978, Level.STREET: 41352}


def test_the_list_is_small_and_says_its_edition():
    assert divisions.edition() == "2023"
    assert paths.resource("divisions/divisions.zst").stat().st_size < 400_000


def test_the_list_is_read_only_when_it_is_asked_for():
    script = "import sys, villagedesk.domain.divisions; print('zstandard' in sys.modules, 'stdnum' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    assert done.stdout.split() == ["False", "False"]
