"""The demo's next class, with its trainers, waiting list and invitations; and what today's class has beside the names."""

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

from villagedesk import clock
from villagedesk.demo.pictures import draw_photo
from villagedesk.domain.courses import course
from villagedesk.domain.training import ClassForm, SessionPlan, TrainerForm
from villagedesk.store import Store
from villagedesk.store.photos import desk_files
from villagedesk.store.training import class_page, invite, keep_class_photo, plan_class, save_trainer, walk_in
from villagedesk.store.training.sheet import print_invitations, print_sheet

MEAL_FEN = 2000
_PLACES, _INVITED = 20, 5
_CODE, _GUEST = "K03", "周敏"
_WAIVER = "开店时在服务站学过"


def plan(store: Store, operator: str, people: Sequence[str]) -> None:
    """The sellers' course in five days: two groups side by side in the morning, more people than places."""
    day = (date.fromisoformat(clock.today()) + timedelta(days=5)).isoformat()
    trainers = (
        TrainerForm("刘芳", "13900002218", "高级农艺师", "青溪县商务局", "青讲 2026-03", 60_000),
        TrainerForm(_GUEST, "13900002219", "电商讲师", "青溪县职业学校", "青讲 2026-07", 80_000),
    )
    for trainer in trainers:
        with store.write(by=operator) as s:
            save_trainer(s, trainer)
    sittings = (
        SessionPlan(day, 9 * 60, 11 * 60, "动手拍照 一组"),
        SessionPlan(day, 9 * 60, 11 * 60, "动手拍照 二组", "一楼直播间", _GUEST),
        SessionPlan(day, 14 * 60, 16 * 60, "写介绍"),
    )
    form = ClassForm(
        course(_CODE).title.zh_CN, "刘芳", "村委会二楼", sittings, _CODE, "青商培 2026-12", "青溪县商务局", "种植户",
        capacity=_PLACES, contract="青讲 2026-03", fee_fen=60_000, meal_fen=MEAL_FEN, travel_fen=500,
    )  # fmt: skip
    with store.write(by=operator) as s:
        class_id = plan_class(s, form, people[:-_INVITED], _WAIVER)
    with store.write(by=operator) as s:
        invite(s, class_id, people[-_INVITED:])
    with store.read() as s:
        first = class_page(s, class_id).row.sessions[0].id
    with store.write(by=operator) as s:
        print_sheet(s, first)
        print_invitations(s, class_id)


def on_the_way(store: Store, operator: str, folder: Path, session_id: str) -> None:
    """Today: a photo of the practice, and somebody who walked in and is not on file yet."""
    files = desk_files(store)
    sha256 = files.put(draw_photo("春茶", folder / "class.jpg", 3).read_bytes())
    with store.write(by=operator) as s:
        keep_class_photo(s, files, session_id, sha256, "practice")
    with store.write(by=operator) as s:
        walk_in(s, session_id, "何大壮", phone="13900006721")
