"""New versions of the program and packs of data, signed by central, from a stick or over the line. All or nothing."""

from villagedesk.sync.updates.back import before_here, go_back, put_data_back
from villagedesk.sync.updates.fetch import fetch
from villagedesk.sync.updates.release import PROGRAM, VILLAGES, Release, here, write_release
from villagedesk.sync.updates.take import Taken, take_in

__all__ = [
    "PROGRAM",
    "VILLAGES",
    "Release",
    "Taken",
    "before_here",
    "fetch",
    "go_back",
    "here",
    "put_data_back",
    "take_in",
    "write_release",
]
