"""A short form of ``tests/bench/fuzz``: spoiled bodies below the signature, and signed requests to the real application."""

import logging

import pytest

from tests.fuzz import bodies, requests


def test_spoiled_bodies_have_an_answer() -> None:
    tally = bodies.run(seed=20, count=6_000)
    assert tally.faults == []
    assert tally.slowest < 2
    # Each way of spoiling gets behind the decoder now and then, and is refused now and then.
    for kind in ("spoiled_batch", "spoiled_events", "spoiled_fields", "as_json"):
        found = {name.split(": ")[1] for name in tally.answers if name.startswith(kind)}
        assert any("taken" in codes for codes in found), kind
        assert found & {"wire_broken", "malformed"}, kind


def test_signed_requests_never_end_in_a_fault(caplog: pytest.LogCaptureFixture) -> None:
    tally = requests.run(seed=20, count=250)
    assert tally.faults == []
    assert tally.slowest < 2
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert {"/v1/round round: 200", "/v1/round round spoiled: 400"} <= set(tally.answers)
    # Which spoiled request is still a good one is chance; that each address was reached is not.
    assert set(requests.CONTEXTS) <= {name.split()[0] for name in tally.answers}
