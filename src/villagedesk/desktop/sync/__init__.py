"""Sync as the operator sees it: the service behind the chip, and the page with what waits and what to decide."""
