"""Keep the catalogues in step with the code: extract, merge, compile, check.

python translations/update.py                 extract from the code, update every language, compile
python translations/update.py --add FILE.po   the same, and take translations for zh_CN from FILE.po
python translations/update.py --compile       compile only (what the installers call)
python translations/update.py --check         end with 1 when a text has no translation or a placeholder differs
"""

import argparse
import fcntl
import os
import re
import sys
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

HERE = Path(__file__).resolve().parent
SOURCE = HERE.parent / "src"
DOMAIN = "villagedesk"
LANGUAGES = ("zh_CN", "en")
METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2")]
KEYWORDS = {"_": None, "N_": None, "gettext": None, "ngettext": (1, 2)}
PLACEHOLDER = re.compile(r"\{[^{}]*\}")


def po_file(language: str) -> Path:
    """The catalogue of one language."""
    return HERE / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def extract() -> Catalog:
    """All texts marked in the code."""
    found = Catalog(charset="utf-8", fuzzy=False)
    options = {"**/templates/**.html": {"encoding": "utf-8"}}
    for name, line, text, comments, context in extract_from_dir(str(SOURCE), METHODS, options, keywords=KEYWORDS):
        found.add(text, None, [(f"src/{name}", line)], auto_comments=comments, context=context)
    return found


def read(path: Path, language: str) -> Catalog:
    """A catalogue from disk; an empty one when there is none yet."""
    if not path.exists():
        return Catalog(locale=language, charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=language)


def take(catalog: Catalog, fragment: Catalog) -> None:
    """Put the fragment's translations into the catalogue; what the code does not say is named on standard error."""
    for message in fragment:
        if not message.id or not _translated(message):
            continue
        target = catalog.get(message.id[0] if isinstance(message.id, tuple) else message.id)
        if target is None:
            print(f"not in the code: {message.id!r}", file=sys.stderr)
        else:
            target.string = message.string


def update(fragment: Path | None) -> None:
    """Extract, merge into every language, write and compile."""
    template = extract()
    _write(HERE / "messages.pot", template)
    for language in LANGUAGES:
        catalog = read(po_file(language), language)
        catalog.update(template, no_fuzzy_matching=True)
        catalog.obsolete.clear()
        catalog.fuzzy = False
        catalog.header_comment = (
            "# Texts of Village Desk; translations/update.py keeps this file in step with the code."
        )
        if language == "en":
            _english(catalog)
        elif fragment:
            take(catalog, read(fragment, language))
        _write(po_file(language), catalog)
    compile_all()


def compile_all() -> None:
    """Write the .mo files the program reads."""
    for language in LANGUAGES:
        target = po_file(language).with_suffix(".mo")
        temporary = target.with_suffix(f".{os.getpid()}")
        with temporary.open("wb") as file:
            write_mo(file, read(po_file(language), language))
        temporary.replace(target)


def problems() -> list[str]:
    """What is not right: a text without translation, a text that is not in the catalogue, placeholders that differ."""
    template, found = extract(), []
    for language in LANGUAGES:
        catalog = read(po_file(language), language)
        for wanted in template:
            if not wanted.id:
                continue
            message = catalog.get(wanted.id[0] if isinstance(wanted.id, tuple) else wanted.id)
            if message is None or not _translated(message):
                found.append(f"{language}: no translation: {wanted.id!r}")
            elif not _same_placeholders(message):
                found.append(f"{language}: placeholders differ: {message.id!r} / {message.string!r}")
    return found


def _english(catalog: Catalog) -> None:
    for message in catalog:
        if message.id:
            message.string = message.id if isinstance(message.id, tuple) else str(message.id)


def _translated(message: Message) -> bool:
    strings = message.string if isinstance(message.string, tuple | list) else (message.string,)
    return all(strings)


def _same_placeholders(message: Message) -> bool:
    ids = message.id if isinstance(message.id, tuple | list) else (message.id,)
    strings = message.string if isinstance(message.string, tuple | list) else (message.string,)
    allowed = {name for text in ids for name in PLACEHOLDER.findall(text)}
    return all(set(PLACEHOLDER.findall(text)) <= allowed for text in strings) and (
        set(PLACEHOLDER.findall(strings[-1])) == allowed
    )


def _write(path: Path, catalog: Catalog) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(".new")
    with temporary.open("wb") as file:
        write_po(file, catalog, sort_output=True, width=0, omit_header=False, no_location=True, ignore_obsolete=True)
    # The date of the run would change the file at every call.
    text = re.sub(
        r'"(POT-Creation-Date|PO-Revision-Date|Project-Id-Version|Report-Msgid-Bugs-To|Last-Translator|Language-Team|Generated-By):[^"]*"\n',
        "",
        temporary.read_text(encoding="utf-8"),
    )
    temporary.write_text(text, encoding="utf-8")
    temporary.replace(path)


def main() -> int:
    """The command line; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--add", type=Path, help="take zh_CN translations from this file")
    parser.add_argument("--compile", action="store_true")
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    if options.compile:
        compile_all()
    elif options.check:
        found = problems()
        print("\n".join(found) or "translations: complete")
        return 1 if found else 0
    else:
        lock = os.open(HERE, os.O_RDONLY)
        fcntl.flock(lock, fcntl.LOCK_EX)
        update(options.add)
    return 0


if __name__ == "__main__":
    sys.exit(main())
