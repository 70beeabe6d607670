"""What belongs to the demo's room: its equipment with tags, a year old, and what happened to it since."""

from datetime import date, timedelta

from villagedesk import clock
from villagedesk.domain.assets import AssetForm, AssetKind, AssetState
from villagedesk.domain.tickets import TicketForm
from villagedesk.store import Store, assets, photos, tickets

_DAY_MS, _HOUR_MS = 86_400_000, 3_600_000
# Kind, maker and model, serial number, place, days of warranty left.
_THINGS: tuple[tuple[AssetKind, str, str, str, int | None], ...] = (
    (AssetKind.PC, "启明 M420 台式电脑", "QM420-77120", "柜台", 400),
    (AssetKind.SCREEN, "启明 21.5 寸显示器", "QM215-30911", "柜台", 400),
    (AssetKind.PRINTER, "云桥 80 小票打印机", "YQ80-801277", "柜台", 20),
    (AssetKind.SCANNER, "远看 S1 扫码枪", "YK-S1-5521", "柜台", 20),
    (AssetKind.SCALE, "稳衡 TCS-150 电子秤", "WH-150-0412", "门口", -60),
    (AssetKind.UPS, "常明 1000VA 后备电源", "CM1000-88", "柜台下", -60),
    (AssetKind.ROUTER, "百连 4G 路由器", "BL4G-20417", "窗边", None),
    (AssetKind.FURNITURE, "货架（四层）", "", "里屋", None),
)


def equip(store: Store, operator: str) -> None:
    """Put the equipment on file as if it had come a year ago; the scale is being repaired."""
    files, bought = photos.desk_files(store), date.fromisoformat(clock.today()) - timedelta(days=330)
    ids = {}
    with clock.shifted(-330 * _DAY_MS):
        for kind, title, serial, place, warranty in _THINGS:
            until = "" if warranty is None else (bought + timedelta(days=330 + warranty)).isoformat()
            form = AssetForm(kind.value, title, serial, bought.isoformat(), until, place, "王秀兰", "青溪县商务局")
            with store.write(by=operator) as s:
                ids[kind] = assets.add_asset(s, form, files)
    with clock.shifted(-4 * _DAY_MS), store.write(by=operator) as s:
        off = TicketForm("scale", "hinders", "同一袋米称三次，每次差半斤", ids[AssetKind.SCALE], ("scale_off",))
        tickets.report_trouble(s, off, files)
    with clock.shifted(-4 * _DAY_MS), store.write(by=operator) as s:
        assets.move_asset(s, ids[AssetKind.SCALE], AssetState.AT_REPAIR, "称不准，送县里校准")
    _line_of_weeks(store)


def _line_of_weeks(store: Store) -> None:
    """What this computer would have noted in the last three weeks: a storm, a power cut, else a slow quiet line."""
    with store.transaction() as connection:
        for ago in range(1, 21):
            day = (date.fromisoformat(clock.today()) - timedelta(days=ago)).isoformat()
            stormy, cut = ago in (6, 7), ago == 13
            row = (day, 9 * _HOUR_MS, (3 if stormy else 0) * _HOUR_MS, 2 * stormy, int(cut), cut * _HOUR_MS, 180 - ago)
            connection.exec_driver_sql("INSERT OR IGNORE INTO line_day VALUES (?, ?, ?, ?, ?, ?, ?)", row)
