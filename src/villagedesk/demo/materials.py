"""The materials of the demo's class: the county signs and publishes them, and the counter fetches them over the line."""

import json
from pathlib import Path
from typing import Any

from villagedesk.central.courses import publish_pack
from villagedesk.central.deps import Central
from villagedesk.demo.hands import Hands
from villagedesk.demo.pictures import draw_photo
from villagedesk.domain.courses import course

CODE = "K06"
_HEAD = {"zh_CN": "一页纸讲义", "en": "The course on one page"}
_PHOTO = {"zh_CN": "练习照片 {number}", "en": "Photo {number} for practice"}


def publish(central: Central, folder: Path) -> None:
    """What the county puts together for the course: a page to read, and photos to practise with."""
    place, of = folder / "materials of the county", course(CODE)
    place.mkdir()
    lines = [of.title.zh_CN, of.about.zh_CN]
    for topic in of.syllabus:
        lines += [f"{topic.title.zh_CN}  {topic.minutes} 分钟", *(f"  {point.zh_CN}" for point in topic.points)]
    (place / "1.txt").write_text("\n\n".join(lines), "utf-8")
    titles = {"1.txt": _HEAD}
    for number, product in enumerate(("春茶", "板栗"), 1):
        path = draw_photo(product, place / f"{number + 1}.jpg", number)
        titles[path.name] = {language: words.format(number=number) for language, words in _PHOTO.items()}
    (place / "titles.json").write_text(json.dumps(titles), "utf-8")
    publish_pack(central, CODE, place)


def fetch(hands: Hands, main: Any) -> None:
    """F8 on the page of courses: the next sync brings them, and every file is checked against the county's list."""
    main.go("courses", code=CODE)
    card: Any = hands.page().materials  # type: ignore[attr-defined]
    hands.wait("that the county has materials", card.fetch.isVisible)
    hands.picture("materials offered")
    hands.press("F8")
    hands.wait("all the materials", lambda: card._found.whole and card.rows.isVisible(), 60)
    hands.picture("materials fetched")
