"""A class archive for the papers' test, for pictures, and for weighing it: ``python -m tests.desktop.archive_sample 40``
writes a PDF with so many photos into nothing and says how many MiB the program had at most.
"""

import resource
import sys

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QColor, QGuiApplication, QImage

from villagedesk.domain.archive_papers import (
    ArchiveMark,
    ArchivePerson,
    ArchivePhoto,
    ArchiveSitting,
    ArchiveSurvey,
    ArchiveTest,
    ArchiveThing,
    ClassArchive,
)

DAY = "2026-11-18"
AT = 1_795_401_060_000
NAMES = ("陈桂花", "赵德明", "阿依古丽·买买提江·吐尔逊", "周小梅", "施恩")


def archive(people: int = 40, photos: int = 6, name: str = "", **more: object) -> ClassArchive:
    """An archive of so many people, called ``name`` each where there is one."""
    who = [name or NAMES[n % len(NAMES)] for n in range(people)]
    marks = tuple(
        ArchiveMark(
            person=each,
            group="白鹭村三组",
            mark=("present", "present", "late", "absent", "proxy")[n % 5],
            at=AT + n * 1000 if n % 5 != 3 else None,
            left_at=AT + 3_600_000 if n % 7 == 0 else None,
            way=("card", "sheet", "key", "paper")[n % 4],
            proxy="孙子" if n % 5 == 4 else "",
            corrected=n % 6 == 0,
            note="登记时看错了" if n % 6 == 0 else "",
        )
        for n, each in enumerate(who)
    )
    facts: dict[str, object] = {
        "centre": "白鹭村服务站",
        "made_at": AT,
        "number": "PX2611-103",
        "title": "拍照和写介绍（第二期）",
        "course": "K03",
        "state": "closed",
        "plan": "2026-07",
        "funder": "清溪县人力资源和社会保障局",
        "audience": "种植户、返乡青年",
        "aims": "会拍三张能用的照片，会写不夸大的介绍",
        "place": "村委会二楼会议室",
        "capacity": 45,
        "trainer": "刘芳",
        "qualification": "中级电子商务师",
        "employer": "清溪县职业中学",
        "contract": "HT-2026-118",
        "fee_fen": 60_000,
        "meal_fen": 80_000,
        "travel_fen": 20_000,
        "paid_people": people,
    }
    return ClassArchive(
        **(facts | more),  # type: ignore[arg-type]
        sittings=tuple(
            ArchiveSitting(
                number=n, held_on=DAY, begins=540, ends=660, topic="看包装", room="二楼", trainer="刘芳", marks=marks
            )
            for n in (1, 2)
        ),
        people=tuple(
            ArchivePerson(
                person=each,
                group="白鹭村三组",
                state=("enrolled", "waiting", "withdrawn")[n % 9 // 4],
                source="counter",
                came=2,
                minutes=240,
                passed=(True, False, None)[n % 3],
                certificate=f"T20261118-1{n:02d}" if n % 3 == 0 else "",
                waiver="在县里学过" if n == 1 else "",
            )
            for n, each in enumerate(who)
        ),
        tests=tuple(
            ArchiveTest(
                person=each,
                attempt=1,
                at=AT,
                assessor="刘芳",
                practical="p1+ p2+ p3- p4+ p5+ p6+ p7+ p8+",
                oral="q1+ q2- q3+ q4+ q5+",
                passed=n % 3 == 0,
            )
            for n, each in enumerate(who)
        ),
        survey=ArchiveSurvey(
            sheets=people and people - 2,
            came=people,
            counts=tuple((key, (20, 12, 3, 2, 1)) for key in ("useful", "clear", "tried", "time", "whole"))
            if people
            else (),
            remarks=(("", "讲得慢一点，字大一点"), ("陈桂花", "下次还来")) if people else (),
            target=95,
        ),
        things=(ArchiveThing(thing="拍照口袋书", pieces=people, people=people, fen=350),) if people else (),
        photos=tuple(
            ArchivePhoto(sha256=f"{n:064x}", kind="sheet" if n == 1 else "room", sitting=1 + n % 2, at=AT)
            for n in range(photos)
        ),
    )


def jpeg(width: int = 1600, height: int = 1200) -> bytes:
    """A photo as it is kept."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    for y in range(0, height, 8):
        for x in range(0, width, 8):
            image.setPixelColor(x, y, QColor((x * 7 + y) % 256, (y * 5) % 256, (x + y) % 256))
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "JPEG", 80)
    return bytes(data.data())


def main(photos: int) -> None:
    """Draw it, and say what was the most memory."""
    from villagedesk.desktop.printing import page
    from villagedesk.desktop.printing.layout import lay_out, pdf

    _app = QGuiApplication([])
    page.load_fonts()
    one = jpeg()
    pdf(lay_out(archive(photos=photos), photo=lambda _sha256: one), "archive")
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)


if __name__ == "__main__":
    main(int(sys.argv[1]))
