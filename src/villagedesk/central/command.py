"""``villagedesk central``: serve, act, look, and keep the staff and the goods catalogue, from the command line.

Everything but ``serve`` works on the database itself, also while central is running.
"""

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from villagedesk import i18n
from villagedesk.central import fleet, verbs
from villagedesk.central.act_words import add_verb, given_of
from villagedesk.central.acts import CENTRAL
from villagedesk.central.app import open_central
from villagedesk.central.backup import begin_backup, end_backup, take_backup
from villagedesk.central.cash import days_in
from villagedesk.central.config import CentralConfig
from villagedesk.central.console.words import DONE, told
from villagedesk.central.courses_command import COURSE_HELP, PACK_HELP, add_course_words
from villagedesk.central.deps import Central
from villagedesk.central.dossiers import dossiers_in
from villagedesk.central.erase import erase_person
from villagedesk.central.found import rows as rows_in
from villagedesk.central.goods_command import GOODS_HELP, add_goods_words
from villagedesk.central.listings import offers_in
from villagedesk.central.orders import orders_in
from villagedesk.central.releases import RELEASE_HELP, add_release_words
from villagedesk.central.sales import sales_in
from villagedesk.central.serve import serve
from villagedesk.central.staff import find_staff
from villagedesk.central.staff_command import add_staff_words
from villagedesk.central.sticks import read_file, stick_words, take_stick, write_answer
from villagedesk.errors import AppError
from villagedesk.i18n import _

DEFAULT_PORT = 8470
# What of crop sales the staff can list: the entity, and the state that waits for the staff.
_SALES = {
    "claims": ("crop_claim", "objected"),
    "disputes": ("grade_dispute", "open"),
    "transfers": ("crop_payout", "asked"),
}
_LISTS = ("centres", "computers", "sellers", "listings", "orders", "days", "sales", "reports", *_SALES)
_PLACE_EVERY_S = 10


def run(options: argparse.Namespace) -> int:
    """Run one command of central; returns the exit status (0 done, 1 known trouble, 2 wrong words)."""
    words: Sequence[str] = options.words
    args = _parser().parse_args(words[1:] if words[:1] == ["--"] else words)
    try:
        return int(args.run(args) or 0)
    except AppError as error:
        sys.stderr.write(told(error) + "\n")
        return 1


def say(text: str) -> None:
    """A line for whoever asked."""
    sys.stdout.write(text + "\n")


def config_of(args: argparse.Namespace) -> CentralConfig:
    """Where central is, from the words and else from the environment."""
    config = CentralConfig.from_environment()
    return replace(config, home=args.home or config.home, database_url=args.db or config.database_url)


def _serve(args: argparse.Namespace) -> int:
    config = replace(
        config_of(args),
        tls_cert=args.tls_cert,
        tls_key=args.tls_key,
        language=args.language,
        public_url=args.public_url or config_of(args).public_url,
        place_every=0 if args.no_place else _PLACE_EVERY_S,
    )
    config.check_host(args.host)
    url = f"{'https' if config.tls else 'http'}://{args.host}:{args.port}"

    def ready() -> None:
        say(_("Central is at {url}. Press Ctrl+C to end.").format(url=url))
        sys.stdout.flush()

    serve(open_central(config), args.host, args.port, ready)
    return 0


def _act(args: argparse.Namespace) -> int:
    verb = verbs.find_verb(args.verb)
    with_central: Callable[[Central], verbs.Done] = lambda central: verbs.do_whole(  # noqa: E731
        central, verb, verbs.read_given(verb, given_of(verb, args)), _by(central, args.by)
    )
    done = _opened(args, with_central)
    if args.json:
        say(json.dumps(done, ensure_ascii=False))
    elif not verb.gives:
        say(_(DONE.get(verb.name, "")) or verb.name)
    elif isinstance(done[verb.gives], dict):
        say("\n".join(f"{name}: {count}" for name, count in sorted(done[verb.gives].items())) or "0")
    else:
        say(str(done[verb.gives]))
    return 0


def _by(central: Central, name: str) -> str:
    if not name:
        return CENTRAL
    with central.database.read() as connection:
        return find_staff(connection, name).id


def _list(args: argparse.Namespace) -> int:
    """One line each: what an act needs to name it comes first."""

    def read(central: Central) -> list[dict[str, Any]]:
        with central.database.read() as connection:
            match args.what:
                case "centres":
                    return [asdict(row) for row in fleet.centres(connection, limit=args.limit)]
                case "computers":
                    rows = fleet.centres(connection, limit=args.limit)
                    return [asdict(d) | {"centre": c.name} for c in rows for d in fleet.devices_of(connection, c.id)]
                case "sellers":
                    return [asdict(row) for row in dossiers_in(connection, args.state or "submitted", limit=args.limit)]
                case "listings":
                    found = offers_in(connection, args.state or "queued", limit=args.limit)
                    return [{"id": o.listing.id, "centre_name": o.centre_name, **o.listing.data} for o in found]
                case "sales":
                    sold = sales_in(connection, args.state or "handed_over", limit=args.limit)
                    return [{"id": o.order.id, "centre_name": o.centre_name, **o.order.data} for o in sold]
                case "claims" | "disputes" | "transfers":
                    entity, waits = _SALES[args.what]
                    waiting = rows_in(connection, entity, state=args.state or waits, limit=args.limit)
                    return [{"id": one.id, "centre": one.centre, **one.data} for one in waiting]
                case "reports":  # mistakes of the program, from operators who agreed to send them
                    told_of = rows_in(connection, "program_report", limit=args.limit)
                    return [{"id": one.id, "centre": one.centre, **one.data} for one in told_of]
                case "days":
                    days = days_in(connection, args.state or "to_check", limit=args.limit)
                    return [{"id": d.day.id, "centre_name": d.centre_name, **d.day.data} for d in days]
                case _:
                    return [asdict(row) for row in orders_in(connection, args.state or "queued", limit=args.limit)]

    for row in _opened(args, read):
        say(json.dumps(row, ensure_ascii=False) if args.json else "\t".join(_shown(*item) for item in row.items()))
    return 0


def _shown(name: str, value: Any) -> str:
    """A value for whoever reads the list: moments as local date and time, ``-`` for what has not been yet."""
    if not name.endswith("_at") or not isinstance(value, int | None):
        return str(value)
    return f"{i18n.local(value):%Y-%m-%d %H:%M}" if value else "-"


def _stick(args: argparse.Namespace) -> int:
    """Take each file; what is wrong with one does not keep the others."""

    def work(central: Central) -> int:
        failed = 0
        for file in args.files:
            try:
                taken = take_stick(central, read_file(file))
                answer = write_answer(args.answers or file.parent, file, taken.answer)
            except AppError as error:
                failed, words = 1, told(error)
            else:
                words = "; ".join(stick_words(device) for device in taken.devices) + f" -> {answer}"
            say(f"{file}: {words}")
        return failed

    return int(_opened(args, work))


def _backup(args: argparse.Namespace) -> int:
    def work(central: Central) -> str:
        if args.folder is not None:
            return _("Backup taken and read through: {folder}").format(folder=take_backup(central, args.folder))
        with central.database.write() as connection:
            if args.begin:
                begin_backup(connection)
                return _("Make the backup now; say --done when it was read through and lies on another disk.")
            end_backup(connection)
            return _("What the backup before this one holds counts as safe from now on.")

    say(_opened(args, work))
    return 0


def _erase(args: argparse.Namespace) -> int:
    done = _opened(args, lambda central: erase_person(central, args.centre, args.person, by=_by(central, args.by)))
    words = _("{rows} rows, {bodies} actions and {photos} photos are erased. {mixed} actions also speak of others.")
    say(words.format(rows=done.rows, bodies=done.bodies, photos=done.photos, mixed=done.mixed))
    return 0


def _opened(args: argparse.Namespace, work: Callable[[Central], Any]) -> Any:
    central = open_central(config_of(args))
    try:
        return work(central)
    finally:
        central.database.close()


def _parser() -> argparse.ArgumentParser:
    where = argparse.ArgumentParser(add_help=False)
    where.add_argument("--home", type=Path, help="central's folder (default: VILLAGEDESK_CENTRAL_HOME)")
    where.add_argument("--db", help="postgresql://... instead of SQLite in the folder (VILLAGEDESK_CENTRAL_DB)")
    parser = argparse.ArgumentParser("villagedesk central", description="The platform's reference server.")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    _add_serve(commands.add_parser("serve", parents=[where], help="serve desks, the staff's pages and the staff API"))
    act = commands.add_parser("act", help="carry out one act of the staff")
    names = act.add_subparsers(metavar="ACT", required=True, dest="verb")
    for verb in verbs.VERBS.values():
        add_verb(names, verb, parents=[where], run=_act)
    look = commands.add_parser("list", parents=[where], help="what there is, one line each, the id first")
    look.add_argument("what", choices=_LISTS)
    look.add_argument("--state", help="only these (default: what waits for the staff)")
    look.add_argument("--limit", type=int, default=200, metavar="N")
    look.add_argument("--json", action="store_true", help="one JSON object a line")
    look.set_defaults(run=_list)
    stick = commands.add_parser(
        "stick", parents=[where], help="take files from sticks and write the answers beside them"
    )
    stick.add_argument("files", type=Path, nargs="+", metavar="FILE")
    stick.add_argument(
        "--answers", type=Path, metavar="FOLDER", help="where the answers go (default: beside each file)"
    )
    stick.set_defaults(run=_stick)
    backup = commands.add_parser("backup", parents=[where], help="copy everything, so that desks may let go of it")
    how = backup.add_mutually_exclusive_group(required=True)
    how.add_argument("folder", nargs="?", type=Path, help="where the copy goes, on another disk (SQLite only)")
    how.add_argument("--begin", action="store_true", help="before another tool makes the copy (PostgreSQL)")
    how.add_argument("--done", action="store_true", help="after it was read through")
    backup.set_defaults(run=_backup)
    erase = commands.add_parser(
        "erase", parents=[where], help="erase a person, as the law asks, here and at her centre"
    )
    erase.add_argument("centre", help="the centre's id")
    erase.add_argument("person", help="the person's id")
    erase.add_argument("--by", default="", metavar="NAME", help="who does it")
    erase.set_defaults(run=_erase)
    add_staff_words(commands.add_parser("staff", help="who may sign in and sign acts"), where, config_of)
    add_release_words(commands.add_parser("release", parents=[where], help=RELEASE_HELP), _opened)
    add_goods_words(commands.add_parser("goods", parents=[where], help=GOODS_HELP), _opened)
    course = commands.add_parser("course", parents=[where], help=COURSE_HELP)
    add_course_words(course, commands.add_parser("pack", parents=[where], help=PACK_HELP), _opened)
    return parser


def _add_serve(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help="where to listen; other machines only with a certificate")
    parser.add_argument("--port", type=int, default=DEFAULT_PORT)
    parser.add_argument("--tls-cert", type=Path, metavar="FILE", help="certificate chain (PEM)")
    parser.add_argument("--tls-key", type=Path, metavar="FILE", help="its key (PEM)")
    parser.add_argument(
        "--language", choices=sorted(i18n.LANGUAGES), default="zh_CN", help="what the pages speak first"
    )
    parser.add_argument(
        "--public-url",
        metavar="URL",
        help="where buyers' phones reach it, when desks sync with another address (VILLAGEDESK_CENTRAL_URL)",
    )
    parser.add_argument("--no-place", action="store_true", help="do not place waiting orders by itself")
    parser.set_defaults(run=_serve)
