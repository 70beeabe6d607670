"""``villagedesk central``: serve the platform's reference server."""

import argparse
from pathlib import Path

from villagedesk.central.app import open_central
from villagedesk.central.config import CentralConfig
from villagedesk.central.serve import serve


def run(options: argparse.Namespace) -> int:
    """Run one of central's commands; returns the exit status."""
    parser = argparse.ArgumentParser("villagedesk central", description="The platform's reference server.")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    serving = commands.add_parser("serve", help="serve devices and staff on this machine")
    serving.add_argument("--home", type=Path, help="where central keeps everything")
    serving.add_argument("--db", default="", help="postgresql://… instead of a file in its home")
    serving.add_argument("--port", type=int, default=8710)
    chosen = parser.parse_args(options.words)
    config = CentralConfig.from_environment()
    home = chosen.home or config.home
    serve(
        open_central(CentralConfig(home=home, database_url=chosen.db or config.database_url)), "127.0.0.1", chosen.port
    )
    return 0
