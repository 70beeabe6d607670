"""What no genuine pack of seed, fertiliser or pesticide shows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from villagedesk.domain.farm_inputs import (
    KIND_WORDS,
    PROBLEM_WORDS,
    VERDICT_WORDS,
    Pack,
    Problem,
    Verdict,
    check_pack,
    plain_label,
    plain_licence,
)
from villagedesk.domain.goods import FarmInput
from villagedesk.errors import Invalid

SPRING, AUTUMN = "2026-03-10", "2026-09-10"
LABEL = "禾丰 8 号\n圆山种业有限公司\n43010012300000000001\nhttp://trace.example.cn/q/1"
SEED = "BCD(湘)农种许字(2022)第0012号"


def odd(kind, licence, label="", title="杂交水稻种子 1 kg", today=SPRING):
    return check_pack(Pack(kind, title, label, licence), today)


@pytest.mark.parametrize(
    ("kind", "licence", "label"),
    [
        ("seed", SEED, LABEL),
        ("seed", "bcd（湘）农种许字（2022）第0012号", LABEL),  # as a Chinese keyboard types it
        ("pesticide", "PD20151234", ""),
        ("pesticide", "PD20081234F200012", ""),
        ("pesticide", "PD 86101-3", ""),
        ("fertiliser", "湘农肥(2019)准字0123号", ""),
        ("fertiliser", "农肥（2018）准字12345号", ""),
        ("fertiliser", "微生物肥(2018)准字(1234)号", ""),
        ("fertiliser", "XK13-001-01234", ""),
    ],
)
def test_genuine_forms(kind, licence, label):
    assert odd(kind, licence, label) == []


@pytest.mark.parametrize(
    ("kind", "licence", "label", "problems"),
    [
        ("pesticide", "", "", [Problem.LICENCE_MISSING]),
        ("pesticide", "PD2015123", "", [Problem.LICENCE_FORM]),
        ("pesticide", SEED, "", [Problem.LICENCE_FORM]),
        ("fertiliser", "PD20151234", "", [Problem.LICENCE_FORM]),
        ("seed", SEED, "", [Problem.LABEL_MISSING]),
        ("seed", SEED, "http://trace.example.cn/q/1", [Problem.LABEL_LINES]),
        ("seed", SEED, LABEL.replace("43010012300000000001", "4301001230000000000123"), [Problem.LABEL_CODE]),
        ("seed", SEED, LABEL.replace("http://trace.example.cn/q/1", "trace"), [Problem.LABEL_ADDRESS]),
        ("seed", "", LABEL + "\nfive", [Problem.LICENCE_MISSING, Problem.LABEL_LINES]),
    ],
)
def test_odd_ones(kind, licence, label, problems):
    assert odd(kind, licence, label) == problems


def test_the_season():
    assert odd("seed", SEED, LABEL, today=AUTUMN) == [Problem.SEASON]
    assert odd("seed", SEED, LABEL, "油菜籽 500 g", AUTUMN) == []
    assert odd("seed", SEED, LABEL, "油菜籽 500 g", SPRING) == [Problem.SEASON]
    assert odd("seed", SEED, LABEL, "萝卜 种子", AUTUMN) == []  # no rule names it


def test_every_word_is_there():
    assert set(KIND_WORDS) == set(FarmInput) - {""}
    assert set(PROBLEM_WORDS) == set(Problem)
    assert set(VERDICT_WORDS) == set(Verdict)


def test_what_is_far_too_long_is_told():
    with pytest.raises(Invalid) as caught:
        plain_label("x" * 601)
    assert caught.value.field == "label_text"
    with pytest.raises(Invalid) as caught:
        plain_licence("x" * 61)
    assert caught.value.field == "licence_no"


@given(st.sampled_from(["seed", "fertiliser", "pesticide"]), st.text(max_size=60), st.text(max_size=200))
def test_any_text_gets_an_answer(kind, licence, label):
    try:
        problems = odd(kind, licence, label)
    except Invalid:
        return
    assert set(problems) <= set(Problem)
