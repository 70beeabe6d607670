"""Parcels at central: announced for a van, and declared lost when they stay missing."""
