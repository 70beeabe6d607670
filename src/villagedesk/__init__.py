"""Village Desk: an offline-first counter for village service centres."""
