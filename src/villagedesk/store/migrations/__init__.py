"""The list of migrations; number n is the n-th. One module each, with a sentence that says what it does."""

from villagedesk.store.migrations import m0001_start

MIGRATIONS = (m0001_start.run,)
