"""Complaints about fakes: the list, the form, and one complaint with its way to the outcome."""
