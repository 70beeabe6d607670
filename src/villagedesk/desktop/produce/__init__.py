"""Produce: what farmers brought, offering it, and what buyers ordered of it."""
