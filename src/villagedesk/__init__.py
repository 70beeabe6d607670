"""Village Desk: an offline-first counter for village service centres."""

__version__ = "0.1.0"
