"""What every paper has: a name, and whether a second one for the same thing is a reprint."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, kw_only=True)
class Printed:
    """Base of every paper."""

    # What the operator calls it.
    name: ClassVar[str] = ""
    # A second one for the same thing is a reprint and says so. Labels go on many boxes and are not counted.
    counted: ClassVar[bool] = False
