"""``villagedesk central staff``: add somebody, set a password, make a key, let nobody in any more."""

import argparse
import getpass
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

from villagedesk.central import staff
from villagedesk.central.config import CentralConfig
from villagedesk.central.database import Database, open_database
from villagedesk.errors import Invalid, Refused
from villagedesk.i18n import _

ConfigOf = Callable[[argparse.Namespace], CentralConfig]


def add_staff_words(parser: argparse.ArgumentParser, where: argparse.ArgumentParser, config_of: ConfigOf) -> None:
    """Add the commands to the word ``staff``."""
    commands = parser.add_subparsers(metavar="WHAT", required=True)

    def add(name: str, help_: str, work: Callable[[Database, argparse.Namespace], str]) -> argparse.ArgumentParser:
        def run(args: argparse.Namespace) -> int:
            database = open_database(config_of(args))
            try:
                sys.stdout.write(work(database, args) + "\n")
            finally:
                database.close()
            return 0

        command = commands.add_parser(name, parents=[where], help=help_)
        command.set_defaults(run=run)
        return command

    for name, help_, work in (
        ("add", "somebody new who may sign in", _add),
        ("password", "set a new password", _password),
    ):
        command = add(name, help_, work)
        command.add_argument("name", metavar="NAME")
        command.add_argument(
            "--password-file",
            type=Path,
            metavar="FILE",
            help="its first line; else it is asked for, or read from input",
        )
    key = add("key", "make a key that signs acts; an older one counts no longer", _key)
    key.add_argument("name", metavar="NAME")
    key.add_argument("--out", type=Path, required=True, metavar="FILE", help="where the key is written (0600)")
    for name, help_, active in (("close", "let somebody in no more", False), ("open", "let somebody in again", True)):
        add(name, help_, _set_active(active)).add_argument("name", metavar="NAME")
    add("list", "everybody", _list)


def _add(database: Database, args: argparse.Namespace) -> str:
    password = _read_password(args)
    with database.write() as connection:
        staff.add_staff(connection, args.name, password)
    return _("{name} can sign in now.").format(name=args.name)


def _password(database: Database, args: argparse.Namespace) -> str:
    with database.read() as connection:
        staff.find_staff(connection, args.name)
    password = _read_password(args)
    with database.write() as connection:
        staff.set_password(connection, args.name, password)
    return _("The new password of {name} counts from now on.").format(name=args.name)


def _key(database: Database, args: argparse.Namespace) -> str:
    try:
        descriptor = os.open(args.out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise Refused("file_exists", file=args.out) from None
    except OSError as error:
        raise Refused("file_not_writable", file=args.out) from error
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as out, database.write() as connection:
            key = staff.make_key(connection, args.name)
            member = staff.find_staff(connection, args.name)
            json.dump({"staff": member.id, "private_key": key.private_bytes_raw().hex()}, out)
    except BaseException:
        # A key that does not count must not lie about, nor stand in the way of the next try.
        args.out.unlink(missing_ok=True)
        raise
    return _("The key is in {file}. Whoever has it acts as {name}.").format(file=args.out, name=args.name)


def _set_active(active: bool) -> Callable[[Database, argparse.Namespace], str]:
    def work(database: Database, args: argparse.Namespace) -> str:
        with database.write() as connection:
            staff.set_active(connection, args.name, active)
        return (_("{name} can sign in now.") if active else _("{name} can sign in no more.")).format(name=args.name)

    return work


def _list(database: Database, args: argparse.Namespace) -> str:
    with database.read() as connection:
        found = staff.all_staff(connection)
    if not found:
        return _("Nobody yet.")
    return "\n".join(f"{one.id}\t{one.name}\t{'' if one.active else _('closed')}" for one in found)


def _read_password(args: argparse.Namespace) -> str:
    if args.password_file is not None:
        try:
            lines = args.password_file.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise Refused("file_not_readable", file=args.password_file) from error
        return lines[0] if lines else ""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    first = getpass.getpass(_("Password") + ": ")
    if getpass.getpass(_("Once more") + ": ") != first:
        raise Invalid("password", "password_not_same")
    return first
