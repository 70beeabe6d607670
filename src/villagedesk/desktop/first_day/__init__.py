"""The first day of a room: its list, and the contract that stands behind it."""
