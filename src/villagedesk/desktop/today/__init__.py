"""Today: what needs doing, the most dangerous first."""
