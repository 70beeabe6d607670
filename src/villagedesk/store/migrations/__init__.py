"""The list of migrations; number n is the n-th. One module each, with a sentence that says what it does."""

from villagedesk.store.migrations import m0001_start, m0002_counter, m0003_produce, m0004_training, m0005_room

MIGRATIONS = (m0001_start.run, m0002_counter.run, m0003_produce.run, m0004_training.run, m0005_room.run)
