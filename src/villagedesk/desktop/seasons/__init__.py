"""Seasons: what grows on a farmer's plots, what was used on it, from when it may be harvested."""
