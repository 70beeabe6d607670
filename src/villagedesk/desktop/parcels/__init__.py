"""Parcels: the shelf and the hand-over, the van, the list of calls."""
