"""The goods catalogue of this computer."""
