"""Everything that happened to one parcel, in its order."""

import pytest
import time_machine

from tests.store.orders_room import ordered, shipped, villager
from villagedesk.domain.evidence import Signed
from villagedesk.domain.weights import Hand
from villagedesk.errors import NotFound
from villagedesk.store.parcels import (
    Pickup,
    finish_van,
    hand_over,
    note_call,
    note_damage,
    parcel_history,
    receive_parcel,
    take_back_money,
    text_owners,
)
from villagedesk.store.photos import desk_files


def test_the_whole_way(store, operator):
    files = desk_files(store)
    photo = files.put(b"\xff\xd8\xffdented")
    with time_machine.travel("2026-11-23T09:00:00+08:00", tick=False) as clock:
        chen = villager(store, operator)
        slip = ordered(store, operator, chen, "on_delivery")
        id_ = shipped(
            store,
            operator,
            slip.order_id,
            due_fen=26280,
            sent_grams=900,
            hub_grams=900,
            van_at=1000,
            carrier="圆风快递",
        )

        def do(work):
            clock.shift(60)
            with store.write(by=operator) as s:
                return work(s)

        do(lambda s: receive_parcel(s, "YT8831", "A-07"))
        do(lambda s: note_damage(s, id_, "箱角压扁", grams=600, photos=[photo], files=files))
        do(lambda s: finish_van(s, 1000, driver="陈师傅", signed=Signed(on_paper=True)))
        do(lambda s: text_owners(s, [id_]))
        do(lambda s: note_call(s, id_, "reached"))
        do(lambda s: hand_over(s, id_, Pickup("6721", signed=Signed(on_paper=True)), files))
        do(lambda s: take_back_money(s, id_))
    with store.read() as s:
        found = parcel_history(s, id_)
    assert [step.kind for step in found.steps] == [
        "announced",
        "arrived",
        "damaged",
        "van_left",
        "texted",
        "called",
        "handed_over",
        "money_back",
    ]
    steps = {step.kind: step for step in found.steps}
    assert steps["announced"].detail == "圆风快递"
    assert (steps["arrived"].by, steps["arrived"].detail) == ("王秀兰", "A-07")
    assert steps["damaged"].evidence == (("damage", photo),)
    assert (steps["van_left"].detail, steps["van_left"].evidence) == ("陈师傅", (("signature", ""),))
    assert (steps["called"].word, steps["texted"].word) == ("reached", "queued")
    assert (steps["handed_over"].word, steps["handed_over"].fen) == ("phone", 26280)
    assert steps["money_back"].fen == 26280
    assert found.weights == ((Hand.SENDER, 900), (Hand.COUNTY, 900), (Hand.HERE, 600))
    assert (found.row.difference.since, found.row.difference.grams) == (Hand.COUNTY, -300)
    assert (found.hand_overs, found.taken_twice) == (1, False)


def test_what_is_not_here(store):
    with pytest.raises(NotFound), store.read() as s:
        parcel_history(s, "0" * 32)
