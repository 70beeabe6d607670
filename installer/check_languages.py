"""Refuses a wheel without the compiled languages: they are never committed, and without them all speaks English."""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompiledLanguages(BuildHookInterface):
    """Called by hatchling before a wheel is built."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Look at every language; an installation that runs from the sources compiles them later.

        Raises:
            RuntimeError: a language is not compiled, or its texts are newer.
        """
        if version == "editable":
            return
        for source in sorted(Path(self.root, "translations").glob("*/LC_MESSAGES/*.po")):
            compiled = source.with_suffix(".mo")
            if not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime:
                raise RuntimeError(f"{compiled} is missing or old. Run python translations/update.py --compile first.")
