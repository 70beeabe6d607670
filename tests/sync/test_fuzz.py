"""A short form of ``tests/bench/fuzz``: spoiled files of sticks, and answers with numbers that cannot be."""

import msgspec
import pytest

from tests.fuzz import bundles
from villagedesk.sync import messages
from villagedesk.sync.messages import Page, Reply, Run

HUGE = (1 << 53, 1 << 63, (1 << 64) - 1, -2)


def test_spoiled_files_are_refused_and_change_nothing() -> None:
    tally = bundles.run(seed=20, count=2500)
    assert tally.faults == []
    assert {"central payload: taken", "desk payload: stick_damaged", "central signed: signature_wrong"} <= set(
        tally.answers
    )
    assert tally.slowest < 2


@pytest.mark.parametrize("number", HUGE)
def test_a_number_that_cannot_be_is_no_answer(number: int) -> None:
    fine = Page("centre", 0, [Run(0, 1)], [bytes(16)], b"", b"")
    assert messages.decode(messages.encode(Reply("ok", b"", 0, pages=[fine])), Reply).pages == [fine]
    replies = [Reply("ok", b"", 0, **{name: number}) for name in ("head", "durable", "catalogue")]
    replies += [Reply("ok", b"", 0, pages=[Page("centre", number, [], [], b"", b"")])]
    replies += [Reply("ok", b"", 0, pages=[Page("centre", 0, [], [], b"", b"", count=number)])]
    for run in (Run(number, 1), Run(0, number), Run(0, 1, number), Run(0, 1, 0)):
        replies += [Reply("ok", b"", 0, pages=[Page("centre", 0, [run], [bytes(16)], b"", b"")])]
    for reply in replies:
        with pytest.raises(msgspec.ValidationError):
            messages.decode(messages.encode(reply), Reply)
