"""What the room earns: always the commission on what the villager kept, in the right month, and never counted twice."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from villagedesk.domain.commission import (
    GivenBack,
    OrderFacts,
    Share,
    SoldLine,
    commission_for,
    commission_of,
    missing_shares,
    month_of,
    pack_of,
)
from villagedesk.domain.rules import rule_pack

PACK = rule_pack("2026-11-23")
NOV_23 = 1_795_399_200_000  # 2026-11-23 10:00 in China
DEC_2 = NOV_23 + 9 * 86_400_000
POWDER = SoldLine("洗衣粉", 5980, "a")  # 4 %
FERTILISER = SoldLine("复合肥45%", 16800, "b")  # 3 %: the name ends with a figure
BOOTS = SoldLine("雨靴", 3500, "c")  # 6 %
FACTS = OrderFacts("o", NOV_23, (POWDER, FERTILISER, BOOTS))


def sums(shares: list[Share]) -> dict[str, int]:
    found: dict[str, int] = {}
    for share in shares:
        found[share.month] = found.get(share.month, 0) + share.fen
    return found


def test_each_kind_of_goods_earns_its_own_share() -> None:
    shares = commission_for(FACTS, PACK)
    assert [(s.rate, s.base_fen, s.fen) for s in shares] == [(300, 16800, 504), (400, 5980, 239), (600, 3500, 210)]
    assert {(s.month, s.rules, s.refund_id) for s in shares} == {("2026-11", PACK.version, "")}
    assert PACK.commission.rate_for("洗衣机") == 200, "the longest word that fits decides"
    assert PACK.commission.rate_for("") == PACK.commission.rate


def test_nothing_is_earned_before_the_villager_has_his_goods() -> None:
    assert commission_for(replace(FACTS, collected_at=None), PACK) == []


def test_a_refund_takes_its_share_back_in_its_own_month() -> None:
    back = GivenBack("r", DEC_2, 3500, (("c", 3500),))
    shares = commission_for(replace(FACTS, refunds=(back,)), PACK)
    assert sums(shares) == {"2026-11": 953, "2026-12": -210}
    assert [(s.rate, s.base_fen, s.refund_id) for s in shares if s.fen < 0] == [(600, -3500, "r")]


def test_a_refund_without_goods_is_shared_by_all_of_them() -> None:
    shares = commission_for(replace(FACTS, refunds=(GivenBack("r", DEC_2, 26280),)), PACK)
    assert sums(shares) == {"2026-11": 953, "2026-12": -953}


def test_what_was_given_back_before_never_earns() -> None:
    early = replace(FACTS, refunds=(GivenBack("r", NOV_23 - 1, 16800, (("b", 16800),)),))
    assert sums(commission_for(early, PACK)) == {"2026-11": 449}


@pytest.mark.parametrize(
    ("ms", "month"),
    [
        (1_796_054_400_000 - 1, "2026-11"),  # a millisecond before December in China
        (1_796_054_400_000, "2026-12"),
        (0, "1970-01"),
        (-1, "1970-01"),
        (1 << 53, "9999-12"),
    ],
)
def test_the_month_is_the_platforms_whatever_zone_a_pc_is_set_to(ms: int, month: str) -> None:
    assert month_of(ms, PACK.commission) == month


def test_halves_round_up() -> None:
    assert [commission_of(fen, 300) for fen in (16, 17, 50)] == [0, 1, 2]


def test_a_line_written_by_two_pcs_is_taken_back_once() -> None:
    wanted = commission_for(FACTS, PACK)
    assert missing_shares(wanted, []) == sorted(wanted, key=lambda s: s.rate)
    assert missing_shares(wanted, wanted) == []
    mended = missing_shares(wanted, wanted + wanted)
    assert sums(mended) == {"2026-11": -953}
    assert missing_shares(wanted, wanted + wanted + mended) == []


def test_an_order_stays_with_the_rules_it_began_with() -> None:
    assert pack_of(FACTS).version == PACK.version
    assert pack_of(FACTS, [Share("o", "2026-11", 1, "", 1, 1, PACK.version)]) is PACK
    assert pack_of(FACTS, [Share("o", "2026-11", 1, "", 1, 1, "of a newer program")]).version == PACK.version


LINES = st.lists(
    st.tuples(st.sampled_from(["洗衣粉", "雨靴", "尿素", "手机", "盐"]), st.integers(0, 500_000)), max_size=6
)
REFUNDS = st.lists(
    st.tuples(st.integers(NOV_23 - 10**9, NOV_23 + 10**10), st.integers(1, 600_000), st.integers(0, 5)), max_size=5
)


@given(LINES, REFUNDS)
def test_the_sum_is_always_the_commission_on_what_was_kept(lines, refunds) -> None:
    sold = tuple(SoldLine(category, fen, str(n)) for n, (category, fen) in enumerate(lines))
    total, given_back = sum(fen for _, fen in lines), []
    for n, (at, fen, line) in enumerate(refunds):
        fen = min(fen, total - sum(refund.fen for refund in given_back))
        if fen > 0:
            given_back.append(GivenBack(f"r{n}", at, fen, ((str(line), fen),)))
    facts = OrderFacts("o", NOV_23, sold, tuple(given_back))
    shares = commission_for(facts, PACK)
    bases: dict[int, int] = {}
    for share in shares:
        bases[share.rate] = bases.get(share.rate, 0) + share.base_fen
    assert sum(bases.values()) == total - sum(refund.fen for refund in given_back)
    assert all(base >= 0 for base in bases.values())
    assert sum(share.fen for share in shares) == sum(commission_of(base, rate) for rate, base in bases.items())
    # Whatever part of it was written already, the rest makes it whole.
    half = shares[::2]
    assert missing_shares(shares, half + missing_shares(shares, half)) == []
