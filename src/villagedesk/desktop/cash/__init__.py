"""The cash book of the day."""
