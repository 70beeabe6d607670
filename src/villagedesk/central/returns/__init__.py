"""Goods that go back, at central: the seller agrees or not, has them again, and gives the money back."""

from villagedesk.central.returns.answering import answer_returns
from villagedesk.central.returns.facts import ReturnFacts, photos_about, return_facts, returns_in
from villagedesk.central.returns.verbs import (
    approve_return,
    award,
    goods_back,
    refund_fake,
    refund_return,
    refuse_return,
)

__all__ = [
    "ReturnFacts",
    "answer_returns",
    "approve_return",
    "award",
    "goods_back",
    "photos_about",
    "refund_fake",
    "refund_return",
    "refuse_return",
    "return_facts",
    "returns_in",
]
