"""Collects the licence of everything that was packed, as a text beside the program, with an index of what is there."""

import shutil
import sys
from collections.abc import Iterable
from importlib.metadata import Distribution, distribution, packages_distributions
from pathlib import Path

_HERE = Path(__file__).parent / "licences"
_NAMES = ("licen", "copying", "notice", "copyright")
# Whose wheels carry no text of their own; ours of the same licence stands beside them.
_ELSEWHERE = {
    "pyside6": "qt.txt",
    "pyside6-essentials": "qt.txt",
    "pyside6-addons": "qt.txt",
    "shiboken6": "qt.txt",
}


def packed(modules: Iterable[str]) -> list[Distribution]:
    """The distributions that these modules come from, by name; those of the standard library have none."""
    homes = packages_distributions()
    tops = {name.partition(".")[0] for name in modules}
    names = {home for top in tops for home in homes.get(top, ())} - {"villagedesk"}
    return sorted((distribution(name) for name in names), key=lambda found: found.metadata["Name"].lower())


def collect(modules: Iterable[str], root: Path, folder: Path) -> list[str]:
    """Write one folder a distribution and ``INDEX.txt``.

    Args:
        modules: every module and library that was packed, as dotted names.
        root: the folder of the repository.
        folder: where to; it is made anew.

    Returns:
        The names of the distributions.

    Raises:
        SystemExit: one of them has no licence text: it must not be given away without.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    lines = []
    for found in packed(modules):
        name, version = found.metadata["Name"], found.version
        texts = [file for file in found.files or () if any(word in file.name.lower() for word in _NAMES)]
        texts = [file for file in texts if file.suffix not in (".py", ".pyc")]
        place = folder / name
        for number, file in enumerate(texts):
            place.mkdir(exist_ok=True)
            shutil.copyfile(
                file.locate(), place / (file.name if not (place / file.name).exists() else f"{number}-{file.name}")
            )
        if not texts and name.lower() not in _ELSEWHERE:
            _write_stated(found, place)
        where = f"{name}/" if place.exists() else _ELSEWHERE[name.lower()]
        lines.append(f"{name} {version}: {_licence(found)}; {where}")
    for file in sorted(_HERE.iterdir()):
        shutil.copyfile(file, folder / file.name)
    shutil.copyfile(_python_licence(), folder / "Python.txt")
    shutil.copyfile(root / "LICENSE", folder / "Village Desk.txt")
    for file in sorted((root / "resources" / "fonts").glob("*.txt")):
        shutil.copyfile(file, folder / f"Fonts {file.name}")
    head = ["Village Desk: Village Desk.txt", f"Python {sys.version.split()[0]}: Python.txt"]
    (folder / "INDEX.txt").write_text("\n".join([*head, *lines]) + "\n", encoding="utf-8")
    return [line.partition(" ")[0] for line in lines]


def _licence(found: Distribution) -> str:
    stated = found.metadata.get("License-Expression") or found.metadata.get("License") or ""
    classified = [row.rpartition(" :: ")[2] for row in found.metadata.get_all("Classifier") or () if "License" in row]
    return stated.splitlines()[0] if stated else ", ".join(classified)


def _write_stated(found: Distribution, place: Path) -> None:
    """Some wheels only name their licence; then its name and its author are what can be given on."""
    licence = _licence(found)
    if not licence:
        raise SystemExit(f"{found.metadata['Name']} has no licence text and names no licence: it must not be packed.")
    place.mkdir()
    author = found.metadata.get("Author") or found.metadata.get("Author-email") or ""
    (place / "LICENCE.txt").write_text(f"{found.metadata['Name']}: {licence}\n{author}\n", encoding="utf-8")


def _python_licence() -> Path:
    library = Path(sys.base_prefix, "lib", f"python3.{sys.version_info[1]}", "LICENSE.txt")
    places = (
        library,
        Path(sys.base_prefix, "LICENSE.txt"),
        Path(f"/usr/share/doc/python3.{sys.version_info[1]}/copyright"),
    )
    found = next((place for place in places if place.is_file()), None)
    if found is None:
        raise SystemExit("Python's own licence is not where it is looked for: " + ", ".join(map(str, places)))
    return found
