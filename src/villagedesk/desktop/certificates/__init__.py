"""Conformity certificates: all of them, and those of one lot with issuing, printing, revoking, tests and papers of others."""
