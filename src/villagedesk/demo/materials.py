"""The materials of the demo's courses: the county signs and publishes them, and the counter fetches them over the line."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from villagedesk.central.courses import publish_pack
from villagedesk.central.deps import Central
from villagedesk.demo.hands import Hands
from villagedesk.demo.pictures import draw_pack, draw_photo
from villagedesk.domain.courses import course

CODE = "K06"
_HEAD = {"zh_CN": "一页纸讲义", "en": "The course on one page"}
_PHOTO = {"zh_CN": "练习照片 {number}", "en": "Photo {number} for practice"}
_HOW_TO = "窗边拍，不开闪光灯。\n一张整体，一张近处，一张标签。\n手稳住，拍完放大看清不清楚。\n"


def publish(central: Central, folder: Path) -> None:
    """What the county puts together for the class of the day: a page to read, and photos to practise with."""
    place, of = _place(folder, CODE), course(CODE)
    lines = [of.title.zh_CN, of.about.zh_CN]
    for topic in of.syllabus:
        lines += [f"{topic.title.zh_CN}  {topic.minutes} 分钟", *(f"  {point.zh_CN}" for point in topic.points)]
    (place / "1.txt").write_text("\n\n".join(lines), "utf-8")
    titles = {"1.txt": _HEAD}
    for number, product in enumerate(("春茶", "板栗"), 1):
        path = draw_photo(product, place / f"{number + 1}.jpg", number)
        titles[path.name] = {language: words.format(number=number) for language, words in _PHOTO.items()}
    _sign(central, CODE, place, titles)


def publish_for_photos(central: Central, folder: Path) -> None:
    """What the county gives trainers for the course about photos: two pictures of goods, and a note."""
    place = _place(folder, "K03")
    for name, close in (("1 一张整体.jpg", False), ("2 一张标签.jpg", True)):
        draw_pack(place / name, close=close)
    (place / "3 怎么拍.txt").write_text(_HOW_TO, "utf-8")
    titles = {
        "1 一张整体.jpg": {"zh_CN": "样片：整体", "en": "Sample: the whole thing"},
        "2 一张标签.jpg": {"zh_CN": "样片：标签", "en": "Sample: the label"},
        "3 怎么拍.txt": {"zh_CN": "三句话记住怎么拍", "en": "Three sentences to remember"},
    }
    _sign(central, "K03", place, titles)


def _place(folder: Path, code: str) -> Path:
    place = folder / f"materials {code}"
    place.mkdir()
    return place


def _sign(central: Central, code: str, place: Path, titles: Mapping[str, Mapping[str, str]]) -> None:
    (place / "titles.json").write_text(json.dumps(titles, ensure_ascii=False), "utf-8")
    publish_pack(central, code, place)


def fetch(hands: Hands, main: Any) -> None:
    """F8 on the page of courses: the next sync brings them, and every file is checked against the county's list."""
    main.go("courses", code=CODE)
    card: Any = hands.page().materials  # type: ignore[attr-defined]
    hands.wait("that the county has materials", card.fetch.isVisible)
    hands.picture("materials offered")
    hands.press("F8")
    hands.wait("all the materials", lambda: card._found.whole and card.rows.isVisible(), 60)
    hands.picture("materials fetched")
