"""Crop sales: buyers' orders, the scale, boxes and the van, claims, settlements, farmers' money."""
