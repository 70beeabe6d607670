"""What came after some orders of the demo: goods on their way back, a refund that waits for its villager, a fake."""

import tempfile
from pathlib import Path

from sqlmodel import col, select

from villagedesk.central.deps import Central
from villagedesk.central.fakes import answer_fake, pass_on_fake
from villagedesk.central.returns import approve_return, refund_return
from villagedesk.demo.pictures import draw_pack
from villagedesk.desktop.photos import shrink
from villagedesk.domain.evidence import EvidenceKind
from villagedesk.domain.fakes import FakeForm
from villagedesk.domain.orders import Order, OrderState
from villagedesk.domain.returns import Reason, ReturnForm
from villagedesk.store import Store
from villagedesk.store.fakes import bought_for, report_fake
from villagedesk.store.files import FileStore
from villagedesk.store.photos import desk_files
from villagedesk.store.returns import ask_return, returnable
from villagedesk.sync.service import sync_now

_SAYS = ("打开一看就是坏的，没法用", "里面少了一半")


def look_back(store: Store, central: Central, operator: str) -> None:
    """A return that may go to the courier, one that is refunded and not paid out, and an answered complaint."""
    with store.read() as s:
        query = select(Order.id).where(col(Order.state) == OrderState.COLLECTED.value).order_by(Order.number)
        orders = list(s.exec(query))
    files = desk_files(store)
    asked = [_ask(store, operator, order, files, said) for order, said in zip(orders, _SAYS, strict=False)]
    report = _report(store, operator, orders[2], files) if len(orders) > 2 else ""
    sync_now(store)
    with central.database.write() as connection:
        for return_id in asked:
            approve_return(connection, return_id, answer="请寄到青溪县云溪镇迎宾路 12 号退货处")
        if len(asked) > 1:
            refund_return(connection, asked[1])
        if report:
            pass_on_fake(connection, report)
            answer_fake(connection, report, "是正品，愿意退货，请寄回检查")
    sync_now(store)


def _ask(store: Store, operator: str, order: str, files: FileStore, said: str) -> str:
    with store.read() as s:
        line = returnable(s, order).lines[0]
    photos = ((EvidenceKind.DAMAGE.value, _photo(files, EvidenceKind.DAMAGE)),)
    with store.write(by=operator) as s:
        return ask_return(s, ReturnForm(order, {line.id: 1}, Reason.FAULTY.value, said, photos=photos), files)


def _report(store: Store, operator: str, order: str, files: FileStore) -> str:
    with store.read() as s:
        bought = bought_for(s, order_id=order)
    goods = bought.goods[0]
    form = FakeForm(
        bought.person_id, goods.title, "标签上的字糊，闻着呛，和以前买的不一样", "退一赔三", order, goods.line_id
    )
    form.seal_number = "A 0417"
    kinds = (EvidenceKind.GOODS, EvidenceKind.LABEL, EvidenceKind.SAMPLE)
    form.photos = tuple((kind.value, _photo(files, kind)) for kind in kinds)
    with store.write(by=operator) as s:
        return report_fake(s, form, files)


def _photo(files: FileStore, kind: EvidenceKind) -> str:
    with tempfile.TemporaryDirectory() as folder:
        photo = draw_pack(
            Path(folder) / "photo.jpg", close=kind is EvidenceKind.LABEL, bagged=kind is EvidenceKind.SAMPLE
        )
        return files.put(shrink(photo))
