"""Complaints about fakes: what the operator can do with them, and what the screens show."""

from villagedesk.store.fakes.lists import (
    FakePage,
    FakeRow,
    fake_page,
    fakes_in,
    most_advance_for,
    order_money,
)
from villagedesk.store.fakes.start import Bought, bought_for
from villagedesk.store.fakes.verbs import (
    add_photos,
    advance_refund,
    note_outcome,
    print_packet,
    report_fake,
    seal_sample,
    to_12315,
)

__all__ = [
    "Bought",
    "FakePage",
    "FakeRow",
    "add_photos",
    "advance_refund",
    "bought_for",
    "fake_page",
    "fakes_in",
    "most_advance_for",
    "note_outcome",
    "order_money",
    "print_packet",
    "report_fake",
    "seal_sample",
    "to_12315",
]
