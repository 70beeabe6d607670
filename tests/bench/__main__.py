"""Measures, and prints each figure beside its target: ``python -m tests.bench [NAME...] [--json FILE] [--quick]``.

A measurement is a module of this folder with ``run(quick: bool) -> {figure: {"value", "unit", "target"}}``; without
names all of them run, one after the other, in processes of their own so that none warms or burdens the next.
"""

import argparse
import importlib
import json
import os
import platform
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

Figure = dict[str, Any]
FOLDER = Path(__file__).parent


def names() -> list[str]:
    """The measurements there are."""
    return sorted(
        file.stem
        for file in FOLDER.glob("*.py")
        if not file.stem.startswith("_") and re.search(r"^def run\(", file.read_text(encoding="utf-8"), re.MULTILINE)
    )


def main() -> int:
    """Run what is asked for; 1 when a measurement itself failed, whatever its figures are."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(names()))
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    parser.add_argument("--quick", action="store_true", help="smaller data, to see that it works")
    parser.add_argument("--alone", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args()
    unknown = set(args.names) - set(names())
    if unknown:
        parser.error(f"no such measurement: {', '.join(sorted(unknown))}; there are {', '.join(names())}")
    if args.alone:
        print(json.dumps(importlib.import_module(f"tests.bench.{args.names[0]}").run(args.quick)))
        return 0
    found: dict[str, dict[str, Figure]] = {}
    failed = []
    for name in args.names or names():
        begin = time.monotonic()
        print(f"== {name}", flush=True)
        figures = measure(name, args.quick)
        if figures is None:
            failed.append(name)
            continue
        found[name] = figures
        show(figures)
        print(f"   measured in {time.monotonic() - begin:.0f} s\n", flush=True)
    if args.json:
        args.json.write_text(
            json.dumps(report(found, args.quick), ensure_ascii=False, indent=2) + "\n", encoding="utf-8"
        )
        print(f"Written to {args.json}")
    if failed:
        print(f"Failed: {', '.join(failed)}")
    return 1 if failed else 0


def measure(name: str, quick: bool) -> dict[str, Figure] | None:
    """One measurement in a process of its own; None when it failed. What it says meanwhile is shown."""
    command = [sys.executable, "-m", "tests.bench", "--alone", name, *(["--quick"] if quick else [])]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, cwd=FOLDER.parents[1], check=False)
    *said, last = done.stdout.splitlines() or [""]
    if said:
        print("\n".join(said))
    if done.returncode != 0:
        print(last)
        return None
    return json.loads(last)  # type: ignore[no-any-return]


def report(found: dict[str, dict[str, Figure]], quick: bool) -> dict[str, Any]:
    """What the JSON file holds: the figures by measurement, and on what they were taken."""
    machine = {"python": platform.python_version(), "system": platform.platform(), "cores": os.cpu_count()}
    return {"quick": quick, "machine": machine, "figures": found}


def show(figures: dict[str, Figure]) -> None:
    """A table: figure, value, target, and whether it is reached."""
    width = max((len(name) for name in figures), default=0)
    for name, figure in figures.items():
        value, target = figure["value"], figure.get("target", "")
        text = f"{value:,.2f}" if isinstance(value, float) else f"{value:,}" if isinstance(value, int) else str(value)
        line = f"   {name:{width}}  {text:>12} {figure.get('unit', ''):8} {target!s:12} {verdict(value, target)}"
        print(line.rstrip(), flush=True)


def verdict(value: object, target: object) -> str:
    """``reached`` or ``not yet`` for a target that is a number (at most) or begins with <= or >=."""
    limit = re.match(r"(<=|>=)?\s*([\d,]+(?:\.\d+)?)", str(target))
    if limit is None or not isinstance(value, int | float):
        return ""
    bound = float(limit[2].replace(",", ""))
    return "reached" if (value >= bound if limit[1] == ">=" else value <= bound) else "not yet"


if __name__ == "__main__":
    sys.exit(main())
