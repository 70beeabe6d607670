"""``villagedesk central goods``: publish a catalogue, write one for a stick, make the village pack."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from villagedesk import i18n
from villagedesk.central import goods
from villagedesk.central.deps import Central
from villagedesk.i18n import _, ngettext
from villagedesk.sync.parts import GOODS, PICTURES

GOODS_HELP = "publish goods from a file, write a catalogue for a desk, or make the village pack"

Opened = Callable[[argparse.Namespace, Callable[[Central], Any]], Any]


def add_goods_words(parser: argparse.ArgumentParser, opened: Opened) -> None:
    """The words behind ``goods``; ``opened`` opens central for a piece of work."""
    parser.add_argument("file", type=Path, help=".ndjson or .csv, perhaps with .gz or .zst behind; .vdpack with --pack")
    parser.add_argument(
        "--pictures", type=Path, metavar="FOLDER", help="thumbnails (up to 16 KB) that the goods' field picture names"
    )
    parser.add_argument(
        "--whole", action="store_true", help="a table without our last line (#end ...), known to be whole"
    )
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--complete", action="store_true", help="these are all goods; others can no longer be had")
    how.add_argument(
        "--write", action="store_true", help="write the catalogue, for a stick to a centre with a thin line"
    )
    how.add_argument(
        "--pack",
        action="store_true",
        help="make the village pack (the goods that are ordered most, with thumbnails) and write it, for a stick or "
        "the installer; desks that ask get the same one over the network",
    )
    parser.set_defaults(run=lambda args: opened(args, lambda central: _run(central, args)))


def _run(central: Central, args: argparse.Namespace) -> int:
    if args.pack:
        _say(_pack(central, args.file))
    elif args.write:
        count, _position = goods.write_catalogue(central.database, args.file)
        words = ngettext("{file} holds {count} kind of goods.", "{file} holds {count} kinds of goods.", count)
        _say(words.format(count=i18n.number(count), file=args.file))
    else:
        _say(_publish(central, args))
    return 0


def _publish(central: Central, args: argparse.Namespace) -> str:
    pictures = (args.pictures, central.thumbnails) if args.pictures else None
    count, position = goods.publish_file(
        central.database, args.file, complete=args.complete, whole=args.whole, pictures=pictures
    )
    with central.database.read() as connection:
        stale = central.goods_parts.stale(connection)
    if stale:
        central.goods_parts.make_whole(central.database)
    words = ngettext(
        "The catalogue has {count} kind of goods now, at place {position}.",
        "The catalogue has {count} kinds of goods now, at place {position}.",
        count,
    )
    return words.format(count=i18n.number(count), position=i18n.number(position))


def _pack(central: Central, file: Path) -> str:
    parts = central.goods_parts.make_village(central.database, central.thumbnails)
    size = central.goods_parts.write_pack(file, parts)
    return _("{file} holds {goods} kinds of goods and {pictures} pictures, {size} MB.").format(
        file=file,
        goods=i18n.number(parts.count(GOODS)),
        pictures=i18n.number(parts.count(PICTURES)),
        size=i18n.number(max(1, size // 1_000_000)),
    )


def _say(text: str) -> None:
    """A line for whoever asked."""
    sys.stdout.write(text + "\n")
