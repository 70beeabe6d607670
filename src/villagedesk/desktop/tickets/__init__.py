"""Repairs: the list of reports, writing one after the self-help card, and one report with its sign-off."""
